//! Changes of parameters.

use civis_spec::Rule;
use serde_json::{Value, json};

use super::{Case, LIST, MOVE, and, base, case, harmless, with, without};

pub(super) fn parameters() -> Vec<Case> {
    let parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{MOVE}/parameters/{place}/{key}"), value)
    };
    let list_parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{LIST}/parameters/{place}/{key}"), value)
    };
    let more = |parameter: Value| with(&format!("{MOVE}/parameters/-"), parameter);
    let low = json!({"name": "a_b", "in": "query", "type": "integer"});
    let spaced = json!({"name": "a-b", "in": "query", "type": "string"});
    vec![
        harmless(
            Rule::OptionalParameterAdded,
            base(),
            more(json!({"name": "fresh", "in": "query", "type": "string"})),
        ),
        case(
            Rule::ParameterRemoved,
            &[],
            more(low.clone()),
            base(),
            "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\").a_b(1); }",
        ),
        case(
            Rule::SetterRenamed,
            &[Rule::OptionalParameterAdded],
            more(low.clone()),
            and(more(spaced), &format!("{MOVE}/parameters/-"), low),
            "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\").a_b(1); }",
        ),
        harmless(
            Rule::ParameterWireNameChanged,
            base(),
            list_parameter(3, "name", json!("page_size")),
        ),
        harmless(
            Rule::ParameterLocationChanged,
            base(),
            parameter(2, "in", json!("header")),
        ),
        harmless(
            Rule::ParameterStyleChanged,
            base(),
            list_parameter(2, "collectionFormat", json!("pipes")),
        ),
        harmless(
            Rule::KnownValuesChanged,
            list_parameter(0, "enum", json!([10, 20])),
            list_parameter(0, "enum", json!([10, 50])),
        ),
        harmless(
            Rule::DefaultChanged,
            base(),
            parameter(3, "default", json!(true)),
        ),
        harmless(
            Rule::ParameterTypeWidened,
            base(),
            without(base(), &format!("{LIST}/parameters/1"), "format"),
        ),
    ]
}

pub(super) fn arguments() -> Vec<Case> {
    let parameter = |place: usize, key: &str, value: Value| {
        with(&format!("{MOVE}/parameters/{place}/{key}"), value)
    };
    let place = |ty: Value| json!({"name": "place", "in": "query", "type": ty, "required": true});
    let queue = json!({"name": "queue", "in": "query", "type": "string", "required": true});
    let at_1 = format!("{MOVE}/parameters/1");
    let reordered = and(
        with(&at_1, queue),
        &format!("{MOVE}/parameters/2"),
        place(json!("integer")),
    );
    const CALL_MOVE: &str =
        "pub fn call(client: &Client) { let _ = client.jobs.put_move(5, 1, \"a\"); }";
    vec![
        case(
            Rule::RequiredParameterAdded,
            &[],
            base(),
            with(
                &format!("{MOVE}/parameters/-"),
                json!({"name": "fresh", "in": "query", "type": "string", "required": true}),
            ),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterNowRequired,
            &[Rule::BuilderRemoved],
            base(),
            parameter(3, "required", json!(true)),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterNowOptional,
            &[],
            base(),
            parameter(2, "required", json!(false)),
            CALL_MOVE,
        ),
        case(Rule::ParametersReordered, &[], base(), reordered, CALL_MOVE),
        case(
            Rule::ParameterTypeChanged,
            &[],
            base(),
            with(&at_1, place(json!("string"))),
            CALL_MOVE,
        ),
        case(
            Rule::ParameterValuesDeclared,
            &[],
            base(),
            parameter(2, "enum", json!(["a", "b"])),
            "pub fn call(client: &Client, since: civis::Timestamp) { let _ = client.jobs.put_move(5, 1, since); }",
        ),
    ]
}
