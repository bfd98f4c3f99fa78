//! Servers whose pages contradict their headers: no list is endless, and no item is lost without an error.

use civis_core::{Error, ErrorKind, Location, PagedCall, Request, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    an_empty_page_does_not_end_a_list_with_more_pages,
    an_empty_page_ends_a_list_without_more_pages,
    a_repeated_page_is_an_error_if_pages_are_numbered,
    a_repeated_page_ends_a_list_without_page_headers,
    a_repeated_page_as_long_as_the_limit_is_an_error,
    alternating_pages_end_the_list,
    a_growing_list_is_an_error,
    too_many_empty_pages_are_an_error,
    nonconsecutive_pages_are_an_error,
    a_list_that_shifts_during_paging_loses_no_item,
    an_item_that_moves_to_the_last_page_is_no_error,
    duplicate_ids_do_not_end_a_list,
    lookups_page_like_lists,
    coerced_items_do_not_end_a_list,
    an_item_of_another_type_is_an_error,
);

/// The requested page number. The default is 1.
fn page_num(request: &Received) -> u64 {
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let number = pairs.find(|(name, _)| *name == "page_num");
    number.map_or(1, |(_, number)| number.parse().expect("a number"))
}

/// A server whose pages have these headers, named without the prefix, and this body.
fn serve(
    page: impl Fn(u64) -> (Vec<(&'static str, u64)>, Value) + Send + Sync + 'static,
) -> Server {
    Server::new(move |_, request| {
        let (headers, body) = page(page_num(request));
        let headers: Vec<(String, String)> = headers
            .into_iter()
            .map(|(name, value)| (format!("X-Pagination-{name}"), value.to_string()))
            .collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (&**a, &**b)).collect();
        Step::Respond(http_response(200, &headers, &body.to_string()))
    })
}

fn session(backend: Backend, server: &Server) -> Session {
    backend.session(&server.url()).build().expect("a session")
}

fn request() -> Request {
    Request::new("things.list", Method::GET, "/things")
}

/// The items, and the error if the list ends with one.
fn items(session: &Session, request: Request) -> (Vec<Value>, Option<Error>) {
    let mut items = Vec::new();
    let mut error = None;
    for item in PagedCall::<Value>::new(session, request) {
        assert!(error.is_none(), "more after the error");
        match item {
            Ok(item) => items.push(item),
            Err(one) => error = Some(one),
        }
    }
    (items, error)
}

fn with_ids(ids: impl IntoIterator<Item = u64>) -> Value {
    ids.into_iter().map(|id| json!({"id": id})).collect()
}

fn an_empty_page_does_not_end_a_list_with_more_pages(backend: Backend) {
    let body = |number| match number {
        1 => json!([1, 2]),
        3 => json!([5]),
        _ => json!([]),
    };
    type Headers = fn(u64) -> Vec<(&'static str, u64)>;
    let headers: [Headers; 5] = [
        |_| vec![("Total-Pages", 3)],
        |number| vec![("Current-Page", number), ("Total-Pages", 3)],
        |_| vec![("Per-Page", 2), ("Total-Entries", 5)],
        |_| vec![("Total-Entries", 3)],
        // Only the first page has the header.
        |number| match number {
            1 => vec![("Total-Pages", 3)],
            _ => Vec::new(),
        },
    ];
    for headers in headers {
        let server = serve(move |number| (headers(number), body(number)));
        let session = session(backend, &server);
        let (items, error) = items(&session, request());
        assert!(error.is_none(), "{error:?}");
        assert_eq!(json!(items), json!([1, 2, 5]));
        assert_eq!(server.requests().len(), 3);
        let call = PagedCall::<Value>::new(&session, request());
        let lengths: Result<Vec<_>, _> = call.pages().map(|page| Ok(page?.len())).collect();
        assert_eq!(
            lengths.map_err(|error: Error| error.to_string()),
            Ok(vec![2, 0, 1])
        );
    }
}

fn an_empty_page_ends_a_list_without_more_pages(backend: Backend) {
    // No headers, or the list became shorter, or the total includes the empty page.
    for (total, requests) in [
        (None, 3),
        (Some([3, 2]), 2),
        (Some([2, 2]), 2),
        (Some([9, 0]), 2),
    ] {
        let server = serve(move |number| {
            let headers = total.map(|total| ("Total-Pages", total[usize::from(number > 1)]));
            let body = match (number, total) {
                (1, _) => with_ids([1, 2]),
                (2, None) => with_ids([3]),
                _ => json!([]),
            };
            (headers.into_iter().collect(), body)
        });
        let (items, error) = items(&session(backend, &server), request());
        assert!(error.is_none() && items.len() >= 2, "{error:?}");
        assert_eq!(server.requests().len(), requests);
    }
}

fn a_repeated_page_is_an_error_if_pages_are_numbered(backend: Backend) {
    for total in [None, Some(2), Some(3), Some(1_000_000)] {
        for is_echoed in [false, true] {
            let server = serve(move |number| {
                let mut headers: Vec<_> = total
                    .map(|total| ("Total-Pages", total))
                    .into_iter()
                    .collect();
                if is_echoed || total.is_none() {
                    headers.push(("Current-Page", number));
                }
                // The bytes differ, the IDs do not.
                (
                    headers,
                    json!([{"id": 1, "at": number}, {"id": "b", "at": number}]),
                )
            });
            let (items, error) = items(&session(backend, &server), request());
            let error = error.expect("an error");
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(
                error.to_string().contains("page 2 of the list repeats"),
                "{error}"
            );
            assert_eq!((items.len(), server.requests().len()), (2, 2));
        }
    }
    // The server returns the first page instead of the requested one.
    let server = serve(|_| (vec![("Current-Page", 1), ("Total-Pages", 9)], with_ids([1])));
    let request = request().with(Location::Query, "page_num", 7);
    let (items, error) = items(&session(backend, &server), request);
    assert!(items.is_empty());
    let error = error.expect("an error").to_string();
    assert!(
        error.contains("expected page 7 of the list, got page 1"),
        "{error}"
    );
}

fn a_repeated_page_ends_a_list_without_page_headers(backend: Backend) {
    let server = serve(|number| (Vec::new(), json!([{"id": 1, "at": number}, {"id": 2}])));
    let (items, error) = items(&session(backend, &server), request());
    assert!(error.is_none(), "{error:?}");
    assert_eq!((items.len(), server.requests().len()), (2, 2));
}

fn a_repeated_page_as_long_as_the_limit_is_an_error(backend: Backend) {
    let server = serve(|_| (Vec::new(), with_ids([1, 2])));
    for (limit, fails) in [(2, true), (3, false)] {
        let request = request().with(Location::Query, "limit", limit);
        let (items, error) = items(&session(backend, &server), request);
        assert_eq!((items.len(), error.is_some()), (2, fails), "{error:?}");
    }
}

fn alternating_pages_end_the_list(backend: Backend) {
    for is_numbered in [false, true] {
        for has_ids in [false, true] {
            let server = serve(move |number| {
                let headers = is_numbered.then_some(("Current-Page", number));
                let body = match has_ids {
                    true => with_ids(if number % 2 == 1 { [1, 2] } else { [3, 4] }),
                    false => json!([if number % 2 == 1 { "a" } else { "b" }]),
                };
                (headers.into_iter().collect(), body)
            });
            let (items, error) = items(&session(backend, &server), request());
            assert_eq!(error.is_some(), is_numbered, "{error:?}");
            assert_eq!(items.len(), if has_ids { 4 } else { 2 });
            assert_eq!(server.requests().len(), 3);
        }
    }
}

fn a_growing_list_is_an_error(backend: Backend) {
    // Each page is the whole list with one more item.
    let server = serve(|number| (Vec::new(), with_ids(1..number + 5)));
    let (_, error) = items(&session(backend, &server), request());
    let error = error.expect("an error").to_string();
    assert!(error.contains("nothing new"), "{error}");
    assert!(server.requests().len() < 30);
    // The last page is never reached.
    let server = serve(|number| {
        let headers = vec![
            ("Current-Page", number),
            ("Total-Pages", number + 1),
            ("Total-Entries", number),
        ];
        (headers, with_ids([1]))
    });
    let (_, error) = items(&session(backend, &server), request());
    assert!(error.is_some());
    assert!(server.requests().len() < 30);
}

fn too_many_empty_pages_are_an_error(backend: Backend) {
    let server = serve(|number| {
        let body = if number == 1 {
            with_ids([1])
        } else {
            json!([])
        };
        (vec![("Total-Pages", u64::MAX)], body)
    });
    let session = session(backend, &server);
    let mut pages = PagedCall::<Value>::new(&session, request()).pages();
    let count = pages.by_ref().take_while(Result::is_ok).count();
    assert_eq!((count, server.requests().len()), (21, 22));
    assert!(pages.next().is_none());
    // The caller may continue.
    assert!(pages.resume());
    assert_eq!(pages.next().expect("a page").expect("a page").len(), 0);
    let (items, error) = items(&session, request());
    assert_eq!(items.len(), 1);
    let error = error.expect("an error");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error
            .to_string()
            .contains("page 22 of the list has nothing new"),
        "{error}"
    );
}

fn nonconsecutive_pages_are_an_error(backend: Backend) {
    for (stated, message) in [
        ([1, 1, 3], "expected page 2 of the list, got page 1"),
        ([1, 3, 4], "expected page 2 of the list, got page 3"),
        ([0, 1, 1], "expected page 2 of the list, got page 1"),
    ] {
        let server = serve(move |number| {
            let stated = stated[(number as usize - 1).min(2)];
            (
                vec![("Current-Page", stated), ("Total-Pages", 9)],
                with_ids([number]),
            )
        });
        let (_, error) = items(&session(backend, &server), request());
        let error = error.expect("an error").to_string();
        assert!(error.contains(message), "{error}");
    }
    // Servers may count pages from 0.
    let server = serve(|number| {
        let body = if number <= 3 {
            with_ids([number])
        } else {
            json!([])
        };
        (vec![("Current-Page", number - 1), ("Total-Pages", 3)], body)
    });
    let (items, error) = items(&session(backend, &server), request());
    assert!(error.is_none() && items.len() == 3, "{error:?}");
}

fn a_list_that_shifts_during_paging_loses_no_item(backend: Backend) {
    // Newest first, one item per page. An item is added between the first and the second request.
    let server = serve(|number| {
        let total = if number == 1 { 3 } else { 4 };
        let id = total + 1 - number;
        let headers = vec![
            ("Current-Page", number),
            ("Total-Pages", total),
            ("Total-Entries", total),
        ];
        (headers, with_ids([id]))
    });
    let (items, error) = items(
        &session(backend, &server),
        request().with(Location::Query, "limit", 1),
    );
    assert!(error.is_none(), "{error:?}");
    assert_eq!(json!(items), with_ids([3, 3, 2, 1]));
}

fn an_item_that_moves_to_the_last_page_is_no_error(backend: Backend) {
    // The only item of the last page moves to the first, and pushes an item that was read there.
    let server = serve(|number| {
        let body = match number {
            1 => with_ids([1, 2]),
            2 => with_ids([3, 4]),
            _ => with_ids([4]),
        };
        (vec![("Current-Page", number), ("Total-Pages", 3)], body)
    });
    let (items, error) = items(&session(backend, &server), request());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(json!(items), with_ids([1, 2, 3, 4, 4]));
}

fn duplicate_ids_do_not_end_a_list(backend: Backend) {
    let server = serve(|number| {
        let body = json!([{"id": 1, "version": number * 2}, {"id": 1, "version": number * 2 + 1}]);
        (vec![("Current-Page", number), ("Total-Pages", 4)], body)
    });
    let (items, error) = items(&session(backend, &server), request());
    assert!(error.is_none() && items.len() == 8, "{error:?}");
}

fn lookups_page_like_lists(backend: Backend) {
    let named = |ids: &[u64]| -> Value {
        let item = |id: &u64| json!({"id": id, "name": format!("n{id}"), "username": format!("n{id}"), "remoteHostId": 1});
        ids.iter().map(item).collect()
    };
    type Lookup = fn(&Session) -> Result<i64, Error>;
    let lookups: [Lookup; 4] = [
        |session| session.get_database_id("n5"),
        |session| session.get_storage_host_id("n5"),
        |session| session.get_table_id("n5", 1),
        |session| session.get_database_credential_id("n5", 1),
    ];
    for lookup in lookups {
        let server = serve(move |number| {
            let body = match number {
                1 => named(&[1, 2]),
                3 => named(&[5]),
                _ => json!([]),
            };
            (vec![("Total-Pages", 3)], body)
        });
        assert_eq!(lookup(&session(backend, &server)).expect("an ID"), 5);
        assert_eq!(server.requests().len(), 3);

        let server = serve(move |number| {
            (
                vec![("Current-Page", number), ("Total-Pages", 3)],
                named(&[1, 2]),
            )
        });
        let error = lookup(&session(backend, &server)).expect_err("the same page again");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(server.requests().len(), 2);

        let server = serve(move |number| {
            let body = if number == 1 { named(&[1]) } else { json!([]) };
            (vec![("Total-Pages", u64::MAX)], body)
        });
        let error = lookup(&session(backend, &server)).expect_err("empty pages");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(server.requests().len() < 30);
    }
}

fn coerced_items_do_not_end_a_list(backend: Backend) {
    let server = serve(|_| (vec![("Total-Pages", 1)], json!(["a", null, 7, "b"])));
    let list = PagedCall::<String>::new(&session(backend, &server), request());
    let items: Result<Vec<String>, Error> = list.into_iter().collect();
    assert_eq!(items.expect("a list"), ["a", "", "7", "b"]);
}

fn an_item_of_another_type_is_an_error(backend: Backend) {
    let server = serve(|_| (vec![("Total-Pages", 1)], json!(["a", {"b": 1}])));
    let list = PagedCall::<String>::new(&session(backend, &server), request());
    let error = list.iter().next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(
        text.contains("an item of the list does not have the declared type"),
        "{text}"
    );
}
