//! Every valid specification generates Rust with distinct names.

use std::collections::BTreeSet;

use civis_codegen::generate;
use civis_spec::{Selection, Spec, TypeKind};

/// Reads a specification and generates the client.
pub fn check(data: &[u8]) {
    let Ok(spec) = Spec::from_slice(data) else {
        return;
    };
    let spec = spec.select(&Selection::All).expect("all resources");
    names(&spec);
    let client = generate(&spec, "Client").expect("no module has this name");
    let file = syn::parse_file(&client.to_source("::civis")).expect("the generated code is Rust");
    assert_eq!(file.items.len(), spec.resources.len() + 2);
}

fn names(spec: &Spec) {
    distinct("resources", spec.resources.iter().map(|one| &*one.ident));
    for resource in &spec.resources {
        let methods = resource.operations.iter().flat_map(|one| &one.methods);
        distinct("methods", methods.map(|method| &*method.ident));
        for operation in &resource.operations {
            let parameters = operation.parameters.iter();
            distinct("parameters", parameters.map(|one| &*one.ident));
        }
    }
    let aliases = spec.types.iter().flat_map(|ty| &ty.aliases);
    let types = spec.types.iter().map(|ty| &*ty.ident);
    distinct("types", types.chain(aliases.map(|alias| &**alias)));
    for ty in &spec.types {
        match &ty.kind {
            TypeKind::Record(fields) => distinct("fields", fields.iter().map(|one| &*one.ident)),
            TypeKind::Enum(variants) => {
                distinct("variants", variants.iter().map(|one| &*one.ident))
            }
        }
    }
}

fn distinct<'n>(what: &str, names: impl Iterator<Item = &'n str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        syn::parse_str::<syn::Ident>(name).unwrap_or_else(|_| panic!("{what}: {name:?}"));
        assert!(seen.insert(name), "{what}: {name} comes twice");
    }
}
