//! Lists of a service in pages, and an enum of many values.

use civis_mock::Reply;
use civis_tests::{last, serve};
use pets::Client;
use pets::types::Code;
use serde_json::json;

use super::query;

mod pets {
    civis::civis_api!("specs/lists.json");
}

#[test]
fn pages_of_a_service_are_iterated_over() -> civis::Result<()> {
    let (server, session) = serve("lists");
    let client = Client::from(session);
    let page = json!({"items": [{"name": "a", "code": "code-7"}, {"name": "b", "code": "new"}], "total": 2});
    server.reply("GET", "/api/v1/pets/", Reply::json(200, &page));
    let mut codes = Vec::new();
    for pet in client.pets.list().size(5) {
        codes.push(pet?.code.unwrap_or_default());
    }
    assert_eq!(codes, [Code::Code7, Code::from("new")]);
    let request = last(&server);
    assert_eq!(request.path, "/api/v1/pets/");
    // The server may have a smaller limit of its own, so the next page is requested too.
    assert_eq!(query(&request), [("size", "5"), ("page", "2")]);
    assert_eq!(server.requests().len(), 2);
    let whole = client.pets.list().send()?;
    assert_eq!(whole.total, Some(2));

    let page = json!({"count": 1, "next": null, "previous": null, "results": ["ball"]});
    server.reply("GET", "/api/v1/toys/", Reply::json(200, &page));
    let toys: Result<Vec<String>, _> = client.toys.list().iter().collect();
    assert_eq!(toys?, ["ball"]);
    Ok(())
}

#[test]
fn an_enum_of_many_values_is_text_with_constants() {
    assert_eq!(
        (Code::Code299.as_str(), &*Code::Code299.to_string()),
        ("code-299", "code-299")
    );
    assert_eq!(format!("{:?}", Code::default()), "\"\"");
    let code: Code = serde_json::from_value(json!("code-3")).expect("a code");
    assert!(code == Code::Code3 && code.clone() != Code::Code4);
    assert_eq!(serde_json::to_value(&code).expect("JSON"), "code-3");
    assert_eq!(<Code as civis::OpenEnum>::VALUES.len(), 300);
}
