//! What documents of servers other than the Platform say about responses and files.

use civis_spec::{Location, Spec};

use super::{only, spec};

fn read(document: &str) -> Spec {
    Spec::from_slice(document.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{document}"))
}

#[test]
fn a_response_is_undeclared_if_nothing_says_what_its_body_is() {
    for (method, responses, is_undeclared) in [
        ("get", r#""200": {"description": "Success"}"#, true),
        ("get", r#""204": {}, "202": {}"#, true),
        ("post", r#""default": {}"#, true),
        ("delete", "", true),
        ("delete", r#""204": {}"#, false),
        ("delete", r#""205": {}, "204": {}"#, false),
        ("head", r#""200": {}"#, false),
        ("get", r#""200": {"schema": {}}"#, false),
    ] {
        let spec = spec(
            &format!(r#""/things": {{"{method}": {{"responses": {{{responses}}}}}}}"#),
            "",
        );
        let found = spec.has_undeclared_response(only(&spec));
        assert_eq!(found, is_undeclared, "{method} {responses}");
    }
    let platform = r#"{"swagger": "2.0", "info": {"title": "Civis Analytics API"},
        "paths": {"/things": {"delete": {"responses": {"202": {}}}}}}"#;
    let spec = read(platform);
    assert!(!spec.has_undeclared_response(only(&spec)));
    assert_eq!(only(&spec).accept, None);
}

#[test]
fn accept_has_the_declared_media_types() {
    let swagger = |produces: &str, responses: &str| {
        read(&format!(
            r#"{{"swagger": "2.0", "info": {{}}, "produces": ["application/xml"], "paths": {{
                "/things": {{"get": {{{produces}"responses": {{{responses}}}}}}}}}}}"#
        ))
    };
    let openapi = |content: &str| {
        read(&format!(
            r#"{{"openapi": "3.1.0", "info": {{}}, "paths": {{"/things": {{"get": {{
                "responses": {{"200": {{"content": {{{content}}}}}}}}}}}}}}}"#
        ))
    };
    for (spec, accept) in [
        (
            swagger(r#""produces": ["text/csv"], "#, r#""200": {}"#),
            "text/csv, */*;q=0.1",
        ),
        (
            swagger(r#""produces": [], "#, r#""200": {"schema": {}}"#),
            "application/json, */*;q=0.1",
        ),
        (swagger("", r#""200": {}"#), "application/xml, */*;q=0.1"),
        (
            openapi(r#""text/csv": {}, "application/json": {}"#),
            "application/json, */*;q=0.1",
        ),
        (openapi(r#""image/png": {}"#), "image/png, */*;q=0.1"),
        (openapi(""), "application/json, */*;q=0.1"),
    ] {
        assert_eq!(only(&spec).accept.as_deref(), Some(accept));
    }
}

#[test]
fn text_fields_of_forms_with_files_take_a_file() {
    let fields = |media: &str| {
        let content = media.split(' ').map(|media| {
            format!(
                r#""{media}": {{"schema": {{"type": "object", "properties": {{
                    "name": {{"type": "string"}},
                    "tags": {{"type": "array", "items": {{"type": "string"}}}},
                    "photo": {{"type": "string", "format": "uri"}},
                    "count": {{"type": "integer"}},
                    "on": {{"type": "string", "format": "date"}},
                    "at": {{"type": "array", "items": {{"type": "string", "format": "date-time"}}}},
                    "id": {{"type": "string", "format": "uuid"}},
                    "data": {{"type": "string", "format": "byte"}},
                    "open": {{"type": "boolean"}},
                    "kind": {{"type": "string", "enum": ["a", "b"]}}}}}}}}"#
            )
        });
        let content: Vec<String> = content.collect();
        let spec = read(&format!(
            r#"{{"openapi": "3.0.0", "info": {{}}, "paths": {{"/things": {{"post": {{
                "requestBody": {{"content": {{{}}}}}, "responses": {{}}}}}}}}}}"#,
            content.join(", ")
        ));
        let parameters = only(&spec).parameters.iter();
        let taking = parameters.filter(|one| one.takes_file);
        let taking = taking.map(|one| (one.wire.clone(), one.location));
        taking.collect::<Vec<_>>()
    };
    let expected = |names: &[&str], location: Location| {
        let names = names.iter().map(|name| ((*name).to_owned(), location));
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        fields("multipart/form-data"),
        expected(
            &["name", "tags", "photo", "on", "at", "id", "data", "kind"],
            Location::Multipart
        )
    );
    // As Django REST framework declares a file, beside forms.
    assert_eq!(
        fields("application/json multipart/form-data"),
        expected(&["photo", "data"], Location::Field)
    );
    assert_eq!(fields("application/json"), []);
    assert_eq!(fields("application/x-www-form-urlencoded"), []);

    let swagger = spec(
        r#""/things": {"post": {"consumes": ["multipart/form-data"], "parameters": [
            {"name": "photo", "in": "formData", "type": "file"},
            {"name": "note", "in": "formData", "type": "string"},
            {"name": "id", "in": "query", "type": "string"}], "responses": {}}}"#,
        "",
    );
    let parameters = only(&swagger).parameters.iter();
    let taking = parameters.map(|one| (&*one.wire, one.takes_file));
    assert!(taking.eq([("photo", false), ("note", true), ("id", false)]));
}

#[test]
fn a_body_that_may_be_null_is_left_out_without_arguments() {
    let omits = |body: &str| {
        let spec = read(&format!(
            r##"{{"openapi": "3.1.0", "info": {{}}, "paths": {{"/things": {{"post": {{
                "requestBody": {body}, "responses": {{}}}}}}}}, "components": {{"schemas": {{
                "Thing": {{"properties": {{"id": {{"type": "integer"}}}}, "required": ["id"]}}}}}}}}"##
        ));
        spec.omits_empty_body(only(&spec))
    };
    let body = |schema: &str, more: &str| {
        format!(r#"{{"content": {{"application/json": {{"schema": {schema}}}}}{more}}}"#)
    };
    let nullable = r##"{"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}"##;
    let record = r##"{"$ref": "#/components/schemas/Thing"}"##;
    let in_3_0 = r##"{"allOf": [{"$ref": "#/components/schemas/Thing"}], "nullable": true}"##;
    for (body, expected) in [
        (body(nullable, ""), true),
        (body(in_3_0, ""), true),
        (
            body(
                r#"{"type": ["object", "null"], "properties": {"a": {}}}"#,
                "",
            ),
            true,
        ),
        (body(nullable, r#", "required": true"#), false),
        (body(record, ""), false),
    ] {
        assert_eq!(omits(&body), expected, "{body}");
    }
}

#[test]
fn a_body_of_text_takes_text_or_a_file() {
    for (media_type, schema, takes_file) in [
        ("text/plain", r#"{"type": "string"}"#, true),
        ("application/xml", "{}", true),
        (
            "text/plain",
            r#"{"type": "string", "format": "binary"}"#,
            false,
        ),
        ("text/json", r#"{"type": "string"}"#, false),
        ("application/octet-stream", r#"{"type": "string"}"#, false),
    ] {
        let spec = read(&format!(
            r#"{{"openapi": "3.1.0", "info": {{}}, "paths": {{"/things": {{"post": {{"responses": {{}},
                "requestBody": {{"content": {{"{media_type}": {{"schema": {schema}}}}}}}}}}}}}}}"#
        ));
        assert_eq!(
            only(&spec).parameters[0].takes_file,
            takes_file,
            "{media_type} {schema}"
        );
    }
}

#[test]
fn locations_of_one_version_are_read_in_the_other() {
    let swagger = spec(
        r#""/things": {"get": {"parameters": [
            {"name": "lang", "in": "cookie", "type": "string"}], "responses": {}}}"#,
        "",
    );
    assert_eq!(super::parameters(&swagger), ["Cookie lang String"]);
    let openapi = |parameters: &str| {
        let spec = read(&format!(
            r#"{{"openapi": "3.0.2", "info": {{}}, "paths": {{"/things": {{"post": {{
                "parameters": [{parameters}], "responses": {{}}}}}}}}}}"#
        ));
        super::parameters(&spec)
    };
    let form = r#"{"name": "ids", "in": "formData", "schema": {"type": "array", "items": {"type": "integer"}}}"#;
    assert_eq!(openapi(form), ["Form ids [Integer]"]);
    for photo in [
        r#""type": "file""#,
        r#""schema": {"type": "string", "format": "binary"}"#,
    ] {
        let photo = format!(r#"{{"name": "photo", "in": "formData", {photo}}}"#);
        assert_eq!(
            openapi(&format!("{form}, {photo}")),
            ["Multipart ids [Integer]", "Multipart photo File"]
        );
    }
    let body =
        r#"{"name": "body", "in": "body", "schema": {"properties": {"id": {"type": "integer"}}}}"#;
    assert_eq!(openapi(body), ["Field id Integer"]);
}
