//! Documents built to exhaust the stack, memory or time. Each is read or rejected
//! on a small stack and in bounded time.

#![forbid(unsafe_code)]

mod references;

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use civis_spec::{Error, ReadOptions, Selection, Spec};

/// The default stack size of a thread.
const STACK: usize = 2 * 1024 * 1024;

/// Far more than any of them takes, and far less than they would take in quadratic time.
const BOUND: Duration = Duration::from_secs(60);

fn read(text: impl Into<Vec<u8>>) -> Result<Spec, Error> {
    let bytes = text.into();
    let start = Instant::now();
    let reader = thread::Builder::new().stack_size(STACK).spawn(move || {
        let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true))?;
        spec.select(&Selection::All).expect("all resources");
        Ok(spec)
    });
    let result = reader.expect("a thread starts").join().expect("no panic");
    let took = start.elapsed();
    assert!(took < BOUND, "took {took:?}");
    result
}

fn document(paths: &str, definitions: &str) -> String {
    format!(r#"{{"swagger": "2.0", "paths": {{{paths}}}, "definitions": {{{definitions}}}}}"#)
}

/// A document with `count` definitions, and an operation that returns `D0`.
fn chain(count: usize, definition: impl Fn(usize) -> String) -> String {
    let mut definitions = String::new();
    for index in 0..count {
        let comma = if index > 0 { "," } else { "" };
        write!(definitions, "{comma}\"D{index}\": {}", definition(index))
            .expect("a write to a string");
    }
    let paths =
        r##""/a": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/D0"}}}}}"##;
    document(paths, &definitions)
}

fn reference(index: usize) -> String {
    format!(r##"{{"$ref": "#/definitions/D{index}"}}"##)
}

/// Strips a document on a stack of the same size, and then reads it.
fn strip_and_read(text: impl Into<Vec<u8>>) -> Result<Spec, Error> {
    let bytes = text.into();
    let copy = bytes.clone();
    let writer = thread::Builder::new().stack_size(STACK);
    let writer = writer.spawn(move || civis_spec::strip(&copy).is_ok());
    let stripped = writer.expect("a thread starts").join().expect("no panic");
    let result = read(bytes);
    assert!(
        result.is_ok() || !stripped,
        "stripped a document that cannot be read"
    );
    result
}

#[test]
fn deep_nesting_is_rejected_or_skipped() {
    let deep = 10_000;
    let arrays = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let objects = format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep));
    for inside in [&arrays, &objects] {
        // A skipped value does no harm.
        let spec = strip_and_read(format!(
            r#"{{"swagger": "2.0", "paths": {{}}, "x-vendor": {inside}}}"#
        ));
        assert!(spec.is_ok(), "{spec:?}");
        for key in ["default", "enum", "type"] {
            let schema = format!(r#"{{"{key}": {inside}}}"#);
            // The outcome differs with the key; that there is one is what counts.
            let _ = strip_and_read(document("", &format!(r#""A": {schema}"#)));
        }
        assert!(strip_and_read(inside.clone()).is_err());
        assert!(strip_and_read(inside[..deep].to_owned()).is_err());
    }
    for (open, close) in [
        (r#"{"items":"#, "}"),
        (r#"{"additionalProperties":"#, "}"),
        (r#"{"properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"allOf":[{},"#, "]}"),
    ] {
        let schema = format!("{}{{}}{}", open.repeat(deep), close.repeat(deep));
        let error =
            strip_and_read(document("", &format!(r#""A": {schema}"#))).expect_err("too deep");
        assert!(error.to_string().contains("levels deep"), "{error}");
        for deep in [20, 50, 60, 100, 120] {
            let schema = format!("{}{{}}{}", open.repeat(deep), close.repeat(deep));
            let text = chain(1, |_| schema.clone());
            let _ = strip_and_read(text);
        }
    }
}

#[test]
fn stack_usage_does_not_grow_with_depth() {
    for deep in 0..=50 {
        for (open, close) in [
            (r#"{"items":"#, "}"),
            (r#"{"properties":{"a":"#, "}}"),
            (r#"{"allOf":["#, "]}"),
        ] {
            let schema = format!("{}{{}}{}", open.repeat(deep), close.repeat(deep));
            let text = document("", &format!(r#""A": {schema}"#));
            let reader = thread::Builder::new().stack_size(STACK / 2);
            let reader = reader.spawn(move || Spec::from_slice(text.as_bytes()).map(|_| ()));
            let read = reader.expect("a thread starts").join().expect("no panic");
            assert!(read.is_ok(), "{deep}: {read:?}");
        }
    }
}

#[test]
fn a_very_long_name_gets_no_suggestion() {
    let long = "x".repeat(1_000_000);
    let paths = format!(
        r##""/a": {{"get": {{"responses": {{"200": {{"schema": {{"$ref": "#/definitions/{long}"}}}}}}}}}}"##
    );
    let spec = read(document(&paths, &format!(r#""{long}y": {{}}"#))).expect("reads");
    assert_eq!(spec.warnings.len(), 1);
    assert!(!spec.warnings[0].message.contains("did you mean"));
}

#[test]
fn many_equal_names_are_numbered_quickly() {
    let count = 20_000;
    let values: Vec<String> = (1..=count)
        .map(|index| format!("\"a{}\"", "-".repeat(index % 2_000)))
        .collect();
    let fields: Vec<String> = (0..count)
        .map(|index| format!(r#""f{index:b}": {{}}"#))
        .collect();
    // Binary numbers written in `.` and `-`: all names of one length become the same identifier.
    let fields: Vec<String> = fields
        .iter()
        .map(|field| {
            let (name, rest) = field.split_once("\":").expect("a field");
            format!("{}\":{rest}", name.replace('0', ".").replace('1', "-"))
        })
        .collect();
    let schema = format!(
        r#"{{"properties": {{"state": {{"enum": [{}]}}, {}}}}}"#,
        values.join(","),
        fields.join(",")
    );
    let paths = format!(r#""/a": {{"get": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}"#);
    read(document(&paths, "")).expect("reads");
}

#[test]
fn many_parameters_are_read_quickly() {
    let fields: Vec<String> = (0..50_000)
        .map(|index| format!(r#""f{index}": {{}}"#))
        .collect();
    let paths = format!(
        r#""/a": {{"post": {{"parameters": [{{"name": "b", "in": "body", "schema": {{"properties": {{{}}}}}}}]}}}}"#,
        fields.join(",")
    );
    let spec = read(document(&paths, "")).expect("reads");
    assert_eq!(spec.resources[0].operations[0].parameters.len(), 50_000);
}

#[test]
fn duplicate_keys_become_one() {
    let path = r#""/a": {"get": {"responses": {}}}"#;
    let spec = read(document(&vec![path; 10_000].join(","), "")).expect("reads");
    assert_eq!(spec.resources[0].operations.len(), 1);
    assert!(read(r#"{"swagger": "2.0", "swagger": "2.0", "paths": {}}"#).is_err());
}

#[test]
fn invalid_utf_8_is_rejected_or_skipped() {
    for bytes in [
        &b"\xff\xfe{\x00}\x00"[..],
        b"\xff",
        b"{\"swagger\": \"2.0\xff\", \"paths\": {}}",
        b"{\"swagger\": \"2.0\", \"paths\": {\"/\xc3\x28\": {}}}",
        b"{\"swagger\": \"2.0\", \"paths\": {\"/a\": {\"get\": {\"summary\": \"\xed\xa0\x80\"}}}}",
        b"{\"swagger\": \"2.0\", \"paths\": {\"/a\": {\"get\": {\"x-examples\": [\"\xff\"]}}}}",
        b"{\"swagger\": \"2.0\", \"paths\": {\"/\\ud800\": {}}}",
    ] {
        assert!(strip_and_read(bytes).is_err(), "{}", bytes.escape_ascii());
    }
    let _ = strip_and_read(&b"{\"swagger\": \"2.0\", \"paths\": {}, \"x-vendor\": \"\xff\"}"[..]);
}

#[test]
fn a_large_file_of_spaces_is_reported_as_empty() {
    let error = read(vec![b' '; 30 * 1024 * 1024]).expect_err("an empty file");
    assert_eq!(error.to_string(), "the file is empty");
}

/// An OpenAPI 3 document with these paths and components.
fn openapi(paths: &str, components: &str) -> String {
    format!(r#"{{"openapi": "3.1.0", "paths": {{{paths}}}, "components": {{{components}}}}}"#)
}

#[test]
fn server_variables_are_not_expanded_recursively() {
    let mut variables = String::new();
    for index in 0..40 {
        let next = index + 1;
        write!(
            variables,
            r#""v{index}": {{"default": "/{{v{next}}}{{v{next}}}"}},"#
        )
        .expect("a write to a string");
    }
    let document = |url: &str| {
        format!(
            r#"{{"openapi": "3.0.0", "paths": {{}}, "servers": [{{"url": "{url}",
            "variables": {{{variables} "long": {{"default": "{}"}}}}}}]}}"#,
            "x".repeat(100_000)
        )
    };
    // A default value is not expanded itself.
    let spec = read(document("https://a.test{v0}")).expect("a specification");
    let warning = &spec.warnings[0].message;
    assert!(
        warning.contains("the path `/{v1}{v1}` is left out"),
        "{warning}"
    );
    let spec = read(document(&"{long}".repeat(100_000))).expect("a specification");
    assert_eq!((spec.base_path.as_str(), spec.host), ("", None));
    let spec = read(document(&"{".repeat(1_000_000))).expect("a specification");
    assert_eq!(spec.base_path, "");
}

#[test]
fn numbers_and_defaults_of_any_size_are_read() {
    for number in [
        "1e400",
        "-1e400",
        "123456789012345678901234567890",
        "1e-400",
        "0.1e1",
    ] {
        let schema =
            format!(r#"{{"type": "integer", "enum": [{number}, 1], "default": {number}}}"#);
        let text = format!(
            r#"{{"openapi": "3.0.0", "paths": {{"/a": {{"get": {{"parameters": [
                {{"name": "a", "in": "query", "schema": {schema}}}]}}}}}}}}"#
        );
        let result = strip_and_read(text);
        assert_eq!(
            result.is_ok(),
            !number.ends_with("1e400"),
            "{number}: {result:?}"
        );
    }
}

#[test]
fn a_document_with_too_many_parts_is_rejected() {
    let many = 5_000_000;
    for (inside, close) in [
        ("{\"properties\": {\"a\": {}", "}}"),
        ("{\"enum\": [1", "]}"),
    ] {
        let more = if close == "]}" { ",1" } else { ",\"a\":{}" };
        let schema = format!("{inside}{}{close}", more.repeat(many));
        let error = read(document("", &format!("\"A\": {schema}"))).expect_err("too many");
        assert!(
            error
                .to_string()
                .contains("more than 1000000 objects and list elements"),
            "{error}"
        );
    }
}

#[test]
fn a_hundred_megabytes_are_read_quickly() {
    let filler = "x".repeat(100 * 1024 * 1024);
    let path = r#""/a": {"get": {"responses": {"200": {"schema": {"type": "integer"}}}}}"#;
    for text in [
        format!(r#"{{"swagger": "2.0", "x-vendor": "{filler}", "paths": {{{path}}}}}"#),
        format!(
            r#"{{"openapi": "3.0.0", "info": {{"description": "{filler}"}}, "paths": {{{path}}}}}"#
        ),
    ] {
        assert_eq!(read(text).expect("reads").resources.len(), 1);
    }
    let path = r#"{"get": {"responses": {"200": {"schema": {"type": "integer"}}}}}"#;
    let paths: Vec<String> = (0..30_000)
        .map(|index| format!(r#""/r{}/p{index}": {path}"#, index % 50))
        .collect();
    let spec = read(document(&paths.join(","), "")).expect("reads");
    assert_eq!(spec.resources.len(), 50);
}
