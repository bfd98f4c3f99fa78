//! Documents with similar definitions, before and after one of them changes.

use std::collections::BTreeMap;

use civis_spec::{Spec, TypeDef, TypeKind};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names of definitions. Some differ only in a number.
const NAMES: [&str; 8] = [
    "File", "Project", "User", "Output", "Output2", "Output3", "Object7", "Object59",
];

/// The properties of each definition. There are few, so that many definitions are equivalent.
pub(crate) fn definitions() -> impl Strategy<Value = BTreeMap<&'static str, Vec<usize>>> {
    let properties = proptest::sample::subsequence(vec![0, 1, 2, 3], 1..3);
    proptest::collection::btree_map(proptest::sample::select(&NAMES[..]), properties, 2..8)
}

pub(crate) fn read(definitions: &BTreeMap<&'static str, Vec<usize>>) -> Spec {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for (name, properties) in definitions {
        let properties: Map<String, Value> = properties
            .iter()
            .map(|index| match index {
                0 => ("id", json!({"type": "integer"})),
                1 => ("state", json!({"type": "string", "enum": ["on", "off"]})),
                2 => ("state", json!({"type": "string", "enum": ["gone"]})),
                3 => ("owner", json!({"properties": {"id": {"type": "integer"}}})),
                _ => ("new", json!({"type": "string"})),
            })
            .map(|(name, schema)| (name.to_owned(), schema))
            .collect();
        schemas.insert((*name).to_owned(), json!({"properties": properties}));
        let schema = json!({"$ref": format!("#/definitions/{name}")});
        let get = json!({"get": {"responses": {"200": {"schema": schema}}}});
        paths.insert(format!("/{name}"), get);
    }
    let document = json!({"swagger": "2.0", "paths": paths, "definitions": schemas});
    Spec::from_slice(document.to_string().as_bytes()).expect("reads")
}

fn named<'s>(spec: &'s Spec, name: &str) -> Option<&'s TypeDef> {
    let mut types = spec.types.iter();
    types.find(|ty| ty.ident == *name || ty.aliases.iter().any(|alias| alias == name))
}

/// The wire names of the fields of a record, or of the values of an enum.
fn content(spec: &Spec, name: &str) -> Option<Vec<String>> {
    let ty = named(spec, name)?;
    Some(match &ty.kind {
        TypeKind::Record(fields) => fields.iter().map(|field| field.wire.clone()).collect(),
        TypeKind::Enum(values) => values.iter().map(|value| value.wire.clone()).collect(),
    })
}

/// Checks that every definition except the changed one keeps its name and content, with the
/// types that are declared inline in it.
pub(crate) fn check(
    definitions: &BTreeMap<&'static str, Vec<usize>>,
    changed: &str,
    old: &Spec,
    new: &Spec,
) -> Result<(), TestCaseError> {
    for name in definitions.keys().filter(|name| **name != changed) {
        for inner in ["", "State", "Owner"] {
            let name = format!("{name}{inner}");
            prop_assert_eq!(content(old, &name), content(new, &name), "{}", name);
        }
        let has_number = name.ends_with(|char: char| char.is_ascii_digit());
        if !has_number && *name != "Output" {
            for spec in [old, new] {
                let ty = named(spec, name).expect("a separate type");
                prop_assert_eq!(&*ty.ident, *name);
                prop_assert_eq!(&*ty.source, *name);
                prop_assert!(ty.aliases.is_empty());
            }
        }
    }
    Ok(())
}
