//! Schemas of OpenAPI 3.

use super::super::{response, types};
use super::returning;

#[test]
fn null_is_ignored_among_the_types_of_a_schema() {
    let schemas = r#""Job": {"type": "object", "properties": {"id": {"type": "integer"}}},
        "State": {"type": "string", "enum": ["on"]}"#;
    for (schema, ty) in [
        (r#"{"type": "string", "nullable": true}"#, "String"),
        (r#"{"type": ["string", "null"], "format": "date"}"#, "Date"),
        (
            r#"{"type": ["array", "null"], "items": {"type": "integer"}}"#,
            "[Integer]",
        ),
        (
            r#"{"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "T"}"#,
            "Integer",
        ),
        (
            r##"{"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Job"}]}"##,
            "Job",
        ),
        (
            r##"{"nullable": true, "allOf": [{"$ref": "#/components/schemas/State"}]}"##,
            "State",
        ),
        (
            r##"{"type": "object", "nullable": true, "oneOf": [{"$ref": "#/components/schemas/Job"}]}"##,
            "Job",
        ),
        (r#"{"type": "null"}"#, "Any"),
        (r#"{"anyOf": [{"type": "null"}]}"#, "Any"),
        ("true", "Any"),
        ("{}", "Any"),
    ] {
        assert_eq!(response(&returning(schema, schemas)), ty, "{schema}");
    }
}

#[test]
fn compatible_alternatives_are_one_type_and_others_any_json() {
    let schemas = r#""A": {"type": "string", "enum": ["a"]}, "B": {"const": "b"},
        "F": {"type": "boolean"},
        "L": {"type": "array", "items": {"type": "string"}}"#;
    let flag = r##"{"$ref": "#/components/schemas/F"}"##;
    let a = r##"{"$ref": "#/components/schemas/A"}"##;
    let b = r##"{"$ref": "#/components/schemas/B"}"##;
    let list = r##"{"$ref": "#/components/schemas/L"}"##;
    let texts = r#"{"type": "array", "items": {"type": "string"}}"#;
    for (alternatives, ty) in [
        (vec![a, a], "A"),
        (vec![flag, r#"{"type": "boolean"}"#], "Boolean"),
        (vec![list, list], "[String]"),
        (vec![texts, texts], "[String]"),
        (vec![texts, r#"{"type": "string"}"#], "Any"),
        (vec![a, b], "ThingsGetResponse"),
        (vec![a, r#"{"type": "string"}"#], "String"),
        (
            vec![
                r#"{"type": "string"}"#,
                r#"{"type": "string", "format": "date"}"#,
            ],
            "String",
        ),
        (
            vec![r#"{"type": "integer"}"#, r#"{"type": "number"}"#],
            "Number",
        ),
        (
            vec![r#"{"type": "integer"}"#, r#"{"type": "string"}"#],
            "Any",
        ),
        (
            vec![
                r#"{"type": "boolean"}"#,
                r#"{"type": "boolean", "title": "x"}"#,
            ],
            "Boolean",
        ),
    ] {
        for key in ["anyOf", "oneOf"] {
            let schema = format!(
                r#"{{"{key}": [{}, {{"type": "null"}}]}}"#,
                alternatives.join(",")
            );
            assert_eq!(response(&returning(&schema, schemas)), ty, "{schema}");
        }
    }
    let schema = format!(r#"{{"anyOf": [{a}, {b}]}}"#);
    assert_eq!(
        types(&returning(&schema, schemas)),
        ["ThingsGetResponse: A=a, B=b"]
    );
}

#[test]
fn object_alternatives_are_merged_into_one_record() {
    let spec = returning(
        r##"{"$ref": "#/components/schemas/Pet"}"##,
        r##""Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}},
            "Cat": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "const": "cat"}, "lives": {"type": "integer"}, "size": {"type": "integer"}}},
            "Dog": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "const": "dog"}, "tricks": {"type": "array", "items": {"type": "string"}},
                "size": {"type": "string"}}}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "Pet: kind PetKind, lives Integer, size Any, tricks [String]",
            "PetKind: Cat=cat, Dog=dog"
        ]
    );
}

#[test]
fn properties_beside_alternatives_are_part_of_the_record() {
    let spec = returning(
        r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}},
            "anyOf": [{"required": ["b"], "properties": {"b": {"type": "boolean"}}}, {"required": ["c"]}]}"#,
        "",
    );
    assert_eq!(types(&spec), ["ThingsGetResponse: a Integer!, b Boolean"]);
}

#[test]
fn references_into_definitions_are_resolved() {
    let spec = returning(
        r##"{"$ref": "#/components/schemas/Job"}"##,
        r##""Job": {"type": "object", "properties": {
                "first": {"$ref": "#/components/schemas/Job/$defs/Run"},
                "error": {"$ref": "#/components/schemas/Job/$defs/Run/properties/last~1error"},
                "parts": {"$ref": "#/components/schemas/Base/allOf/1"}},
            "$defs": {"Run": {"type": "object", "properties": {
                "last/error": {"type": "object", "properties": {"code": {"type": "integer"}}}}}}},
            "Base": {"allOf": [{}, {"type": "array", "items": {"type": "number"}}]}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "Job: first JobRun, error JobRunLastError, parts [Number]",
            "JobRun: last_error JobRunLastError",
            "JobRunLastError: code Integer",
        ]
    );
}
