//! Lists of many pages, with faults on each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use civis_core::{Error, ErrorKind, Location, PagedCall, Request, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    faults_do_not_lose_duplicate_or_reorder_items,
    a_401_ends_the_list_after_the_earlier_items,
    a_permanently_broken_page_ends_the_list_with_an_error,
);

const ITEMS: usize = 1000;
const PER_PAGE: usize = 50;
const PAGES: usize = ITEMS / PER_PAGE;

fn page_of(request: &Received) -> usize {
    let (_, query) = request.target.split_once('?').expect("a query");
    let number = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page_num="));
    number.expect("a page").parse().expect("a number")
}

fn page(number: usize) -> Vec<u8> {
    let first = (number - 1) * PER_PAGE;
    let items: Vec<Value> = (first..first + PER_PAGE)
        .map(|id| json!({"id": id}))
        .collect();
    let headers = [
        ("X-Pagination-Current-Page", number.to_string()),
        ("X-Pagination-Per-Page", PER_PAGE.to_string()),
        ("X-Pagination-Total-Pages", PAGES.to_string()),
        ("X-Pagination-Total-Entries", ITEMS.to_string()),
    ];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    http_response(200, &headers, &Value::from(items).to_string())
}

/// A random temporary fault of a page.
fn fault(number: usize) -> Step {
    let whole = page(number);
    match fastrand::u32(..8) {
        0 => Step::Respond(http_response(429, &[("Retry-After", "2")], "")),
        1 => Step::Respond(http_response(502, &[], "<html>")),
        2 => Step::Respond(http_response(503, &[], "")),
        3 => Step::Respond(http_response(504, &[], "")),
        4 => Step::Close,
        5 => Step::RespondAndClose(whole[..fastrand::usize(..whole.len())].to_vec()),
        6 => Step::RespondAndClose(b"\0\x01garbage".to_vec()),
        // The page, followed by another one that was not requested.
        _ => Step::Respond([whole, page(PAGES + 1 - number)].concat()),
    }
}

fn list(session: &Session) -> PagedCall<Value> {
    let request = Request::new("things.list", Method::GET, "/things");
    PagedCall::new(session, request.with(Location::Query, "limit", PER_PAGE))
}

fn ids(items: impl Iterator<Item = Result<Value, Error>>) -> (Vec<usize>, Option<Error>) {
    let mut ids = Vec::new();
    for item in items {
        match item {
            Ok(item) => ids.push(item["id"].as_u64().expect("an ID") as usize),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

fn faults_do_not_lose_duplicate_or_reorder_items(backend: Backend) {
    for seed in 0..12 {
        let counts: Arc<Mutex<HashMap<usize, u32>>> = Arc::default();
        let server = Server::new(move |_, request| {
            let number = page_of(request);
            let mut counts = counts.lock().expect("the lock");
            let times = counts.entry(number).or_default();
            *times += 1;
            // One to four faults, and then the page.
            match *times <= 1 + (number as u32 + seed) % 4 {
                true => fault(number),
                false => Step::Respond(page(number)),
            }
        });
        let session = backend.session(&server.url()).build().expect("a session");
        let (ids, error) = ids(list(&session).iter());
        assert!(error.is_none(), "{error:?}");
        assert!(
            ids.into_iter().eq(0..ITEMS),
            "items are missing, duplicated or out of order"
        );
    }
}

fn a_401_ends_the_list_after_the_earlier_items(backend: Backend) {
    ends_in_the_middle(backend, 401, 1, ErrorKind::Authentication);
}

fn a_permanently_broken_page_ends_the_list_with_an_error(backend: Backend) {
    ends_in_the_middle(backend, 503, 7, ErrorKind::Api);
}

fn ends_in_the_middle(backend: Backend, status: u16, attempts: u32, kind: ErrorKind) {
    let middle = PAGES / 2;
    let server = Server::new(move |_, request| match page_of(request) {
        number if number == middle => Step::Respond(http_response(status, &[], "")),
        number => Step::Respond(page(number)),
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let mut items = list(&session).iter();
    let (ids, error) = ids(&mut items);
    let error = error.expect("an error");
    assert_eq!(
        (error.kind(), error.attempts()),
        (kind, attempts),
        "{error}"
    );
    assert!(ids.into_iter().eq(0..(middle - 1) * PER_PAGE));
    assert!(items.next().is_none(), "more after the error");
    assert_eq!(
        server.requests().len(),
        middle - 1 + attempts as usize,
        "a page was requested twice, or after the error"
    );
}
