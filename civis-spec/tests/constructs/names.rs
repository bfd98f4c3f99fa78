use civis_spec::{MethodNaming, ReadOptions, Resource, Spec};
use serde_json::json;

use super::{only, returning, spec, types};

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
fn paths_keep_their_trailing_slash_and_names_do_not() {
    let spec = with_paths(&["/jobs/", "scripts"]);
    let paths: Vec<&str> = spec
        .resources
        .iter()
        .flat_map(|one| &one.operations)
        .map(|one| &*one.path)
        .collect();
    assert_eq!(paths, ["/jobs/", "/scripts"]);
    assert_eq!(methods(&spec.resources[0]), [("get", "get", "Get")]);
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
fn paths_that_differ_in_a_slash_are_two_operations() {
    let spec = with_paths(&["/a", "/a/", "/a/{id}/", "/a/{id}", "/a/{key}/"]);
    let [resource] = &*spec.resources else {
        panic!("one resource");
    };
    let found: Vec<(&str, &str)> = resource
        .operations
        .iter()
        .map(|one| (&*one.path, &*one.methods[0].ident))
        .collect();
    assert_eq!(
        found,
        [
            ("/a", "get"),
            ("/a/", "get_slash"),
            ("/a/{id}", "get_by_id"),
            ("/a/{id}/", "get_slash_2"),
            ("/a/{key}/", "get_by_key"),
        ]
    );
    let paths = resource.operations.iter().map(|one| spec.full_path(one));
    let declared = resource.operations.iter().map(|one| one.path.clone());
    assert!(paths.eq(declared));
}

#[test]
fn a_prefix_like_api_names_nothing_unless_a_root_path_is_given() {
    let text = r#"{"openapi": "3.0.0", "info": {}, "paths": {
        "/api/v1/items": {"get": {"responses": {}}},
        "/api/v1/items/{id}/parts": {"get": {"responses": {}}},
        "/api/v1/users/": {"post": {"responses": {}}}}}"#;
    let found = |options: &ReadOptions| -> Vec<String> {
        let spec = Spec::read(text.as_bytes(), options).expect("reads");
        let resources = spec.resources.iter();
        let methods = resources.flat_map(|resource| {
            let operations = resource.operations.iter();
            operations.map(|one| {
                format!(
                    "{}.{} {}",
                    resource.ident,
                    one.methods[0].ident,
                    spec.full_path(one)
                )
            })
        });
        methods.collect()
    };
    assert_eq!(
        found(&ReadOptions::new()),
        [
            "items.get /api/v1/items",
            "items.get_parts /api/v1/items/{id}/parts",
            "users.post /api/v1/users/",
        ]
    );
    assert_eq!(
        found(&ReadOptions::new().root_path("/api")),
        [
            "v1.get_items /api/v1/items",
            "v1.get_items_parts /api/v1/items/{id}/parts",
            "v1.post_users /api/v1/users/",
        ]
    );
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
fn no_name_is_longer_than_its_bound() {
    let segments: Vec<String> = (0..12).map(|one| format!("organizations{one}")).collect();
    let (one, other) = (
        format!("/a/{}/x", segments.join("/")),
        format!("/a/{}/y", segments.join("/")),
    );
    let spec = with_paths(&[&one, &other]);
    let names = methods(&spec.resources[0]);
    assert_eq!(names.len(), 2);
    assert_ne!(names[0].1, names[1].1);
    for (name, ident, ty) in names {
        assert!(
            name.len().max(ident.len()).max(ty.len()) <= 80,
            "{name} {ident} {ty}"
        );
        assert!(
            name.starts_with("get_organizations0_organizations1_"),
            "{name}"
        );
    }
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
fn fields_are_unique_identifiers_in_their_record() {
    let spec = returning(
        r#"{"properties": {
            "type": {}, "self": {}, "2fa": {}, "é": {}, "": {}, "a-b": {}, "a.b": {}, "aB": {}, "a_b": {},
            "extra": {}, "extra_": {}, "Extra": {}, "_": {}, "Type": {}, "r#type": {}
        }}"#,
        "",
    );
    let line = &types(&spec)[0];
    let idents = line.strip_prefix("ThingsGetResponse: ").expect("a record");
    assert_eq!(
        idents.replace(" Any", ""),
        "type_2, self_, _2fa, é, _empty, a_b, a_b_2, a_b_3, a_b_4, \
         extra__2, extra__3, extra_, _5f, r#type, r_type"
    );
}

#[test]
fn variants_are_unique_identifiers_in_their_enum() {
    let spec = returning(
        r#"{"enum": ["", "Unknown", "unknown", "self", "1_week", ">=", "<", "a-b", "aB", "PENDING_REVIEW",
            "ReportTypes::Html", "é", "Unknown_", " ", "日本"]}"#,
        "",
    );
    let line = &types(&spec)[0];
    let variants = line.strip_prefix("ThingsGetResponse: ").expect("an enum");
    assert_eq!(
        variants,
        "Empty=, Unknown_=Unknown, Unknown_3=unknown, Self_=self, _1Week=1_week, X3e3d=>=, X3c=<, AB=a-b, \
         AB2=aB, PendingReview=PENDING_REVIEW, ReportTypesHtml=ReportTypes::Html, É=é, \
         Unknown_2=Unknown_, X20= , 日本=日本"
    );
}

#[test]
fn types_are_unique_identifiers_in_the_specification() {
    let property = |name: &str| format!(r##""{name}": {{"$ref": "#/definitions/{name}"}}"##);
    let names = ["job", "Job", "JOB", "self", "2fa", "--", "é", "type"];
    let properties: Vec<String> = names.iter().map(|name| property(name)).collect();
    let definitions: Vec<String> = names
        .iter()
        .map(|name| format!(r#""{name}": {{"properties": {{"of_{name}": {{}}}}}}"#))
        .collect();
    let spec = returning(
        &format!(r#"{{"properties": {{{}}}}}"#, properties.join(",")),
        &definitions.join(","),
    );
    let named: Vec<(&str, &str)> = spec
        .types
        .iter()
        .map(|ty| (&*ty.source, &*ty.ident))
        .collect();
    assert_eq!(
        named,
        [
            ("JOB", "Job"),
            ("Job", "Job2"),
            ("job", "Job3"),
            ("self", "Self_"),
            (
                "/paths/~1things/get/responses/200/schema",
                "ThingsGetResponse"
            ),
            ("type", "Type"),
            ("--", "X2d2d"),
            ("2fa", "_2fa"),
            ("é", "É"),
        ]
    );
}

#[test]
fn an_inline_schema_never_takes_the_name_of_a_definition() {
    let spec = returning(
        r##"{"$ref": "#/definitions/Job"}"##,
        r##""Job": {"properties": {
                "state": {"enum": ["on"]}, "other": {"$ref": "#/definitions/JobState"}
            }},
            "JobState": {"enum": ["off"]}"##,
    );
    assert_eq!(
        types(&spec),
        [
            "Job: state JobState2, other JobState",
            "JobState: Off=off",
            "JobState2: On=on"
        ]
    );
}

#[test]
fn the_official_name_of_a_parameter_is_snake_case_and_its_wire_name_is_preserved() {
    let spec = spec(
        r#""/jobs/{jobID}": {"get": {"responses": {}, "parameters": [
            {"name": "jobID", "in": "path", "type": "integer"},
            {"name": "type", "in": "query", "type": "string"},
            {"name": "2nd-choice", "in": "query", "type": "string"},
            {"name": "page[size]", "in": "query", "type": "integer"},
            {"name": "page[size][max]", "in": "query", "type": "integer"},
            {"name": "tags[]", "in": "query", "type": "string"},
            {"name": "tags", "in": "query", "type": "string"}
        ]}}"#,
        "",
    );
    let names: Vec<_> = only(&spec)
        .parameters
        .iter()
        .map(|one| (&*one.wire, &*one.name, &*one.ident))
        .collect();
    assert_eq!(
        names,
        [
            ("jobID", "job_id", "job_id"),
            ("type", "type", "r#type"),
            ("2nd-choice", "2nd-choice", "_2nd_choice"),
            ("page[size]", "page[size]", "page_size"),
            ("page[size][max]", "page[size][max]", "page_size_max"),
            ("tags[]", "tags[]", "tags_in_query"),
            ("tags", "tags", "tags"),
        ]
    );
}

#[test]
fn a_query_or_fragment_of_a_path_is_part_of_the_name_of_the_method() {
    let spec = with_paths(&[
        "/models",
        "/models?beta=true",
        "/models/{id}?beta=true",
        "/models/{id}/archive/?reset=1&all=0",
        "/models#add",
    ]);
    assert_eq!(resources(&spec), [("models", "models", "Models")]);
    let mut methods: Vec<&str> = methods(&spec.resources[0])
        .into_iter()
        .map(|(_, ident, _)| ident)
        .collect();
    methods.sort_unstable();
    assert_eq!(
        methods,
        [
            "get",
            "get_add",
            "get_archive_reset_1_all_0",
            "get_beta_true",
            "get_beta_true_by_id"
        ]
    );
}

/// The identifiers of all methods, each after that of its resource.
fn calls(spec: &Spec) -> Vec<String> {
    let resources = spec.resources.iter();
    resources
        .flat_map(|one| {
            let idents = methods(one).into_iter().map(|(_, ident, _)| ident);
            idents.map(|ident| format!("{}.{ident}", one.ident))
        })
        .collect()
}

#[test]
fn text_beside_a_placeholder_is_part_of_the_name_of_the_method() {
    let spec = with_paths(&[
        "/keys/{id}:rotate",
        "/odata/Items({key})",
        "/odata/v{version}/thumbnail.{extension}",
        "/compare/{base}...{head}",
    ]);
    assert_eq!(
        calls(&spec),
        [
            "compare.get",
            "keys.get_rotate",
            "odata.get_items",
            "odata.get_v_thumbnail",
        ]
    );
}

#[test]
fn an_extension_of_every_path_names_nothing() {
    let paths = ["/users.json", "/users/{id}.json", "/users/{id}/calls.json"];
    assert_eq!(
        calls(&with_paths(&paths)),
        ["users.get", "users.get_by_id", "users.get_calls"]
    );
    assert_eq!(
        calls(&with_paths(&["/users", "/users/export.json"])),
        ["users.get", "users.get_export_json"]
    );
}

#[test]
fn words_with_a_dot_between_are_segments_if_every_path_is_such() {
    let paths = ["/chat.delete", "/chat.postMessage", "/admin.users.list"];
    assert_eq!(
        calls(&with_paths(&paths)),
        [
            "admin.get_users_list",
            "chat.get_delete",
            "chat.get_post_message"
        ]
    );
    assert_eq!(
        calls(&with_paths(&["/chat.delete", "/chat"])),
        ["chat.get", "chat_delete.get"]
    );
}

#[test]
fn a_resource_has_the_words_of_its_segment() {
    let spec = with_paths(&["/eventHooks/{id}", "/APIKeys", "/Users-v2"]);
    let names: Vec<&str> = spec.resources.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["api_keys", "event_hooks", "users_v2"]);
    let spec = platform(r#""/eventHooks": {"get": {}}"#);
    assert_eq!(spec.resources[0].name, "eventhooks");
}
