//! Lists that come in pages.

mod declared;

use civis_spec::{Error, NextPage, Paging, ReadOptions, Spec};

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

fn text(text: &str) -> String {
    text.to_owned()
}

fn by_page(parameter: &str, size: Option<&str>) -> NextPage {
    NextPage::Page {
        parameter: text(parameter),
        size: size.map(text),
        first: None,
    }
}

fn offset(parameter: &str, size: Option<&str>) -> NextPage {
    NextPage::Offset {
        parameter: text(parameter),
        size: size.map(text),
        first: None,
    }
}

fn cursor(parameter: &str, property: &str) -> NextPage {
    NextPage::Cursor {
        parameter: text(parameter),
        property: text(property),
    }
}

fn url(property: &str) -> NextPage {
    NextPage::Url {
        property: text(property),
    }
}

fn paged(items: Option<&str>, next: NextPage) -> Paging {
    Paging {
        items: items.map(text),
        next,
        more: None,
    }
}

/// An object with these properties, each with its schema or, as text, nothing.
fn object(properties: &[(&str, &str)]) -> String {
    let property = |(name, schema): &(&str, &str)| match *schema {
        "" => format!(r#""{name}": {{"type": "string"}}"#),
        schema => format!(r#""{name}": {schema}"#),
    };
    let properties: Vec<String> = properties.iter().map(property).collect();
    format!(
        r#"{{"type": "object", "properties": {{{}}}}}"#,
        properties.join(",")
    )
}

#[test]
fn parameters_and_properties_tell_how_pages_follow_each_other() {
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
            by_page("page", Some("size")),
        ),
        (
            &["pageNumber", "pageSize"],
            page("pets", &["totalPages"]),
            Some("pets"),
            by_page("pageNumber", Some("pageSize")),
        ),
        (
            &["cursor", "limit"],
            page("data", &["next_cursor"]),
            Some("data"),
            cursor("cursor", "next_cursor"),
        ),
        (
            &["limit", "offset"],
            page("results", &["count", "next", "previous"]),
            Some("results"),
            url("next"),
        ),
        (
            &["cursor"],
            page("results", &["next", "previous"]),
            Some("results"),
            url("next"),
        ),
        (
            &["$top"],
            page("value", &["@odata.nextLink"]),
            Some("value"),
            url("@odata.nextLink"),
        ),
    ] {
        let (found, name) = paging(parameters, &response, "");
        assert_eq!(found, Some(paged(items, next)), "{parameters:?} {response}");
        assert_eq!(name, "list");
    }
    let (found, _) = paging(&[], LIST, r#""link": {"schema": {"type": "string"}}"#);
    assert_eq!(found, Some(paged(None, NextPage::Link)));
}

#[test]
fn items_and_properties_may_lie_in_objects() {
    let items = object(&[("items", LIST)]);
    let link = object(&[("self", ""), ("next", &object(&[("href", "")]))]);
    for (parameters, properties, expected) in [
        (
            &["offset"][..],
            &[("data", &*items)][..],
            paged(Some("data.items"), offset("offset", None)),
        ),
        (
            &["page"],
            &[
                ("status", ""),
                ("result", &object(&[("records", LIST), ("total", "")])),
            ],
            paged(Some("result.records"), by_page("page", None)),
        ),
        (
            &["cursor"],
            &[
                ("errors", LIST),
                ("data", &items),
                ("meta", &object(&[("next_cursor", "")])),
            ],
            paged(Some("data.items"), cursor("cursor", "meta.next_cursor")),
        ),
        (
            &[],
            &[("data", LIST), ("links", &object(&[("next", "")]))],
            paged(Some("data"), url("links.next")),
        ),
        (
            &["page"],
            &[
                ("_embedded", &object(&[("values", LIST)])),
                ("_links", &link),
            ],
            paged(Some("_embedded.values"), url("_links.next.href")),
        ),
    ] {
        let (found, name) = paging(parameters, &object(properties), "");
        assert_eq!(found, Some(expected), "{properties:?}");
        assert_eq!(name, "list");
    }
    let flag = r#"{"type": "boolean"}"#;
    let relay = object(&[
        ("nodes", LIST),
        (
            "pageInfo",
            &object(&[("endCursor", ""), ("hasNextPage", flag)]),
        ),
    ]);
    let (found, _) = paging(&["after"], &relay, "");
    let expected = Paging {
        more: Some(text("pageInfo.hasNextPage")),
        ..paged(Some("nodes"), cursor("after", "pageInfo.endCursor"))
    };
    assert_eq!(found, Some(expected));
}

#[test]
fn the_default_of_a_parameter_is_its_value_for_the_first_page() {
    for (name, default, first) in [
        ("page", 0, Some(0)),
        ("page", 7, None),
        ("startIndex", 1, Some(1)),
        ("offset", 20, None),
    ] {
        let document = document(
            &format!(
                r#""/pets": {{"get": {{"parameters": [{{"name": "{name}", "in": "query", "schema":
                {{"type": "integer", "default": {default}}}}}], "responses": {{"200": {{
                "description": "", "content": {{"application/json": {{"schema": {LIST}}}}}}}}}}}}}"#
            ),
            "",
        );
        let declared = [paged(None, offset(name, None))];
        for options in [ReadOptions::new(), ReadOptions::new().paging(declared)] {
            let spec = Spec::read(document.as_bytes(), &options).expect("a specification");
            let next = &only(&spec).paging.as_ref().expect("pages").next;
            match next {
                NextPage::Page { first: found, .. } | NextPage::Offset { first: found, .. } => {
                    assert_eq!(*found, first, "{name}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
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
        // An order with its items, and a shirt with its tags.
        (
            &["offset"],
            object(&[("data", &object(&[("name", ""), ("items", LIST)]))]),
            "get",
        ),
        (
            &["offset"],
            object(&[("shirt", &object(&[("tags", LIST), ("size", "")]))]),
            "get",
        ),
    ] {
        let (found, found_name) = paging(parameters, &response, "");
        assert_eq!(
            (found, &*found_name),
            (None, name),
            "{parameters:?} {response}"
        );
    }
}
