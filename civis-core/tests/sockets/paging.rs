//! Lists of several pages, over connections that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use civis_core::{CancelToken, ErrorKind, Location, PagedCall, Request, RetryPolicy, Session};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    retried_faults_do_not_affect_the_list,
    after_an_error_resume_continues_at_the_failed_page,
    a_loop_that_ignores_errors_ends,
    a_cancelled_iterator_ends_with_an_error,
    a_server_that_ignores_page_num_does_not_cause_a_loop,
    an_object_instead_of_a_page_is_an_error_that_can_be_retried,
);

/// The items of three pages.
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
    http_response(200, &headers, &body)
}

/// A server whose page 2 is faulty until a test repairs it.
struct Faulty {
    server: Server,
    is_faulty: Arc<AtomicBool>,
    requests: Arc<AtomicUsize>,
}

impl Faulty {
    fn new(fault: fn() -> Step) -> Self {
        let is_faulty = Arc::new(AtomicBool::new(true));
        let requests = Arc::new(AtomicUsize::new(0));
        let (faulty, count) = (Arc::clone(&is_faulty), Arc::clone(&requests));
        let server = Server::new(move |_, request| match page_num(request) {
            2 if faulty.load(Ordering::SeqCst) => {
                count.fetch_add(1, Ordering::SeqCst);
                fault()
            }
            number => Step::Respond(page(number)),
        });
        Self {
            server,
            is_faulty,
            requests,
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
    (|| Step::Close, ErrorKind::Transport),
    (
        || Step::RespondAndClose(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[20".to_vec()),
        ErrorKind::Transport,
    ),
    (
        || Step::Respond(http_response(503, &[], "")),
        ErrorKind::Api,
    ),
    (
        || Step::Respond(http_response(429, &[], "")),
        ErrorKind::RateLimited,
    ),
    (
        || Step::Respond(http_response(500, &[], "")),
        ErrorKind::Api,
    ),
    (
        || Step::Respond(http_response(401, &[], "")),
        ErrorKind::Authentication,
    ),
];

fn retried_faults_do_not_affect_the_list(backend: Backend) {
    for fault in [0, 1, 2, 3].map(|number| FAULTS[number].0) {
        let server = Server::new(move |number, request| match number {
            1 | 2 => fault(),
            _ => Step::Respond(page(page_num(request))),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        let items: Result<Vec<Value>, _> = list(&session).iter().collect();
        assert_eq!(json!(items.expect("a list")), json!(WHOLE));
        assert_eq!(server.requests().len(), 5);
    }
}

fn after_an_error_resume_continues_at_the_failed_page(backend: Backend) {
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

fn a_loop_that_ignores_errors_ends(backend: Backend) {
    for (fault, _) in FAULTS {
        let faulty = Faulty::new(fault);
        let session = faulty.session(backend, 0);
        let items: Vec<_> = list(&session).iter().filter_map(Result::ok).collect();
        assert_eq!(json!(items), json!([10, 11]));
        let pages: Vec<_> = list(&session).pages().collect();
        assert_eq!((pages.len(), pages[1].is_err()), (2, true));
        assert_eq!(faulty.requests.load(Ordering::SeqCst), 2);
    }
}

fn a_cancelled_iterator_ends_with_an_error(backend: Backend) {
    let server = Server::new(|_, request| Step::Respond(page(page_num(request))));
    let session = backend.session(&server.url()).build().expect("a session");
    let token = CancelToken::new();
    let mut iter = list(&session.cancelled_by(&token)).iter();
    iter.next().expect("an item").expect("an item");
    token.cancel();
    // Items that were already received are not lost.
    iter.next().expect("an item").expect("an item");
    let error = iter.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(iter.next().is_none());
    assert_eq!(server.requests().len(), 1);
}

fn a_server_that_ignores_page_num_does_not_cause_a_loop(backend: Backend) {
    // Each page claims to be the first of three.
    let server = Server::new(|_, _| Step::Respond(page(1)));
    let session = backend.session(&server.url()).build().expect("a session");
    let outcomes: Vec<_> = list(&session).iter().collect();
    assert_eq!(outcomes.len(), 3);
    let error = outcomes[2].as_ref().expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("page 2"), "{error}");

    // No page has headers.
    let server = Server::always(http_response(200, &[], "[10,11]"));
    let session = backend.session(&server.url()).build().expect("a session");
    let items: Result<Vec<_>, _> = list(&session).iter().collect();
    assert_eq!(json!(items.expect("a list")), json!([10, 11]));
    assert_eq!(server.requests().len(), 2);
}

fn an_object_instead_of_a_page_is_an_error_that_can_be_retried(backend: Backend) {
    let faulty = Faulty::new(|| Step::Respond(http_response(200, &[], r#"{"odd":1}"#)));
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
