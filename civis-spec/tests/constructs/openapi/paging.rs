//! Lists that come in pages.

use civis_spec::{NextPage, Paging};

use super::super::only;
use super::{document, read};

/// How the response of `GET /pets` comes in pages, and the name of the method.
fn paging(parameters: &[&str], response: &str, headers: &str) -> (Option<Paging>, String) {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|name| {
            let ty = if name.contains("cursor") {
                "string"
            } else {
                "integer"
            };
            format!(r#"{{"name": "{name}", "in": "query", "schema": {{"type": "{ty}"}}}}"#)
        })
        .collect();
    let spec = read(&document(
        &format!(
            r#""/pets": {{"get": {{"parameters": [{}], "responses": {{"200": {{
                "headers": {{{headers}}}, "content": {{"application/json": {{"schema": {response}}}}}}}}}}}}}"#,
            parameters.join(",")
        ),
        "",
    ));
    let operation = only(&spec);
    (operation.paging.clone(), operation.methods[0].name.clone())
}

const LIST: &str = r#"{"type": "array", "items": {"type": "integer"}}"#;

fn page(items: &str, others: &[&str]) -> String {
    let others: Vec<String> = others
        .iter()
        .map(|name| format!(r#""{name}": {{"type": "string"}}"#))
        .collect();
    format!(
        r#"{{"type": "object", "properties": {{"{items}": {LIST}, {}}}}}"#,
        others.join(",")
    )
}

#[test]
fn parameters_and_properties_tell_how_pages_follow_each_other() {
    let text = |text: &str| text.to_owned();
    let number = |parameter: &str, size: Option<&str>| NextPage::Number {
        parameter: text(parameter),
        size: size.map(text),
        first: 1,
    };
    let offset = |parameter: &str, size: Option<&str>| NextPage::Offset {
        parameter: text(parameter),
        size: size.map(text),
    };
    for (parameters, response, items, next) in [
        (
            &["offset", "limit"][..],
            LIST.to_owned(),
            None,
            offset("offset", Some("limit")),
        ),
        (&["skip"], LIST.to_owned(), None, offset("skip", None)),
        (
            &["page", "size"],
            page("items", &["total"]),
            Some("items"),
            number("page", Some("size")),
        ),
        (
            &["pageNumber", "pageSize"],
            page("pets", &["totalPages"]),
            Some("pets"),
            number("pageNumber", Some("pageSize")),
        ),
        (
            &["cursor", "limit"],
            page("data", &["next_cursor"]),
            Some("data"),
            NextPage::Cursor {
                parameter: text("cursor"),
                property: text("next_cursor"),
            },
        ),
        (
            &["limit", "offset"],
            page("results", &["count", "next", "previous"]),
            Some("results"),
            NextPage::Url {
                property: text("next"),
            },
        ),
        (
            &["cursor"],
            page("results", &["next", "previous"]),
            Some("results"),
            NextPage::Url {
                property: text("next"),
            },
        ),
    ] {
        let (found, name) = paging(parameters, &response, "");
        let items = items.map(text);
        assert_eq!(
            found,
            Some(Paging { items, next }),
            "{parameters:?} {response}"
        );
        assert_eq!(name, "list");
    }
    let (found, _) = paging(&[], LIST, r#""link": {"schema": {"type": "string"}}"#);
    assert_eq!(
        found,
        Some(Paging {
            items: None,
            next: NextPage::Link
        })
    );
}

#[test]
fn other_responses_are_complete() {
    for (parameters, response, name) in [
        (&["limit"][..], LIST.to_owned(), "list"),
        (&[], page("items", &["total"]), "list"),
        (&["offset"], page("items", &["name"]), "get"),
        (&["offset"], r#"{"type": "integer"}"#.to_owned(), "get"),
        (
            &["page"],
            r#"{"properties": {"total": {"type": "integer"}}}"#.to_owned(),
            "get",
        ),
        (&["page_num", "limit"], LIST.to_owned(), "list"),
    ] {
        let (found, found_name) = paging(parameters, &response, "");
        assert_eq!(
            (found, &*found_name),
            (None, name),
            "{parameters:?} {response}"
        );
    }
}
