//! Documents built to exhaust the stack, memory or time. For each, the client is generated
//! or the document rejected, on a small stack and in bounded time.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use civis_codegen::generate;
use civis_spec::{Selection, Spec};

/// The default stack size of a thread.
const STACK: usize = 2 * 1024 * 1024;

/// Far more than any of them takes, and far less than they would take in quadratic time.
const BOUND: Duration = Duration::from_secs(60);

/// The length of the generated source, or the error as text.
fn generated_length(text: String) -> Result<usize, String> {
    let start = Instant::now();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        let spec = Spec::from_slice(text.as_bytes()).map_err(|error| error.to_string())?;
        let spec = spec.select(&Selection::All).expect("all resources");
        let client = generate(&spec, "Client").map_err(|error| error.to_string())?;
        Ok(client.to_source("::civis").len())
    });
    let result = thread.expect("a thread starts").join().expect("no panic");
    let took = start.elapsed();
    assert!(took < BOUND, "took {took:?}");
    result
}

/// A Swagger 2.0 and an OpenAPI 3 document with `count` definitions, and an operation that returns `D0`.
fn documents(count: usize, definition: impl Fn(usize, &str) -> String) -> [String; 2] {
    ["#/definitions/D", "#/components/schemas/D"].map(|prefix| {
        let mut definitions = String::new();
        for index in 0..count {
            let comma = if index > 0 { "," } else { "" };
            write!(definitions, "{comma}\"D{index}\": {}", definition(index, prefix))
                .expect("a write to a string");
        }
        let schema = format!(r#"{{"$ref": "{prefix}0"}}"#);
        if prefix.starts_with("#/d") {
            format!(
                r#"{{"swagger": "2.0", "paths": {{"/a": {{"get": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}}},
                    "definitions": {{{definitions}}}}}"#
            )
        } else {
            format!(
                r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"get": {{"responses": {{"200": {{"content": {{
                    "application/json": {{"schema": {schema}}}}}}}}}}}}}}},
                    "components": {{"schemas": {{{definitions}}}}}}}"#
            )
        }
    })
}

#[test]
fn deeply_nested_schemas_are_generated_or_rejected() {
    for (open, close) in [
        (r#"{"items":"#, "}"),
        (r#"{"additionalProperties":"#, "}"),
        (r#"{"properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"allOf":[{},"#, "]}"),
        (r#"{"anyOf":["#, "]}"),
        (r#"{"oneOf":[{"properties":{"b":{}}},"#, "]}"),
        (r#"{"anyOf":[{"type":"string"},"#, "]}"),
        (r#"{"$defs":{"x":"#, "}}"),
    ] {
        for depth in [20, 40, 55, 60, 100, 115, 10_000] {
            let leaf = r#"{"type":"object","properties":{"id":{"type":"integer"}}}"#;
            let schema = format!("{}{leaf}{}", open.repeat(depth), close.repeat(depth));
            for text in documents(1, |_, _| schema.clone()) {
                let outcome = generated_length(text);
                assert!(outcome.is_ok() || depth > 40, "{open} {depth}: {outcome:?}");
            }
        }
    }
}

#[test]
fn recursive_definitions_are_generated_or_rejected_quickly() {
    let count = 1_000;
    let reference =
        |prefix: &str, index: usize| format!(r#"{{"$ref": "{prefix}{}"}}"#, index % count);
    let circle = |index: usize, prefix: &str| {
        format!(
            r#"{{"properties": {{"next": {}, "list": {{"items": {}}}, "p{index}": {{"enum": ["a", "b{index}"]}}}}}}"#,
            reference(prefix, index + 1),
            reference(prefix, index * 7)
        )
    };
    for text in documents(count, circle) {
        assert!(generated_length(text).is_ok());
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        // Each is composed of the next 99.
        let all = |index: usize, prefix: &str| {
            let parts: Vec<String> = (1..100)
                .map(|more| reference(prefix, index + more))
                .collect();
            format!(
                r#"{{"{key}": [{}, {{"properties": {{"p{index}": {{}}}}}}]}}"#,
                parts.join(",")
            )
        };
        for text in documents(count, all) {
            // Both outcomes are fine, as long as it terminates.
            let _ = generated_length(text);
        }
        let chain = |index: usize, prefix: &str| {
            format!(r#"{{"{key}": [{}]}}"#, reference(prefix, index + 1))
        };
        for text in documents(count, chain) {
            let _ = generated_length(text);
        }
    }
}

#[test]
fn a_hundred_thousand_recursive_definitions_are_read_quickly() {
    let count = 100_000;
    for text in documents(count, |index, prefix| {
        format!(
            r#"{{"properties": {{"next": {{"$ref": "{prefix}{}"}}}}}}"#,
            (index + 1) % count
        )
    }) {
        // They are equivalent: one type with aliases.
        assert!(generated_length(text).is_ok());
    }
}

#[test]
fn names_may_be_a_megabyte_long() {
    let long = "n".repeat(1_000_000);
    for text in [
        format!(
            r#"{{"swagger": "2.0", "paths": {{"/{long}": {{"get": {{"responses": {{}}}}}}}}}}"#
        ),
        format!(
            r#"{{"swagger": "2.0", "paths": {{"/a/{{{long}}}": {{"get": {{"parameters": [
                {{"name": "{long}", "in": "query", "type": "string", "enum": ["{long}", "b"]}}], "responses": {{}}}}}}}}}}"#
        ),
        format!(
            r#"{{"openapi": "3.0.0", "paths": {{"/a": {{"get": {{"responses": {{"200": {{"content": {{"application/json":
                {{"schema": {{"properties": {{"{long}": {{"properties": {{"{long}": {{}}}}}}}}}}}}}}}}}}}}}}}}}}"#
        ),
    ] {
        assert!(generated_length(text).expect("expands") > 1_000_000);
    }
}
