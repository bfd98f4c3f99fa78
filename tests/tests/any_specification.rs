//! Specifications with every construct of Swagger 2.0 and of OpenAPI 3, called on an embedded server.

use civis::{Blob, Response};
use civis_mock::{RecordedRequest, Reply};
use civis_tests::{last, serve};
use serde_json::{Map, Value, json};

mod everything {
    civis::civis_api!("specs/everything.json");
}

mod service {
    civis::civis_api!("specs/service-openapi.json", client = Service);
}

use everything::Client;
use service::Service;

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
            ("brackets[]", "1"),
            ("brackets[]", "2"),
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
        .u00e9("e")
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
        client.u65e5u672c.get().request().path(),
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
fn parameters_of_openapi_3_are_sent_in_their_style() -> civis::Result<()> {
    let (server, session) = serve("service-openapi");
    let client = Service::from(session);
    let filter = service::types::ItemsGetFilter {
        name: Some("a b".to_owned()),
        sizes: Some(vec![1, 2]),
        ..Default::default()
    };
    let items = client
        .items
        .list()
        .limit(2)
        .page_num(2)
        .tags(["x", "y"])
        .size(2)
        .ids([1, 2])
        .filter(filter)
        .r#where(std::collections::HashMap::from([("a", 1)]))
        .x_token("t")
        .visitor("v;w");
    let page = items.send()?;
    assert_eq!(page.pagination().current_page, Some(2));
    let request = last(&server);
    assert_eq!(request.path, "/api/v2/items");
    assert_eq!(
        query(&request),
        [
            ("limit", "2"),
            ("page_num", "2"),
            ("tags", "x"),
            ("tags", "y"),
            ("size", "2"),
            ("ids", "1|2"),
            ("filter[name]", "a b"),
            ("filter[sizes]", "1"),
            ("filter[sizes]", "2"),
            ("where", "{\"a\":1}"),
        ]
    );
    assert_eq!(request.header("x-token"), Some("t"));
    assert_eq!(request.header("cookie"), Some("visitor=v%3Bw"));
    assert_eq!(client.items.list().limit(10).iter().count(), 25);
    Ok(())
}

#[test]
fn bodies_of_openapi_3_are_sent_in_their_media_type() -> civis::Result<()> {
    let (server, session) = serve("service-openapi");
    let client = Service::from(session);
    let owner = service::types::Owner {
        name: Some("o".to_owned()),
        ..Default::default()
    };
    client
        .items
        .post("n")
        .state("new")
        .price(civis::Null)
        .owner(owner)
        .additional_properties(std::collections::HashMap::from([("more", json!([1]))]))
        .send()?;
    let request = last(&server);
    assert_eq!(request.path, "/api/v2/items");
    assert_eq!(
        request.json(),
        Some(
            json!({"name": "n", "state": "new", "price": null, "owner": {"name": "o"}, "more": [1]})
        )
    );

    client
        .upload
        .post(Blob::new(*b"one").name("a.txt"))
        .note("x")
        .more([Blob::new(*b"two")])
        .send()?;
    let request = last(&server);
    let body = text(&request);
    for part in [
        "name=\"file\"; filename=\"a.txt\"",
        "name=\"note\"\r\n\r\nx",
        "name=\"more\"; filename=\"more\"",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }

    client
        .login
        .post("me", "secret&")
        .scopes(["a", "b"])
        .send()?;
    let request = last(&server);
    assert_eq!(
        text(&request),
        "username=me&password=secret%26&scopes=a&scopes=b"
    );

    #[allow(deprecated, reason = "a deprecated operation can still be called")]
    client.items.patch(5, 1, "m").send()?;
    let request = last(&server);
    assert_eq!(
        request.header("content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(request.json(), Some(json!({"id": 1, "name": "m"})));

    let bytes: Vec<u8> = (0..=255).collect();
    client.blobs.put("all", bytes.clone()).send()?;
    let request = last(&server);
    assert_eq!(request.body, bytes);
    assert_eq!(
        request.header("content-type"),
        Some("application/octet-stream")
    );
    Ok(())
}

#[test]
fn responses_of_openapi_3_round_trip() -> civis::Result<()> {
    let (server, session) = serve("service-openapi");
    let client = Service::from(session);
    let item = json!({"id": 1, "name": "n", "state": "odd", "price": 1.5, "owner": {"role": {"level": 2}},
        "at": "2026-01-02T03:04:05Z", "pair": ["a", 1], "kind": "item", "parent": {"id": 2, "name": "p"},
        "anything": [{}], "either": 5, "more": true});
    server.answer("GET", "/items/{item_id}", 200, &item);
    let found = client.items.get(1).send()?;
    assert_eq!(serialized(&found), item);
    let level = found
        .owner
        .as_ref()
        .and_then(|owner| owner.role.as_ref()?.level);
    assert_eq!(level, Some(2));

    let pets = json!([{"kind": "cat", "lives": 9}, {"kind": "dog", "tricks": ["sit"], "age": 3}, {"kind": "fish"}]);
    server.answer("GET", "/pets", 200, &pets);
    let found = client.pets.list().send()?;
    assert_eq!(serialized(&found), pets);
    assert_eq!(found[0].kind, Some(service::types::PetKind::Cat));
    assert_eq!(found[1].tricks.as_deref(), Some(&["sit".to_owned()][..]));

    let bytes: Vec<u8> = (0..=255).collect();
    server.reply(
        "GET",
        "/blobs/{name}",
        Reply::bytes(200, "image/png", bytes.clone()),
    );
    let found = client.blobs.get("x").send()?;
    assert_eq!(
        (found.bytes(), found.media_type()),
        (&*bytes, Some("image/png"))
    );

    server.reply("GET", "/health", Reply::bytes(200, "text/plain", *b"fine"));
    assert_eq!(client.health.get().send()?.bytes(), b"fine");
    Ok(())
}

#[test]
fn calls_by_name_make_the_same_requests() {
    let (_server, session) = serve("service-openapi");
    let typed = Service::from(session.clone());
    let other = Client::from(session.clone());
    let openapi = civis_spec::Spec::from_slice(include_bytes!("../specs/service-openapi.json"));
    let swagger = civis_spec::Spec::from_slice(include_bytes!("../specs/everything.json"));
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
