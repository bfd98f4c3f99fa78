//! Lists of other services than the Platform.

use civis_core::{ErrorKind, ListCall, Location, NextPage, Request, RetryPolicy, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    numbered_pages_end_at_a_small_or_an_empty_one,
    a_cursor_is_followed_until_it_is_null,
    the_query_of_a_url_is_followed,
    the_link_header_is_followed,
    a_server_that_does_not_page_does_not_cause_a_loop,
    resume_continues_at_the_failed_page,
);

fn session(backend: Backend, server: &Server) -> Session {
    let builder = backend.session(&server.url());
    let builder = builder.retry(RetryPolicy::default().max_retries(0));
    builder.build().expect("a session")
}

fn call<P>(session: &Session, next: NextPage) -> ListCall<P> {
    let request = Request::new("pets.list", Method::GET, "/pets");
    ListCall::new(session, request.with(Location::Query, "kind", "cat")).follow(next)
}

/// The value of a parameter of the query.
fn parameter(request: &Received, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(one, _)| *one == name)?;
    Some(value.to_owned())
}

fn ok(headers: &[(&str, &str)], body: &Value) -> Step {
    Step::Respond(http_response(200, headers, &body.to_string()))
}

mod types {
    use civis_core::__private::*;

    __record! {
        #[doc = "A page of pets."]
        Page Option {
            items: Vec<i64> = "items",
            next: String = "next",
        }
    }

    impl __ListPage for Page {
        type Item = i64;

        fn count(&self) -> usize {
            self.items.as_ref().map_or(0, __Vec::len)
        }

        fn into_items(self) -> __Vec<i64> {
            self.items.unwrap_or_default()
        }
    }
}
use types::Page;

fn numbered_pages_end_at_a_small_or_an_empty_one(backend: Backend) {
    let server = Server::new(|_, request| {
        let number = |name| parameter(request, name).and_then(|text| text.parse::<u64>().ok());
        let first = match (number("skip"), number("page")) {
            (Some(skip), _) => skip,
            (None, page) => (page.unwrap_or(1) - 1) * 2,
        };
        let items: Vec<u64> = (first..4).take(2).collect();
        ok(&[], &json!(items))
    });
    let session = session(backend, &server);
    let offset = NextPage::Offset {
        parameter: "skip",
        size: "limit",
    };
    let number = NextPage::Number {
        parameter: "page",
        size: "limit",
        first: 1,
    };
    for (next, pages) in [
        (offset, ["", "&skip=2", "&skip=4"]),
        (number, ["", "&page=2", "&page=3"]),
    ] {
        let items: Result<Vec<Value>, _> = call::<Vec<Value>>(&session, next).iter().collect();
        assert_eq!(json!(items.expect("a list")), json!([0, 1, 2, 3]));
        let targets = server.requests().into_iter().map(|one| one.target);
        let targets: Vec<String> = targets.collect();
        let last: Vec<&String> = targets.iter().rev().take(3).rev().collect();
        assert_eq!(
            last,
            pages.map(|page| format!("/pets?kind=cat{page}")).each_ref()
        );
    }
    // A page that is smaller than the size that is set is the last one.
    let before = server.requests().len();
    let request = Request::new("pets.list", Method::GET, "/pets").with(Location::Query, "limit", 3);
    let list = ListCall::<Vec<Value>>::new(&session, request).follow(offset);
    let pages: Result<Vec<_>, _> = list.pages().collect();
    assert_eq!(pages.expect("pages").len(), 1);
    assert_eq!(server.requests().len(), before + 1);
}

fn a_cursor_is_followed_until_it_is_null(backend: Backend) {
    let server = Server::new(|_, request| match parameter(request, "after").as_deref() {
        None => ok(&[], &json!({"items": [1, 2], "next": "a%20b"})),
        Some("a%2520b") => ok(&[], &json!({"items": [], "next": "c"})),
        Some("c") => ok(&[], &json!({"items": [3], "next": null})),
        other => panic!("{other:?}"),
    });
    let next = NextPage::Cursor {
        parameter: "after",
        property: "next",
    };
    let list = call::<Page>(&session(backend, &server), next);
    let items: Result<Vec<i64>, _> = list.into_iter().collect();
    assert_eq!(items.expect("a list"), [1, 2, 3]);
    // A property that the page does not declare.
    let undeclared = Server::new(|number, _| {
        let next = if number == 0 { json!(7) } else { json!("") };
        ok(&[], &json!({"items": [number], "next_cursor": next}))
    });
    let next = NextPage::Cursor {
        parameter: "cursor",
        property: "next_cursor",
    };
    let list = call::<Page>(&session(backend, &undeclared), next);
    assert_eq!(
        list.iter()
            .map(|one| one.expect("an item"))
            .collect::<Vec<_>>(),
        [0, 1]
    );
    assert!(undeclared.requests()[1].target.ends_with("&cursor=7"));
}

fn the_query_of_a_url_is_followed(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => ok(
            &[],
            &json!({"items": [1], "next": "https://other.test/x?page=2&tag=a&tag=b"}),
        ),
        _ => ok(&[], &json!({"items": [2], "next": null})),
    });
    let next = NextPage::Url { property: "next" };
    let list = call::<Page>(&session(backend, &server), next);
    let items: Result<Vec<i64>, _> = list.iter().collect();
    assert_eq!(items.expect("a list"), [1, 2]);
    assert_eq!(server.requests()[1].target, "/pets?page=2&tag=a&tag=b");
}

fn the_link_header_is_followed(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => ok(
            &[(
                "Link",
                r#"</pets?page=2>; rel="next", </pets?page=9>; rel="last""#,
            )],
            &json!([1]),
        ),
        _ => ok(&[("Link", r#"</pets?page=1>; rel="prev""#)], &json!([2])),
    });
    let list = call::<Vec<i64>>(&session(backend, &server), NextPage::Link);
    let items: Result<Vec<i64>, _> = list.iter().collect();
    assert_eq!(items.expect("a list"), [1, 2]);
    assert_eq!(server.requests().len(), 2);
    // It also ends a list that is counted.
    let number = NextPage::Number {
        parameter: "page",
        size: "",
        first: 1,
    };
    let server = Server::new(|number, _| match number {
        0 => ok(&[("Link", r#"<?page=2>; rel="next""#)], &json!([1])),
        _ => ok(&[("Link", r#"<?page=1>; rel="prev""#)], &json!([2])),
    });
    let list = call::<Vec<i64>>(&session(backend, &server), number);
    assert_eq!(list.pages().count(), 2);
    assert_eq!(server.requests().len(), 2);
}

fn a_server_that_does_not_page_does_not_cause_a_loop(backend: Backend) {
    let number = NextPage::Number {
        parameter: "page",
        size: "",
        first: 0,
    };
    let same = json!({"items": [1], "next": "?a=1"});
    let empty = |number: usize| json!({"items": [], "next": format!("?a={number}")});
    for (next, all_empty, expected) in [
        (number, false, "the same as the one before"),
        (
            NextPage::Url { property: "next" },
            false,
            "the same as the one before",
        ),
        (NextPage::Url { property: "next" }, true, "have no items"),
        (NextPage::Url { property: "items" }, false, ""),
    ] {
        let same = same.clone();
        let server = Server::new(move |number, _| {
            let body = if all_empty {
                empty(number)
            } else {
                same.clone()
            };
            ok(&[], &body)
        });
        let list = call::<Page>(&session(backend, &server), next);
        let pages: Vec<_> = list.pages().collect();
        assert!(pages.len() <= 21, "{}", pages.len());
        let last = pages.into_iter().last().expect("a page");
        match expected {
            "" => drop(last.expect("the only page")),
            expected => {
                let error = last.expect_err(expected);
                assert_eq!(error.kind(), ErrorKind::Decode);
                assert!(error.to_string().contains(expected), "{error}");
            }
        }
    }
}

fn resume_continues_at_the_failed_page(backend: Backend) {
    let server = Server::new(
        |number, request| match (number, parameter(request, "after")) {
            (0, None) => ok(&[], &json!({"items": [1], "next": "a"})),
            (1, Some(_)) => Step::Respond(http_response(500, &[], "")),
            (2, Some(after)) if after == "a" => ok(&[], &json!({"items": [2]})),
            other => panic!("{other:?}"),
        },
    );
    let next = NextPage::Cursor {
        parameter: "after",
        property: "next",
    };
    let mut items = call::<Page>(&session(backend, &server), next).iter();
    assert_eq!(items.next().expect("an item").expect("an item"), 1);
    let error = items.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(items.next().is_none());
    assert!(items.resume() && !items.resume());
    assert_eq!(items.next().expect("an item").expect("an item"), 2);
    assert!(items.next().is_none());
}
