//! Schemas of OpenAPI 3.

use super::super::{response, types};
use super::returning;

#[test]
fn null_is_ignored_among_the_types_of_a_schema() {
    let schemas = r#""Job": {"type": "object", "properties": {"id": {"type": "integer"}}},
        "State": {"type": "string", "enum": ["on"]}, "Blank": {"enum": [""]}, "Null": {"enum": [null]},
        "Nothing": {"nullable": true, "description": "nothing"}"#;
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
        (
            r##"{"oneOf": [{"$ref": "#/components/schemas/State"}, {"$ref": "#/components/schemas/Blank"},
                {"$ref": "#/components/schemas/Null"}]}"##,
            "State",
        ),
        (
            r##"{"oneOf": [{"enum": [""]}, {"$ref": "#/components/schemas/State"}]}"##,
            "State",
        ),
        (
            r##"{"anyOf": [{"type": ["null"]}, {"$ref": "#/components/schemas/Job"}]}"##,
            "Job",
        ),
        (
            r##"{"anyOf": [{"$ref": "#/components/schemas/Job"}, {"nullable": true}]}"##,
            "Job",
        ),
        (
            r##"{"anyOf": [{"$ref": "#/components/schemas/State"}, {"$ref": "#/components/schemas/Nothing"}]}"##,
            "State",
        ),
        (
            r#"{"anyOf": [{"type": "integer"}, {"nullable": true, "type": "boolean"}]}"#,
            "Any",
        ),
        (
            r##"{"anyOf": [{"type": "object", "nullable": true}, {"$ref": "#/components/schemas/Job"}]}"##,
            "Job",
        ),
        (
            r##"{"anyOf": [{"type": "object"}, {"$ref": "#/components/schemas/Job"}]}"##,
            "Any",
        ),
        (
            r##"{"oneOf": [{"$ref": "#/components/schemas/Blank"}]}"##,
            "Any",
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
            "String",
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
fn alternatives_that_wrap_the_same_schema_are_that_schema() {
    let schemas = r#""Job": {"type": "object", "properties": {"id": {"type": "integer"}}}"#;
    let job = r##"{"anyOf": [{"$ref": "#/components/schemas/Job"}, {"type": "null"}]}"##;
    let texts = r#"{"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]}"#;
    for (schema, ty) in [(job, "x Job"), (texts, "x [String]")] {
        let one = format!(r#"{{"properties": {{"kind": {{"type": "string"}}, "x": {schema}}}}}"#);
        let other = format!(r#"{{"properties": {{"x": {schema}}}}}"#);
        let union = format!(r#"{{"oneOf": [{one}, {other}]}}"#);
        let spec = returning(&union, schemas);
        let record = types(&spec).into_iter().find(|one| one.contains("kind"));
        let record = record.expect("the record");
        assert!(record.contains(ty), "{record}");
    }
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
            "Pet: kind PetKind, lives Integer, size String, tricks [String]",
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

#[test]
fn keywords_beside_a_reference_count_from_3_1_on() {
    let response = r##"{"$ref": "#/components/schemas/Job", "required": ["id"],
        "properties": {"more": {"type": "boolean"}}}"##;
    let job = r#""Job": {"properties": {"id": {"type": "integer"}}}"#;
    let spec = returning(response, job);
    assert_eq!(
        types(&spec),
        ["ThingsGetResponse: more Boolean, id Integer!"]
    );
    let text = super::document(
        &format!(
            r#""/things": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{
                "schema": {response}}}}}}}}}}}}}"#
        ),
        &format!(r#""schemas": {{{job}}}"#),
    );
    let spec = super::read(&text.replace("3.1.0", "3.0.3"));
    assert_eq!(types(&spec), ["Job: id Integer"]);
    // A description alone changes no type.
    let described = r##"{"$ref": "#/components/schemas/Job", "description": "It."}"##;
    assert_eq!(types(&returning(described, job)), ["Job: id Integer"]);
}

#[test]
fn references_to_any_place_are_resolved() {
    let schema = |reference: &str| format!(r##"{{"$ref": "{reference}"}}"##);
    let object = r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#;
    let components = format!(
        r##""parameters": {{"Limit": {{"name": "limit", "in": "query", "schema": {{"type": "integer"}}}}}},
            "responses": {{"Page": {{"content": {{"application/json": {{"schema": {object}}},
                "text/csv": {{"schema": {{"type": "string"}}}}}}}}}},
            "requestBodies": {{"New": {{"content": {{"application/json": {{"schema": {object}}}}}}}}},
            "headers": {{"Rate": {{"schema": {{"type": "number"}}}}}},
            "x-odd": {{"one": {{"two": [{{"type": "boolean"}}]}}}},
            "schemas": {{"Holder": {{"x-inside": {{"$ref": "#/components/headers/Rate/schema"}}}}}}"##
    );
    for (reference, ty) in [
        ("#/components/parameters/Limit/schema", "Integer"),
        (
            "#/components/responses/Page/content/application~1json/schema",
            "PageResponse",
        ),
        (
            "#/components/responses/Page/content/application%2Fjson/schema/properties/a",
            "Integer",
        ),
        (
            "#/components/responses/Page/content/text~1csv/schema",
            "String",
        ),
        (
            "#/components/requestBodies/New/content/application~1json/schema",
            "New",
        ),
        ("#/components/headers/Rate/schema", "Number"),
        ("#/components/x-odd/one/two/0", "Boolean"),
        ("#/components/schemas/Holder/x-inside", "Number"),
        ("#/paths/~1other/get/parameters/0/schema", "[Integer]"),
        (
            "#/paths/~1other/get/responses/200/content/application~1json/schema",
            "OtherGetResponse",
        ),
    ] {
        let paths = format!(
            r#""/things": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{
                "schema": {}}}}}}}}}}}}},
            "/other": {{"get": {{
                "parameters": [{{"name": "ids", "in": "query", "schema": {{"type": "array", "items": {{"type": "integer"}}}}}}],
                "responses": {{"200": {{"content": {{"application/json": {{"schema": {object}}}}}}}}}}}}}"#,
            schema(reference)
        );
        let spec = super::read(&super::document(&paths, &components));
        let things = spec.resources.iter().find(|one| one.name == "things");
        let things = things.expect("the resource");
        let response = things.operations[0].response.as_ref().expect("a response");
        let shown = super::super::show(&spec, response);
        let numbered = shown.trim_end_matches(|char: char| char.is_ascii_digit());
        assert_eq!(numbered, ty, "{reference}");
        assert!(spec.warnings.is_empty(), "{reference}: {:?}", spec.warnings);
    }
}

#[test]
fn anchors_identifiers_and_inner_definitions_are_resolved() {
    let schemas = r##""Tree": {"$id": "https://a.test/tree.json", "properties": {
            "left": {"$ref": "#node"}, "right": {"$ref": "#/$defs/Node"}, "size": {"$ref": "size.json"}},
            "$defs": {"Node": {"$anchor": "node", "properties": {"id": {"$ref": "#/$defs/Inner"}},
                "$defs": {"Inner": {"type": "integer"}}}, "Inner": {"type": "string"}}},
        "Size": {"$id": "https://a.test/size.json", "type": "number"}"##;
    let spec = returning(r##"{"$ref": "https://a.test/tree.json"}"##, schemas);
    assert!(spec.warnings.is_empty(), "{:?}", spec.warnings);
    assert_eq!(
        types(&spec),
        [
            "Tree: left TreeNode, right TreeNode, size Number",
            "TreeNode: id Integer"
        ]
    );
    for reference in ["#gone", "https://a.test/gone.json", "#/$defs/Gone"] {
        let spec = returning(&format!(r#"{{"$ref": "{reference}"}}"#), schemas);
        assert_eq!(spec.warnings.len(), 1, "{reference}");
    }
}
