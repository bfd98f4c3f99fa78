//! Specifications with every construct of Swagger 2.0 and of OpenAPI 3, called on an embedded server.

mod forms;
mod lists;
mod openapi;
mod paging;

use civis::{Blob, Response};
use civis_mock::{RecordedRequest, Reply};
use civis_tests::{last, serve};
use everything::Client;
use serde_json::{Map, Value, json};
use service::Service;

mod everything {
    civis::civis_api!("specs/everything.json");
}

mod service {
    civis::civis_api!("specs/service-openapi.json", client = Service);
}

fn query(request: &RecordedRequest) -> Vec<(&str, &str)> {
    let pairs = request.query.iter();
    pairs.map(|(name, value)| (&**name, &**value)).collect()
}

fn text(request: &RecordedRequest) -> String {
    String::from_utf8_lossy(&request.body).into_owned()
}

/// The typed response, serialized.
fn serialized<T: serde::Serialize>(response: &Response<T>) -> Value {
    serde_json::to_value(&**response).expect("JSON")
}

#[test]
fn lists_are_sent_in_every_format() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session);
    client
        .lists
        .get([1, 2])
        .brackets([1, 2])
        .csv(["a", "b c"])
        .ssv([1, 2])
        .tsv([1, 2])
        .pipes([1, 2])
        .multi([1, 2])
        .nested([[1, 2], [3, 4]])
        .rows([vec![1, 2], vec![3]])
        .size(5)
        .x_tags(["x", "y"])
        .x_trace("t")
        .send()?;
    let request = last(&server);
    assert_eq!(request.path, "/v1/lists/1%7C2");
    assert_eq!(
        query(&request),
        [
            ("brackets", "1,2"),
            ("csv", "a,b c"),
            ("ssv", "1 2"),
            ("tsv", "1\t2"),
            ("pipes", "1|2"),
            ("multi", "1"),
            ("multi", "2"),
            ("nested", "1|2"),
            ("nested", "3|4"),
            ("rows", "1,2 3"),
            ("size", "5"),
        ]
    );
    assert_eq!(request.header("x-tags"), Some("x y"));
    assert_eq!(request.header("x-trace"), Some("t"));
    Ok(())
}

#[test]
fn bodies_may_be_lists_scalars_and_open_objects() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session);

    let one = everything::types::BodiesPostArrayBody {
        id: Some(1),
        ..Default::default()
    };
    let rows = client.bodies.post_array([&one]).send()?;
    assert_eq!(last(&server).json(), Some(json!([{"id": 1}])));
    assert!(rows.iter().flatten().all(Option::is_some));

    client.bodies.put_scalar().body("text").send()?;
    assert_eq!(last(&server).json(), Some(json!("text")));

    client
        .bodies
        .post_object("n")
        .size(2)
        .labels(
            [("a", "b")]
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
        .options(json!({"x": [1]}))
        .additional_properties(std::collections::HashMap::from([("more", 7), ("name", 8)]))
        .send()?;
    assert_eq!(
        last(&server).json(),
        Some(
            json!({"name": "n", "size": 2, "labels": {"a": "b"}, "options": {"x": [1]}, "more": 7})
        )
    );

    client.bodies.post_object("n").send()?;
    assert_eq!(last(&server).json(), Some(json!({"name": "n"})));
    Ok(())
}

#[test]
fn forms_are_sent_urlencoded_or_as_multipart() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session);
    client
        .forms
        .post_pairs("a b")
        .ids([1, 2])
        .tags(["x", "y"])
        .send()?;
    let request = last(&server);
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(text(&request), "name=a%20b&ids=1&ids=2&tags=x%2Cy");

    let file = |name: &str| Blob::new(name.as_bytes()).name(name);
    client
        .forms
        .post_files(file("one"))
        .note("hé")
        .more([file("two"), file("three")])
        .send()?;
    let request = last(&server);
    let content_type = request.header("content-type").unwrap_or_default();
    assert!(content_type.starts_with("multipart/form-data; boundary="));
    let body = text(&request);
    for part in [
        "name=\"note\"\r\n\r\nhé",
        "filename=\"one\"",
        "name=\"more\"; filename=\"two\"",
        "\"three\"",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    Ok(())
}

#[test]
fn every_declared_response_is_decoded_without_loss() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session);
    for (status, body) in [
        (200, json!({"id": 1, "state": "done", "more": [1]})),
        (202, json!({"state": "queued", "position": 3})),
    ] {
        server.answer("GET", "/responses/several", status, &body);
        let several = client.responses.get_several().send()?;
        assert_eq!(serialized(&several), body);
        assert_eq!(several.position.is_some(), status == 202);
        assert_eq!(several.id.is_some(), status == 200);
    }
    for (status, body) in [
        (200, json!({"id": 1})),
        (206, json!([{"id": 1}, {"id": 2}])),
    ] {
        server.answer("GET", "/responses/mixed", status, &body);
        assert_eq!(serialized(&client.responses.get_mixed().send()?), body);
    }
    let fallback = client.responses.get_fallback().send()?;
    assert!(fallback.id.is_some());

    server.reply(
        "GET",
        "/responses/table",
        Reply::bytes(200, "text/csv", *b"a,b\n1,2\n"),
    );
    let table = client.responses.get_table().send()?;
    assert_eq!(
        (table.bytes(), table.media_type()),
        (&b"a,b\n1,2\n"[..], Some("text/csv"))
    );
    Ok(())
}

#[test]
fn nested_and_recursive_responses_round_trip() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session);
    let thing = json!({
        "id": 7, "name": "n", "size": 3, "ratio": 0.25, "mixed": true, "flags": [true, false], "any": [1, {"a": null}],
        "options": {"x": {"y": 1}}, "labels": {"a": "b"},
        "deep": [[{"inner": {"at": "2026-01-02T03:04:05.000Z", "state": "pondering", "more": 5}}], []],
        "byName": {"x": [{"name": "y"}]}, "undeclared": {"z": 1}
    });
    server.answer("GET", "/lists/{ids}", 200, &thing);
    let found = client.lists.get([1]).send()?;
    assert_eq!(serialized(&found), thing);
    assert_eq!((found.size, found.ratio), (Some(3), Some(0.25)));
    let deep = found.deep.as_deref().unwrap_or_default();
    let inner = deep[0][0].inner.as_ref().expect("an object");
    assert_eq!(inner.extra.get("more"), Some(&json!(5)));
    assert_eq!(
        inner.state.as_ref().map(|state| state.as_str()),
        Some("pondering")
    );

    let tree = json!({"kind": "oak", "leaves": 9, "parent": {"kind": "ash"},
        "children": [{"tree": {"kind": "elm", "children": []}, "byName": {"b": {"byName": {}}}}]});
    server.answer("GET", "/trees", 200, &tree);
    let found = client.trees.get().send()?;
    assert_eq!(serialized(&found), tree);
    assert_eq!(found.extra.get("leaves"), Some(&json!(9)));
    Ok(())
}

#[test]
fn colliding_names_are_distinct_in_rust_and_unchanged_on_the_wire() -> civis::Result<()> {
    let (server, session) = serve("everything");
    let client = Client::from(session.clone());
    client
        .names
        .put("path")
        .type_in_query("query")
        .type_in_header("header")
        .type_in_body("body")
        .send_("s")
        .self_("self")
        ._2fa("2")
        .é("e")
        ._empty("none")
        .page_num(2)
        .page_num_in_query(1)
        .value("v")
        .request_("r")
        .extra("x")
        .body("b")
        .additional_properties(std::collections::HashMap::from([("z", json!(1))]))
        .send()?;
    let request = last(&server);
    assert_eq!(request.path, "/v1/names/path");
    assert_eq!(
        query(&request),
        [
            ("type", "query"),
            ("send", "s"),
            ("self", "self"),
            ("2fa", "2"),
            ("é", "e"),
            ("", "none"),
            ("page_num", "2"),
            ("pageNum", "1"),
            ("value", "v"),
            ("request", "r"),
        ]
    );
    assert_eq!(request.header("type"), Some("header"));
    assert_eq!(
        request.json(),
        Some(json!({"Type": "body", "extra": "x", "body": "b", "z": 1}))
    );
    for path in [
        client.session_.get().request().path(),
        client.types_.get().request().path(),
        client.civis_.get().request().path(),
        client.new.get().request().path(),
        client.from_env.get().request().path(),
        client.username.get().request().path(),
        client.self_.get().request().path(),
        client.r#type.get().request().path(),
        client._2fa.get().request().path(),
        client.日本.get().request().path(),
    ] {
        assert!(path.starts_with("/v1/"), "{path}");
    }
    assert!(
        client.username().is_err(),
        "the field does not hide the method"
    );
    Ok(())
}

#[test]
fn calls_by_name_make_the_same_requests() {
    let (_server, session) = serve("service-openapi");
    let typed = Service::from(session.clone());
    let other = Client::from(session.clone());
    let openapi = civis_spec::Spec::from_slice(include_bytes!("../../specs/service-openapi.json"));
    let swagger = civis_spec::Spec::from_slice(include_bytes!("../../specs/everything.json"));
    let (openapi, swagger) = (openapi.expect("reads"), swagger.expect("reads"));
    let by_name = |spec: &civis_spec::Spec, resource, method, arguments: Value| {
        let arguments: Map<String, Value> = arguments.as_object().cloned().expect("an object");
        let call = session
            .call(spec, resource, method, &arguments)
            .expect("a call");
        format!("{:?}", call.request().parts().expect("parts"))
    };
    let parts = |request: &civis::Request| format!("{:?}", request.parts().expect("parts"));
    assert_eq!(
        by_name(
            &openapi,
            "items",
            "list",
            json!({"tags": ["x"], "ids": [1, 2], "filter": {"name": "n"}, "where": {"a": 1}, "visitor": "v"})
        ),
        parts(
            typed
                .items
                .list()
                .tags(["x"])
                .ids([1, 2])
                .filter(json!({"name": "n"}))
                .r#where(json!({"a": 1}))
                .visitor("v")
                .request()
        )
    );
    assert_eq!(
        by_name(
            &openapi,
            "login",
            "post",
            json!({"username": "u", "password": "p"})
        ),
        parts(typed.login.post("u", "p").request())
    );
    assert_eq!(
        by_name(
            &swagger,
            "lists",
            "get",
            json!({"ids": [1, 2], "nested": [[1, 2]], "rows": [[1]], "x-_tags": ["a", "b"]})
        ),
        parts(
            other
                .lists
                .get([1, 2])
                .nested([[1, 2]])
                .rows([[1]])
                .x_tags(["a", "b"])
                .request()
        )
    );
    assert_eq!(
        by_name(
            &swagger,
            "bodies",
            "post_object",
            json!({"name": "n", "additional_properties": {"more": 1}})
        ),
        parts(
            other
                .bodies
                .post_object("n")
                .additional_properties(std::collections::HashMap::from([("more", 1)]))
                .request()
        )
    );
}
