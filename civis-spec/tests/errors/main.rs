//! Errors for files that are not valid specifications, with the location of each problem.

#![forbid(unsafe_code)]

mod references;

use civis_spec::{Error, ReadOptions, Spec};

fn error(text: &str) -> Error {
    match Spec::from_slice(text.as_bytes()) {
        Ok(_) => panic!("this was read:\n{text}"),
        Err(error) => error,
    }
}

/// Expects one problem, and returns its pointer and message.
fn problem(text: &str) -> (String, String) {
    let error = error(text);
    match error.problems() {
        [problem] => (problem.pointer.clone(), problem.message.clone()),
        other => panic!("{} problems instead of one: {error}", other.len()),
    }
}

/// The errors or else the warnings of a document with these paths and definitions, as
/// `pointer: message`.
fn problems(paths: &str, definitions: &str) -> Vec<String> {
    let text = format!(
        r##"{{"swagger": "2.0", "paths": {{{paths}}}, "definitions": {{{definitions}}},
            "parameters": {{"Limit": {{"name": "limit", "in": "query", "type": "integer"}},
                "Round": {{"$ref": "#/parameters/Round"}}, "Nothing": 5}},
            "responses": {{"Fine": {{}}}}}}"##
    );
    let problems = match Spec::from_slice(text.as_bytes()) {
        Ok(spec) => spec.warnings,
        Err(error) => error.problems().to_vec(),
    };
    let problems = problems.iter();
    problems
        .map(|one| format!("{}: {}", one.pointer, one.message))
        .collect()
}

fn returning(schema: &str) -> String {
    format!(r#""/a": {{"get": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}"#)
}

fn taking(parameters: &str) -> String {
    format!(r#""/a": {{"get": {{"parameters": [{parameters}], "responses": {{}}}}}}"#)
}

#[test]
fn other_formats_are_recognized() {
    for (text, expected) in [
        ("", "the file is empty"),
        (" \n\t ", "the file is empty"),
        ("\u{feff}", "the file is empty"),
        ("<!doctype html><html></html>", "HTML"),
        ("\n <?xml version='1.0'?>", "XML"),
        ("swagger: '2.0'\ninfo: {}", "YAML"),
        ("openapi: 3.0.0", "YAML"),
        ("---\nswagger: '2.0'", "YAML"),
        (
            "# a comment\n\"swagger\": '2.0'",
            "`yq -o=json spec.yaml > spec.json`",
        ),
        ("[]", "a JSON object with the key `swagger` or `openapi`"),
        (
            "\"text\"",
            "a JSON object with the key `swagger` or `openapi`",
        ),
        ("null", "a JSON object with the key `swagger` or `openapi`"),
    ] {
        let (pointer, message) = problem(text);
        assert_eq!(pointer, "", "{text}");
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn invalid_json_is_reported_with_line_and_column() {
    for (text, place) in [
        ("{\"swagger\": \"2.0\",\n \"paths\" {}}", "line 2 column 10"),
        ("{\"swagger\": \"2.0\", \"paths\": {}", "line 1 column 30"),
        (
            "{\"swagger\": \"2.0\", \"paths\": {}} x",
            "line 1 column 33",
        ),
    ] {
        let (pointer, message) = problem(text);
        assert_eq!(pointer, "");
        assert!(message.starts_with("cannot be read as JSON: "), "{message}");
        assert!(message.contains(place), "{message}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_reported_with_its_pointer() {
    let deep = format!("{}{}", r#"{"items": "#.repeat(200), "}".repeat(200));
    let deep = format!(r#"{{"swagger": "2.0", "paths": {{}}, "definitions": {{"A": {deep}}}}}"#);
    let pointer = format!("/definitions/A{}", "/items".repeat(125));
    for (text, expected, reason) in [
        (
            r#"{"swagger": "2.0", "paths": []}"#,
            "/paths",
            "expected an object, found an array",
        ),
        (
            r#"{"swagger": "2.0", "paths": {}, "definitions": 5}"#,
            "/definitions",
            "expected an object, found a number",
        ),
        (
            r#"{"swagger": "2.0", "paths": {"/a/b": {"get": {"parameters": {}}}}}"#,
            "/paths/~1a~1b/get/parameters",
            "expected an array, found an object",
        ),
        (
            r#"{"swagger": "2.0", "paths": {"/a": {"get": {}, "put": {"responses": []}}}}"#,
            "/paths/~1a/put/responses",
            "expected an object, found an array",
        ),
        (
            r#"{"swagger": "2.0", "paths": {}, "definitions": {"A": {"allOf": [{}, {"allOf": 1}]}}}"#,
            "/definitions/A/allOf/1/allOf",
            "expected an array, found a number",
        ),
        (
            r#"{"swagger": "2.0", "paths": {}, "definitions": {"A": {"type": "a", "type": "b"}}}"#,
            "/definitions/A/type",
            "duplicate key `type` in an object",
        ),
        (
            r#"{"swagger": "2.0", "paths": {}, "paths": {}}"#,
            "/paths",
            "duplicate key `paths` in an object",
        ),
        (
            &deep,
            &pointer,
            "arrays and objects nest more than 127 levels deep",
        ),
    ] {
        let found = problem(text);
        let message = format!("this is not a specification: {reason}");
        assert_eq!(found, (expected.to_owned(), message), "{text}");
    }
}

#[test]
fn null_stands_for_what_is_not_declared() {
    let text = r#"{"swagger": "2.0", "paths": {"/e": null, "/a": {"get": null, "put": {
        "parameters": null, "responses": {"200": null}}}}}"#;
    let spec = Spec::from_slice(text.as_bytes()).expect("reads");
    assert!(spec.warnings.is_empty(), "{:?}", spec.warnings);
    assert_eq!(spec.resources.len(), 1);
    assert_eq!(spec.resources[0].operations[0].statuses, [200]);
}

#[test]
fn a_schema_that_contradicts_the_standard_or_itself_is_any_json_with_a_warning() {
    for (schema, expected) in [
        (
            r#"{"type": "strnig"}"#,
            "/type: `strnig` is not a type; did you mean `string`?",
        ),
        (
            r#"{"type": ["string", "dict"]}"#,
            "/type: `dict` is not a type",
        ),
        (r#"{"type": 5}"#, "/type: a type is not text"),
        (r#"{"$ref": 5}"#, "/$ref: a reference is not text"),
        (
            r#"{"allOf": [{"type": "string"}, {"type": "integer"}]}"#,
            "/allOf: its parts contradict each other: they are of the types `string` and `integer`",
        ),
        (
            r##"{"allOf": [{"properties": {"a": {}}}, {"$ref": "#/definitions/Name"}]}"##,
            "/allOf: its parts contradict each other: they are of the types `object` and `string`",
        ),
    ] {
        let found = problems(&returning(schema), r#""Name": {"type": "string"}"#);
        let at = "/paths/~1a/get/responses/200/schema";
        assert_eq!(found, [format!("{at}{expected} (taken as any JSON)")]);
    }
}

#[test]
fn unsupported_versions_are_reported_at_their_key() {
    for (text, pointer, expected) in [
        (
            r#"{"swagger": "1.2", "paths": {}}"#,
            "/swagger",
            "`1.2`: expected Swagger 2.0 or OpenAPI 3, in JSON",
        ),
        (
            r#"{"swagger": 2.0, "paths": {}}"#,
            "/swagger",
            "expected one such as `\"2.0\"`",
        ),
        (
            r#"{"swaggerVersion": "1.2", "apis": []}"#,
            "",
            "`swagger` or `openapi` for the version is missing",
        ),
        (
            r#"{"openapi": "4.0.0", "paths": {}}"#,
            "/openapi",
            "`4.0.0`: expected Swagger 2.0 or OpenAPI 3, in JSON",
        ),
        (
            r#"{"paths": {}}"#,
            "",
            "`swagger` or `openapi` for the version",
        ),
        (r#"{"swagger": "2.0"}"#, "", "`paths` is missing"),
        (
            r#"{"swagger": "2.0", "paths": null}"#,
            "",
            "`paths` is missing",
        ),
    ] {
        let (found, message) = problem(text);
        assert_eq!(found, pointer, "{text}");
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn an_operation_with_a_parameter_without_name_or_location_is_left_out() {
    let parameters = r#"{"in": "query"}, {"name": "q"}, {"name": "r", "in": "form"},
        {"name": 5, "in": "query"}"#;
    let consequence = "(what needs it is left out)";
    assert_eq!(
        problems(&taking(parameters), ""),
        [
            format!("/paths/~1a/get/parameters/0: a parameter has no `name` {consequence}"),
            format!(
                "/paths/~1a/get/parameters/1: `in` of the parameter `q` is missing: expected `path`, \
                 `query`, `header`, `cookie`, `formData` or `body` {consequence}"
            ),
            format!(
                "/paths/~1a/get/parameters/2: `in` of the parameter `r` is `form`: expected `path`, \
                 `query`, `header`, `cookie`, `formData` or `body` {consequence}"
            ),
            format!("/paths/~1a/get/parameters/3: a parameter has no `name` {consequence}"),
        ]
    );
    assert_eq!(
        problems(&taking("5"), ""),
        ["/paths/~1a/get/parameters/0: the parameter is not an object"]
    );
}

#[test]
fn values_that_should_be_objects_are_reported() {
    assert_eq!(
        problems(
            r#""/a": 5, "/b": {"get": []}, "/c": {"get": {"responses": {"200": "fine", "404": "ignored"}}},
               "x-vendor": 5"#,
            ""
        ),
        [
            "/paths/~1a: a path is not an object",
            "/paths/~1b/get: an operation is not an object",
            "/paths/~1c/get/responses/200: the response is not an object",
        ]
    );
}

#[test]
fn every_problem_is_reported_once() {
    let paths = r##""/b": {"get": {"parameters": [{"in": "query"}], "responses": {
            "200": {"schema": {"$ref": "#/definitions/Job"}}}}},
        "/a": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Gone"}}}}},
        "/c": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}}"##;
    let definitions = r##""Job": {"properties": {"a": {"$ref": "#/definitions/Lost"}}}"##;
    let pointers: Vec<String> = problems(paths, definitions)
        .iter()
        .filter_map(|problem| Some(problem.split_once(": ")?.0.to_owned()))
        .collect();
    assert_eq!(
        pointers,
        [
            "/paths/~1a/get/responses/200/schema/$ref",
            "/paths/~1b/get/parameters/0",
            "/definitions/Job/properties/a/$ref",
        ]
    );
}

#[test]
fn the_first_ten_problems_are_listed_and_the_rest_counted() {
    let document = |count| {
        let parameters = vec!["5"; count].join(",");
        format!(
            r#"{{"swagger": "2.0", "paths": {{{}}}}}"#,
            taking(&parameters)
        )
    };
    let ten = error(&document(10)).to_string();
    assert_eq!(ten.lines().count(), 10, "{ten}");
    assert!(!ten.contains("more"), "{ten}");
    let many = error(&document(25)).in_file("spec.json");
    assert_eq!(many.problems().len(), 25);
    let text = many.to_string();
    assert_eq!(text.lines().count(), 11, "{text}");
    assert!(
        text.starts_with(
            "spec.json: at `/paths/~1a/get/parameters/0`: the parameter is not an object\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("\nand 15 more problems"), "{text}");
}

#[test]
fn malformed_exchanges_are_reported_only_if_they_are_requested() {
    for (examples, expected) in [
        (r#"{"a": 1}"#, "expected a sequence"),
        (
            r#"[{"requests": [{"request_method": "GET"}]}]"#,
            "request_path",
        ),
        (
            r#"[{"requests": [{"request_method": "FETCH", "request_path": "/a", "response_status": 200}]}]"#,
            "unknown HTTP method `FETCH`",
        ),
    ] {
        let text = format!(
            r#"{{"swagger": "2.0", "paths": {{"/a": {{"get": {{"x-examples": {examples}, "responses": {{}}}}}}}}}}"#
        );
        Spec::from_slice(text.as_bytes()).expect("exchanges are not read by default");
        let error = Spec::read(text.as_bytes(), &ReadOptions::new().exchanges(true))
            .expect_err("malformed exchanges");
        assert_eq!(error.problems()[0].pointer, "/paths/~1a/get/x-examples");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_document_that_cannot_be_read_cannot_be_stripped() {
    for text in [
        "",
        r#"{"openapi": "4.0.0"}"#,
        r#"{"swagger": "2.0", "paths": {"/a": 5}}"#,
    ] {
        assert_eq!(civis_spec::strip(text.as_bytes()), Err(error(text)));
    }
}
