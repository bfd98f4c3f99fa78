//! Parameters and request bodies.

use civis_spec::{Location, Spec, Style};
use serde_json::json;

use super::super::{only, parameters, response, show};
use super::{document, read, sending, taking};

#[test]
fn parameters_are_sent_in_their_declared_style() {
    let list = r#""schema": {"type": "array", "items": {"type": "string"}}"#;
    let repeated = Style::Repeated { inner: ',' };
    let joined = |outer| Style::Joined { outer, inner: ',' };
    for (declared, location, style) in [
        (r#""in": "query""#, Location::Query, repeated),
        (
            r#""in": "query", "explode": false"#,
            Location::Query,
            joined(','),
        ),
        (
            r#""in": "query", "style": "form", "explode": true"#,
            Location::Query,
            repeated,
        ),
        (
            r#""in": "query", "style": "spaceDelimited""#,
            Location::Query,
            joined(' '),
        ),
        (
            r#""in": "query", "style": "pipeDelimited""#,
            Location::Query,
            joined('|'),
        ),
        (
            r#""in": "query", "style": "pipeDelimited", "explode": true"#,
            Location::Query,
            repeated,
        ),
        (
            r#""in": "query", "style": "deepObject""#,
            Location::Query,
            Style::Deep,
        ),
        (r#""in": "header""#, Location::Header, Style::Default),
        (r#""in": "cookie""#, Location::Cookie, repeated),
        (
            r#""in": "cookie", "explode": false"#,
            Location::Cookie,
            Style::Default,
        ),
    ] {
        let spec = taking(&format!(r#"{{"name": "p", {declared}, {list}}}"#));
        let parameter = &only(&spec).parameters[0];
        assert_eq!(
            (parameter.location, parameter.style),
            (location, style),
            "{declared}"
        );
        assert_eq!(show(&spec, &parameter.ty), "[String]");
    }
    let spec = taking(
        r#"{"name": "p", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}}"#,
    );
    assert_eq!(only(&spec).parameters[0].style, Style::Json);
    assert_eq!(parameters(&spec), ["Query p Integer"]);
    for (place, style) in [
        ("path", "label"),
        ("path", "matrix"),
        ("query", "simple"),
        ("query", "x"),
    ] {
        let text = document(
            &format!(
                r#""/things/{{p}}": {{"get": {{"parameters": [{{"name": "p", "in": "{place}", "style": "{style}",
                    "required": true, "schema": {{"type": "string"}}}}]}}}}"#
            ),
            "",
        );
        let spec = Spec::from_slice(text.as_bytes()).expect("reads");
        assert!(spec.resources.is_empty());
        assert_eq!(
            spec.warnings[0].to_string(),
            format!(
                "at `/paths/~1things~1{{p}}/get/parameters/0`: the style `{style}` of the parameter \
                 `p` is not supported there (what needs it is left out)"
            )
        );
    }
}

#[test]
fn parameters_have_defaults_and_known_values_of_their_schema() {
    let spec = taking(
        r#"{"name": "size", "in": "query", "schema": {"type": "integer", "enum": [1, 2, 5], "default": 2}},
           {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["on", "off"]}},
           {"name": "sizes", "in": "query", "schema": {"type": "array", "items": {"enum": [1.5, 2]}}},
           {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
           {"name": "content-type", "in": "header", "schema": {"type": "string"}},
           {"name": "X-Token", "in": "header", "required": true, "schema": {"type": "string"}}"#,
    );
    assert_eq!(
        parameters(&spec),
        [
            "Query size Integer",
            "Query state ThingsPostState",
            "Query sizes [Number]",
            "Header x_token String!"
        ]
    );
    let found = &only(&spec).parameters;
    assert_eq!(found[0].default, Some(json!(2)));
    assert_eq!(found[0].allowed, [json!(1), json!(2), json!(5)]);
    assert!(found[1].allowed.is_empty());
    assert_eq!(found[2].allowed, [json!(1.5), json!(2)]);
}

#[test]
fn the_media_type_decides_whether_a_body_is_json_a_form_or_bytes() {
    let item = r##"{"$ref": "#/components/schemas/Item"}"##;
    let schemas = r#""Item": {"type": "object", "required": ["name"], "properties": {
        "id": {"type": "integer", "readOnly": true}, "name": {"type": "string"},
        "photo": {"type": "string", "format": "binary"},
        "more": {"type": "array", "items": {"anyOf": [{"type": "string", "contentMediaType": "image/png"}, {"type": "null"}]}},
        "text": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}}}"#;
    for (media_type, schema, expected) in [
        (
            "application/json",
            item,
            &[
                "Field name String!",
                "Field photo String",
                "Field more [String]",
                "Field text String",
            ][..],
        ),
        (
            "application/vnd.api+json; charset=utf-8",
            item,
            &[
                "Field name String!",
                "Field photo String",
                "Field more [String]",
                "Field text String",
            ],
        ),
        (
            "multipart/form-data",
            item,
            &[
                "Multipart name String!",
                "Multipart photo File",
                "Multipart more [File]",
                "Multipart text String",
            ],
        ),
        (
            "application/x-www-form-urlencoded",
            item,
            &[
                "Multipart name String!",
                "Multipart photo File",
                "Multipart more [File]",
                "Multipart text String",
            ],
        ),
        (
            "application/octet-stream",
            r#"{"type": "string", "format": "binary"}"#,
            &["Body body File!"],
        ),
        ("text/csv", r#"{"type": "string"}"#, &["Body body String!"]),
        ("application/xml", "{}", &["Body body String!"]),
        ("application/xml", item, &["Body body File!"]),
        ("image/png", r#"{"type": "string"}"#, &["Body body File!"]),
        (
            "application/json",
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            &["Body body [Integer]!"],
        ),
        ("application/json", "{}", &["Body body Any!"]),
        ("multipart/form-data", "{}", &["Body body File!"]),
    ] {
        let spec = sending(media_type, schema, schemas);
        assert_eq!(parameters(&spec), expected, "{media_type} {schema}");
    }
}

#[test]
fn json_is_preferred_among_several_media_types_and_then_a_form() {
    let content = |types: &[&str]| {
        let types: Vec<String> = types
            .iter()
            .map(|ty| {
                format!(r#""{ty}": {{"schema": {{"properties": {{"a": {{"type": "integer"}}}}}}}}"#)
            })
            .collect();
        types.join(",")
    };
    for (types, location, expected) in [
        (
            &["text/plain", "application/json", "multipart/form-data"][..],
            Location::Field,
            "R",
        ),
        (
            &["application/xml", "application/problem+json"],
            Location::Field,
            "R",
        ),
        (&["*/*"], Location::Field, "R"),
        (
            &[
                "multipart/form-data",
                "text/plain",
                "application/x-www-form-urlencoded",
            ],
            Location::Form,
            "File",
        ),
        (
            &["text/plain", "multipart/form-data"],
            Location::Multipart,
            "File",
        ),
        (&["text/plain", "image/png"], Location::Body, "File"),
    ] {
        let content = content(types);
        let spec = read(&document(
            &format!(
                r##""/things": {{"post": {{"requestBody": {{"content": {{{content}}}}},
                    "responses": {{"201": {{"content": {{{content}}}}}}}}}}}"##
            ),
            "",
        ));
        assert_eq!(only(&spec).parameters[0].location, location, "{types:?}");
        let found = response(&spec);
        assert_eq!(
            if found == "ThingsPostResponse" {
                "R"
            } else {
                &found
            },
            expected,
            "{types:?}"
        );
    }
}

#[test]
fn additional_properties_of_a_body_are_a_parameter() {
    for (more, expected) in [
        (
            r#"{"type": "integer"}"#,
            Some("Body additional_properties {Integer}"),
        ),
        ("true", Some("Body additional_properties {Any}")),
        ("false", None),
    ] {
        let schema = format!(
            r#"{{"type": "object", "properties": {{"a": {{"type": "string"}}}}, "additionalProperties": {more}}}"#
        );
        let spec = sending("application/json", &schema, "");
        let mut all = vec!["Field a String"];
        all.extend(expected);
        assert_eq!(parameters(&spec), all, "{more}");
    }
}

#[test]
fn an_unusual_media_type_of_a_body_is_in_the_model() {
    let object = r#"{"properties": {"a": {}}}"#;
    for (media_type, expected) in [
        ("application/json", None),
        ("Application/JSON; charset=utf-8", None),
        (
            "application/merge-patch+json",
            Some("application/merge-patch+json"),
        ),
        (
            "application/vnd.api+json; ext=x",
            Some("application/vnd.api+json; ext=x"),
        ),
        ("text/csv", Some("text/csv")),
        ("application/octet-stream", None),
        ("image/*", None),
        ("*/*", None),
        ("multipart/form-data", None),
        ("application/x-www-form-urlencoded", None),
    ] {
        let spec = sending(media_type, object, "");
        assert_eq!(
            only(&spec).content_type.as_deref(),
            expected,
            "{media_type}"
        );
    }
}

#[test]
fn the_encoding_of_a_field_of_a_form_is_its_style() {
    let joined = |outer| Style::Joined { outer, inner: ',' };
    for (media_type, encoding, expected) in [
        ("application/x-www-form-urlencoded", "{}", Style::Default),
        (
            "application/x-www-form-urlencoded",
            r#"{"explode": false}"#,
            joined(','),
        ),
        (
            "application/x-www-form-urlencoded",
            r#"{"explode": true}"#,
            Style::Default,
        ),
        (
            "application/x-www-form-urlencoded",
            r#"{"style": "form"}"#,
            Style::Default,
        ),
        (
            "application/x-www-form-urlencoded",
            r#"{"style": "pipeDelimited"}"#,
            joined('|'),
        ),
        (
            "application/x-www-form-urlencoded",
            r#"{"style": "deepObject"}"#,
            Style::Deep,
        ),
        (
            "multipart/form-data",
            r#"{"contentType": "application/json"}"#,
            Style::Json,
        ),
        ("multipart/form-data", r#"{"explode": false}"#, joined(',')),
        ("application/json", r#"{"explode": false}"#, Style::Default),
    ] {
        let text = document(
            &format!(
                r#""/things": {{"post": {{"responses": {{}}, "requestBody": {{"content": {{"{media_type}": {{
                    "schema": {{"properties": {{"ids": {{"type": "array", "items": {{"type": "integer"}}}}}}}},
                    "encoding": {{"ids": {encoding}}}}}}}}}}}}}"#
            ),
            "",
        );
        let spec = read(&text);
        assert_eq!(
            only(&spec).parameters[0].style,
            expected,
            "{media_type} {encoding}"
        );
    }
}

#[test]
fn a_parameter_of_numbers_and_text_takes_any_json() {
    let union =
        r#""schema": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}"#;
    let spec = taking(&format!(
        r#"{{"name": "a", "in": "query", {union}}},
           {{"name": "b", "in": "query", "schema": {{"type": ["string", "number"]}}}},
           {{"name": "c", "in": "query", "schema": {{"type": ["string", "null"]}}}}"#
    ));
    assert_eq!(
        parameters(&spec),
        ["Query a Any", "Query b Any", "Query c String"]
    );
}

#[test]
fn a_body_that_can_have_no_properties_is_no_parameter() {
    let schemas =
        r#""Nothing": {"type": "object", "properties": {}, "additionalProperties": false}"#;
    let nothing = r##"{"$ref": "#/components/schemas/Nothing"}"##;
    for media_type in [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json",
    ] {
        let spec = sending(media_type, nothing, schemas);
        assert!(parameters(&spec).is_empty(), "{media_type}");
    }
    let anything = r#"{"type": "object", "properties": {}}"#;
    let spec = sending("application/json", anything, schemas);
    assert_eq!(parameters(&spec).len(), 1);
}
