//! Bad input to the macro: a compile error at the argument at fault, that says
//! what is wrong, where in the file, and what to do.

use civis_tests::downstream::Crate;
use std::path::Path;

const GOOD: &str = r##"{
    "swagger": "2.0", "info": {"title": "Small", "version": "1"},
    "paths": {
        "/jobs/{id}": {"get": {
            "summary": "Get a job",
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
    /// `spec.json`.
    spec: String,
    source: &'static str,
    /// What the first error must say.
    says: &'static [&'static str],
    /// The source that it must point at.
    at: &'static str,
}

fn case(
    name: &'static str,
    spec: impl Into<String>,
    source: &'static str,
    says: &'static [&'static str],
    at: &'static str,
) -> Case {
    Case {
        name,
        spec: spec.into(),
        source,
        says,
        at,
    }
}

fn cases() -> Vec<Case> {
    let plain = "civis::civis_api!(\"spec.json\");";
    vec![
        case(
            "missing_file",
            GOOD,
            "civis::civis_api!(\"spek.json\");",
            &["cannot read", "spek.json", "relative to the folder"],
            "\"spek.json\"",
        ),
        case(
            "html",
            "<html>",
            plain,
            &["spec.json", "HTML"],
            "\"spec.json\"",
        ),
        case(
            "yaml",
            "swagger: '2.0'",
            plain,
            &["YAML", "JSON"],
            "\"spec.json\"",
        ),
        case(
            "broken",
            "{\"swagger\": \"2.0\",",
            plain,
            &["JSON", "line 1"],
            "\"spec.json\"",
        ),
        case(
            "openapi_3",
            "{\"openapi\": \"3.0.0\", \"paths\": {}}",
            plain,
            &["OpenAPI 3.0.0", "Swagger 2.0", "/openapi"],
            "\"spec.json\"",
        ),
        case(
            "dangling_reference",
            GOOD.replacen("#/definitions/Job", "#/definitions/Jbo", 1),
            plain,
            &[
                "spec.json",
                "/paths/~1jobs~1{id}/get/responses/200/schema/$ref",
                "`#/definitions/Jbo` does not exist",
                "did you mean `#/definitions/Job`?",
            ],
            "\"spec.json\"",
        ),
        case(
            "unknown_resource",
            GOOD,
            "civis::civis_api!(\"spec.json\", resources = [jobs, scirpts]);",
            &["no resource `scirpts`", "did you mean `scripts`?"],
            "scirpts",
        ),
        case(
            "resource_without_list",
            GOOD,
            "civis::civis_api!(\"spec.json\", resources = jobs);",
            &["write `[jobs]`"],
            "jobs",
        ),
        case(
            "unknown_option",
            GOOD,
            "civis::civis_api!(\"spec.json\", resource = [jobs]);",
            &["no option `resource`", "`resources`, `client` and `root_path`"],
            "resource",
        ),
        case(
            "option_twice",
            GOOD,
            "civis::civis_api!(\"spec.json\", client = A, client = B);",
            &["`client` is given twice"],
            "client",
        ),
        case(
            "no_path",
            GOOD,
            "civis::civis_api!(jobs);",
            &["path of a specification"],
            "jobs",
        ),
        case(
            "missing_argument",
            GOOD,
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.jobs.get(); }",
            &["this method takes 1 argument but 0 arguments were supplied"],
            "get",
        ),
        case(
            "withdrawn_method",
            GOOD,
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.jobs.gett(5); }",
            &["no method named `gett`"],
            "gett",
        ),
        case(
            "wrong_type",
            GOOD,
            "civis::civis_api!(\"spec.json\");\n\
             pub fn call(client: &Client) { let _ = client.scripts.post(\"name\").hidden(\"yes\"); }",
            &["a parameter of type `bool` does not take text"],
            "\"yes\"",
        ),
    ]
}

#[test]
fn bad_input_is_a_compile_error_at_its_argument() {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = Crate::new(
        below,
        "bad-input",
        "2024",
        "civis = { path = \"{civis}/civis\" }",
    );
    let mut failures = Vec::new();
    for case in cases() {
        krate.write("spec.json", &case.spec);
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
        for says in case.says {
            if !first.rendered.contains(says) {
                failures.push(format!(
                    "{}: does not say {says}: {}",
                    case.name, first.rendered
                ));
            }
        }
        if first.at != case.at {
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
