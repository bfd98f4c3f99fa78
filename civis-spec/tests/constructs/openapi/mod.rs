//! How the model represents each construct of OpenAPI 3.

mod paging;
mod requests;
mod schemas;

use civis_spec::{HttpMethod, ReadOptions, Spec};

use super::{parameters, response};

/// A document with these paths and components, each the content of a JSON object.
fn document(paths: &str, components: &str) -> String {
    format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}},
            "paths": {{{paths}}}, "components": {{{components}}}}}"#
    )
}

fn read(text: &str) -> Spec {
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn returning(schema: &str, schemas: &str) -> Spec {
    read(&document(
        &format!(
            r#""/things": {{"get": {{"responses": {{"200": {{"description": "",
                "content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}"#
        ),
        &format!(r#""schemas": {{{schemas}}}"#),
    ))
}

fn taking(parameters: &str) -> Spec {
    read(&document(
        &format!(r#""/things": {{"post": {{"parameters": [{parameters}], "responses": {{}}}}}}"#),
        "",
    ))
}

/// A specification whose only operation takes a body of this media type.
fn sending(media_type: &str, schema: &str, schemas: &str) -> Spec {
    read(&document(
        &format!(
            r#""/things": {{"post": {{"responses": {{}}, "requestBody": {{"required": true,
                "content": {{"{media_type}": {{"schema": {schema}}}}}}}}}}}"#
        ),
        &format!(r#""schemas": {{{schemas}}}"#),
    ))
}

#[test]
fn host_and_base_path_come_from_the_first_server() {
    for (servers, host, base) in [
        (
            r#"[{"url": "https://a.b/v1/"}, {"url": "/other"}]"#,
            Some("a.b"),
            "/v1",
        ),
        (r#"[{"url": "/v1"}]"#, None, "/v1"),
        (r#"[{"url": "v1/x"}]"#, None, "/v1/x"),
        (r#"[{"url": "/"}]"#, None, ""),
        (
            r#"[{"url": "{scheme}://{region}.a.b:80/{version}", "variables": {
                "scheme": {"default": "https"}, "region": {"default": "eu", "enum": ["eu", "us"]},
                "version": {"default": "v2"}}}]"#,
            Some("eu.a.b:80"),
            "/v2",
        ),
        ("[]", None, ""),
        ("[5]", None, ""),
        ("null", None, ""),
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.3", "servers": {servers},
                "paths": {{"/a": {{"get": {{"responses": {{}}}}}}}}}}"#
        );
        let spec = read(&text);
        assert_eq!(
            (spec.host.as_deref(), &*spec.base_path),
            (host, base),
            "{servers}"
        );
    }
    let text = r#"{"openapi": "3.0.3", "servers": [{"url": "https://a.b/v1/{tenant}/x"}],
        "paths": {"/a": {"get": {}}}}"#;
    let spec = read(text);
    assert_eq!((spec.host.as_deref(), &*spec.base_path), (Some("a.b"), ""));
    assert_eq!(
        spec.warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "at `/servers/0/url`: `{tenant}` has no default (the path `/v1/{tenant}/x` is left out; the base URL \
             can contain it)"
        ]
    );
    let text =
        r#"{"openapi": "3.0.3", "servers": [{"url": "/v1"}], "paths": {"/v2/a": {"get": {}}}}"#;
    let spec = Spec::read(text.as_bytes(), &ReadOptions::new().root_path("/v2")).expect("reads");
    assert_eq!((&*spec.base_path, &*spec.resources[0].name), ("/v2", "a"));
}

#[test]
fn versions_of_openapi_3_are_read_and_others_rejected() {
    for version in ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0"] {
        read(&format!(r#"{{"openapi": "{version}", "paths": {{}}}}"#));
        read(&format!(r#"{{"openapi": "{version}"}}"#));
    }
    for version in ["\"4.0\"", "\"2.0\"", "3.0", "\"\""] {
        let text = format!(r#"{{"openapi": {version}, "paths": {{}}}}"#);
        let error = Spec::from_slice(text.as_bytes()).expect_err("another version");
        assert_eq!(error.problems()[0].pointer, "/openapi", "{error}");
    }
}

#[test]
fn references_to_shared_parameters_bodies_and_responses_are_resolved() {
    let spec = read(&document(
        r##""/things": {"parameters": [{"$ref": "#/components/parameters/Again"}], "post": {
            "requestBody": {"$ref": "#/components/requestBodies/Thing"},
            "responses": {"201": {"$ref": "#/components/responses/Thing"}}}}"##,
        r##""schemas": {"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}},
            "parameters": {"Again": {"$ref": "#/components/parameters/Page"},
                "Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
            "requestBodies": {"Thing": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
            "responses": {"Thing": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}"##,
    ));
    assert_eq!(
        parameters(&spec),
        ["Query page Integer", "Field id Integer"]
    );
    assert_eq!(response(&spec), "Thing");
}

#[test]
fn status_ranges_are_used_after_exact_statuses_and_before_the_default() {
    let of = |ty: &str| {
        format!(r#"{{"content": {{"application/json": {{"schema": {{"type": "{ty}"}}}}}}}}"#)
    };
    let (integer, text) = (of("integer"), of("string"));
    for (responses, ty) in [
        (format!(r#""2XX": {integer}, "default": {text}"#), "Integer"),
        (format!(r#""2xx": {integer}"#), "Integer"),
        (format!(r#""default": {text}, "4XX": {integer}"#), "String"),
        (
            format!(r#""204": {{"description": ""}}, "default": {text}"#),
            "nothing",
        ),
        (format!(r#""200": {integer}, "2XX": {integer}"#), "Integer"),
        (format!(r#""200": {integer}, "2XX": {text}"#), "String"),
        (r#""200": {"content": {}}"#.to_owned(), "nothing"),
        (
            r#""200": {"content": {"application/json": {}}}"#.to_owned(),
            "Any",
        ),
        (
            r#""200": {"content": {"text/plain": {}}}"#.to_owned(),
            "File",
        ),
    ] {
        let spec = read(&document(
            &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
            "",
        ));
        assert_eq!(response(&spec), ty, "{responses}");
    }
}

#[test]
fn problems_are_reported_at_their_location() {
    let missing = r##"{"$ref": "#/components/schemas/Jbo"}"##;
    let schemas = r#""schemas": {"Job": {"properties": {"a": {}}}}"#;
    let message =
        "`#/components/schemas/Jbo` does not exist; did you mean `#/components/schemas/Job`?";
    for (operation, components, expected) in [
        (
            format!(r#""responses": {{"200": {{"content": {{"application/json": {{"schema": {missing}}}}}}}}}"#),
            schemas,
            format!("/responses/200/content/application~1json/schema/$ref`: {message}"),
        ),
        (
            format!(r#""requestBody": {{"content": {{"application/json": {{"schema": {missing}}}}}}}"#),
            schemas,
            format!("/requestBody/content/application~1json/schema/$ref`: {message}"),
        ),
        (
            format!(r#""parameters": [{{"name": "a", "in": "query", "schema": {missing}}}]"#),
            schemas,
            format!("/parameters/0/schema/$ref`: {message}"),
        ),
        (
            format!(r#""responses": {{"200": {{"content": {{"a/json": {{"schema": {{"anyOf": [{{}}, {missing}]}}}}}}}}}}"#),
            schemas,
            String::new(),
        ),
        (
            format!(
                r#""responses": {{"200": {{"content": {{"application/json": {{"schema": {{"anyOf": [{{}}, {missing}]}}}}}}}}}}"#
            ),
            schemas,
            format!("/responses/200/content/application~1json/schema/anyOf/1/$ref`: {message}"),
        ),
        (
            r##""responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/definitions/Job"}}}}}"##
                .to_owned(),
            schemas,
            "/responses/200/content/application~1json/schema/$ref`: `#/definitions/Job` does not exist"
                .to_owned(),
        ),
        (
            r##""requestBody": {"$ref": "#/components/requestBodies/A"}"##.to_owned(),
            r##""requestBodies": {"A": {"$ref": "#/components/requestBodies/B"}, "B": {"$ref": "#/components/requestBodies/A"}}"##,
            "/requestBody/$ref`: refers to a body that refers to itself or through too many others".to_owned(),
        ),
        (
            r#""requestBody": 5"#.to_owned(),
            "",
            "/requestBody`: the body is not an object".to_owned(),
        ),
        (
            r#""parameters": [{"name": "a", "in": "form"}]"#.to_owned(),
            "",
            "/parameters/0`: `in` of the parameter `a` is `form`: expected `path`, `query`, `header`, `cookie`, \
             `formData` or `body`"
                .to_owned(),
        ),
    ] {
        let text = document(&format!(r#""/a": {{"get": {{{operation}}}}}"#), components);
        let problems = match Spec::from_slice(text.as_bytes()) {
            Ok(spec) => spec.warnings,
            Err(error) => error.problems().to_vec(),
        };
        let mut problems = problems.iter().map(ToString::to_string);
        match expected.is_empty() {
            true => assert_eq!(problems.next(), None, "{text}"),
            false => {
                let problem = problems.next().expect(&text);
                let expected = format!("at `/paths/~1a/get{expected}");
                let bare = problem.split(" (taken").next().unwrap_or_default();
                let bare = bare.split(" (what needs").next().unwrap_or_default();
                assert_eq!(bare, expected, "{text}");
            }
        }
        assert_eq!(problems.next(), None, "{text}");
    }
}

#[test]
fn a_reference_stands_for_a_path_beside_its_own_operations() {
    let spec = read(&document(
        r##""/a": {"$ref": "#/components/pathItems/P", "put": {"summary": "own", "responses": {}},
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}]},
            "/b": {"$ref": "#/paths/~1a"}, "/c": {"$ref": "#/paths/~1c"}"##,
        r#""pathItems": {"P": {
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "integer"}},
                {"name": "p", "in": "query", "schema": {"type": "boolean"}}],
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "integer"}}}}}},
            "put": {"summary": "shared", "responses": {}}}}"#,
    ));
    let shown: Vec<String> = spec
        .resources
        .iter()
        .flat_map(|one| &one.operations)
        .map(|one| {
            let parameters = one
                .parameters
                .iter()
                .map(|one| format!("{} {:?}", one.wire, one.ty));
            format!(
                "{} {} {:?}",
                one.http_method,
                one.path,
                parameters.collect::<Vec<_>>()
            )
        })
        .collect();
    let parameters = r#"["q String", "p Boolean"]"#;
    assert_eq!(
        shown,
        ["GET /a", "PUT /a", "GET /b", "PUT /b"].map(|target| format!("{target} {parameters}"))
    );
    assert_eq!(spec.resources[0].operations[1].summary, "own");
    let warnings: Vec<&str> = spec.warnings.iter().map(|one| &*one.message).collect();
    assert_eq!(
        warnings,
        [
            "refers to a path that refers to itself or through too many others (what needs it is left out)"
        ]
    );
}

#[test]
fn every_http_method_is_read_with_its_deprecation() {
    let methods: Vec<String> = HttpMethod::ALL
        .iter()
        .map(|method| {
            format!(
                r#""{}": {{"deprecated": true}}"#,
                method.as_str().to_lowercase()
            )
        })
        .collect();
    let spec = read(&document(
        &format!(r#""/a": {{{}}}"#, methods.join(",")),
        "",
    ));
    let operations = &spec.resources[0].operations;
    assert_eq!(operations.len(), HttpMethod::ALL.len());
    assert!(
        operations
            .iter()
            .all(|one| one.methods[0].deprecated.is_some())
    );
}
