//! Errors for files that are not valid specifications, with the location of each problem.

#![forbid(unsafe_code)]

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

/// The problems of a document with these paths and definitions, as
/// `pointer: message`.
fn problems(paths: &str, definitions: &str) -> Vec<String> {
    let text = format!(
        r##"{{"swagger": "2.0", "paths": {{{paths}}}, "definitions": {{{definitions}}},
            "parameters": {{"Limit": {{"name": "limit", "in": "query", "type": "integer"}},
                "Round": {{"$ref": "#/parameters/Round"}}, "Nothing": 5}},
            "responses": {{"Fine": {{}}}}}}"##
    );
    let error = error(&text);
    let problems = error.problems().iter();
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
fn a_value_of_the_wrong_type_is_reported_with_line_and_column() {
    for text in [
        "{\"swagger\": \"2.0\",\n\"paths\": []}",
        "{\"swagger\": \"2.0\", \"paths\": {},\n\"definitions\": 5}",
        "{\"swagger\": \"2.0\", \"paths\": {\"/a\": {\"get\":\n{\"parameters\": {}}}}}",
        "{\"swagger\": \"2.0\", \"paths\": {}, \"definitions\": {\"A\":\n{\"type\": \"a\", \"type\": \"b\"}}}",
    ] {
        let (_, message) = problem(text);
        assert!(
            message.starts_with("this is not a specification: "),
            "{message}"
        );
        assert!(message.contains("line 2 column"), "{message}");
    }
    let twice = r#"{"swagger": "2.0", "paths": {}, "paths": {}}"#;
    let (_, message) = problem(twice);
    assert!(message.contains("duplicate key `paths`"), "{message}");
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
fn a_dangling_reference_is_reported_with_a_suggestion() {
    let job = r#""Job": {"properties": {"id": {"type": "integer"}}}"#;
    for (paths, definitions, expected) in [
        (
            returning(r##"{"$ref": "#/definitions/Jobs"}"##),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            returning(r##"{"$ref": "#/definitions/Elephant"}"##),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `#/definitions/Elephant` does not exist",
        ),
        (
            returning(r##"{"$ref": "#/definitions/A~1B"}"##),
            r##""A/B": {"properties": {"x": {"type": "array", "items": {"$ref": "#/definitions/Jbo"}}}},
                "Job": {}"##,
            "/definitions/A~1B/properties/x/items/$ref: `#/definitions/Jbo` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            returning(r##"{"allOf": [{}, {"$ref": "#/definitions/Jobs"}]}"##),
            job,
            "/paths/~1a/get/responses/200/schema/allOf/1/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            taking(r##"{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Jobs"}}"##),
            job,
            "/paths/~1a/get/parameters/0/schema/$ref: `#/definitions/Jobs` does not exist; \
             did you mean `#/definitions/Job`?",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Limits"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: `#/parameters/Limits` does not exist; \
             did you mean `#/parameters/Limit`?",
        ),
        (
            r##""/a": {"parameters": [{"$ref": "#/definitions/Limit"}], "get": {}}"##.to_owned(),
            "",
            "/paths/~1a/parameters/0/$ref: `#/definitions/Limit` is not of the form `#/parameters/…`",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Round"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: refers to a shared parameter that refers to \
             itself or through too many others",
        ),
        (
            taking(r##"{"$ref": "#/parameters/Nothing"}"##),
            "",
            "/paths/~1a/get/parameters/0/$ref: refers to the shared parameter `Nothing`, \
             which is not an object",
        ),
        (
            r##""/a": {"get": {"responses": {"200": {"$ref": "#/responses/Fne"}}}}"##.to_owned(),
            "",
            "/paths/~1a/get/responses/200/$ref: `#/responses/Fne` does not exist; \
             did you mean `#/responses/Fine`?",
        ),
        (
            returning(r#"{"$ref": "other.json#/definitions/Job"}"#),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `other.json#/definitions/Job` refers to \
             another document, which is not read: copy what it names into this one",
        ),
        (
            returning(r#"{"$ref": "https://example.com/job.json"}"#),
            job,
            "/paths/~1a/get/responses/200/schema/$ref: `https://example.com/job.json` refers to \
             another document, which is not read: copy what it names into this one",
        ),
        (
            r##""/a": {"$ref": "#/paths/~1b"}"##.to_owned(),
            "",
            "/paths/~1a/$ref: `#/paths/~1b` stands for a path, which is not supported",
        ),
    ] {
        assert_eq!(problems(&paths, definitions), [expected], "{paths}");
    }
}

#[test]
fn a_definition_that_refers_only_to_itself_is_reported() {
    for (definitions, expected) in [
        (
            r##""A": {"$ref": "#/definitions/A"}"##,
            "/definitions/A: `#/definitions/A` refers to itself and declares nothing",
        ),
        (
            r##""A": {"$ref": "#/definitions/B"}, "B": {"$ref": "#/definitions/A"}"##,
            "/definitions/B: `#/definitions/A` refers to itself and declares nothing",
        ),
        (
            r##""A": {"allOf": [{"$ref": "#/definitions/A"}]}"##,
            "/definitions/A/allOf/0: `#/definitions/A` refers to itself and declares nothing",
        ),
    ] {
        let paths = returning(r##"{"$ref": "#/definitions/A"}"##);
        assert_eq!(problems(&paths, definitions), [expected], "{definitions}");
    }
}

#[test]
fn parameters_without_name_or_location_are_reported() {
    assert_eq!(
        problems(
            &taking(
                r#"{"in": "query"}, {"name": "q"}, {"name": "r", "in": "cookie"}, 5,
                   {"name": 5, "in": "query"}"#
            ),
            ""
        ),
        [
            "/paths/~1a/get/parameters/0: a parameter has no `name`",
            "/paths/~1a/get/parameters/1: `in` of the parameter `q` is missing: expected `path`, `query`, \
             `header`, `formData` or `body`",
            "/paths/~1a/get/parameters/2: `in` of the parameter `r` is `cookie`: expected `path`, `query`, \
             `header`, `formData` or `body`",
            "/paths/~1a/get/parameters/3: the parameter is not an object",
            "/paths/~1a/get/parameters/4: a parameter has no `name`",
        ]
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
    let parameters = |count| vec![r#"{"in": "query"}"#; count].join(",");
    let document = |count| {
        format!(
            r#"{{"swagger": "2.0", "paths": {{{}}}}}"#,
            taking(&parameters(count))
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
            "spec.json: at `/paths/~1a/get/parameters/0`: a parameter has no `name`\n"
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
