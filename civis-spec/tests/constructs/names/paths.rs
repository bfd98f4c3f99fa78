//! What of a path names a resource or a method.

use super::*;

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
