use std::collections::BTreeMap;

use civis_spec::Spec;

use super::document;

const PATHS: &[(&str, &str)] = &[
    (
        "/b",
        r##"{"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Beta"}}}}}"##,
    ),
    (
        "/a/{id}",
        r##"{"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/alpha"}}}}}"##,
    ),
    (
        "/a/{uuid}",
        r##"{"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Alpha"}}}}}"##,
    ),
    (
        "/c",
        r##"{"post": {"parameters": [{"name": "body", "in": "body", "schema": {"properties": {
            "beta": {"$ref": "#/definitions/Beta2"}, "state": {"enum": ["x", "y"]}}}}], "responses": {}}}"##,
    ),
    (
        "/a/",
        r##"{"get": {"responses": {"200": {"schema": {"enum": ["x", "y"]}}}}}"##,
    ),
];

const DEFINITIONS: &[(&str, &str)] = &[
    (
        "Beta2",
        r##"{"properties": {"alpha": {"$ref": "#/definitions/Alpha"}}}"##,
    ),
    ("alpha", r#"{"properties": {"one": {"type": "integer"}}}"#),
    (
        "Alpha",
        r#"{"properties": {"two": {"type": "integer"}, "state": {"enum": ["x", "y"]}}}"#,
    ),
    (
        "Beta",
        r##"{"properties": {"alpha": {"$ref": "#/definitions/Alpha"}}}"##,
    ),
];

fn read(paths: &[&(&str, &str)], definitions: &[&(&str, &str)]) -> Spec {
    let join = |entries: &[&(&str, &str)]| -> String {
        let entries: Vec<String> = entries
            .iter()
            .map(|(key, value)| format!("\"{key}\": {value}"))
            .collect();
        entries.join(",")
    };
    let text = document(&join(paths), &join(definitions));
    Spec::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_model_does_not_depend_on_the_order_of_paths_and_definitions() {
    let mut paths: Vec<_> = PATHS.iter().collect();
    let mut definitions: Vec<_> = DEFINITIONS.iter().collect();
    let first = read(&paths, &definitions);
    assert_eq!(first.types.len(), 5, "{:?}", first.types);
    for _ in 0..paths.len() {
        paths.rotate_left(1);
        for _ in 0..definitions.len() {
            definitions.rotate_left(1);
            assert_eq!(read(&paths, &definitions), first);
        }
        definitions.reverse();
        assert_eq!(read(&paths, &definitions), first);
    }
}

#[test]
fn another_path_does_not_rename_the_types_of_definitions() {
    let definitions: Vec<_> = DEFINITIONS.iter().collect();
    let names = |spec: &Spec| -> BTreeMap<String, String> {
        let types = spec.types.iter().filter(|ty| !ty.source.starts_with('/'));
        types
            .map(|ty| (ty.source.clone(), ty.ident.to_string()))
            .collect()
    };
    let whole = names(&read(&PATHS.iter().collect::<Vec<_>>(), &definitions));
    // Both definitions that claim the name `Alpha` are used in each part.
    let part = names(&read(&[&PATHS[1], &PATHS[2]], &definitions));
    let turned = names(&read(&[&PATHS[1], &PATHS[0]], &definitions));
    for (source, ident) in part.iter().chain(&turned) {
        assert_eq!(whole.get(source), Some(ident), "{source}");
    }
}

#[test]
fn a_duplicate_key_keeps_its_first_position_and_its_last_value() {
    let text = document(
        r#""/a": {"get": {"responses": {"204": {}}}}, "/b": {"get": {"responses": {}}},
           "/a": {"get": {"responses": {"200": {"schema": {"type": "integer"}}}}}"#,
        "",
    );
    let spec = Spec::from_slice(text.as_bytes()).expect("reads");
    assert_eq!(spec.resources.len(), 2);
    assert_eq!(spec.resources[0].operations[0].statuses, [200]);
}
