//! Which types are merged, and how the merged type is named.

use civis_spec::{Spec, TypeKind};

use super::{spec, types};

/// A specification with these definitions, and an operation that returns each.
fn defining(definitions: &[(&str, &str)]) -> Spec {
    let paths = definitions.iter().map(|(name, _)| {
        format!(
            r##""/{name}": {{"get": {{"responses": {{"200": {{"schema":
                {{"$ref": "#/definitions/{name}"}}}}}}}}}}"##
        )
    });
    let entries = definitions
        .iter()
        .map(|(name, schema)| format!(r#""{name}": {schema}"#));
    let join = |parts: Vec<String>| parts.join(",");
    spec(&join(paths.collect()), &join(entries.collect()))
}

/// The description of a type and those of its fields.
fn descriptions<'s>(spec: &'s Spec, name: &str) -> Vec<Option<&'s str>> {
    let named = spec.types.iter().find(|ty| ty.ident == *name);
    let ty = named.unwrap_or_else(|| panic!("no {name}"));
    let TypeKind::Record(fields) = &ty.kind else {
        panic!("{name} is not a record");
    };
    let own = [ty.description.as_deref()].into_iter();
    own.chain(fields.iter().map(|field| field.description.as_deref()))
        .collect()
}

const USER: &str = r#"{"properties": {"id": {"type": "integer"}}}"#;

#[test]
fn definitions_whose_names_differ_in_a_number_are_merged() {
    let spec = defining(&[
        (
            "Share12",
            r##"{"properties": {"users": {"type": "array", "items": {"$ref": "#/definitions/User3"}}}}"##,
        ),
        (
            "Share2",
            r##"{"properties": {"users": {"type": "array", "items": {"$ref": "#/definitions/User"}}}}"##,
        ),
        (
            "Share",
            r##"{"properties": {"users": {"type": "array", "items": {"$ref": "#/definitions/Person"}}}}"##,
        ),
        ("User", USER),
        ("User3", USER),
        ("Person", USER),
        ("Object7", USER),
        ("Object59", USER),
        ("Object8", r#"{"properties": {"ID": {"type": "integer"}}}"#),
    ]);
    assert_eq!(
        types(&spec),
        [
            "Object7 alias Object59: id Integer",
            "Object8: id Integer",
            "Person: id Integer",
            "Share: users [Person]",
            "Share2 alias Share12: users [User]",
            "User alias User3: id Integer",
        ]
    );
}

#[test]
fn equivalent_definitions_keep_their_documentation() {
    let described = |what: &str| {
        format!(
            r#"{{"description": "A {what}.", "properties": {{
                "id": {{"type": "integer", "description": "The {what} id."}}}}}}"#
        )
    };
    let spec = defining(&[
        ("File", &described("file")),
        ("Project", &described("project")),
        ("Output", &described("run")),
        ("Output2", &described("run")),
        ("Object1", &described("user")),
        ("Object2", &described("group")),
        ("Object3", USER),
    ]);
    for (name, expected) in [
        ("File", [Some("A file."), Some("The file id.")]),
        ("Project", [Some("A project."), Some("The project id.")]),
        ("Output", [Some("A run."), Some("The run id.")]),
        ("Object1", [None, None]),
    ] {
        assert_eq!(descriptions(&spec, name), expected, "{name}");
    }
}

#[test]
fn a_merged_type_drops_required_and_allowed_values_that_differ() {
    let of = |values: &str| {
        format!(
            r#"{{"required": {values}, "properties": {{
                "size": {{"type": "integer", "enum": {values}}}, "more": {{}}}}}}"#
        )
    };
    let spec = defining(&[("Size", &of(r#"["size"]"#)), ("Size2", &of("[]"))]);
    assert_eq!(types(&spec), ["Size alias Size2: size Integer, more Any"]);
    let spec = defining(&[
        (
            "Size",
            r#"{"properties": {"size": {"type": "integer", "enum": [1]}}}"#,
        ),
        (
            "Size2",
            r#"{"properties": {"size": {"type": "integer", "enum": [2]}}}"#,
        ),
    ]);
    let TypeKind::Record(fields) = &spec.types[0].kind else {
        panic!("not a record");
    };
    assert!(fields[0].allowed.is_empty());
}

#[test]
fn an_enum_of_several_records_is_named_after_its_field_where_that_is_unambiguous() {
    let state = r#"{"properties": {"state": {"enum": ["on", "off"]}}}"#;
    let other = r#"{"properties": {"state": {"enum": ["gone"]}}}"#;
    let alone = [("Job", state)];
    let two = [("Job", state), ("Query", state), ("Run", other)];
    let tied = [
        ("Job", state),
        ("Query", state),
        ("Run", other),
        ("Test", other),
    ];
    let taken = [("Job", state), ("Query", state), ("State", USER)];
    for (definitions, expected) in [
        (
            &alone[..],
            vec!["Job: state JobState", "JobState: On=on, Off=off"],
        ),
        (
            &two[..],
            vec![
                "Job: state State",
                "Query: state State",
                "Run: state RunState",
                "RunState: Gone=gone",
                "State alias JobState alias QueryState: On=on, Off=off",
            ],
        ),
        (
            &tied[..],
            vec![
                "Job: state JobState",
                "JobState: On=on, Off=off",
                "Query: state QueryState",
                "QueryState: On=on, Off=off",
                "Run: state RunState",
                "RunState: Gone=gone",
                "Test: state TestState",
                "TestState: Gone=gone",
            ],
        ),
        (
            &taken[..],
            vec![
                "Job: state State2",
                "Query: state State2",
                "State: id Integer",
                "State2 alias JobState alias QueryState: On=on, Off=off",
            ],
        ),
    ] {
        assert_eq!(types(&defining(definitions)), expected);
    }
}

#[test]
fn a_numbered_name_never_takes_the_name_of_a_definition() {
    let spec = defining(&[
        ("job", r#"{"properties": {"a": {}}}"#),
        ("Job", r#"{"properties": {"b": {}}}"#),
        ("Job2", r#"{"properties": {"c": {}}}"#),
    ]);
    assert_eq!(types(&spec), ["Job: b Any", "Job2: c Any", "Job3: a Any"]);
}

#[test]
fn equivalent_inline_schemas_are_separate_types() {
    let person = r#"{"type": "object", "properties": {"id": {"type": "integer"}}}"#;
    let spec = spec(
        &format!(
            r#""/a": {{"get": {{"responses": {{"200": {{"schema": {{"properties": {{
                "owner": {person}, "author": {person}}}}}}}}}}}}}"#
        ),
        "",
    );
    assert_eq!(
        types(&spec),
        [
            "AGetResponse: owner AGetResponseOwner, author AGetResponseAuthor",
            "AGetResponseAuthor: id Integer",
            "AGetResponseOwner: id Integer",
        ]
    );
}
