//! Bodies of requests.

use civis_spec::{Location, Spec};

use super::{only, parameters, spec, taking, types};

#[test]
fn the_properties_of_an_object_body_become_parameters_in_order() {
    let body = r##"{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Body"}}"##;
    let definitions = r##"
        "Body": {"$ref": "#/definitions/Real"},
        "Real": {"type": "object", "required": ["name"], "allOf": [{"$ref": "#/definitions/Base"}],
            "properties": {
                "zeta": {"type": "integer"}, "name": {"type": "string"}, "alphaBeta": {"type": "number"}
            }},
        "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}"##;
    let spec = taking(body, definitions);
    assert_eq!(
        parameters(&spec),
        [
            "Field zeta Integer",
            "Field name String!",
            "Field alpha_beta Number",
            "Field id Integer!"
        ]
    );
    assert_eq!(types(&spec), [""; 0], "a body is not a type");
}

#[test]
fn any_other_body_is_one_parameter() {
    for (schema, ty) in [
        (
            r#"{"type": "array", "items": {"type": "string"}}"#,
            "[String]",
        ),
        (r#"{"type": "integer"}"#, "Integer"),
        (r#"{"type": "object"}"#, "Any"),
        (r#"{"type": "object", "properties": {}}"#, "Any"),
        (
            r#"{"type": "object", "additionalProperties": {"type": "boolean"}}"#,
            "{Boolean}",
        ),
        (r#"{"type": "string", "enum": ["a"]}"#, "ThingsPostPayload"),
        (r##"{"$ref": "#/definitions/Name"}"##, "String"),
        (
            r##"{"allOf": [{"$ref": "#/definitions/Name"}, {}]}"##,
            "String",
        ),
        ("true", "Any"),
    ] {
        let body =
            format!(r#"{{"name": "payload", "in": "body", "required": true, "schema": {schema}}}"#);
        let spec = taking(&body, r#""Name": {"type": "string"}"#);
        assert_eq!(
            parameters(&spec),
            [format!("Body payload {ty}!")],
            "{schema}"
        );
    }
    let spec = taking(r#"{"name": "payload", "in": "body"}"#, "");
    assert_eq!(parameters(&spec), ["Body payload Any"]);
}

#[test]
fn a_form_is_multipart_if_it_has_a_file_or_if_only_multipart_is_declared() {
    let text = r#"{"name": "a", "in": "formData", "type": "string"}"#;
    let file = r#"{"name": "b", "in": "formData", "type": "file"}"#;
    let files = r#"{"name": "b", "in": "formData", "type": "array", "items": {"type": "file"}}"#;
    let parts = r#"["multipart/form-data; charset=utf-8"]"#;
    let pairs = r#"["application/x-www-form-urlencoded"]"#;
    let both = r#"["multipart/form-data", "application/x-www-form-urlencoded"]"#;
    let with_file = format!("{text}, {file}");
    let with_files = format!("{text}, {files}");
    for (document, operation, parameters, expected) in [
        ("[]", "", text, Location::Form),
        (parts, "", text, Location::Multipart),
        (pairs, "", text, Location::Form),
        (parts, pairs, text, Location::Form),
        (pairs, parts, text, Location::Multipart),
        (both, "", text, Location::Form),
        (pairs, "", &with_file, Location::Multipart),
        (pairs, "", &with_files, Location::Multipart),
        (r#""Multipart/Form-Data""#, "", text, Location::Multipart),
        ("7", "", text, Location::Form),
    ] {
        let own = match operation {
            "" => String::new(),
            types => format!(r#""consumes": {types},"#),
        };
        let file = format!(
            r#"{{"swagger": "2.0", "info": {{}}, "consumes": {document}, "paths": {{"/a": {{"post": {{
                {own} "parameters": [{parameters}], "responses": {{}}}}}}}}}}"#
        );
        let spec = Spec::from_slice(file.as_bytes()).expect(&file);
        for parameter in &only(&spec).parameters {
            assert_eq!(
                parameter.location, expected,
                "{document} {operation} {parameters}"
            );
        }
    }
}

#[test]
fn read_only_properties_are_omitted_and_additional_ones_are_a_parameter() {
    let spec = taking(
        r##"{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Body"}}"##,
        r#""Body": {"required": ["id", "name"], "additionalProperties": {"type": "integer"}, "properties": {
            "id": {"type": "integer", "readOnly": true}, "name": {"type": "string"}}}"#,
    );
    assert_eq!(
        parameters(&spec),
        ["Field name String!", "Body additional_properties {Integer}"]
    );
}

#[test]
fn an_unusual_json_media_type_of_a_body_is_in_the_model() {
    for (consumes, expected) in [
        (r#"["application/json"]"#, None),
        (r#"["application/vnd.api+json", "application/json"]"#, None),
        (
            r#"["application/xml", "application/vnd.api+json"]"#,
            Some("application/vnd.api+json"),
        ),
        (r#"["application/xml"]"#, None),
        ("[]", None),
    ] {
        let spec = spec(
            &format!(
                r#""/a": {{"post": {{"consumes": {consumes}, "parameters": [
                    {{"name": "b", "in": "body", "schema": {{"properties": {{"a": {{}}}}}}}}], "responses": {{}}}}}}"#
            ),
            "",
        );
        assert_eq!(only(&spec).content_type.as_deref(), expected, "{consumes}");
    }
    // An operation without a body has no media type.
    let spec = spec(
        r#""/a": {"get": {"consumes": ["application/vnd.api+json"], "responses": {}}}"#,
        "",
    );
    assert_eq!(only(&spec).content_type, None);
}
