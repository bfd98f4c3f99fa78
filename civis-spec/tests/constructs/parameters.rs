//! Parameters.

use civis_spec::{Location, Spec, Style};
use serde_json::json;

use super::{only, parameters, spec, taking, types};

#[test]
fn operations_inherit_the_parameters_of_their_path_and_may_override_them() {
    let spec = spec(
        r#""/jobs/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "type": "string", "required": true},
                {"name": "q", "in": "query", "type": "string"},
                {"name": "id", "in": "query", "type": "boolean"}
            ],
            "get": {"responses": {}, "parameters": [
                {"name": "id", "in": "path", "type": "integer", "required": true},
                {"name": "limit", "in": "query", "type": "integer"}
            ]}
        }"#,
        "",
    );
    assert_eq!(
        parameters(&spec),
        [
            "Path id Integer!",
            "Query q String",
            "Query id_in_query Boolean",
            "Query limit Integer"
        ]
    );
}

#[test]
fn references_to_shared_parameters_are_resolved() {
    let text = r##"{"swagger": "2.0", "paths": {"/jobs": {
            "parameters": [{"$ref": "#/parameters/Page~1Number"}],
            "get": {"parameters": [{"$ref": "#/parameters/State"}], "responses": {}}
        }},
        "parameters": {
            "Page/Number": {"name": "page_num", "in": "query", "type": "integer"},
            "State": {"name": "state", "in": "query", "type": "string", "enum": ["on"]}
        }}"##;
    let spec = Spec::from_slice(text.as_bytes()).expect("reads");
    assert_eq!(
        parameters(&spec),
        ["Query page_num Integer", "Query state JobsGetState"]
    );
    assert_eq!(spec.types[0].source, "/parameters/State");
}

#[test]
fn headers_that_the_client_sets_are_not_parameters_and_the_description_says_so() {
    let spec = taking(
        r#"{"name": "Content-Length", "in": "header", "type": "integer", "required": true},
           {"name": "transfer-encoding", "in": "header", "type": "string"},
           {"name": "Proxy-Authorization", "in": "header", "type": "string"},
           {"name": "Transfer_Encoding", "in": "header", "type": "string"},
           {"name": "X-Host", "in": "header", "type": "string"}"#,
        "",
    );
    assert_eq!(parameters(&spec), ["Header x_host String"]);
    let description = only(&spec).description.as_deref();
    let expected = "Not a parameter, since it is up to the transport: the header \
        `Content-Length`, `transfer-encoding`, `Proxy-Authorization`, `Transfer_Encoding`.";
    assert!(
        description.is_some_and(|text| text.ends_with(expected)),
        "{description:?}"
    );
}

#[test]
fn every_location_is_supported() {
    let spec = taking(
        r#"{"name": "X-Trace-Id", "in": "header", "type": "string"},
           {"name": "upload", "in": "formData", "type": "file", "required": true},
           {"name": "note", "in": "formData", "type": "string"},
           {"name": "dryRun", "in": "query", "type": "boolean"}"#,
        "",
    );
    assert_eq!(
        parameters(&spec),
        [
            "Header x_trace_id String",
            "Multipart upload File!",
            "Multipart note String",
            "Query dry_run Boolean"
        ]
    );
    let header = &only(&spec).parameters[0];
    assert_eq!(
        (&*header.wire, &*header.name),
        ("X-Trace-Id", "x-_trace-_id")
    );
}

#[test]
fn the_style_of_a_list_follows_its_collection_format() {
    let joined = |outer| Style::Joined { outer, inner: ',' };
    for (format, expected) in [
        (r#""collectionFormat": "csv","#, joined(',')),
        (r#""collectionFormat": "ssv","#, joined(' ')),
        (r#""collectionFormat": "tsv","#, joined('\t')),
        (r#""collectionFormat": "pipes","#, joined('|')),
        (
            r#""collectionFormat": "multi","#,
            Style::Repeated { inner: ',' },
        ),
        (r#""collectionFormat": "other","#, joined(',')),
        ("", joined(',')),
    ] {
        let spec = taking(
            &format!(
                r#"{{"name": "ids", "in": "query", "type": "array", {format} "items": {{"type": "integer"}}}}"#
            ),
            "",
        );
        assert_eq!(parameters(&spec), ["Query ids [Integer]"]);
        assert_eq!(only(&spec).parameters[0].style, expected, "{format}");
    }
}

#[test]
fn a_list_without_a_collection_format_is_separated_by_commas_unless_it_is_the_platforms() {
    let joined = Style::Joined {
        outer: ',',
        inner: ',',
    };
    let style = |title: &str, location: &str, ty: &str| {
        let text = format!(
            r#"{{"swagger": "2.0", "info": {{"title": "{title}"}}, "paths": {{"/a": {{"post": {{
                "responses": {{}}, "parameters": [{{"name": "ids", "in": "{location}", {ty}}}]}}}}}}}}"#
        );
        let spec = Spec::from_slice(text.as_bytes()).expect("reads");
        only(&spec).parameters[0].style
    };
    let list = r#""type": "array", "items": {"type": "integer"}"#;
    let files = r#""type": "array", "items": {"type": "file"}"#;
    for (title, location, ty, expected) in [
        ("Pets", "query", list, joined),
        ("Pets", "formData", list, joined),
        ("Pets", "formData", files, Style::Default),
        ("Pets", "query", r#""type": "integer""#, Style::Default),
        ("Civis Analytics API", "query", list, Style::Default),
        ("Civis Analytics API", "formData", list, Style::Default),
    ] {
        assert_eq!(
            style(title, location, ty),
            expected,
            "{title} {location} {ty}"
        );
    }
}

#[test]
fn defaults_are_in_the_model_and_null_means_no_default() {
    let spec = taking(
        r#"{"name": "a", "in": "query", "type": "integer", "default": 20},
           {"name": "b", "in": "query", "type": "string", "default": null},
           {"name": "body", "in": "body", "schema": {"type": "object", "properties": {
               "c": {"type": "object", "default": {"x": [1]}}
           }}}"#,
        "",
    );
    let defaults: Vec<_> = only(&spec)
        .parameters
        .iter()
        .map(|one| one.default.clone())
        .collect();
    assert_eq!(defaults, [Some(json!(20)), None, Some(json!({"x": [1]}))]);
}

#[test]
fn an_undeclared_placeholder_is_a_string_parameter_in_its_position() {
    let spec = spec(
        r#""/things/{a}/parts/{b}/{a}": {"get": {"responses": {}, "parameters": [
            {"name": "q", "in": "query", "type": "string", "required": true}
        ]}}"#,
        "",
    );
    assert_eq!(
        parameters(&spec),
        ["Path a String!", "Path b String!", "Query q String!"]
    );
}

#[test]
fn a_path_parameter_without_a_placeholder_is_omitted() {
    let spec = spec(
        r#""/things/{id}": {"get": {"responses": {}, "parameters": [
            {"name": "id", "in": "path", "type": "integer"},
            {"name": "gone", "in": "path", "type": "integer", "required": true}
        ]}}"#,
        "",
    );
    assert_eq!(
        parameters(&spec),
        ["Path id Integer!"],
        "and a path parameter is always required"
    );
}

#[test]
fn parameters_with_the_same_name_are_distinguished_by_their_location() {
    let spec = spec(
        r#""/things/{id}": {"put": {"responses": {}, "parameters": [
            {"name": "id", "in": "path", "type": "integer"},
            {"name": "id", "in": "query", "type": "integer"},
            {"name": "id", "in": "header", "type": "integer"},
            {"name": "ID", "in": "query", "type": "integer"},
            {"name": "body", "in": "body", "schema": {"type": "object", "properties": {
                "id": {"type": "integer"}, "Id": {"type": "integer"}
            }}}
        ]}}"#,
        "",
    );
    let idents: Vec<&str> = only(&spec)
        .parameters
        .iter()
        .map(|one| &*one.ident)
        .collect();
    assert_eq!(
        idents,
        [
            "id",
            "id_in_query",
            "id_in_header",
            "id_in_query_2",
            "id_in_body",
            "id_in_body_2"
        ]
    );
}

#[test]
fn setters_never_take_the_name_of_a_method_of_every_call() {
    let reserved = [
        "arg",
        "clone",
        "deref",
        "fmt",
        "into",
        "iter",
        "pages",
        "request",
        "send",
        "send_json",
        "send_raw",
    ];
    let declared: Vec<String> = reserved
        .iter()
        .chain(&["sendRaw", "send_"])
        .map(|name| format!(r#"{{"name": "{name}", "in": "query", "type": "string"}}"#))
        .collect();
    let spec = taking(&declared.join(","), "");
    for parameter in &only(&spec).parameters {
        assert_eq!(parameter.location, Location::Query);
        assert!(
            !reserved.contains(&&*parameter.ident),
            "{}",
            parameter.ident
        );
    }
    assert_eq!(only(&spec).parameters[8].ident, "send_");
    assert_eq!(
        only(&spec).parameters[8].name,
        "send",
        "the official name stays"
    );
}

#[test]
fn inline_parameters_may_be_lists_of_records_or_enums() {
    let spec = taking(
        r#"{"name": "order", "in": "query", "type": "array",
            "items": {"type": "string", "enum": ["asc", "desc"]}},
           {"name": "body", "in": "body", "schema": {"type": "object", "properties": {
               "source": {"type": "object", "properties": {"fileIds": {
                   "type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}
               }}}
           }}}"#,
        "",
    );
    assert_eq!(
        parameters(&spec),
        [
            "Query order [ThingsPostOrder]",
            "Field source ThingsPostSource"
        ]
    );
    assert_eq!(
        types(&spec),
        [
            "ThingsPostOrder: Asc=asc, Desc=desc",
            "ThingsPostSource: file_ids [ThingsPostSourceFileIds]",
            "ThingsPostSourceFileIds: id Integer",
        ]
    );
}

#[test]
fn the_style_of_an_inner_list_follows_its_own_collection_format() {
    for (outer, inner, expected) in [
        (
            "multi",
            r#""collectionFormat": "pipes","#,
            Style::Repeated { inner: '|' },
        ),
        (
            "pipes",
            "",
            Style::Joined {
                outer: '|',
                inner: ',',
            },
        ),
        (
            "ssv",
            r#""collectionFormat": "multi","#,
            Style::Joined {
                outer: ' ',
                inner: ',',
            },
        ),
    ] {
        let spec = taking(
            &format!(
                r#"{{"name": "ids", "in": "query", "type": "array", "collectionFormat": "{outer}",
                    "items": {{"type": "array", {inner} "items": {{"type": "integer"}}}}}}"#
            ),
            "",
        );
        assert_eq!(parameters(&spec), ["Query ids [[Integer]]"]);
        assert_eq!(only(&spec).parameters[0].style, expected);
    }
}

#[test]
fn enum_values_of_other_types_become_allowed_values() {
    let spec = taking(
        r#"{"name": "size", "in": "query", "type": "integer", "enum": [1, 2]},
           {"name": "sizes", "in": "formData", "type": "array", "items": {"type": "integer", "enum": [3]}},
           {"name": "state", "in": "query", "type": "string", "enum": ["a"]}"#,
        "",
    );
    let allowed: Vec<_> = only(&spec)
        .parameters
        .iter()
        .map(|one| one.allowed.clone())
        .collect();
    assert_eq!(allowed, [vec![json!(1), json!(2)], vec![json!(3)], vec![]]);
}
