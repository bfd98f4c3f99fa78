//! Changes of types.

use civis_spec::Rule;
use serde_json::json;

use super::{Case, and, base, case, harmless, replaced, with, without};

pub(super) fn types() -> Vec<Case> {
    // Records with the same inline enum, which becomes one type with an alias for each.
    let mut shared = base();
    for (key, name) in [("first", "First"), ("second", "Second")] {
        let state = base()["definitions"]["Job"]["properties"]["state"].clone();
        shared["definitions"][name] = json!({"type": "object", "properties": {
            key: {"type": "integer"}, "state": state}});
        shared["definitions"]["Job"]["properties"][key] =
            json!({"$ref": format!("#/definitions/{name}")});
    }
    let fewer = without(shared.clone(), "/definitions/First/properties", "state");
    vec![
        case(
            Rule::TypeRenamed,
            // The name of the inline enum changes too, but is not reported.
            &[],
            base(),
            replaced("Job\"", "Work\""),
            "pub fn call(job: types::Job) -> Option<i64> { job.id }",
        ),
        case(
            Rule::TypeRenumbered,
            &[],
            replaced("Job\"", "Object1\""),
            replaced("Job\"", "Object2\""),
            "pub fn call(job: types::Object1) -> Option<i64> { job.id }",
        ),
        case(
            Rule::AliasRemoved,
            &[Rule::FieldRemoved],
            shared,
            fewer,
            "pub fn call(state: types::FirstState) -> bool { state == types::FirstState::Idle }",
        ),
    ]
}

pub(super) fn fields() -> Vec<Case> {
    const PROPERTIES: &str = "/definitions/Job/properties";
    let property =
        |name: &str, ty: &str| with(&format!("{PROPERTIES}/{name}"), json!({"type": ty}));
    let low = property("a_b", "integer");
    let spelled = without(property("parent_id", "integer"), PROPERTIES, "parentId");
    let required = with("/definitions/Job/required", json!(["id"]));
    vec![
        case(
            Rule::FieldAdded,
            &[],
            base(),
            property("fresh", "string"),
            "pub fn call() -> types::Job {
                types::Job { id: None, parent_id: None, state: None, extra: Default::default() }
            }",
        ),
        case(
            Rule::FieldRemoved,
            &[],
            base(),
            without(base(), PROPERTIES, "parentId"),
            "pub fn call(job: types::Job) -> Option<i64> { job.parent_id }",
        ),
        case(
            Rule::FieldTypeChanged,
            &[],
            base(),
            property("parentId", "string"),
            "pub fn call(job: types::Job) -> Option<i64> { job.parent_id }",
        ),
        case(
            Rule::FieldRenamed,
            &[Rule::FieldAdded],
            low.clone(),
            and(low, &format!("{PROPERTIES}/a-b"), json!({"type": "string"})),
            "pub fn call(job: types::Job) -> Option<i64> { job.a_b }",
        ),
        harmless(Rule::FieldWireNameChanged, base(), spelled),
        harmless(Rule::FieldNowRequired, base(), required.clone()),
        harmless(Rule::FieldNowOptional, required, base()),
    ]
}

pub(super) fn values() -> Vec<Case> {
    const VALUES: &str = "/definitions/Job/properties/state/enum";
    let low = with(&format!("{VALUES}/-"), json!("a_b"));
    const MATCH: &str = "pub fn call(state: types::JobState) -> u8 {
        use types::JobState::*;
        match state { Running => 1, Idle => 2, Unknown(_) => 3 }
    }";
    vec![
        case(
            Rule::ValueAdded,
            &[],
            base(),
            with(&format!("{VALUES}/-"), json!("done")),
            MATCH,
        ),
        case(
            Rule::ValueRemoved,
            &[],
            base(),
            without(base(), VALUES, "1"),
            "pub fn call() -> types::JobState { types::JobState::Idle }",
        ),
        case(
            Rule::ValueRenamed,
            &[Rule::ValueAdded],
            low.clone(),
            and(low, &format!("{VALUES}/-"), json!("a-b")),
            "pub fn call(state: types::JobState) -> u8 {
                use types::JobState::*;
                match state { Running => 1, Idle => 2, AB => 3, Unknown(_) => 4 }
            }",
        ),
        harmless(
            Rule::ValueWireNameChanged,
            base(),
            with(&format!("{VALUES}/0"), json!("Running")),
        ),
    ]
}
