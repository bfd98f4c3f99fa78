//! Lists of many pages, over connections that fail in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use civis_core::{CancelToken, ErrorKind, Location, PagedCall, Request, RetryPolicy, Session};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, answer};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    faults_that_the_retries_overcome_leave_the_list_whole,
    a_fault_that_outlasts_the_retries_is_an_error_and_resume_goes_on_at_its_page,
    a_loop_that_passes_over_errors_ends,
    an_iterator_that_is_cancelled_ends_with_that_error,
    a_server_that_knows_no_pages_is_not_asked_for_ever,
    an_object_in_place_of_a_page_is_an_error_and_can_be_tried_again,
);

/// Three pages of two items.
const WHOLE: [i64; 6] = [10, 11, 20, 21, 30, 31];

fn page_num(request: &Received) -> usize {
    let (_, query) = request.target.split_once('?').expect("a query");
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut numbers = pairs.filter(|(name, _)| *name == "page_num");
    let (_, number) = numbers.next().expect("a number");
    number.parse().expect("a number")
}

fn page(number: usize) -> Vec<u8> {
    let current = number.to_string();
    let headers = [
        ("X-Pagination-Current-Page", current.as_str()),
        ("X-Pagination-Total-Pages", "3"),
    ];
    let body = match number {
        1..=3 => format!("[{},{}]", number * 10, number * 10 + 1),
        _ => "[]".to_owned(),
    };
    answer(200, &headers, &body)
}

/// A server whose page 2 is faulty as long as a test wants.
struct Faulty {
    server: Server,
    is_faulty: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Faulty {
    fn new(fault: fn() -> Step) -> Self {
        let is_faulty = Arc::new(AtomicBool::new(true));
        let asked = Arc::new(AtomicUsize::new(0));
        let (faulty, count) = (Arc::clone(&is_faulty), Arc::clone(&asked));
        let server = Server::new(move |_, request| match page_num(request) {
            2 if faulty.load(Ordering::SeqCst) => {
                count.fetch_add(1, Ordering::SeqCst);
                fault()
            }
            number => Step::Answer(page(number)),
        });
        Self {
            server,
            is_faulty,
            asked,
        }
    }

    fn session(&self, backend: Backend, retries: u32) -> Session {
        backend
            .session(&self.server.url())
            .retry(RetryPolicy::default().max_retries(retries))
            .build()
            .expect("a session")
    }
}

fn list(session: &Session) -> PagedCall<Value> {
    PagedCall::new(session, Request::new("things.list", Method::GET, "/things"))
}

const FAULTS: [(fn() -> Step, ErrorKind); 6] = [
    (|| Step::Drop, ErrorKind::Transport),
    (
        || Step::Last(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[20".to_vec()),
        ErrorKind::Transport,
    ),
    (|| Step::Answer(answer(503, &[], "")), ErrorKind::Api),
    (
        || Step::Answer(answer(429, &[], "")),
        ErrorKind::RateLimited,
    ),
    (|| Step::Answer(answer(500, &[], "")), ErrorKind::Api),
    (
        || Step::Answer(answer(401, &[], "")),
        ErrorKind::Authentication,
    ),
];

fn faults_that_the_retries_overcome_leave_the_list_whole(backend: Backend) {
    for fault in [0, 1, 2, 3].map(|number| FAULTS[number].0) {
        let server = Server::new(move |number, request| match number {
            1 | 2 => fault(),
            _ => Step::Answer(page(page_num(request))),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        let items: Result<Vec<Value>, _> = list(&session).iter().collect();
        assert_eq!(json!(items.expect("a list")), json!(WHOLE));
        assert_eq!(server.requests().len(), 5);
    }
}

fn a_fault_that_outlasts_the_retries_is_an_error_and_resume_goes_on_at_its_page(backend: Backend) {
    for (fault, kind) in FAULTS {
        let faulty = Faulty::new(fault);
        let session = faulty.session(backend, 1);
        let mut iter = list(&session).iter();
        let mut items = Vec::new();
        assert!(!iter.resume());
        for item in iter.by_ref().take(2) {
            items.push(item.expect("an item"));
        }
        for _ in 0..2 {
            let error = iter.next().expect("an error").expect_err("an error");
            assert_eq!(error.kind(), kind, "{error}");
            assert!(iter.next().is_none() && iter.next().is_none());
            assert!(iter.resume() && !iter.resume());
        }
        faulty.is_faulty.store(false, Ordering::SeqCst);
        for item in iter.by_ref() {
            items.push(item.expect("an item"));
        }
        assert_eq!(json!(items), json!(WHOLE));
        assert!(!iter.resume() && iter.next().is_none());
    }
}

fn a_loop_that_passes_over_errors_ends(backend: Backend) {
    for (fault, _) in FAULTS {
        let faulty = Faulty::new(fault);
        let session = faulty.session(backend, 0);
        let items: Vec<_> = list(&session).iter().filter_map(Result::ok).collect();
        assert_eq!(json!(items), json!([10, 11]));
        let pages: Vec<_> = list(&session).pages().collect();
        assert_eq!((pages.len(), pages[1].is_err()), (2, true));
        assert_eq!(faulty.asked.load(Ordering::SeqCst), 2);
    }
}

fn an_iterator_that_is_cancelled_ends_with_that_error(backend: Backend) {
    let server = Server::new(|_, request| Step::Answer(page(page_num(request))));
    let session = backend.session(&server.url()).build().expect("a session");
    let token = CancelToken::new();
    let mut iter = list(&session.cancelled_by(&token)).iter();
    iter.next().expect("an item").expect("an item");
    token.cancel();
    // What has come already is not lost.
    iter.next().expect("an item").expect("an item");
    let error = iter.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(iter.next().is_none());
    assert_eq!(server.requests().len(), 1);
}

fn a_server_that_knows_no_pages_is_not_asked_for_ever(backend: Backend) {
    // It says that each is the first of three.
    let server = Server::new(|_, _| Step::Answer(page(1)));
    let session = backend.session(&server.url()).build().expect("a session");
    let outcomes: Vec<_> = list(&session).iter().collect();
    assert_eq!(outcomes.len(), 3);
    let error = outcomes[2].as_ref().expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("page 2"), "{error}");

    // It says nothing of pages.
    let server = Server::always(answer(200, &[], "[10,11]"));
    let session = backend.session(&server.url()).build().expect("a session");
    let items: Result<Vec<_>, _> = list(&session).iter().collect();
    assert_eq!(json!(items.expect("a list")), json!([10, 11]));
    assert_eq!(server.requests().len(), 2);
}

fn an_object_in_place_of_a_page_is_an_error_and_can_be_tried_again(backend: Backend) {
    let faulty = Faulty::new(|| Step::Answer(answer(200, &[], r#"{"odd":1}"#)));
    let session = faulty.session(backend, 0);
    let request = Request::new("things.list", Method::GET, "/things");
    let request = request.with(Location::Query, "page_num", 2);
    let mut pages = PagedCall::<Value>::new(&session, request).pages();
    let error = pages.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(pages.next().is_none());
    faulty.is_faulty.store(false, Ordering::SeqCst);
    assert!(pages.resume());
    let rest: Result<Vec<_>, _> = pages.collect();
    let rest = rest.expect("pages");
    assert_eq!(rest.len(), 2);
    assert!(rest.iter().all(|page| page.status() == StatusCode::OK));
}
