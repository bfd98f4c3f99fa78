//! Names of resources and methods.

use civis_spec::{MethodNaming, ReadOptions, Resource, Spec};
use serde_json::json;

use super::{only, returning, spec, types};

mod items;
mod paths;

/// A specification with a GET on each path.
fn with_paths(paths: &[&str]) -> Spec {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| format!(r#""{path}": {{"get": {{"responses": {{}}}}}}"#))
        .collect();
    spec(&paths.join(","), "")
}

/// A specification of the Platform with these paths.
fn platform(paths: &str) -> Spec {
    let text = format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Civis Analytics API"}}, "paths": {{{paths}}}}}"#
    );
    Spec::from_slice(text.as_bytes()).expect("reads")
}

fn resources(spec: &Spec) -> Vec<(&str, &str, &str)> {
    spec.resources
        .iter()
        .map(|one| (&*one.name, &*one.ident, &*one.type_ident))
        .collect()
}

fn methods(resource: &Resource) -> Vec<(&str, &str, &str)> {
    let operations = resource.operations.iter();
    operations
        .flat_map(|operation| &operation.methods)
        .map(|method| (&*method.name, &*method.ident, &*method.type_ident))
        .collect()
}

#[test]
fn resources_are_named_after_the_first_segment() {
    let spec = with_paths(&[
        "/match-targets/{id}",
        "/Jobs",
        "/types",
        "/session",
        "/type",
        "/2fa",
        "/é",
        "/{id}",
        "/a.b",
        "/a_b",
        "/crate",
        "/civis",
        "/",
    ]);
    assert_eq!(
        resources(&spec),
        [
            ("", "root", "Root"),
            ("2fa", "_2fa", "_2fa"),
            ("a.b", "a_b", "AB"),
            ("a_b", "a_b_2", "AB"),
            ("civis", "civis_", "Civis"),
            ("crate", "crate_", "Crate"),
            ("jobs", "jobs", "Jobs"),
            ("match_targets", "match_targets", "MatchTargets"),
            ("session", "session_", "Session"),
            ("type", "r#type", "Type"),
            ("types", "types_", "Types"),
            ("{id}", "id", "Id"),
            ("é", "é", "É"),
        ]
    );
}

#[test]
fn methods_with_the_same_name_are_distinguished_by_their_placeholders() {
    let spec = with_paths(&[
        "/jobs/{id}",
        "/jobs/{uuid}",
        "/jobs/{id}/runs-x",
        "/jobs/{id}/runs_x",
        "/jobs",
    ]);
    assert_eq!(
        methods(&spec.resources[0]),
        [
            ("get", "get", "Get"),
            ("get", "get_by_id", "Get2"),
            ("get_runs_x", "get_runs_x", "GetRunsX"),
            ("get_runs_x", "get_runs_x_by_id", "GetRunsX2"),
            ("get", "get_by_uuid", "Get3"),
        ]
    );
    for (method, path) in [
        ("get", "/jobs"),
        ("get_by_uuid", "/jobs/{uuid}"),
        ("get_runs_x", "/jobs/{id}/runs-x"),
        ("get_runs_x_by_id", "/jobs/{id}/runs_x"),
    ] {
        let (_, operation) = spec.operation("jobs", method).expect("an operation");
        assert_eq!(operation.path, path, "{method}");
    }
}

#[test]
fn the_builder_of_a_method_is_never_named_like_its_resource() {
    let spec = spec(r#""/put": {"put": {"responses": {}}}"#, "");
    assert_eq!(spec.resources[0].type_ident, "Put");
    assert_eq!(methods(&spec.resources[0]), [("put", "put", "Put2")]);
}

#[test]
fn legacy_names_are_kept_beside_new_ones_and_never_replace_them() {
    let spec = platform(
        r#""/users/me": {"get": {"responses": {"200": {"schema": {"type": "object"}}}}},
           "/users/me/": {"get": {"responses": {"200": {"schema": {"type": "array"}}}}}"#,
    );
    let names = methods(&spec.resources[0]);
    assert_eq!(
        names,
        [
            ("get_me", "get_me", "GetMe"),
            ("list_me", "list_me_2", "GetMe"),
            ("list_me", "list_me", "ListMe"),
        ]
    );
    let older = &spec.resources[0].operations[0].methods[1];
    assert!(
        older
            .deprecated
            .as_deref()
            .is_some_and(|why| why.contains("get_me"))
    );
}

#[test]
fn operations_deprecated_in_their_summary_are_omitted_and_marked_ones_are_deprecated() {
    let paths = r#""/jobs/a": {"get": {"summary": "List (DEPRECATED)", "responses": {}}},
           "/jobs/b": {"get": {"deprecated": true, "responses": {}}},
           "/jobs/c": {"get": {"deprecated": true, "x-deprecation-warning": " Use d. ", "responses": {}}},
           "/jobs/d": {"get": {"deprecated": false, "x-deprecation-warning": "  ", "responses": {}}},
           "/feature_flags/e": {"get": {"responses": {}}}"#;
    let found = |spec: &Spec| -> Vec<(String, Vec<Option<String>>)> {
        let operations = spec.resources.iter().flat_map(|one| &one.operations);
        let deprecated = operations.map(|one| {
            let methods = one.methods.iter();
            let deprecated = methods.map(|method| method.deprecated.clone());
            (one.path.clone(), deprecated.collect())
        });
        deprecated.collect()
    };
    let marked = "the specification marks it as deprecated";
    let expected = |omitted: Vec<Option<&str>>| {
        let all = [
            ("/feature_flags/e", omitted.clone()),
            ("/jobs/a", omitted),
            ("/jobs/b", vec![Some(marked)]),
            ("/jobs/c", vec![Some("Use d.")]),
            ("/jobs/d", vec![None]),
        ];
        all.map(|(path, deprecated)| {
            let deprecated = deprecated.into_iter();
            let deprecated = deprecated.map(|one| one.map(str::to_owned)).collect();
            (path.to_owned(), deprecated)
        })
    };
    assert_eq!(found(&platform(paths)), expected(vec![]));
    // Only the official client of the Platform omits operations.
    assert_eq!(found(&spec(paths, "")), expected(vec![None]));
}

#[test]
fn methods_and_their_types_are_named_after_operation_ids_on_request() {
    let options = ReadOptions::new().method_names(MethodNaming::OperationId);
    let record = r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#;
    let text = format!(
        r#"{{"swagger": "2.0", "info": {{}}, "paths": {{
            "/pets": {{
                "get": {{"operationId": "findPets", "responses": {{"200": {{"schema": {record}}}}}}},
                "post": {{"operationId": "findPets", "responses": {{}}}},
                "put": {{"responses": {{}}}}
            }},
            "/pets/{{id}}": {{"get": {{"operationId": "read_pet__id__get", "responses": {{}}}}}}}}}}"#
    );
    let spec = Spec::read(text.as_bytes(), &options).expect("reads");
    assert_eq!(
        methods(&spec.resources[0]),
        [
            ("find_pets", "find_pets", "FindPets"),
            ("put", "put", "Put"),
            ("find_pets", "find_pets_2", "FindPets2"),
            ("read_pet__id__get", "read_pet__id__get", "ReadPetIdGet"),
        ]
    );
    assert_eq!(types(&spec), ["FindPetsResponse: a Integer"]);
    let platform = r#"{"swagger": "2.0", "info": {"title": "Civis Analytics API"}, "paths": {}}"#;
    let error = Spec::read(platform.as_bytes(), &options).expect_err("the Platform's");
    assert!(
        error.to_string().contains("names of the official client"),
        "{error}"
    );
}

#[test]
fn a_platform_description_that_begins_with_a_deprecation_marks_the_operation() {
    let read = |host: &str, description: &str| {
        let operation = json!({"description": description, "responses": {}});
        let document =
            json!({"swagger": "2.0", "host": host, "paths": {"/jobs": {"get": operation}}});
        let text = document.to_string();
        let stripped = civis_spec::strip(text.as_bytes()).expect("strips");
        let deprecated = |text: &str| -> Option<String> {
            let spec = Spec::from_slice(text.as_bytes()).expect("reads");
            only(&spec).methods[0].deprecated.clone()
        };
        let found = deprecated(&text);
        assert_eq!(
            deprecated(&stripped).is_some(),
            found.is_some(),
            "{stripped}"
        );
        found
    };
    for notice in [
        "Deprecated endpoint for creating scripts. Please use POST scripts/sql instead.",
        "Deprecated. Please use GET scripts/sql/:id instead.",
        "DEPRECATED: use b",
        "(deprecated, use b)",
        "**Deprecated**",
        "This endpoint is deprecated, use b.",
        "This has been deprecated",
    ] {
        let found = read("api.civisanalytics.com", notice);
        assert_eq!(found.as_deref(), Some(notice));
        assert_eq!(read("api.example.com", notice), None, "{notice}");
    }
    for text in [
        "",
        "Lists deprecated images.",
        "List jobs. Deprecated ones come last.",
        "The value of a field that long ago was deprecated",
        "Undeprecated",
        "This is not deprecated.",
    ] {
        assert_eq!(read("api.civisanalytics.com", text), None, "{text}");
    }
}

#[test]
fn a_resource_has_the_words_of_its_segment() {
    let spec = with_paths(&["/eventHooks/{id}", "/APIKeys", "/Users-v2"]);
    let names: Vec<&str> = spec.resources.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["api_keys", "event_hooks", "users_v2"]);
    let spec = platform(r#""/eventHooks": {"get": {}}"#);
    assert_eq!(spec.resources[0].name, "eventhooks");
}
