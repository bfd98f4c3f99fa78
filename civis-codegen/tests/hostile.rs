//! Documents that are made to exhaust stack, memory or time, from their bytes to the
//! source text: each is expanded or refused, on a small stack and in bounded time.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use civis_codegen::generate;
use civis_spec::{Selection, Spec};

/// What a thread of the standard library gets.
const STACK: usize = 2 * 1024 * 1024;

/// Far above what any of them takes, and far below what they take where a cost is
/// the square of their size.
const BOUND: Duration = Duration::from_secs(60);

/// The length of the expansion as text, or the error as text.
fn expanded(text: String) -> Result<usize, String> {
    let start = Instant::now();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        let spec = Spec::from_slice(text.as_bytes()).map_err(|error| error.to_string())?;
        let spec = spec.select(&Selection::All).expect("a selection of all");
        let client = generate(&spec, "Client").map_err(|error| error.to_string())?;
        Ok(client.to_source("::civis").len())
    });
    let result = thread.expect("a thread starts").join().expect("no panic");
    let took = start.elapsed();
    assert!(took < BOUND, "took {took:?}");
    result
}

/// A document of each version with an operation that answers with `D0`.
fn both(count: usize, definition: impl Fn(usize, &str) -> String) -> [String; 2] {
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
fn schemas_at_any_depth_are_expanded_or_refused() {
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
            for text in both(1, |_, _| schema.clone()) {
                let outcome = expanded(text);
                assert!(outcome.is_ok() || depth > 40, "{open} {depth}: {outcome:?}");
            }
        }
    }
}

#[test]
fn definitions_that_hold_each_other_are_expanded_or_refused_in_time() {
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
    for text in both(count, circle) {
        assert!(expanded(text).is_ok());
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        // Each is composed of all that come after it.
        let all = |index: usize, prefix: &str| {
            let parts: Vec<String> = (1..100)
                .map(|more| reference(prefix, index + more))
                .collect();
            format!(
                r#"{{"{key}": [{}, {{"properties": {{"p{index}": {{}}}}}}]}}"#,
                parts.join(",")
            )
        };
        for text in both(count, all) {
            // Which of the two is the reader's affair; that it ends is what counts.
            let _ = expanded(text);
        }
        let chain = |index: usize, prefix: &str| {
            format!(r#"{{"{key}": [{}]}}"#, reference(prefix, index + 1))
        };
        for text in both(count, chain) {
            let _ = expanded(text);
        }
    }
}

#[test]
fn a_hundred_thousand_definitions_that_hold_each_other_are_read_in_time() {
    let count = 100_000;
    for text in both(count, |index, prefix| {
        format!(
            r#"{{"properties": {{"next": {{"$ref": "{prefix}{}"}}}}}}"#,
            (index + 1) % count
        )
    }) {
        // They are of one shape: one type and its aliases.
        assert!(expanded(text).is_ok());
    }
}

#[test]
fn names_of_a_megabyte_are_names() {
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
        assert!(expanded(text).expect("expands") > 1_000_000);
    }
}
