//! Generated clients: the client of a small specification with every construct is compared
//! with a snapshot, and those of full specifications are parsed.

#![forbid(unsafe_code)]

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use civis_codegen::generate;
use civis_spec::{Selection, Spec};

const CONSTRUCTS: &[u8] = include_bytes!("specs/constructs.json");

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(bytes: &[u8]) -> Spec {
    Spec::from_slice(bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn source(spec: &Spec) -> String {
    let client = generate(spec, "Client").unwrap_or_else(|error| panic!("{error}"));
    client.to_source("::civis")
}

fn parsed(source: &str) -> syn::File {
    syn::parse_file(source)
        .unwrap_or_else(|error| panic!("the generated code is not Rust: {error}"))
}

/// The pinned specification, and those in `CIVIS_SPECS_DIR`.
fn files() -> Vec<PathBuf> {
    let mut files = vec![folder().join("../civis/civis-spec.json")];
    let Some(folder) = env::var_os("CIVIS_SPECS_DIR") else {
        // `eprintln!` would be captured by the test harness.
        writeln!(io::stderr(), "skipped: CIVIS_SPECS_DIR is not set").expect("stderr is writable");
        return files;
    };
    let entries = fs::read_dir(folder).expect("CIVIS_SPECS_DIR names a folder");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    files.extend(paths.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    }));
    files
}

#[test]
fn the_client_of_every_construct_matches_the_snapshot() {
    let found = source(&read(CONSTRUCTS));
    let path = folder().join("tests/snapshots/constructs.rs");
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &found).expect("the snapshot is written");
    }
    let snapshot = fs::read_to_string(&path).unwrap_or_default();
    if snapshot != found {
        let mut lines = snapshot.lines().zip(found.lines()).enumerate();
        let (number, (old, new)) = lines
            .find(|(_, (old, new))| old != new)
            .unwrap_or((0, ("one is longer", "one is longer")));
        panic!(
            "{} differs at line {}:\n- {old}\n+ {new}\nUPDATE_SNAPSHOTS=1 writes the new one",
            path.display(),
            number + 1
        );
    }
}

#[test]
fn clients_of_full_specifications_are_valid_rust() {
    for path in files() {
        let spec = read(&fs::read(&path).expect("the file is read"));
        let selected = spec.select(&Selection::All).expect("selects");
        let file = parsed(&source(&selected));
        // The client, a module for each resource, and the types.
        assert_eq!(
            file.items.len(),
            selected.resources.len() + 2,
            "{}",
            path.display()
        );
    }
}

#[test]
fn generation_is_deterministic() {
    let one = source(&read(CONSTRUCTS));
    for _ in 0..5 {
        assert_eq!(source(&read(CONSTRUCTS)), one);
    }
}

#[test]
fn the_names_of_the_crate_and_the_client_are_configurable() {
    let client = generate(&read(CONSTRUCTS), "Platform").expect("a name of a type");
    let text = client.to_source("::elsewhere::civis");
    assert!(
        text.starts_with("::elsewhere::civis::__private::__client!"),
        "{text}"
    );
    assert!(
        text.contains("Platform {") && !text.contains("Client"),
        "{text}"
    );
    assert_eq!(
        text.matches("civis::__private").count(),
        text.matches("::elsewhere::civis::__private").count()
    );
}

#[test]
fn the_name_of_the_client_is_an_identifier_that_no_module_has() {
    let spec = read(CONSTRUCTS);
    for name in [
        "jobs",
        "types",
        "",
        "_",
        "type",
        "Self",
        "1st",
        "a b",
        "A {} fn f() {}",
    ] {
        let error = generate(&spec, name).expect_err(name).to_string();
        assert!(error.contains(&format!("`{name}`")), "{error}");
    }
    for name in ["Jobs", "r#type", "_Client", "Größe"] {
        let client = generate(&spec, name).expect(name);
        assert!(client.declaration.contains(&format!("{name} {{")));
    }
}

#[test]
fn a_specification_without_operations_has_an_empty_client() {
    let spec = read(br#"{"swagger": "2.0", "paths": {}}"#);
    let file = parsed(&source(&spec));
    assert_eq!(file.items.len(), 2);
}

#[test]
fn known_values_that_are_not_strings_are_documented() {
    let spec = read(
        br#"{"swagger": "2.0", "paths": {"/a": {"get": {
            "parameters": [
                {"name": "size", "in": "query", "type": "integer", "enum": [1, 2], "required": true},
                {"name": "ratios", "in": "query", "type": "array", "items": {"type": "number", "enum": [0.5, 1]}}],
            "responses": {"200": {"schema": {"properties": {
                "mixed": {"description": "What it is.", "enum": ["a", 1, true, null]}}}}}}}}}"#,
    );
    let client = generate(&spec, "Client").expect("a client");
    let text: String = client.modules.iter().map(|module| &*module.body).collect();
    for expected in [
        "- `size`, integer (`1`, `2`)",
        "list of number (`0.5`, `1`)",
        "One of `0.5`, `1`.",
        "What it is.\n\nOne of `\"a\"`, `1`, `true`.",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

/// Names in the support module begin with two underscores. A type must not shadow them.
#[test]
fn no_type_begins_with_two_underscores() {
    let spec = read(
        br##"{"swagger": "2.0",
            "paths": {"/__Session/{__id}": {"get": {
                "parameters": [{"name": "__Into", "in": "query", "type": "string"}],
                "responses": {"200": {"schema": {"$ref": "#/definitions/__Option"}}}
            }}},
            "definitions": {"__Option": {"type": "object", "properties": {
                "__Extra": {"type": "string", "enum": ["__String", "_", "__"]},
                "a": {"type": "object", "properties": {"__Clone": {"type": "integer"}}}
            }}}
        }"##,
    );
    let resources = spec.resources.iter();
    let methods = resources.clone().flat_map(|one| &one.operations);
    let methods = methods.flat_map(|one| &one.methods);
    let mut idents: Vec<&str> = methods.map(|method| &*method.type_ident).collect();
    idents.extend(resources.map(|one| &*one.type_ident));
    idents.extend(spec.types.iter().map(|one| &*one.ident));
    assert_eq!(idents.len(), 5, "{idents:?}");
    assert!(
        idents.iter().all(|ident| !ident.starts_with("__")),
        "{idents:?}"
    );
    parsed(&source(&spec));
}

/// The generated code names primitive types without a path, so nothing may shadow them.
#[test]
fn nothing_is_named_like_a_primitive_type() {
    for name in ["i64", "f64", "bool", "str"] {
        let spec = read(
            format!(
                r##"{{"swagger": "2.0",
                    "paths": {{"/{name}": {{"get": {{
                        "parameters": [{{"name": "{name}", "in": "query", "type": "string"}}],
                        "responses": {{"200": {{"schema": {{"$ref": "#/definitions/{name}"}}}}}}
                    }}}}}},
                    "definitions": {{"{name}": {{"type": "object", "properties": {{
                        "{name}": {{"type": "integer"}}
                    }}}}}}
                }}"##
            )
            .as_bytes(),
        );
        let types = spec
            .types
            .iter()
            .flat_map(|ty| [&ty.ident].into_iter().chain(&ty.aliases));
        let operations = spec
            .resources
            .iter()
            .flat_map(|resource| &resource.operations);
        let methods = operations.flat_map(|operation| &operation.methods);
        let resources = spec.resources.iter().map(|resource| &resource.type_ident);
        let mut idents = types
            .chain(methods.map(|one| &one.type_ident))
            .chain(resources);
        assert!(idents.all(|ident| ident != name), "{name}");
    }
}

#[test]
fn secrets_in_the_specification_are_marked_in_the_client() {
    let spec = read(
        br##"{"openapi": "3.0.0", "info": {}, "paths": {"/a/{token}": {"post": {
            "parameters": [{"name": "token", "in": "path", "required": true,
                "schema": {"type": "string", "format": "password"}}],
            "requestBody": {"content": {"application/json": {"schema": {
                "type": "object", "required": ["one"], "properties": {
                    "one": {"$ref": "#/components/schemas/Hidden"},
                    "two": {"type": "string", "format": "password"},
                    "three": {"$ref": "#/components/schemas/Both"}
                }}}}},
            "responses": {"200": {}}
        }}}, "components": {"schemas": {
            "Hidden": {"type": "string", "format": "password"},
            "Both": {"type": "object", "properties": {
                "shown": {"type": "string"}, "hidden": {"$ref": "#/components/schemas/Hidden"}}}
        }}}"##,
    );
    let source = source(&spec);
    for marked in [
        "secret::<Value>(__Location::Path, __Style::Default, \"token\", token.into_value())",
        "secret::<String>(__Location::Field, __Style::Default, \"one\"",
        "secret::<String>(__Location::Field, __Style::Default, \"two\"",
        "secret [\"hidden\",]",
    ] {
        assert!(source.contains(marked), "{marked}: {source}");
    }
    parsed(&source);
}

/// The compiler takes too long for an enum with thousands of variants.
#[test]
fn an_enum_of_many_values_is_text_with_constants() {
    let client = |count: usize| {
        let values: Vec<String> = (0..count).map(|one| format!("\"v{one}\"")).collect();
        let schema = format!(r#"{{"type": "string", "enum": [{}]}}"#, values.join(","));
        let spec = read(
            format!(
                r#"{{"swagger": "2.0", "paths": {{"/a": {{"get": {{
                    "parameters": [{{"name": "q", "in": "query", "type": "string", "enum": [{}]}}],
                    "responses": {{"200": {{"schema": {schema}}}}}}}}}}}}}"#,
                values.join(",")
            )
            .as_bytes(),
        );
        let source = source(&spec);
        parsed(&source);
        source
    };
    let (small, large) = (client(256), client(257));
    assert!(small.contains("__open_enum! {\n") && small.contains("One of `v0`, `v1`"));
    assert!(!small.contains("__Cow"));
    assert!(large.contains("(__Cow<'static, str>);") && large.contains("@impls"));
    assert!(large.contains("pub const V256: Self = Self(__Cow::Borrowed(\"v256\"));"));
    assert!(!large.contains("One of"));
}
