//! Corrections apply to the Platform's specification, and to no other document.

use civis_spec::{Spec, Type};
use serde_json::{Value, json};

use super::types;

/// Reads a document with this title, and returns its types and the responses of its search.
fn types_of(title: &str) -> (Vec<String>, Vec<Option<Type>>) {
    let get = |schema: Value| json!({"get": {"responses": {"200": {"schema": schema}}}});
    let text = json!({"type": "string"});
    let list =
        |name: &str| json!({"type": "array", "items": {"$ref": format!("#/definitions/{name}")}});
    let document = json!({
        "swagger": "2.0", "info": {"title": title},
        "paths": {
            "/search/": get(list("Found")),
            "/jobs/{id}/runs/{run_id}/outputs": get(list("Output2")),
            "/jobs/{id}/runs/{run_id}/outputs/{output_id}": get(json!({"$ref": "#/definitions/Output"})),
            "/scripts/{id}": get(json!({"$ref": "#/definitions/Script"})),
            "/users/me": get(json!({"$ref": "#/definitions/Me"})),
        },
        "definitions": {
            "Found": {"properties": {"value": text}},
            "Output": {"properties": {"name": text, "value": text}},
            "Output2": {"properties": {"name": text, "value": text}},
            "Script": {"properties": {"default": text, "params": list("Param"), "value": text}},
            "Param": {"properties": {"default": text, "value": text}},
            "Me": {"properties": {"at": {"type": "string", "format": "time"}, "preferences": {"type": "object", "additionalProperties": text}}},
        }
    });
    let spec = Spec::from_slice(document.to_string().as_bytes()).expect("reads");
    let search = spec.resources.iter().filter(|one| one.name == "search");
    let search = search.flat_map(|one| &one.operations);
    (
        types(&spec),
        search.map(|one| one.response.clone()).collect(),
    )
}

#[test]
fn known_responses_of_the_platform_replace_the_declared_types() {
    let (types, search) = types_of("Civis Analytics API");
    assert_eq!(
        types,
        [
            "Found: value String",
            "Me: at Timestamp, preferences Any",
            "Output alias Output2: name String, value Any",
            "Param: default Any, value String",
            "Script: default String, params [Param], value String",
        ]
    );
    assert!(matches!(&search[..], [Some(Type::Record(_))]), "{search:?}");
}

#[test]
fn other_documents_are_not_corrected() {
    let (types, search) = types_of("Another API");
    assert_eq!(
        types,
        [
            "Found: value String",
            "Me: at String, preferences {String}",
            "Output alias Output2: name String, value String",
            "Param: default String, value String",
            "Script: default String, params [Param], value String",
        ]
    );
    assert!(matches!(&search[..], [Some(Type::List(_))]), "{search:?}");
}
