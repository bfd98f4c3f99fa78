use civis_spec::TypeKind;
use serde_json::json;

use super::{response, returning, spec, types};

#[test]
fn scalars_follow_from_type_and_format() {
    for (schema, ty) in [
        (r#"{"type": "string"}"#, "String"),
        (r#"{"type": "string", "format": "date-time"}"#, "Timestamp"),
        (r#"{"type": "string", "format": "time"}"#, "String"),
        (r#"{"type": "string", "format": "date"}"#, "Date"),
        (r#"{"type": "string", "format": "uuid"}"#, "String"),
        (r#"{"type": "integer", "format": "int32"}"#, "Integer"),
        (r#"{"type": "number", "format": "float"}"#, "Number"),
        (r#"{"type": "boolean"}"#, "Boolean"),
        (r#"{"type": ["string", "null"]}"#, "String"),
        (r#"{"type": ["null", "integer"]}"#, "Integer"),
        (r#"{"type": ["string", "integer"]}"#, "String"),
        (r#"{"type": ["string", "boolean"]}"#, "Any"),
        (r#"{"type": ["null"]}"#, "Any"),
        (r#"{"type": "wibble"}"#, "Any"),
        (r#"{"type": 5}"#, "Any"),
        ("{}", "Any"),
        ("true", "Any"),
    ] {
        let spec = returning(schema, "");
        assert_eq!(response(&spec), ty, "{schema}");
    }
}

#[test]
fn an_object_with_only_additional_properties_is_a_map() {
    for (schema, ty) in [
        (r#"{"type": "object", "additionalProperties": true}"#, "Any"),
        (
            r#"{"type": "object", "additionalProperties": false}"#,
            "Any",
        ),
        (r#"{"type": "object", "additionalProperties": {}}"#, "Any"),
        (
            r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
            "{Integer}",
        ),
        (
            r#"{"type": "object", "additionalProperties": {"type": "array", "items": {}}}"#,
            "{[Any]}",
        ),
        (
            r#"{"type": "object", "additionalProperties": {"type": "object", "properties": {"a": {}}}}"#,
            "{ThingsGetResponse}",
        ),
        (
            r#"{"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "integer"}}"#,
            "ThingsGetResponse",
        ),
        (r#"{"properties": {"a": {}}}"#, "ThingsGetResponse"),
        (r#"{"type": "string", "properties": {"a": {}}}"#, "String"),
    ] {
        let spec = returning(schema, "");
        assert_eq!(response(&spec), ty, "{schema}");
    }
}

#[test]
fn inline_schemas_are_named_after_their_parents() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Job"}"##,
        r#""Job": {"properties": {"runs": {"type": "array", "items": {"type": "array", "items": {
            "properties": {"last_error": {"properties": {"code": {"type": "integer"}}}}
        }}}}}"#,
    );
    assert_eq!(
        types(&spec),
        [
            "Job: runs [[JobRuns]]",
            "JobRuns: last_error JobRunsLastError",
            "JobRunsLastError: code Integer"
        ]
    );
    assert_eq!(
        spec.types[1].source,
        "/definitions/Job/properties/runs/items/items"
    );
}

#[test]
fn parts_of_all_of_are_merged_and_later_ones_override() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Job"}"##,
        r##""Job": {"allOf": [
                {"$ref": "#/definitions/Named"},
                {"required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "integer"}}},
                {"allOf": [{"properties": {"deep": {"type": "boolean"}}}]}
            ], "description": "a job"},
            "Named": {"required": ["name"], "properties": {"name": {"type": "string"}, "tag": {}}}"##,
    );
    assert_eq!(
        types(&spec),
        ["Job: name Integer!, tag Any, id Integer!, deep Boolean"]
    );
    assert_eq!(spec.types[0].description.as_deref(), Some("a job"));
}

#[test]
fn an_all_of_with_one_part_is_that_part() {
    let definitions = r#""Job": {"properties": {"id": {"type": "integer"}}},
        "State": {"type": "string", "enum": ["on"]}, "Names": {"type": "array", "items": {"type": "string"}}"#;
    for (schema, ty) in [
        (
            r##"{"allOf": [{"$ref": "#/definitions/Job"}], "description": "wrapped"}"##,
            "Job",
        ),
        (r##"{"allOf": [{"$ref": "#/definitions/State"}]}"##, "State"),
        (
            r##"{"allOf": [{"allOf": [{"$ref": "#/definitions/Names"}]}]}"##,
            "[String]",
        ),
        (r#"{"allOf": [{"type": "integer"}]}"#, "Integer"),
    ] {
        assert_eq!(response(&returning(schema, definitions)), ty, "{schema}");
    }
}

#[test]
fn an_all_of_without_properties_has_the_type_of_its_parts() {
    for (schema, ty) in [
        (
            r##"{"allOf": [{"$ref": "#/definitions/State"}, {"description": "of a job"}]}"##,
            "String",
        ),
        (
            r#"{"allOf": [{"type": "number"}, {"type": "integer"}, {"minimum": 1}]}"#,
            "Integer",
        ),
        (
            r#"{"allOf": [{"type": "string"}, {"type": "string", "enum": ["on"]}]}"#,
            "ThingsGetResponse",
        ),
        (
            r#"{"allOf": [{"maxItems": 1}, {"type": "array", "items": {"type": "string"}}]}"#,
            "[String]",
        ),
    ] {
        let spec = returning(schema, r#""State": {"type": "string"}"#);
        assert_eq!(response(&spec), ty, "{schema}");
        assert!(spec.warnings.is_empty());
    }
    for schema in [
        r#"{"allOf": [{}, {}]}"#,
        r#"{"allOf": []}"#,
        r##"{"allOf": [{"$ref": "#/definitions/Round"}, {}]}"##,
    ] {
        let spec = returning(
            schema,
            r##""State": {"type": "string"}, "Round": {"allOf": [{"$ref": "#/definitions/Round"}, {}]}"##,
        );
        assert_eq!(response(&spec), "Any", "{schema}");
        assert!(spec.types.is_empty(), "{:?}", types(&spec));
    }
}

#[test]
fn a_circular_all_of_is_resolved() {
    let spec = returning(
        r##"{"$ref": "#/definitions/A"}"##,
        r##""A": {"allOf": [{"$ref": "#/definitions/B"}, {"properties": {"a": {"type": "integer"}}}]},
            "B": {"allOf": [{"$ref": "#/definitions/A"}, {"properties": {"b": {"type": "integer"}}}]}"##,
    );
    assert_eq!(types(&spec), ["A: a Integer, b Integer"]);
}

#[test]
fn string_enums_are_types_and_other_enums_are_scalars() {
    for (schema, ty, expected) in [
        (
            r#"{"type": "string", "enum": ["a", "b"]}"#,
            "ThingsGetResponse",
            "ThingsGetResponse: A=a, B=b",
        ),
        (
            r#"{"enum": ["a"]}"#,
            "ThingsGetResponse",
            "ThingsGetResponse: A=a",
        ),
        (
            r#"{"type": ["string", "null"], "enum": ["a", null]}"#,
            "ThingsGetResponse",
            "ThingsGetResponse: A=a",
        ),
        (
            r#"{"type": "array", "items": {"type": "string", "enum": ["a"]}}"#,
            "[ThingsGetResponse]",
            "ThingsGetResponse: A=a",
        ),
        (
            r#"{"type": "string", "enum": ["a", "a", "b", "a"]}"#,
            "ThingsGetResponse",
            "ThingsGetResponse: A=a, B=b",
        ),
        (r#"{"type": "integer", "enum": [1, 2]}"#, "Integer", ""),
        (r#"{"enum": [1, 2, null]}"#, "Integer", ""),
        (r#"{"enum": [1, 2.5]}"#, "Number", ""),
        (r#"{"enum": [true]}"#, "Boolean", ""),
        (r#"{"enum": [1, "a"]}"#, "Any", ""),
        (r#"{"enum": [null]}"#, "Any", ""),
        (r#"{"type": "string", "enum": []}"#, "String", ""),
        (r#"{"type": "string", "enum": "a"}"#, "String", ""),
        (r#"{"type": "string", "enum": ["a", 1]}"#, "String", ""),
    ] {
        let spec = returning(schema, "");
        assert_eq!(response(&spec), ty, "{schema}");
        assert_eq!(types(&spec).join("\n"), expected, "{schema}");
    }
}

#[test]
fn recursive_fields_are_boxed_where_necessary() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Node"}"##,
        r##""Node": {"properties": {
                "parent": {"$ref": "#/definitions/Node"},
                "children": {"type": "array", "items": {"$ref": "#/definitions/Node"}},
                "byName": {"additionalProperties": {"$ref": "#/definitions/Node"}},
                "left": {"$ref": "#/definitions/Left"},
                "leaf": {"$ref": "#/definitions/Leaf"}
            }},
            "Left": {"properties": {"right": {"$ref": "#/definitions/Right"}}},
            "Right": {"properties": {"left": {"$ref": "#/definitions/Left"}, "leaf": {"$ref": "#/definitions/Leaf"}}},
            "Leaf": {"properties": {"id": {"type": "integer"}}}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "Leaf: id Integer",
            "Left: right Box<Right>",
            "Node: parent Box<Node>, children [Node], by_name {Node}, left Box<Left>, leaf Leaf",
            "Right: left Box<Left>, leaf Leaf",
        ]
    );
}

#[test]
fn a_list_or_map_of_itself_is_a_list_or_map_of_anything() {
    for (definition, ty) in [
        (
            r##"{"type": "array", "items": {"$ref": "#/definitions/Tree"}}"##,
            "[Any]",
        ),
        (
            r##"{"additionalProperties": {"allOf": [{"$ref": "#/definitions/Tree"}]}}"##,
            "Any",
        ),
        (
            r##"{"type": "array", "items": {"additionalProperties": {"$ref": "#/definitions/Tree"}}}"##,
            "[Any]",
        ),
    ] {
        let spec = returning(
            r##"{"$ref": "#/definitions/Tree"}"##,
            &format!(r#""Tree": {definition}"#),
        );
        assert_eq!(response(&spec), ty, "{definition}");
    }
}

#[test]
fn a_discriminator_changes_nothing() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Pet"}"##,
        r#""Pet": {"type": "object", "discriminator": "petType", "required": ["petType"],
            "properties": {"petType": {"type": "string"}}}"#,
    );
    assert_eq!(types(&spec), ["Pet: pet_type String!"]);
}

#[test]
fn equivalent_recursive_definitions_are_one_type() {
    let spec = spec(
        r##""/a": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Node"}}}}},
            "/b": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Node2"}}}}},
            "/c": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Other"}}}}}"##,
        r##""Node": {"properties": {"next": {"$ref": "#/definitions/Node"}}},
            "Node2": {"properties": {"next": {"$ref": "#/definitions/Node3"}}},
            "Node3": {"properties": {"next": {"$ref": "#/definitions/Node2"}}},
            "Other": {"properties": {"next": {"$ref": "#/definitions/End"}}},
            "End": {"properties": {"next": {"type": "integer"}}}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "End: next Integer",
            "Node alias Node2 alias Node3: next Box<Node>",
            "Other: next End",
        ]
    );
}

#[test]
fn unused_definitions_are_not_types() {
    let spec = returning(
        r#"{"type": "integer"}"#,
        r#""Job": {"properties": {"id": {}}}"#,
    );
    assert!(spec.types.is_empty());
}

#[test]
fn descriptions_are_trimmed_and_blank_ones_are_none() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Job"}"##,
        r#""Job": {"description": "  A job. ", "properties": {
            "a": {"description": " \n "}, "b": {"description": "B"}, "c": {"description": 5}
        }}"#,
    );
    assert_eq!(spec.types[0].description.as_deref(), Some("A job."));
    let TypeKind::Record(fields) = &spec.types[0].kind else {
        panic!("no record");
    };
    let descriptions: Vec<_> = fields
        .iter()
        .map(|field| field.description.as_deref())
        .collect();
    assert_eq!(descriptions, [None, Some("B"), None]);
}

#[test]
fn enum_values_that_are_not_strings_become_allowed_values_of_a_field() {
    let spec = returning(
        r##"{"properties": {
            "integer": {"type": "integer", "enum": [1, 2]},
            "items": {"type": "array", "items": {"type": "number", "enum": [0.5]}},
            "shared": {"$ref": "#/definitions/Size"},
            "mixed": {"enum": ["a", 1, true, null]},
            "text": {"enum": ["a"]}
        }}"##,
        r#""Size": {"type": "integer", "enum": [3]}"#,
    );
    let TypeKind::Record(fields) = &spec.types[0].kind else {
        panic!("no record");
    };
    let allowed: Vec<_> = fields.iter().map(|field| field.allowed.clone()).collect();
    let json = |value: serde_json::Value| value.as_array().cloned().expect("a list");
    assert_eq!(
        allowed,
        [
            json!([1, 2]),
            json!([0.5]),
            json!([3]),
            json!(["a", 1, true]),
            json!([])
        ]
        .map(json)
    );
}
