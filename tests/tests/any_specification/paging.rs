//! Lists in pages, declared by the option `paging` or found, in Swagger 2.0, OpenAPI 3.0 and 3.1.

use civis::ErrorKind;
use civis::dynamic::{self, ReadOptions, Spec};
use civis_mock::{MockServer, Reply};
use civis_tests::serve;
use serde_json::{Value, json};

mod shop {
    civis::civis_api!(
        "specs/shop.json",
        client = Shop,
        paging = [
            offset("start", size = "count", items = "result.records"),
            url("links.after", items = "left"),
        ]
    );
}

mod shelter {
    civis::civis_api!(
        "specs/shelter.json",
        client = Shelter,
        paging = cursor(
            "from",
            "meta.token",
            items = "data.pets",
            more = "meta.left"
        ),
    );
}

mod events {
    civis::civis_api!("specs/events.json", client = Events, paging = link);
}

/// Serves these pages in turn, each for the value of a parameter.
fn pages(
    server: &MockServer,
    path: &str,
    parameter: &'static str,
    pages: Vec<(&'static str, Reply)>,
) {
    server.handle("GET", path, move |request| {
        let value = request.query_value(parameter).unwrap_or_default();
        let page = pages.iter().find(|(at, _)| *at == value);
        page.map_or_else(
            || Reply::error(400, "no_page", value),
            |(_, reply)| reply.clone(),
        )
    });
}

fn page(body: Value) -> Reply {
    Reply::json(200, &body)
}

#[test]
fn a_declared_offset_leads_through_nested_items() -> civis::Result<()> {
    let (server, session) = serve("shop");
    let client = shop::Shop::from(session);
    let records = |ids: &[i64]| {
        let ids: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        page(json!({"status": "ok", "total": "3", "result": {"records": ids}}))
    };
    let orders = vec![
        ("", records(&[1, 2])),
        ("2", records(&[3])),
        ("3", records(&[])),
    ];
    pages(&server, "/orders", "start", orders.clone());
    let ids: Result<Vec<_>, _> = client.orders.list().iter().collect();
    let ids: Vec<i64> = ids?.into_iter().filter_map(|order| order.id).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(server.requests().len(), 3);
    let mut sum = 0;
    for order in client.orders.list().count(2) {
        sum += order?.id.unwrap_or_default();
    }
    assert_eq!((sum, server.requests().len()), (6, 5));
    let one = client.orders.list().send()?;
    assert_eq!(
        one.result
            .as_ref()
            .and_then(|one| one.records.as_ref())
            .map(Vec::len),
        Some(2)
    );

    // A page that cannot be read is an error, and not the end.
    let wrong = page(json!({"result": {"records": [{"id": 1}, "two"]}}));
    pages(&server, "/orders", "start", vec![("", wrong)]);
    let error = client.orders.list().iter().next().expect("an error");
    assert_eq!(error.expect_err("no order").kind(), ErrorKind::Decode);
    pages(&server, "/orders", "start", orders);

    // A response of any JSON is a list too, once it is declared to be one.
    let raw = |items: &[i64]| page(json!({"result": {"records": items}}));
    let all = vec![("", raw(&[1, 2])), ("2", raw(&[]))];
    pages(&server, "/raw", "start", all);
    let raw: Result<Vec<Value>, _> = client.raw.list().iter().collect();
    assert_eq!(raw?, [json!(1), json!(2)]);
    pages(
        &server,
        "/raw",
        "start",
        vec![("", page(json!({"items": [1]})))],
    );
    let error = client.raw.list().iter().next().expect("an error");
    assert_eq!(error.expect_err("no list").kind(), ErrorKind::Decode);

    let stock =
        |items: &[&str], next: Value| page(json!({"left": items, "links": {"after": next}}));
    let all = vec![
        ("", stock(&["a"], json!("https://other.test/stock?at=2"))),
        ("2", stock(&["b"], Value::Null)),
    ];
    pages(&server, "/stock", "at", all);
    let stock: Result<Vec<String>, _> = client.stock.list().into_iter().collect();
    assert_eq!(stock?, ["a", "b"]);

    // Calls by name go through the same pages.
    let file = include_bytes!("../../specs/shop.json");
    let next = dynamic::NextPage::Offset {
        parameter: "start".to_owned(),
        size: None,
        first: None,
    };
    let declared = dynamic::Paging {
        items: Some("result.records".to_owned()),
        next,
        more: None,
    };
    let options = ReadOptions::new().paging([declared]);
    let spec = Spec::read(file, &options).expect("a specification");
    let none = serde_json::Map::new();
    let by_name = client.session().call_list(&spec, "orders", "list", &none)?;
    let ids: Result<Vec<Value>, _> = by_name.iter().collect();
    assert_eq!(ids?, [json!({"id": 1}), json!({"id": 2}), json!({"id": 3})]);
    let error = client.session().call_list(&spec, "stock", "get", &none);
    let error = error.expect_err("nothing leads to the next page");
    assert!(error.to_string().contains("stock.get"), "{error}");
    Ok(())
}

#[test]
fn a_declared_cursor_ends_where_a_property_says_so() -> civis::Result<()> {
    let (server, session) = serve("shelter");
    let client = shelter::Shelter::from(session);
    let pets = |names: &[&str], token: &str, left: Value| {
        let names: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        page(json!({"data": {"pets": names}, "meta": {"token": token, "left": left}}))
    };
    let all = vec![
        ("", pets(&["a"], "t1", json!(true))),
        ("t1", pets(&[], "t2", Value::Null)),
        ("t2", pets(&["b"], "t2", json!(false))),
    ];
    pages(&server, "/pets", "from", all);
    let names: Result<Vec<_>, _> = client.pets.list().kind("cat").iter().collect();
    let names: Vec<String> = names?.into_iter().filter_map(|pet| pet.name).collect();
    assert_eq!(names, ["a", "b"]);
    let kept = |request: &civis_mock::RecordedRequest| request.query_value("kind") == Some("cat");
    assert!(server.requests().iter().all(kept));

    // What is not declared is found.
    let toys = |names: &[&str]| page(json!({"data": {"items": names}}));
    pages(
        &server,
        "/toys",
        "page",
        vec![("", toys(&["ball"])), ("2", toys(&[]))],
    );
    let toys: Result<Vec<String>, _> = client.toys.list().iter().collect();
    assert_eq!(toys?, ["ball"]);

    let pets = json!({"data": {"pets": [1]}, "meta": {"token": null}});
    server.reply("GET", "/raw", page(pets));
    let raw: Result<Vec<Value>, _> = client.raw.list().iter().collect();
    assert_eq!(raw?, [json!(1)]);
    Ok(())
}

#[test]
fn connections_links_and_odata_are_followed() -> civis::Result<()> {
    let (server, session) = serve("events");
    let client = events::Events::from(session);
    let events = |id: i64, more: bool| {
        page(
            json!({"nodes": [{"id": id}], "pageInfo": {"endCursor": format!("c{id}"), "hasNextPage": more}}),
        )
    };
    let all = vec![("", events(1, true)), ("c1", events(2, false))];
    pages(&server, "/events", "after", all);
    let ids: Result<Vec<_>, _> = client.events.list().iter().collect();
    assert_eq!(ids?.len(), 2);
    let news = |item: &str, next: Value| page(json!({"value": [item], "@odata.nextLink": next}));
    let all = vec![
        ("", news("a", json!("/news?$skiptoken=7"))),
        ("7", news("b", Value::Null)),
    ];
    pages(&server, "/news", "$skiptoken", all);
    let news: Result<Vec<String>, _> = client.news.list().iter().collect();
    assert_eq!(news?, ["a", "b"]);
    let link = |reply: Reply, next: &str| reply.header("Link", &format!(r#"<{next}>; rel="next""#));
    let all = vec![
        (
            "",
            link(page(json!(["a"])), "https://other.test/tags?sheet=2"),
        ),
        ("2", page(json!(["b"]))),
    ];
    pages(&server, "/tags", "sheet", all);
    let tags: Result<Vec<String>, _> = client.tags.list().iter().collect();
    assert_eq!(tags?, ["a", "b"]);
    Ok(())
}
