use civis_spec::Spec;

use super::{only, response, returning, spec, types};

fn with_responses(responses: &str) -> Spec {
    spec(
        &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
        "",
    )
}

#[test]
fn the_response_is_the_schema_of_the_success_statuses() {
    for (responses, ty, statuses) in [
        (
            r#""200": {"schema": {"type": "string"}}"#,
            "String",
            &[200][..],
        ),
        (
            r#""202": {"schema": {"type": "integer"}}, "200": {"schema": {"type": "string"}}"#,
            "String",
            &[200, 202],
        ),
        (
            r#""202": {"schema": {"type": "string"}}, "200": {"schema": {"type": "string"}}"#,
            "String",
            &[200, 202],
        ),
        (
            r#""200": {}, "201": {"schema": {"type": "integer"}}"#,
            "Integer",
            &[200, 201],
        ),
        (r#""204": {"description": "none"}"#, "nothing", &[204]),
        ("", "nothing", &[]),
        (
            r#""404": {"schema": {"type": "string"}}, "204": {}"#,
            "nothing",
            &[204],
        ),
        (
            r#""default": {"schema": {"type": "boolean"}}"#,
            "Boolean",
            &[],
        ),
        (
            r#""default": {"schema": {"type": "boolean"}}, "200": {"schema": {"type": "string"}}"#,
            "String",
            &[200],
        ),
        (
            r#""default": {"schema": {"type": "boolean"}}, "204": {}"#,
            "nothing",
            &[204],
        ),
    ] {
        let spec = with_responses(responses);
        assert_eq!(response(&spec), ty, "{responses}");
        assert_eq!(only(&spec).statuses, statuses, "{responses}");
    }
}

#[test]
fn references_to_shared_responses_are_resolved() {
    let text = r##"{"swagger": "2.0",
        "paths": {"/things": {"get": {"responses": {"200": {"$ref": "#/responses/Thing"}}}}},
        "responses": {"Thing": {"schema": {"type": "object", "properties": {
            "id": {"type": "integer"}
        }}}}}"##;
    let spec = Spec::from_slice(text.as_bytes()).expect("reads");
    assert_eq!(response(&spec), "ThingsGetResponse");
    assert_eq!(spec.types[0].source, "/responses/Thing/schema");
}

#[test]
fn a_get_that_returns_a_list_and_takes_limit_and_page_num_is_paged() {
    let list = r#"{"type": "array", "items": {"type": "string"}}"#;
    let query = |name: &str| format!(r#"{{"name": "{name}", "in": "query", "type": "integer"}}"#);
    let header = r#"{"name": "limit", "in": "header", "type": "integer"}"#.to_owned();
    for (method, parameters, schema, paged) in [
        ("get", vec![query("limit"), query("page_num")], list, true),
        (
            "get",
            vec![query("page_num"), query("order"), query("limit")],
            list,
            true,
        ),
        ("get", vec![query("limit")], list, false),
        ("get", vec![header, query("page_num")], list, false),
        (
            "get",
            vec![query("limit"), query("page_num")],
            r#"{"type": "object"}"#,
            false,
        ),
        ("post", vec![query("limit"), query("page_num")], list, false),
    ] {
        let parameters = parameters.join(",");
        let spec = spec(
            &format!(
                r#""/things": {{"{method}": {{"parameters": [{parameters}],
                    "responses": {{"200": {{"schema": {schema}}}}}}}}}"#
            ),
            "",
        );
        assert_eq!(only(&spec).paged, paged, "{method} {parameters} {schema}");
    }
}

#[test]
fn operations_known_to_return_arrays_return_lists() {
    let thing = r##"{"$ref": "#/definitions/Job"}"##;
    for (path, method, schema, ty) in [
        ("/jobs/{id}/parents", "get", thing, "[Job]"),
        ("/jobs/{id}/parents/", "get", thing, "[Job]"),
        (
            "/jobs/{id}/parents",
            "get",
            r##"{"type": "array", "items": {"$ref": "#/definitions/Job"}}"##,
            "[Job]",
        ),
        ("/jobs/{id}/parents", "post", thing, "Job"),
        ("/jobs/{id}/grandparents", "get", thing, "Job"),
        ("/clusters/workers/{id}/queued_jobs", "get", thing, "[Job]"),
    ] {
        let document = |title: &str| {
            let text = format!(
                r#"{{"swagger": "2.0", "info": {{"title": "{title}"}}, "paths": {{
                    "{path}": {{"{method}": {{"responses": {{"200": {{"schema": {schema}}}}}}}}}}},
                    "definitions": {{"Job": {{"properties": {{"id": {{"type": "integer"}}}}}}}}}}"#
            );
            Spec::from_slice(text.as_bytes()).expect("reads")
        };
        let spec = document("Civis Analytics API");
        assert_eq!(response(&spec), ty, "{method} {path}");
        // It is a fact about the Platform alone.
        let declared = if schema == thing { "Job" } else { "[Job]" };
        assert_eq!(response(&document("Jobs")), declared, "{method} {path}");
    }
}

#[test]
fn responses_are_lists_maps_and_free_form_objects_as_declared() {
    for (schema, ty) in [
        (r##"{"$ref": "#/definitions/Jobs"}"##, "[Job]"),
        (r#"{"type": "object"}"#, "Any"),
        (
            r##"{"additionalProperties": {"$ref": "#/definitions/Jobs"}}"##,
            "{[Job]}",
        ),
        (r#"{"type": "array"}"#, "[Any]"),
        (
            r#"{"items": {"type": "array", "items": {"type": "number"}}}"#,
            "[[Number]]",
        ),
    ] {
        let spec = returning(
            schema,
            r##""Jobs": {"type": "array", "items": {"$ref": "#/definitions/Job"}},
                "Job": {"type": "object", "properties": {"id": {"type": "integer"}}}"##,
        );
        assert_eq!(response(&spec), ty, "{schema}");
    }
}

#[test]
fn responses_of_several_statuses_are_merged_into_one_type() {
    let definitions = r#""Job": {"required": ["id"], "properties": {"id": {"type": "integer"}, "state": {"enum": ["on"]}}},
        "Queued": {"properties": {"state": {"enum": ["off"]}, "position": {"type": "integer"}}}"#;
    let job = r##"{"$ref": "#/definitions/Job"}"##;
    let queued = r##"{"$ref": "#/definitions/Queued"}"##;
    let list = format!(r#"{{"type": "array", "items": {job}}}"#);
    for (one, other, ty) in [
        (job, job, "Job"),
        (job, queued, "ThingsGetResponse"),
        (&list, &list, "[Job]"),
        (job, &list, "Any"),
        (job, r#"{"type": "string"}"#, "Any"),
        (job, r#"{"type": "file"}"#, "File"),
        (r#"{"type": "object"}"#, job, "Any"),
    ] {
        let responses = format!(r#""202": {{"schema": {other}}}, "200": {{"schema": {one}}}"#);
        let spec = spec(
            &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
            definitions,
        );
        assert_eq!(response(&spec), ty, "{responses}");
        let name = &only(&spec).methods[0].name;
        assert_eq!(
            name,
            if one == list { "list" } else { "get" },
            "{responses}"
        );
    }
    let responses = format!(r#""200": {{"schema": {job}}}, "202": {{"schema": {queued}}}"#);
    let spec = spec(
        &format!(r#""/things": {{"get": {{"responses": {{{responses}}}}}}}"#),
        definitions,
    );
    assert_eq!(
        types(&spec),
        [
            "ThingsGetResponse: id Integer, state ThingsGetResponseState, position Integer",
            "ThingsGetResponseState: On=on, Off=off",
        ]
    );
}

#[test]
fn a_response_without_a_json_media_type_is_a_file() {
    for (produces, ty) in [
        (r#"["text/csv"]"#, "File"),
        (
            r#"["application/xml", "text/plain; charset=utf-8"]"#,
            "File",
        ),
        (r#"["application/xml", "application/json"]"#, "String"),
        (r#"["application/vnd.api+json"]"#, "String"),
        ("[]", "String"),
        ("5", "String"),
    ] {
        let operation = format!(
            r#""produces": {produces}, "responses": {{"200": {{"schema": {{"type": "string"}}}}}}"#
        );
        let own = spec(&format!(r#""/things": {{"get": {{{operation}}}}}"#), "");
        assert_eq!(response(&own), ty, "{produces}");
        let text = format!(
            r#"{{"swagger": "2.0", "produces": {produces}, "paths": {{"/things": {{"get": {{
                "responses": {{"200": {{"schema": {{"type": "string"}}}}}}}}}}}}}}"#
        );
        let shared = Spec::from_slice(text.as_bytes()).expect("reads");
        assert_eq!(response(&shared), ty, "{produces}");
    }
    let nothing = spec(
        r#""/things": {"get": {"produces": ["text/csv"], "responses": {"204": {}}}}"#,
        "",
    );
    assert_eq!(response(&nothing), "nothing");
}
