//! Lists that never end, or whose pages are wrong.

use super::*;

for_each_backend!(
    a_cycle_of_cursors_is_an_error,
    a_server_that_does_not_page_does_not_cause_a_loop,
    items_that_come_again_in_another_page_are_an_error,
    a_cursor_that_is_no_text_is_an_error_after_the_items,
    items_of_another_type_are_an_error,
);

fn a_cursor_that_is_no_text_is_an_error_after_the_items(backend: Backend) {
    let next = NextPage::cursor("after", "next");
    for end in [
        json!(null),
        json!(""),
        json!(0),
        json!(false),
        json!({}),
        json!([]),
    ] {
        let server =
            Server::new(move |_, _| ok(&[], &json!({"items": [1], "next": end, "total": "9"})));
        let session = session(backend, &server);
        let typed: Result<Vec<i64>, _> = call::<Page>(&session, next.clone()).iter().collect();
        assert_eq!(typed.expect("a list"), [1]);
        let any = call::<Value>(&session, next.clone()).items("items");
        assert_eq!(any.iter().filter_map(Result::ok).count(), 1);
        assert_eq!(server.requests().len(), 2);
    }
    for wrong in [json!({"token": "a"}), json!(true), json!(["a"])] {
        let server = Server::new(move |_, _| ok(&[], &json!({"items": [1], "next": wrong})));
        let mut items = call::<Page>(&session(backend, &server), next.clone()).iter();
        assert_eq!(items.next().expect("an item").expect("an item"), 1);
        let error = items.next().expect("an error").expect_err("an error");
        assert!(error.to_string().contains("`next`"), "{error}");
        assert!(items.next().is_none() && !items.resume());
    }
}

fn items_of_another_type_are_an_error(backend: Backend) {
    for items in [json!([1, "two"]), json!({"a": 1}), json!("one"), json!(1)] {
        let server = Server::new(move |_, _| ok(&[], &json!({"items": items, "next": null})));
        let session = session(backend, &server);
        let list = call::<Page>(&session, NextPage::cursor("after", "next")).items("items");
        let error = list.iter().next().expect("an error").expect_err("no items");
        assert!(error.to_string().contains("`items`"), "{error}");
        let page = list.send().expect("a page as it is");
        assert!(page.extra.get("items").is_some());
    }
}

fn a_cycle_of_cursors_is_an_error(backend: Backend) {
    let server = Server::new(|_, request| match parameter(request, "after").as_deref() {
        None => ok(&[], &json!({"items": [1], "next": "a"})),
        Some("a") => ok(&[], &json!({"items": [2], "next": "b"})),
        _ => ok(&[], &json!({"items": [3], "next": "a"})),
    });
    let next = NextPage::cursor("after", "next");
    let mut items = call::<Page>(&session(backend, &server), next).iter();
    let first: Vec<i64> = items
        .by_ref()
        .take(3)
        .map(|one| one.expect("an item"))
        .collect();
    assert_eq!(first, [1, 2, 3]);
    let error = items.next().expect("an error").expect_err("a cycle");
    assert!(error.to_string().contains("was fetched before"), "{error}");
    assert!(items.next().is_none());
    assert_eq!(server.requests().len(), 3);
}

fn a_server_that_does_not_page_does_not_cause_a_loop(backend: Backend) {
    let number = NextPage::page("page").first(0);
    let same = json!({"items": [1], "next": "?a=1"});
    let empty = |number: usize| json!({"items": [], "next": format!("?a={number}")});
    for (next, all_empty, expected) in [
        (number, false, "has the items of a page before"),
        (
            NextPage::url("next"),
            false,
            "has the items of a page before",
        ),
        (NextPage::url("next"), true, "have no items"),
        (NextPage::url("nothing"), false, ""),
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

fn items_that_come_again_in_another_page_are_an_error(backend: Backend) {
    // The first page is repeated, or two pages alternate. What is beside the items changes.
    for (alternates, cursors, count) in [(false, false, 2), (true, false, 3), (true, true, 3)] {
        let server = Server::new(move |number, _| {
            let id = if alternates { number % 2 } else { 0 };
            let items = json!([{"id": id, "seen": number}, {"id": id + 10}]);
            ok(&[], &json!({"items": items, "after": format!("c{number}")}))
        });
        let next = match cursors {
            true => NextPage::cursor("after", "after"),
            false => NextPage::page("page"),
        };
        let list = call::<Value>(&session(backend, &server), next).items("items");
        let pages: Vec<_> = list.pages().take(9).collect();
        assert_eq!(pages.len(), count);
        let error = pages.into_iter().last().expect("a page");
        let error = error.expect_err("items that came before").to_string();
        assert!(error.contains("has the items of a page before"), "{error}");
    }
    // Items without an ID may come again at another cursor.
    let server = Server::new(move |number, _| {
        let after = (number < 3).then(|| format!("c{number}"));
        ok(&[], &json!({"items": [1], "after": after}))
    });
    let next = NextPage::cursor("after", "after");
    let list = call::<Value>(&session(backend, &server), next).items("items");
    let items: Result<Vec<Value>, _> = list.iter().collect();
    assert_eq!(items.expect("a list").len(), 4);
}
