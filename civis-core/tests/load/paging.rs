//! Lists of many pages, with something wrong on each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use civis_core::{Error, ErrorKind, Location, PagedCall, Request, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, answer};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    every_item_of_every_page_comes_once_and_in_order_through_faults,
    a_401_in_the_middle_ends_the_list_with_what_came_before,
    a_page_that_stays_broken_ends_the_list_with_an_error,
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
    answer(200, &headers, &Value::from(items).to_string())
}

/// One of what may go wrong with a page and pass.
fn fault(number: usize) -> Step {
    let whole = page(number);
    match fastrand::u32(..8) {
        0 => Step::Answer(answer(429, &[("Retry-After", "2")], "")),
        1 => Step::Answer(answer(502, &[], "<html>")),
        2 => Step::Answer(answer(503, &[], "")),
        3 => Step::Answer(answer(504, &[], "")),
        4 => Step::Drop,
        5 => Step::Last(whole[..fastrand::usize(..whole.len())].to_vec()),
        6 => Step::Last(b"\0\x01garbage".to_vec()),
        // The page, and another one that nobody asked for.
        _ => Step::Answer([whole, page(PAGES + 1 - number)].concat()),
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

fn every_item_of_every_page_comes_once_and_in_order_through_faults(backend: Backend) {
    for seed in 0..12 {
        let met: Arc<Mutex<HashMap<usize, u32>>> = Arc::default();
        let server = Server::new(move |_, request| {
            let number = page_of(request);
            let mut met = met.lock().expect("the lock");
            let times = met.entry(number).or_default();
            *times += 1;
            // From one to four faults, and the page.
            match *times <= 1 + (number as u32 + seed) % 4 {
                true => fault(number),
                false => Step::Answer(page(number)),
            }
        });
        let session = backend.session(&server.url()).build().expect("a session");
        let (ids, error) = ids(list(&session).iter());
        assert!(error.is_none(), "{error:?}");
        assert!(ids.into_iter().eq(0..ITEMS), "not each once, in order");
    }
}

fn a_401_in_the_middle_ends_the_list_with_what_came_before(backend: Backend) {
    ends_in_the_middle(backend, 401, 1, ErrorKind::Authentication);
}

fn a_page_that_stays_broken_ends_the_list_with_an_error(backend: Backend) {
    ends_in_the_middle(backend, 503, 7, ErrorKind::Api);
}

fn ends_in_the_middle(backend: Backend, status: u16, attempts: u32, kind: ErrorKind) {
    let middle = PAGES / 2;
    let server = Server::new(move |_, request| match page_of(request) {
        number if number == middle => Step::Answer(answer(status, &[], "")),
        number => Step::Answer(page(number)),
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
        "a page was asked for twice, or after the error"
    );
}
