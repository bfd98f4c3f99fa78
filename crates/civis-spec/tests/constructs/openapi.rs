//! What each construct of OpenAPI 3 becomes in the model.

use civis_spec::{CollectionFormat, Location, ReadOptions, Spec, Verb};
use serde_json::json;

use super::{answer, only, parameters, show, types};

/// A document of paths and components, each the inside of a JSON object.
fn document(paths: &str, components: &str) -> String {
    format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}},
            "paths": {{{paths}}}, "components": {{{components}}}}}"#
    )
}

fn read(text: &str) -> Spec {
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn answering(schema: &str, schemas: &str) -> Spec {
    read(&document(
        &format!(
            r#""/things": {{"get": {{"responses": {{"200": {{"description": "",
                "content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}"#
        ),
        &format!(r#""schemas": {{{schemas}}}"#),
    ))
}

fn taking(parameters: &str) -> Spec {
    read(&document(
        &format!(r#""/things": {{"post": {{"parameters": [{parameters}], "responses": {{}}}}}}"#),
        "",
    ))
}

/// A specification whose only operation takes a body of a media type.
fn sending(media_type: &str, schema: &str, schemas: &str) -> Spec {
    read(&document(
        &format!(
            r#""/things": {{"post": {{"responses": {{}}, "requestBody": {{"required": true,
                "content": {{"{media_type}": {{"schema": {schema}}}}}}}}}}}"#
        ),
        &format!(r#""schemas": {{{schemas}}}"#),
    ))
}

#[test]
fn the_first_server_gives_host_and_base_path() {
    for (servers, host, base) in [
        (
            r#"[{"url": "https://a.b/v1/"}, {"url": "/other"}]"#,
            Some("a.b"),
            "/v1",
        ),
        (r#"[{"url": "/v1"}]"#, None, "/v1"),
        (r#"[{"url": "v1/x"}]"#, None, "/v1/x"),
        (r#"[{"url": "/"}]"#, None, ""),
        (
            r#"[{"url": "{scheme}://{region}.a.b:80/{version}", "variables": {
                "scheme": {"default": "https"}, "region": {"default": "eu", "enum": ["eu", "us"]},
                "version": {"default": "v2"}}}]"#,
            Some("eu.a.b:80"),
            "/v2",
        ),
        ("[]", None, ""),
        ("[5]", None, ""),
        ("null", None, ""),
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.3", "servers": {servers},
                "paths": {{"/a": {{"get": {{"responses": {{}}}}}}}}}}"#
        );
        let spec = read(&text);
        assert_eq!(
            (spec.host.as_deref(), &*spec.base_path),
            (host, base),
            "{servers}"
        );
    }
    let text =
        r#"{"openapi": "3.0.3", "servers": [{"url": "/v1"}], "paths": {"/v2/a": {"get": {}}}}"#;
    let spec = Spec::read(text.as_bytes(), &ReadOptions::new().root_path("/v2")).expect("reads");
    assert_eq!((&*spec.base_path, &*spec.resources[0].name), ("/v2", "a"));
}

#[test]
fn versions_of_3_are_read_and_others_refused() {
    for version in ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0"] {
        read(&format!(r#"{{"openapi": "{version}", "paths": {{}}}}"#));
        read(&format!(r#"{{"openapi": "{version}"}}"#));
    }
    for version in ["\"4.0\"", "\"2.0\"", "3.0", "\"\""] {
        let text = format!(r#"{{"openapi": {version}, "paths": {{}}}}"#);
        let error = Spec::from_slice(text.as_bytes()).expect_err("another version");
        assert_eq!(error.problems()[0].pointer, "/openapi", "{error}");
    }
}

#[test]
fn what_may_be_null_is_what_it_else_is() {
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
        assert_eq!(answer(&answering(schema, schemas)), ty, "{schema}");
    }
}

#[test]
fn alternatives_are_one_type_where_they_are_alike_and_else_any_json() {
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
            assert_eq!(answer(&answering(&schema, schemas)), ty, "{schema}");
        }
    }
    let schema = format!(r#"{{"anyOf": [{a}, {b}]}}"#);
    assert_eq!(
        types(&answering(&schema, schemas)),
        ["ThingsGetResponse: A=a, B=b"]
    );
}

#[test]
fn alternatives_that_are_objects_are_one_record_of_all_properties() {
    let spec = answering(
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
fn properties_beside_alternatives_are_kept() {
    let spec = answering(
        r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}},
            "anyOf": [{"required": ["b"], "properties": {"b": {"type": "boolean"}}}, {"required": ["c"]}]}"#,
        "",
    );
    assert_eq!(types(&spec), ["ThingsGetResponse: a Integer!, b Boolean"]);
}

#[test]
fn parts_and_definitions_inside_of_others_are_referred_to() {
    let spec = answering(
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
fn parameters_travel_as_their_style_says() {
    let list = r#""schema": {"type": "array", "items": {"type": "string"}}"#;
    for (declared, location, collection) in [
        (r#""in": "query""#, Location::Query, CollectionFormat::Multi),
        (
            r#""in": "query", "explode": false"#,
            Location::Query,
            CollectionFormat::Csv,
        ),
        (
            r#""in": "query", "style": "form", "explode": true"#,
            Location::Query,
            CollectionFormat::Multi,
        ),
        (
            r#""in": "query", "style": "spaceDelimited""#,
            Location::Query,
            CollectionFormat::Ssv,
        ),
        (
            r#""in": "query", "style": "pipeDelimited""#,
            Location::Query,
            CollectionFormat::Pipes,
        ),
        (
            r#""in": "query", "style": "pipeDelimited", "explode": true"#,
            Location::Query,
            CollectionFormat::Multi,
        ),
        (
            r#""in": "query", "style": "deepObject""#,
            Location::Query,
            CollectionFormat::Deep,
        ),
        (r#""in": "header""#, Location::Header, CollectionFormat::Csv),
        (
            r#""in": "cookie""#,
            Location::Cookie,
            CollectionFormat::Multi,
        ),
        (
            r#""in": "cookie", "explode": false"#,
            Location::Cookie,
            CollectionFormat::Csv,
        ),
    ] {
        let spec = taking(&format!(r#"{{"name": "p", {declared}, {list}}}"#));
        let parameter = &only(&spec).parameters[0];
        assert_eq!(
            (parameter.location, parameter.collection),
            (location, collection),
            "{declared}"
        );
        assert_eq!(show(&spec, &parameter.ty), "[String]");
    }
    let spec = taking(
        r#"{"name": "p", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}}"#,
    );
    assert_eq!(only(&spec).parameters[0].collection, CollectionFormat::Json);
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
        let error = Spec::from_slice(text.as_bytes()).expect_err("a style of another kind");
        assert_eq!(
            error.to_string(),
            format!(
                "at `/paths/~1things~1{{p}}/get/parameters/0`: \
                 the style `{style}` of the parameter `p` is not supported there"
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
fn bodies_are_json_forms_or_bytes_by_their_media_type() {
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
                "Form name String!",
                "Form photo String",
                "Form more [String]",
                "Form text String",
            ],
        ),
        (
            "application/octet-stream",
            r#"{"type": "string", "format": "binary"}"#,
            &["Body body File!"],
        ),
        ("text/csv", r#"{"type": "string"}"#, &["Body body File!"]),
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
fn of_several_media_types_json_is_taken_and_then_a_form() {
    let content = |types: &[&str]| {
        let types: Vec<String> = types
            .iter()
            .map(|ty| {
                format!(r#""{ty}": {{"schema": {{"properties": {{"a": {{"type": "integer"}}}}}}}}"#)
            })
            .collect();
        types.join(",")
    };
    for (types, location, answer_is) in [
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
        let found = answer(&spec);
        assert_eq!(
            if found == "ThingsPostResponse" {
                "R"
            } else {
                &found
            },
            answer_is,
            "{types:?}"
        );
    }
}

#[test]
fn shared_parameters_bodies_and_answers_are_referred_to() {
    let spec = read(&document(
        r##""/things": {"parameters": [{"$ref": "#/components/parameters/Again"}], "post": {
            "requestBody": {"$ref": "#/components/requestBodies/Thing"},
            "responses": {"201": {"$ref": "#/components/responses/Thing"}}}}"##,
        r##""schemas": {"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}},
            "parameters": {"Again": {"$ref": "#/components/parameters/Page"},
                "Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
            "requestBodies": {"Thing": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
            "responses": {"Thing": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}"##,
    ));
    assert_eq!(
        parameters(&spec),
        ["Query page Integer", "Field id Integer"]
    );
    assert_eq!(answer(&spec), "Thing");
}

#[test]
fn ranges_of_statuses_come_after_statuses_and_before_the_default() {
    let of = |ty: &str| {
        format!(r#"{{"content": {{"application/json": {{"schema": {{"type": "{ty}"}}}}}}}}"#)
    };
    let (integer, text) = (of("integer"), of("string"));
    for (responses, ty) in [
        (format!(r#""2XX": {integer}, "default": {text}"#), "Integer"),
        (format!(r#""2xx": {integer}"#), "Integer"),
        (format!(r#""default": {text}, "4XX": {integer}"#), "String"),
        (
            format!(r#""204": {{"description": ""}}, "default": {text}"#),
            "nothing",
        ),
        (format!(r#""200": {integer}, "2XX": {integer}"#), "Integer"),
        (format!(r#""200": {integer}, "2XX": {text}"#), "Any"),
        (r#""200": {"content": {}}"#.to_owned(), "nothing"),
        (
            r#""200": {"content": {"application/json": {}}}"#.to_owned(),
            "Any",
        ),
        (
            r#""200": {"content": {"text/plain": {}}}"#.to_owned(),
            "File",
        ),
    ] {
        let spec = read(&document(
            &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
            "",
        ));
        assert_eq!(answer(&spec), ty, "{responses}");
    }
}

#[test]
fn a_body_may_have_more_properties_than_those_declared() {
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
        let mut wanted = vec!["Field a String"];
        wanted.extend(expected);
        assert_eq!(parameters(&spec), wanted, "{more}");
    }
}

#[test]
fn problems_are_told_where_they_stand() {
    let missing = r##"{"$ref": "#/components/schemas/Jbo"}"##;
    let schemas = r#""schemas": {"Job": {"properties": {"a": {}}}}"#;
    let told =
        "`#/components/schemas/Jbo` does not exist; did you mean `#/components/schemas/Job`?";
    for (operation, components, expected) in [
        (
            format!(r#""responses": {{"200": {{"content": {{"application/json": {{"schema": {missing}}}}}}}}}"#),
            schemas,
            format!("/responses/200/content/application~1json/schema/$ref`: {told}"),
        ),
        (
            format!(r#""requestBody": {{"content": {{"application/json": {{"schema": {missing}}}}}}}"#),
            schemas,
            format!("/requestBody/content/application~1json/schema/$ref`: {told}"),
        ),
        (
            format!(r#""parameters": [{{"name": "a", "in": "query", "schema": {missing}}}]"#),
            schemas,
            format!("/parameters/0/schema/$ref`: {told}"),
        ),
        (
            format!(r#""responses": {{"200": {{"content": {{"a/json": {{"schema": {{"anyOf": [{{}}, {missing}]}}}}}}}}}}"#),
            schemas,
            String::new(),
        ),
        (
            format!(
                r#""responses": {{"200": {{"content": {{"application/json": {{"schema": {{"anyOf": [{{}}, {missing}]}}}}}}}}}}"#
            ),
            schemas,
            format!("/responses/200/content/application~1json/schema/anyOf/1/$ref`: {told}"),
        ),
        (
            r##""responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/definitions/Job"}}}}}"##
                .to_owned(),
            schemas,
            "/responses/200/content/application~1json/schema/$ref`: `#/definitions/Job` is not of the form \
             `#/components/schemas/…`"
                .to_owned(),
        ),
        (
            r##""requestBody": {"$ref": "#/components/requestBodies/A"}"##.to_owned(),
            r##""requestBodies": {"A": {"$ref": "#/components/requestBodies/B"}, "B": {"$ref": "#/components/requestBodies/A"}}"##,
            "/requestBody/$ref`: refers to a shared body that refers to itself, or round many others".to_owned(),
        ),
        (
            r#""requestBody": 5"#.to_owned(),
            "",
            "/requestBody`: the body is not an object".to_owned(),
        ),
        (
            r#""parameters": [{"name": "a", "in": "formData"}]"#.to_owned(),
            "",
            "/parameters/0`: `in` of the parameter `a` is `formData`: it is `path`, `query`, `header` or `cookie`"
                .to_owned(),
        ),
    ] {
        let text = document(&format!(r#""/a": {{"get": {{{operation}}}}}"#), components);
        match Spec::from_slice(text.as_bytes()) {
            Ok(_) => assert_eq!(expected, "", "{text}"),
            Err(error) => assert_eq!(error.to_string(), format!("at `/paths/~1a/get{expected}"), "{text}"),
        }
    }
    let text = document(r##""/a": {"$ref": "#/components/pathItems/A"}"##, "");
    let error = Spec::from_slice(text.as_bytes()).expect_err("stands for a path");
    assert!(
        error
            .to_string()
            .contains("stands for a path, which is not supported"),
        "{error}"
    );
}

#[test]
fn every_verb_is_read_with_its_deprecation() {
    let verbs: Vec<String> = Verb::ALL
        .iter()
        .map(|verb| {
            format!(
                r#""{}": {{"deprecated": true}}"#,
                verb.as_str().to_lowercase()
            )
        })
        .collect();
    let spec = read(&document(&format!(r#""/a": {{{}}}"#, verbs.join(",")), ""));
    let operations = &spec.resources[0].operations;
    assert_eq!(operations.len(), Verb::ALL.len());
    assert!(
        operations
            .iter()
            .all(|one| one.methods[0].deprecated.is_some())
    );
}

#[test]
fn the_media_type_of_a_body_is_told_where_it_is_not_the_usual_one() {
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
