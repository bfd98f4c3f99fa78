//! Random specifications with arbitrary names: the generated code compiles without warnings. Each run uses other
//! specifications.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use civis_spec::Spec;
use civis_tests::downstream::Crate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

#[path = "../../civis-spec/tests/properties/changes.rs"]
#[allow(dead_code, reason = "this test only changes documents")]
mod changes;
#[path = "../../civis-spec/tests/properties/documents.rs"]
#[allow(dead_code, reason = "this test only generates documents")]
mod documents;

use changes::{change, changed};
use documents::{named, openapi_seed, seed, text};

const CIVIS: &str = "civis = { path = \"{civis}/civis\" }";

/// The number of random documents of each kind.
const EACH: usize = 5;

fn sample<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).expect("a value").current()
}

fn is_read(document: &Value) -> bool {
    Spec::from_slice(document.to_string().as_bytes()).is_ok()
}

fn documents() -> Vec<Value> {
    let mut runner = TestRunner::default();
    let mut documents = vec![seed(), openapi_seed(), deep()];
    let names = private_names();
    documents.extend([false, true].map(|of_enums| named_like_private_items(&names, of_enums)));
    for _ in 0..EACH {
        let names = proptest::collection::hash_set(prop_oneof![text(), ".{0,4}"], 1..6);
        let names: Vec<String> = sample(&mut runner, names).into_iter().collect();
        documents.push(named(&names));
    }
    for seed in [seed(), openapi_seed()] {
        let changes = || proptest::collection::vec(change(), 1..6);
        let changed_documents =
            (0..1_000).map(|_| changed(seed.clone(), &sample(&mut runner, changes())));
        documents.extend(changed_documents.filter(is_read).take(EACH));
    }
    documents
}

/// The names that generated code imports from `__private`.
fn private_names() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis-core/src/__private/imports.rs");
    let source = fs::read_to_string(path).expect("the names of generated code");
    let words = source.split(|one: char| !one.is_alphanumeric() && one != '_');
    let names: BTreeSet<&str> = words
        .filter(|word| word.starts_with(char::is_uppercase))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

/// A document whose types and resources have the names of items in `__private`, and which uses all of those items.
fn named_like_private_items(names: &[String], of_enums: bool) -> Value {
    let schemas = |name: &str| {
        let other = json!({"$ref": format!("#/definitions/{name}")});
        json!({
            "int": {"type": "integer"}, "number": {"type": "number"}, "flag": {"type": "boolean"},
            "text": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"}, "any": {}, "other": other,
            "list": {"type": "array", "items": other}, "map": {"type": "object", "additionalProperties": other},
            "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        })
    };
    let (mut paths, mut definitions) = (Map::new(), Map::new());
    for (name, next) in names.iter().zip(names.iter().cycle().skip(1)) {
        let definition = if of_enums {
            json!({"type": "string", "enum": [name, "other"]})
        } else {
            json!({"type": "object", "properties": schemas(name), "description": name})
        };
        definitions.insert(name.clone(), definition);
        let parameter = |(wire, schema): (&String, &Value)| {
            let mut parameter = json!({"name": wire, "in": "query"});
            let of = parameter.as_object_mut().expect("an object");
            of.extend(schema.as_object().expect("a schema").clone());
            parameter
        };
        let schemas = schemas(next);
        let of_query = schemas.as_object().expect("schemas").iter();
        let of_query = of_query.filter(|(_, schema)| schema.get("type").is_some());
        let mut parameters: Vec<Value> = of_query.map(parameter).collect();
        parameters.push(json!({"name": "limit", "in": "query", "type": "integer"}));
        parameters.push(json!({"name": "page_num", "in": "query", "type": "integer"}));
        let body = json!({"name": "body", "in": "body", "required": true, "schema":
            {"type": "object", "required": ["any", "list"], "properties": schemas}});
        let file = json!({"name": "file", "in": "formData", "type": "file", "required": true});
        let response = |schema: Value| json!({"200": {"description": "", "schema": schema}});
        let other = json!({"$ref": format!("#/definitions/{name}")});
        let list = json!({"type": "array", "items": other});
        paths.insert(
            format!("/{name}"),
            json!({
                "get": {"parameters": parameters, "responses": response(list)},
                "post": {"parameters": [body], "responses": response(other)},
                "put": {"parameters": [file], "responses": response(json!({"type": "file"}))},
            }),
        );
    }
    json!({"swagger": "2.0", "paths": paths, "definitions": definitions})
}

/// Lists and maps, nested as deeply as documents may be.
fn deep() -> Value {
    let mut schema = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
    for level in 0..100 {
        schema = match level % 2 {
            0 => json!({"items": schema}),
            _ => json!({"additionalProperties": schema}),
        };
    }
    json!({"swagger": "2.0", "paths": {"/deep": {"get": {"responses": {"200": {"schema": schema}}}}}})
}

#[test]
fn the_client_of_any_specification_compiles_without_warnings() {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = Crate::new(below, "any_names", "2024", CIVIS);
    let mut source = String::from("//! Random specifications.\n#![deny(warnings, missing_docs)]\n");
    let documents = documents();
    for (index, document) in documents.iter().enumerate() {
        let path = format!("spec-{index}.json");
        krate.write(&path, document.to_string());
        // What cannot be resolved in a document is told by a deprecated item.
        writeln!(
            source,
            "/// One.\n#[allow(deprecated)]\npub mod m{index} {{ civis::civis_api!(\"{path}\"); }}"
        )
        .expect("a write to a string");
    }
    krate.write("src/lib.rs", source);
    let checked = krate.check();
    let rendered: Vec<&str> = checked.messages.iter().map(|one| &*one.rendered).collect();
    assert!(
        checked.success && rendered.is_empty(),
        "the documents are in {}\n{}",
        krate.folder().display(),
        rendered.concat()
    );
}

#[test]
fn names_of_the_private_module_are_found() {
    let names = private_names();
    for name in ["Arg", "Call", "Option", "Session", "Vec"] {
        assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
    }
    let documents = [false, true].map(|of_enums| named_like_private_items(&names, of_enums));
    assert!(documents.iter().all(is_read));
}

#[test]
fn no_setter_shadows_a_method_of_a_call() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../civis-core/src/call");
    let read = |file| fs::read_to_string(folder.join(file)).expect("the source of calls");
    let source = ["mod.rs", "pages.rs"].map(read).concat();
    let methods: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("    pub fn ")?.split_once("(&self"))
        .map(|(name, _)| name)
        .collect();
    assert!(
        methods.contains(&"send") && methods.contains(&"iter"),
        "{methods:?}"
    );
    let parameters: Vec<Value> = methods
        .iter()
        .map(|name| json!({"name": name, "in": "query", "type": "string"}))
        .collect();
    let document = json!({"swagger": "2.0", "paths": {"/a": {"get": {"parameters": parameters}}}});
    let spec = Spec::from_slice(document.to_string().as_bytes()).expect("reads");
    for parameter in &spec.resources[0].operations[0].parameters {
        assert!(!methods.contains(&&*parameter.ident), "{}", parameter.ident);
    }
}
