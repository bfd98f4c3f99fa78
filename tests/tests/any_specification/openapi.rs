//! A service described in OpenAPI 3.

use civis::Blob;
use civis_mock::Reply;
use civis_tests::{last, serve};
use serde_json::json;
use service::Service;

use super::{query, serialized, service, text};

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
    assert_eq!(request.path, "/api/v2/items/");
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
    assert_eq!(request.path, "/api/v2/items/");
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
