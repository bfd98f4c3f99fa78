//! Wrong calls of generated code: what the compiler reports, and where. The wording differs between compiler versions, so
//! the tests only look for a few words of each message.
//!
//! The messages of the macro itself are in `civis/tests/ui`.

#![forbid(unsafe_code)]

use civis_tests::downstream::Crate;
use std::path::Path;

const SPEC: &str = r##"{
    "swagger": "2.0", "info": {"title": "Small", "version": "1"},
    "paths": {
        "/jobs/{id}": {"get": {
            "summary": "Get a job",
            "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}},
        "/jobs/{id}/runs": {"get": {
            "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}},
        "/scripts": {"post": {
            "summary": "Create a script",
            "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Script"}}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}},
        "/users/me": {"get": {"summary": "Me", "responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}}
    },
    "definitions": {
        "Job": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
        "Script": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string"}, "hidden": {"type": "boolean"}}}
    }
}"##;

struct Case {
    name: &'static str,
    source: &'static str,
    /// What the first error must contain.
    messages: &'static [&'static str],
    /// The source that it must point at, or empty for any.
    at: &'static str,
}

fn case(
    name: &'static str,
    source: &'static str,
    messages: &'static [&'static str],
    at: &'static str,
) -> Case {
    Case {
        name,
        source,
        messages,
        at,
    }
}

fn cases() -> Vec<Case> {
    vec![
        case(
            "no_arguments",
            "civis::civis_api!();",
            &[
                "expected the path of a specification in quotes",
                "civis_api!(\"civis-spec.json\"",
            ],
            "",
        ),
        case(
            "missing_argument",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.jobs.get(); }",
            &["takes 1 argument but 0 arguments were supplied", "/* id */"],
            "get",
        ),
        case(
            "missing_arguments_of_several",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.scripts.post().hidden(true); }",
            &["takes 1 argument but 0 arguments were supplied"],
            "post",
        ),
        case(
            "removed_method",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.jobs.list_runs(5); }",
            // The name in a newer specification.
            &["no method named `list_runs`", "similar name", "get_runs"],
            "list_runs",
        ),
        case(
            "removed_setter",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.scripts.post(\"name\").hiden(true); }",
            &["no method named `hiden`", "similar name", "hidden"],
            "hiden",
        ),
        case(
            "removed_resource",
            "civis::civis_api!(\"spec.json\", resources = [jobs]);\n\
             pub fn call(client: &Client) { let _ = client.users.get_me(); }",
            &["no field `users`", "jobs"],
            "users",
        ),
        case(
            "removed_field",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(job: types::Job) -> Option<String> { job.nam }",
            &["no field `nam`", "similar name", "job.name"],
            "nam",
        ),
        case(
            "wrong_type_of_a_setter",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.scripts.post(\"name\").hidden(\"yes\"); }",
            &["a parameter of type `bool` does not take text"],
            "\"yes\"",
        ),
        case(
            "wrong_type_of_a_path_parameter",
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.jobs.get(\"5\"); }",
            &["mismatched types", "expected `i64`"],
            "\"5\"",
        ),
    ]
}

#[test]
fn a_wrong_call_is_a_compile_error_at_its_location() {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = Crate::new(
        below,
        "bad-input",
        "2024",
        "civis = { path = \"{civis}/civis\" }",
    );
    krate.write("spec.json", SPEC);
    let mut failures = Vec::new();
    for case in cases() {
        krate.write("src/lib.rs", case.source);
        let checked = krate.check();
        let first = checked
            .messages
            .iter()
            .find(|message| message.level == "error");
        let Some(first) = first else {
            failures.push(format!("{}: compiles", case.name));
            continue;
        };
        for message in case.messages {
            if !first.rendered.contains(message) {
                failures.push(format!(
                    "{}: does not contain {message}: {}",
                    case.name, first.rendered
                ));
            }
        }
        if !case.at.is_empty() && first.at != case.at {
            failures.push(format!(
                "{}: points at {}: {}",
                case.name, first.at, first.rendered
            ));
        }
        if checked
            .messages
            .iter()
            .any(|message| message.rendered.contains("panicked"))
        {
            failures.push(format!("{}: the macro panicked", case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
