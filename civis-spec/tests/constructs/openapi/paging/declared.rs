//! Paging that is declared by an option.

use super::*;

/// A document with a list, a page, any JSON and an object, each with the parameters `start` and
/// `after`.
fn declared(paging: &[Paging]) -> Result<Spec, Error> {
    let page = object(&[
        ("data", &object(&[("pets", LIST), ("name", "")])),
        (
            "meta",
            &object(&[("next", ""), ("last", r#"{"type": "boolean"}"#)]),
        ),
    ]);
    let operation = |path: &str, schema: &str| {
        format!(
            r#""/{path}": {{"get": {{"parameters": [
            {{"name": "start", "in": "query", "schema": {{"type": "integer"}}}},
            {{"name": "rows", "in": "query", "schema": {{"type": "integer"}}}},
            {{"name": "after", "in": "query", "schema": {{"type": "string"}}}}], "responses":
            {{"200": {{"description": "", "content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}"#
        )
    };
    let paths = [
        operation("list", LIST),
        operation("page", &page),
        operation("any", "{}"),
        operation(
            "object",
            r#"{"type": "object", "properties": {"id": {"type": "integer"}}}"#,
        ),
    ];
    let document = document(&paths.join(","), "");
    Spec::read(
        document.as_bytes(),
        &ReadOptions::new().paging(paging.iter().cloned()),
    )
}

fn paging_of(spec: &Spec, resource: &str) -> (Option<Paging>, String) {
    let resource = spec.resources.iter().find(|one| one.name == resource);
    let operation = &resource.expect("the resource").operations[0];
    (operation.paging.clone(), operation.methods[0].name.clone())
}

#[test]
fn declared_paging_suits_operations_by_their_parameters_and_responses() {
    let by_offset = paged(None, offset("start", Some("rows")));
    let by_cursor = paged(Some("data.pets"), cursor("after", "meta.next"));
    let by_cursor = Paging {
        more: Some(text("meta.last")),
        ..by_cursor
    };
    let spec = declared(&[by_cursor.clone(), by_offset.clone()]).expect("a specification");
    for (resource, expected, name) in [
        ("list", Some(&by_offset), "list"),
        ("page", Some(&by_cursor), "list"),
        // Any JSON may be a page, and the first declaration that suits is taken.
        ("any", Some(&by_cursor), "list"),
        ("object", None, "get"),
    ] {
        assert_eq!(
            paging_of(&spec, resource),
            (expected.cloned(), text(name)),
            "{resource}"
        );
    }
    // Without `items`, they are found if it is clear where they are.
    let spec = declared(&[paged(None, offset("start", None))]).expect("a specification");
    assert_eq!(paging_of(&spec, "page").0, None);
    assert!(paging_of(&spec, "any").0.is_some() && paging_of(&spec, "list").0.is_some());
    // What has no parameter suits where its properties are.
    let spec = declared(&[paged(Some("data.pets"), url("meta.next"))]).expect("a specification");
    assert!(paging_of(&spec, "page").0.is_some());
    assert!(paging_of(&spec, "any").0.is_none() && paging_of(&spec, "list").0.is_none());
}

#[test]
fn a_declared_link_makes_no_page_of_an_object_with_a_list() {
    let read = |schema: &str, items: Option<&str>| {
        let document = document(
            &format!(
                r#""/pets": {{"get": {{"responses": {{"200": {{"description": "", "content":
                {{"application/json": {{"schema": {schema}}}}}}}}}}}}}"#
            ),
            "",
        );
        let options = ReadOptions::new().paging([paged(items, NextPage::Link)]);
        Spec::read(document.as_bytes(), &options).map(|spec| paging_of(&spec, "pets"))
    };
    let pet = object(&[("name", ""), ("tags", LIST)]);
    let error = read(&pet, None).expect_err("not a page");
    let message = "`items` must say where its list is";
    assert!(error.to_string().contains(message), "{error}");
    for (schema, items) in [(pet, "tags"), (page("pets", &["total"]), "pets")] {
        let expected = (Some(paged(Some(items), NextPage::Link)), text("list"));
        let given = Some(items).filter(|items| *items == "tags");
        assert_eq!(read(&schema, given).expect("a specification"), expected);
    }
}

#[test]
fn a_declaration_that_suits_nothing_is_a_problem() {
    let size = Paging {
        ..paged(None, offset("start", Some("row")))
    };
    let more = Paging {
        more: Some(text("meta.lst")),
        ..paged(Some("data.pets"), cursor("after", "meta.next"))
    };
    let items = |path| paged(Some(path), offset("start", None));
    for (paging, message) in [
        (
            paged(None, offset("strat", None)),
            "no GET has `strat` in the query; did you mean `start`?",
        ),
        (
            size,
            "no operation that it suits has `row` in the query; did you mean `rows`?",
        ),
        (
            paged(None, url("nothing")),
            "no GET returns such a page of a list, unless it comes in pages by other means",
        ),
    ] {
        let error = declared(std::slice::from_ref(&paging)).expect_err(message);
        assert_eq!(error.to_string(), message, "{paging:?}");
    }
    // `any` suits whatever is declared, so a document without it has the other problems.
    let page = page("pets", &["total", "next"]);
    for (paging, message) in [
        (
            items("pet"),
            "`GET /pets` returns nothing at `pet`; it has a list at `pets`",
        ),
        (
            items("total"),
            "`GET /pets` returns no list at `total`; it has a list at `pets`",
        ),
        (
            paged(None, cursor("start", "nxt")),
            "`GET /pets` returns nothing at `nxt`; did you mean `next`?",
        ),
        (
            paged(None, cursor("start", "pets")),
            "`GET /pets` returns no text at `pets`",
        ),
        (
            Paging {
                more: Some(text("mroe")),
                ..items("pets")
            },
            "`GET /pets` returns nothing at `mroe`",
        ),
    ] {
        let document = document(
            &format!(
                r#""/pets": {{"get": {{"parameters": [{{"name": "start", "in": "query", "schema":
                {{"type": "integer"}}}}], "responses": {{"200": {{"description": "", "content":
                {{"application/json": {{"schema": {page}}}}}}}}}}}}}"#
            ),
            "",
        );
        let options = ReadOptions::new().paging([paged(None, NextPage::Link), paging.clone()]);
        let error = Spec::read(document.as_bytes(), &options).expect_err(message);
        let wrong: Vec<_> = error.problems().iter().map(|one| one.paging).collect();
        assert_eq!(wrong, [Some(1)], "the other suits: {error}");
        let alone = ReadOptions::new().paging([paging]);
        let error = Spec::read(document.as_bytes(), &alone).expect_err(message);
        assert_eq!(
            error.to_string(),
            format!("no operation comes in such pages: {message}")
        );
        assert_eq!(error.problems()[0].paging, Some(0));
    }
    assert!(declared(&[more]).is_ok(), "any JSON suits");
    // Where other means are found, the header `Link` does not lead on.
    let found = |paging: &[Paging]| {
        let document = document(
            &format!(
                r#""/pets": {{"get": {{"parameters": [{{"name": "page", "in": "query", "schema":
                {{"type": "integer"}}}}], "responses": {{"200": {{"description": "", "content":
                {{"application/json": {{"schema": {LIST}}}}}}}}}}}}}"#
            ),
            "",
        );
        Spec::read(
            document.as_bytes(),
            &ReadOptions::new().paging(paging.iter().cloned()),
        )
    };
    assert!(found(&[paged(None, NextPage::Link)]).is_err());
    assert!(found(&[paged(None, by_page("page", None))]).is_ok());
    let twice = paged(None, offset("start", None));
    let error = declared(&[twice.clone(), twice]).expect_err("the second comes late");
    assert_eq!(error.problems()[0].paging, Some(1));
    assert!(error.to_string().contains("before it"), "{error}");
}
