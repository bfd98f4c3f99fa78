//! Tests of the reports, and of the table of rules in the documentation.

use civis_spec::Rule;
use serde_json::{Value, json};

use crate::compare;

fn document(parameters: Value, job: Value, summary: &str) -> Value {
    json!({"swagger": "2.0", "info": {"title": "Small", "version": "1"}, "paths": {"/jobs/{id}": {"get": {
        "summary": summary, "parameters": parameters,
        "responses": {"200": {"schema": {"$ref": "#/definitions/Job"}}}}}},
        "definitions": {"Job": {"type": "object", "properties": job}}})
}

fn example() -> civis_spec::Diff {
    let id = json!({"name": "id", "in": "path", "type": "integer", "required": true});
    let deep = json!({"name": "deep", "in": "query", "type": "boolean"});
    let old = document(
        json!([id]),
        json!({"name": {"type": "string"}}),
        "Get a job",
    );
    let mut new = document(
        json!([id, deep]),
        json!({"name": {"type": "integer"}, "owner": {"type": "string"}}),
        "Get one job",
    );
    new["info"]["version"] = json!("2");
    compare(&old, &new)
}

#[test]
fn text_lists_breaking_changes_first_and_groups_changes_by_subject() {
    assert_eq!(
        example().to_string(),
        "\
Small 1 → Small 2: 5 changes, 3 of which break callers

BREAKING

jobs.get (GET /jobs/{id})
  ! returns the builder `Get` in place of a `Call`

types::Job (in jobs.get)
  ! type of field `name`: `String` → `i64`
  ! field `owner` added: `String`

NOTICEABLE

jobs.get (GET /jobs/{id})
    optional parameter `deep` added: `bool`

SILENT

jobs.get (GET /jobs/{id})
    summary `Get a job` → `Get one job`
"
    );
}

#[test]
fn markdown_counts_changes_by_rule_and_lists_them() {
    let markdown = example().only_breaking().to_markdown();
    assert_eq!(
        markdown,
        "\
# What changed

`Small 1 → Small 2: 3 changes, 3 of which break callers`

| rule | changes | level |
|---|---|---|
| `builder-added` | 1 | breaking |
| `field-added` | 1 | breaking |
| `field-type-changed` | 1 | breaking |

## breaking

### `jobs.get (GET /jobs/{id})`

- returns the builder `Get` in place of a `Call`

### `types::Job (in jobs.get)`

- type of field `name`: `String` → `i64`
- field `owner` added: `String`
"
    );
}

#[test]
fn added_and_removed_operations_are_grouped_by_resource() {
    let document = |paths: &[&str]| {
        let operations = paths
            .iter()
            .map(|path| ((*path).to_owned(), json!({"get": {}})));
        json!({"swagger": "2.0", "paths": Value::Object(operations.collect())})
    };
    let found = compare(
        &document(&["/jobs/a", "/jobs/b", "/jobs/c"]),
        &document(&["/jobs/c", "/jobs/d"]),
    );
    assert_eq!(
        found.to_string(),
        "\
the specification: 3 changes, 2 of which break callers

BREAKING

jobs
  ! operation removed: jobs.get_a (GET /jobs/a)
  ! operation removed: jobs.get_b (GET /jobs/b)

NOTICEABLE

jobs
    operation added: jobs.get_d (GET /jobs/d)
"
    );
}

#[test]
fn json_has_every_change_under_stable_names() {
    let found = example().without(&[Rule::SummaryChanged, Rule::FieldAdded, Rule::BuilderAdded]);
    assert_eq!(
        serde_json::to_value(&found).expect("JSON"),
        json!({
            "old": {"title": "Small", "version": "1"},
            "new": {"title": "Small", "version": "2"},
            "changes": [
                {
                    "rule": "optional-parameter-added", "level": "noticeable", "breaking": false,
                    "subject": {"kind": "parameter", "operation": "jobs.get", "target": "GET /jobs/{id}", "name": "deep"},
                    "old": null, "new": "bool", "operations": ["jobs.get"]
                },
                {
                    "rule": "field-type-changed", "level": "breaking", "breaking": true,
                    "subject": {"kind": "field", "of": "Job", "name": "name"},
                    "old": "String", "new": "i64", "operations": ["jobs.get"]
                }
            ]
        })
    );
}

#[test]
fn text_from_a_specification_is_escaped_in_reports() {
    let id = json!({"name": "id", "in": "path", "type": "integer", "required": true});
    let old = document(json!([id]), json!({}), "a");
    let hostile = "`]\n# heading\n<b>\u{1b}[31m\u{202e}";
    let new = document(json!([id]), json!({}), hostile);
    let found = compare(&old, &new);
    for text in [found.to_string(), found.to_markdown()] {
        assert!(!text.contains("\n# heading"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        assert!(
            text.contains(r"`'] # heading <b>\u{1b}[31m\u{202e}`"),
            "{text}"
        );
    }
    assert_eq!(found.changes[0].new.as_deref(), Some(hostile.trim()));
}

#[test]
fn the_documentation_lists_every_rule_with_its_level() {
    let source = include_str!("../../src/diff/mod.rs");
    let levels = ["breaking", "noticeable", "silent"];
    let rows: Vec<(&str, String)> = source
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"))
        .filter_map(|line| {
            let mut cells = line.split(" | ");
            let name = cells.next()?.trim_end_matches('`');
            Some((name, cells.next()?)).filter(|(_, level)| levels.contains(level))
        })
        .map(|(name, level)| (name, level.to_owned()))
        .collect();
    let rules: Vec<(&str, String)> = Rule::ALL
        .iter()
        .map(|rule| (rule.name(), rule.level().to_string()))
        .collect();
    assert_eq!(rows, rules);
}
