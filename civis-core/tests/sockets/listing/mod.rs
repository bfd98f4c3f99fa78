//! Lists of other services than the Platform.

use civis_core::{ErrorKind, ListCall, Location, NextPage, Request, RetryPolicy, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

mod faults;

for_each_backend!(
    numbered_pages_end_at_a_small_or_an_empty_one,
    a_small_page_ends_a_list_only_after_a_full_one,
    pages_after_the_last_one_may_not_exist_or_repeat_it,
    a_cursor_is_followed_until_it_is_null,
    a_property_says_whether_there_is_more,
    items_and_cursors_may_lie_in_objects,
    the_query_of_a_url_is_followed,
    a_next_url_of_another_origin_gets_no_credentials,
    the_link_header_is_followed,
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

        fn count(&self, _: &str) -> __Option<usize> {
            self.items.as_ref().map_or(0, __Vec::len).into()
        }

        fn into_items(self, _: &str) -> __Vec<i64> {
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
    let offset = NextPage::offset("skip").size("limit");
    let number = NextPage::page("page").size("limit");
    for (next, pages) in [
        (offset.clone(), ["", "&skip=2", "&skip=4"]),
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
}

/// A server of this many items, with at most so many in a page, at `skip`.
fn serve_items(count: usize, largest: usize) -> Server {
    Server::new(move |_, request| {
        let number = |name| parameter(request, name).and_then(|text| text.parse::<usize>().ok());
        let skip = number("skip").unwrap_or(0);
        let limit = number("limit").unwrap_or(largest).min(largest);
        let items: Vec<usize> = (skip..count).take(limit).collect();
        ok(&[], &json!(items))
    })
}

fn a_small_page_ends_a_list_only_after_a_full_one(backend: Backend) {
    for (count, largest, limit, requests) in
        [(5, 9, 2, 3), (4, 9, 2, 3), (1, 9, 2, 2), (5, 2, 4, 4)]
    {
        let server = serve_items(count, largest);
        let request = Request::new("pets.list", Method::GET, "/pets");
        // Some parameters are text.
        let request = request.with(Location::Query, "limit", limit.to_string());
        let next = NextPage::offset("skip").size("limit");
        let list = ListCall::<Vec<i64>>::new(&session(backend, &server), request).follow(next);
        let items: Result<Vec<i64>, _> = list.iter().collect();
        assert_eq!(items.expect("a list").len(), count);
        assert_eq!(
            server.requests().len(),
            requests,
            "{count} {largest} {limit}"
        );
    }
}

fn pages_after_the_last_one_may_not_exist_or_repeat_it(backend: Backend) {
    let page = |request: &Received| {
        parameter(request, "page").map_or(1, |page| page.parse().expect("a number"))
    };
    let missing = Server::new(move |_, request| match page(request) {
        number @ 1..=2 => ok(&[], &json!([number])),
        _ => Step::Respond(http_response(404, &[], r#"{"detail": "Invalid page."}"#)),
    });
    let repeated = Server::new(move |_, _| ok(&[], &json!([1, 2])));
    for (server, limit, expected) in [(&missing, 9, [1, 2]), (&repeated, 9, [1, 2])] {
        let request = Request::new("pets.list", Method::GET, "/pets");
        let request = request.with(Location::Query, "limit", limit);
        let next = NextPage::page("page").size("limit");
        let list = ListCall::<Vec<i64>>::new(&session(backend, server), request).follow(next);
        let items: Result<Vec<i64>, _> = list.iter().collect();
        assert_eq!(items.expect("a list"), expected);
    }
    // The first page must exist.
    let request = Request::new("pets.list", Method::GET, "/pets").with(Location::Query, "page", 7);
    let list = ListCall::<Vec<i64>>::new(&session(backend, &missing), request);
    let list = list.follow(NextPage::page("page"));
    let error = list.iter().next().expect("an error").expect_err("no page");
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

fn a_cursor_is_followed_until_it_is_null(backend: Backend) {
    let server = Server::new(|_, request| match parameter(request, "after").as_deref() {
        None => ok(&[], &json!({"items": [1, 2], "next": "a%20b"})),
        Some("a%2520b") => ok(&[], &json!({"items": [], "next": "c"})),
        Some("c") => ok(&[], &json!({"items": [3], "next": null})),
        other => panic!("{other:?}"),
    });
    let next = NextPage::cursor("after", "next");
    let list = call::<Page>(&session(backend, &server), next);
    let items: Result<Vec<i64>, _> = list.into_iter().collect();
    assert_eq!(items.expect("a list"), [1, 2, 3]);
    // A property that the page does not declare.
    let undeclared = Server::new(|number, _| {
        let next = if number == 0 { json!(7) } else { json!("") };
        ok(&[], &json!({"items": [number], "next_cursor": next}))
    });
    let next = NextPage::cursor("cursor", "next_cursor");
    let list = call::<Page>(&session(backend, &undeclared), next);
    assert_eq!(
        list.iter()
            .map(|one| one.expect("an item"))
            .collect::<Vec<_>>(),
        [0, 1]
    );
    assert!(undeclared.requests()[1].target.ends_with("&cursor=7"));
}

fn a_property_says_whether_there_is_more(backend: Backend) {
    // The cursor of the last page is that of its last item, and a small page is not the last.
    let server = Server::new(|number, _| {
        let more = [json!(true), json!("true"), json!(1), json!(false)];
        ok(
            &[],
            &json!({"data": [number], "info": {"end": format!("c{number}"), "more": more[number % 4]}}),
        )
    });
    let session = session(backend, &server);
    for next in [
        NextPage::cursor("after", "info.end"),
        NextPage::offset("skip").size("kind"),
        NextPage::page("page"),
    ] {
        let list = call::<Value>(&session, next.more("info.more")).items("data");
        let items: Result<Vec<Value>, _> = list.iter().collect();
        assert_eq!(items.expect("a list").len(), 4);
    }
    assert_eq!(server.requests().len(), 12);
}

fn items_and_cursors_may_lie_in_objects(backend: Backend) {
    let server = Server::new(|_, request| match parameter(request, "after").as_deref() {
        None => ok(
            &[],
            &json!({"data": {"items": [1, 2]}, "meta": {"page.next": 7}}),
        ),
        Some("7") => ok(
            &[],
            &json!({"data": {"items": null}, "meta": {"page.next": "b"}}),
        ),
        Some("b") => ok(&[], &json!({"data": {"items": [3]}})),
        other => panic!("{other:?}"),
    });
    let session = session(backend, &server);
    let next = NextPage::cursor("after", "meta.page.next");
    let list = call::<Value>(&session, next).items("data.items");
    let items: Result<Vec<Value>, _> = list.iter().collect();
    assert_eq!(json!(items.expect("a list")), json!([1, 2, 3]));
    // Anything but a list is an error, not an empty list.
    for body in [
        json!({"data": {}}),
        json!({"data": {"items": {"a": 1}}}),
        json!("none"),
        json!([1]),
    ] {
        let server = Server::new(move |_, _| ok(&[], &body));
        let session = self::session(backend, &server);
        let list = call::<Value>(&session, NextPage::link()).items("data.items");
        let error = list.iter().next().expect("an error").expect_err("no list");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("`data.items`"), "{error}");
    }
}

fn the_query_of_a_url_is_followed(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => ok(
            &[],
            &json!({"items": [1], "next": "https://other.test/x?page=2&tag=a&tag=b"}),
        ),
        _ => ok(&[], &json!({"items": [2], "next": null})),
    });
    let next = NextPage::url("next");
    let list = call::<Page>(&session(backend, &server), next);
    let items: Result<Vec<i64>, _> = list.iter().collect();
    assert_eq!(items.expect("a list"), [1, 2]);
    assert_eq!(server.requests()[1].target, "/pets?page=2&tag=a&tag=b");
}

fn a_next_url_of_another_origin_gets_no_credentials(backend: Backend) {
    let other = Server::new(|_, _| ok(&[], &json!([])));
    let url = other.url();
    let server = Server::new(move |number, _| match number {
        0 => {
            let link = format!(r#"<{url}/steal?page=2&key=sesame>; rel="next""#);
            ok(&[("Link", &link)], &json!([1]))
        }
        _ => ok(&[], &json!([2])),
    });
    let builder = backend.session(&server.url()).secret_query("key", "sesame");
    let session = builder.build().expect("a session");
    let list = call::<Vec<i64>>(&session, NextPage::link());
    let mut pages = list.pages();
    let first = pages.next().expect("a page").expect("a page");
    let shown = format!("{pages:?}");
    assert!(
        shown.contains("Query(..)") && !shown.contains("sesame"),
        "{shown}"
    );
    let second = pages.next().expect("a page").expect("a page");
    assert_eq!((&first[..], &second[..]), (&[1][..], &[2][..]));
    assert!(pages.next().is_none() && other.requests().is_empty());
    assert_eq!(server.requests()[1].target, "/pets?page=2&key=sesame");
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
    let list = call::<Vec<i64>>(&session(backend, &server), NextPage::link());
    let items: Result<Vec<i64>, _> = list.iter().collect();
    assert_eq!(items.expect("a list"), [1, 2]);
    assert_eq!(server.requests().len(), 2);
    // It also ends a list that is counted.
    let number = NextPage::page("page");
    let server = Server::new(|number, _| match number {
        0 => ok(&[("Link", r#"<?page=2>; rel="next""#)], &json!([1])),
        _ => ok(&[("Link", r#"<?page=1>; rel="prev""#)], &json!([2])),
    });
    let list = call::<Vec<i64>>(&session(backend, &server), number);
    assert_eq!(list.pages().count(), 2);
    assert_eq!(server.requests().len(), 2);
    // A link to something else does not.
    let number = NextPage::page("page");
    let style = [("Link", "</style.css>; rel=preload")];
    let server = Server::new(move |number, _| match number {
        0 | 1 => ok(&style, &json!([number])),
        _ => ok(&style, &json!([])),
    });
    let list = call::<Vec<i64>>(&session(backend, &server), number);
    let items: Result<Vec<i64>, _> = list.iter().collect();
    assert_eq!(items.expect("a list"), [0, 1]);
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
    let next = NextPage::cursor("after", "next");
    let mut items = call::<Page>(&session(backend, &server), next).iter();
    assert_eq!(items.next().expect("an item").expect("an item"), 1);
    let error = items.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(items.next().is_none());
    assert!(items.resume() && !items.resume());
    assert_eq!(items.next().expect("an item").expect("an item"), 2);
    assert!(items.next().is_none());
}
