//! Types are compared as the document defines them, before the generator merges them.

use civis_spec::{Diff, Level, ReadOptions, Rule, Spec, diff};
use serde_json::{Value, json};

use crate::summaries;

fn read(document: &Value) -> Spec {
    let options = ReadOptions::new().separate_types(true);
    Spec::read(document.to_string().as_bytes(), &options).expect("reads")
}

fn compare(old: &Value, new: &Value) -> Diff {
    diff(&read(old), &read(new))
}

fn reference(definition: &str) -> Value {
    json!({"$ref": format!("#/definitions/{definition}")})
}

/// An operation whose body has a property `resources` of this type.
fn sends(definition: &str) -> Value {
    let schema = json!({"type": "object", "properties": {"resources": reference(definition)}});
    json!({"parameters": [{"name": "body", "in": "body", "schema": schema}],
        "responses": {"204": {}}})
}

/// An operation that returns this type.
fn returns(definition: &str) -> Value {
    json!({"responses": {"200": {"schema": reference(definition)}}})
}

fn record(properties: &[&str], required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> = properties
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                json!({"type": "integer", "description": name}),
            )
        })
        .collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// A document whose POST and PUT of containers take one definition, and whose PATCH takes another.
fn containers(whole: (&str, Value), patch: (&str, Value)) -> Value {
    let (post, put, part) = (sends(whole.0), sends(whole.0), sends(patch.0));
    json!({"swagger": "2.0",
        "paths": {"/scripts/containers": {"post": post, "put": put, "patch": part}},
        "definitions": {whole.0: whole.1, patch.0: patch.1}})
}

#[test]
fn a_newly_required_field_of_a_request_breaks_the_operations_that_send_it() {
    let sizes = |required: &[&str]| record(&["cpu", "memory", "diskSpace"], required);
    let old = containers(("Object1", sizes(&[])), ("Object2", sizes(&[])));
    let needed = sizes(&["cpu", "memory"]);
    for (whole, patch) in [
        ("Object1", "Object2"),
        ("Object3", "Object1"),
        ("Create", "Patch"),
    ] {
        let new = containers((whole, needed.clone()), (patch, sizes(&[])));
        let found = compare(&old, &new);
        let (required, others): (Vec<_>, Vec<_>) = found
            .changes
            .iter()
            .partition(|change| change.rule == Rule::FieldNowRequired);
        let subjects: Vec<String> = required.iter().map(|one| one.to_string()).collect();
        let expected = [
            "field `cpu` is now required",
            "field `memory` is now required",
        ];
        assert_eq!(subjects, expected, "{found}");
        for change in required {
            let senders = ["scripts.put_containers", "scripts.post_containers"];
            assert_eq!(change.operations, senders, "{change:?}");
            assert_eq!((change.level, change.breaking), (Level::Breaking, true));
        }
        let renames = [Rule::TypeRenamed, Rule::TypeRenumbered];
        assert!(
            others.iter().all(|one| renames.contains(&one.rule)),
            "{found}"
        );
        // In the other direction, the fields become optional.
        for change in compare(&new, &old).changes {
            let is_optional = change.rule == Rule::FieldNowOptional;
            assert!(is_optional || renames.contains(&change.rule), "{change:?}");
            assert!(
                !is_optional || change.level == Level::Noticeable,
                "{change:?}"
            );
        }
    }
}

#[test]
fn a_newly_required_field_of_a_response_is_silent() {
    let document = |required: &[&str], patch: Value| {
        json!({"swagger": "2.0", "paths": {"/jobs": {"get": returns("Job"), "patch": patch}},
            "definitions": {"Job": record(&["id"], required)}})
    };
    let by_level = |patch: Value| {
        let found = compare(&document(&[], patch.clone()), &document(&["id"], patch));
        let changes = found.changes.into_iter();
        let changes = changes.map(|one| (one.rule, one.level, one.operations.join(" ")));
        changes.collect::<Vec<_>>()
    };
    let required =
        |level, operations: &str| vec![(Rule::FieldNowRequired, level, operations.to_owned())];
    let reads = json!({"responses": {"204": {}}});
    assert_eq!(by_level(reads), required(Level::Silent, "jobs.get"));
    // If a request has the same type, only its operation is affected.
    assert_eq!(
        by_level(sends("Job")),
        required(Level::Breaking, "jobs.patch")
    );
}

#[test]
fn a_new_equivalent_definition_does_not_change_the_others() {
    let sizes = |required: &[&str]| record(&["cpu", "memory"], required);
    let old = containers(("Object1", sizes(&["cpu"])), ("Object2", sizes(&[])));
    let mut new = old.clone();
    new["definitions"]["Aardvark"] = record(&["cpu", "memory"], &[]);
    new["definitions"]["Aardvark"]["description"] = json!("The file ID.");
    new["paths"]["/other"] = json!({"post": sends("Aardvark"), "get": returns("Aardvark")});
    assert_eq!(summaries(&compare(&old, &new)), ["resource-added other"]);
    assert_eq!(summaries(&compare(&new, &old)), ["resource-removed other"]);
}

#[test]
fn a_type_is_named_after_its_own_definition() {
    let document = |user: &[&str]| {
        json!({"swagger": "2.0",
            "paths": {"/files": {"get": returns("File")}, "/shares": {"get": returns("Share")}},
            "definitions": {
                "File": record(&["id", "name"], &[]), "ShareUser": record(user, &[]),
                "Share": {"type": "object", "properties": {
                    "id": {"type": "integer"}, "owner": reference("ShareUser")}}}})
    };
    // The user is equivalent to a file before the change, after it, or both.
    let (same, other) = (
        document(&["id", "name"]),
        document(&["id", "name", "email"]),
    );
    let added = compare(&same, &other);
    assert_eq!(summaries(&added), ["field-added ShareUser/email"]);
    assert_eq!(added.changes[0].operations, ["shares.get"]);
    assert_eq!(
        summaries(&compare(&other, &same)),
        ["field-removed ShareUser/email"]
    );
    let mut fresh = same.clone();
    fresh["definitions"]["Share"]["properties"]["author"] = reference("ShareUser");
    let found = compare(&same, &fresh);
    assert_eq!(summaries(&found), ["field-added Share/author"]);
    assert_eq!(found.changes[0].new.as_deref(), Some("ShareUser"));
}

/// A document whose definitions are numbered from `first`.
fn numbered(first: usize, count: usize) -> Value {
    let name = |index: usize| format!("Object{}", first + index);
    let mut document = json!({"swagger": "2.0", "paths": {}, "definitions": {}});
    for index in 0..count {
        document["paths"][format!("/jobs/part{index}")] = json!({"get": returns(&name(index))});
        let own = format!("own{index}");
        let state = json!({"type": "string", "enum": ["on", own]});
        document["definitions"][name(index)] =
            json!({"type": "object", "properties": {own: {"type": "integer"}, "state": state}});
    }
    document
}

#[test]
fn renumbered_types_are_reported_in_one_line() {
    let old = numbered(0, 30);
    let mut new = numbered(3, 30);
    new["paths"]["/more"] = json!({"get": returns("Object0")});
    new["definitions"]["Object0"] = record(&["id"], &[]);
    let found = compare(&old, &new);
    assert_eq!(
        found.to_string(),
        "\
the specification: 2 changes, 1 of which breaks callers

BREAKING

names of types
  ! type renumbered: `Object7` → `Object10`, and 59 more

NOTICEABLE

more
    resource added, with more.get
"
    );
    assert!(
        found
            .to_markdown()
            .contains("| `type-renumbered` | 60 | breaking |\n")
    );
    let json = serde_json::to_value(&found).expect("JSON");
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(61));
}

#[test]
fn a_renamed_type_is_reported_in_its_own_line() {
    let text = numbered(7, 2).to_string().replace("Object7", "Job");
    let new = serde_json::from_str(&text).expect("JSON");
    let found = compare(&numbered(1, 2), &new).to_string();
    let names = "\
names of types
  ! type renamed: `Object1` → `Job`
  ! type renamed: `Object1State` → `JobState`
  ! type renumbered: `Object2` → `Object8`, and 1 more
";
    assert!(found.ends_with(names), "{found}");
}

#[test]
fn a_required_field_that_only_a_new_operation_sends_is_silent() {
    let document = |required: &[&str], job: Value| {
        json!({"swagger": "2.0", "paths": {"/jobs": job},
            "definitions": {"Job": record(&["id"], required)}})
    };
    let old = document(&[], json!({"get": returns("Job")}));
    let found = compare(&old, &document(&["id"], json!({"post": sends("Job")})));
    let rules: Vec<(Rule, Level)> = found
        .changes
        .iter()
        .map(|one| (one.rule, one.level))
        .collect();
    assert_eq!(
        rules,
        [
            (Rule::OperationRemoved, Level::Breaking),
            (Rule::OperationAdded, Level::Noticeable),
            (Rule::FieldNowRequired, Level::Silent),
        ]
    );
}

#[test]
fn an_alias_that_becomes_a_type_of_its_own_is_not_lost() {
    let with = |values: &[&str]| {
        let lists = |resource: &str, values: &[&str]| {
            let order =
                json!({"name": "order_dir", "in": "query", "type": "string", "enum": values});
            let path = format!("/{resource}/");
            (
                path,
                json!({"get": {"parameters": [order], "responses": {"200": {}}}}),
            )
        };
        let paths: serde_json::Map<_, _> = [lists("apps", &["asc", "desc"]), lists("jobs", values)]
            .into_iter()
            .collect();
        json!({"swagger": "2.0", "paths": paths})
    };
    let found = compare(&with(&["asc", "desc"]), &with(&["asc", "desc", "none"]));
    let names: Vec<String> = found
        .changes
        .iter()
        .filter(|one| matches!(one.rule, Rule::TypeRenamed | Rule::AliasRemoved))
        .map(ToString::to_string)
        .collect();
    let renamed = ["AppsGetOrderDir", "JobsGetOrderDir"]
        .map(|name| format!("type renamed: `OrderDir` → `{name}`"));
    assert_eq!(names, renamed);
}
