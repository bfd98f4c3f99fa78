//! Checks the invariants of models and errors.

use std::collections::{BTreeMap, HashSet};

use civis_spec::{Error, Operation, Resource, Spec, Type, TypeKind};
use proptest::prelude::*;
use serde_json::Value;

fn distinct<'n>(
    scope: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<(), TestCaseError> {
    let mut seen = HashSet::new();
    for name in names {
        prop_assert!(
            syn::parse_str::<syn::Ident>(name).is_ok(),
            "{scope}: {name:?} is not an identifier"
        );
        prop_assert!(seen.insert(name), "{scope}: {name} is a duplicate");
    }
    Ok(())
}

pub(crate) fn check_model(spec: &Spec) -> Result<(), TestCaseError> {
    let types = spec.types.iter();
    distinct(
        "types",
        types.flat_map(|ty| {
            std::iter::once(&*ty.ident).chain(ty.aliases.iter().map(|alias| &**alias))
        }),
    )?;
    for ty in &spec.types {
        match &ty.kind {
            TypeKind::Record(fields) => {
                distinct(
                    &ty.ident,
                    fields.iter().map(|field| &*field.ident).chain(["extra"]),
                )?;
            }
            TypeKind::Enum(variants) => {
                distinct(
                    &ty.ident,
                    variants
                        .iter()
                        .map(|variant| &*variant.ident)
                        .chain(["Unknown"]),
                )?;
            }
        }
    }
    check_size(spec)?;
    let modules = spec.resources.iter().map(|resource| &*resource.ident);
    distinct("modules", modules.chain(["civis", "session", "types"]))?;
    spec.resources.iter().try_for_each(check_resource)
}

fn check_resource(resource: &Resource) -> Result<(), TestCaseError> {
    let operations = || resource.operations.iter();
    let methods = operations()
        .flat_map(|one| &one.methods)
        .map(|method| &*method.ident);
    distinct(&resource.name, methods)?;
    let builders = operations().filter_map(|one| Some(&*one.methods.first()?.type_ident));
    distinct(&resource.name, builders.chain([&*resource.type_ident]))?;
    operations().try_for_each(check_operation)
}

fn check_operation(operation: &Operation) -> Result<(), TestCaseError> {
    let reserved = [
        "arg",
        "clone",
        "deref",
        "fmt",
        "into",
        "iter",
        "pages",
        "request",
        "send",
        "send_json",
        "send_raw",
    ];
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| &*parameter.ident);
    distinct(&operation.path, parameters.chain(reserved))?;
    for method in operation.methods.iter().skip(1) {
        prop_assert_eq!(&method.type_ident, &operation.methods[0].type_ident);
    }
    prop_assert!(operation.path.starts_with('/'));
    Ok(())
}

/// Every identifier, keyed by what it names. The order of the file does not matter.
pub(crate) fn all_names(spec: &Spec) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for ty in &spec.types {
        let of = |part: &str| format!("type {} {part}", ty.ident);
        match &ty.kind {
            TypeKind::Record(fields) => {
                names.extend(
                    fields
                        .iter()
                        .map(|one| (of(&one.wire), one.ident.to_string())),
                );
            }
            TypeKind::Enum(variants) => {
                names.extend(
                    variants
                        .iter()
                        .map(|one| (of(&one.wire), one.ident.to_string())),
                );
            }
        }
    }
    for resource in &spec.resources {
        names.insert(resource.name.clone(), resource.ident.to_string());
        for operation in &resource.operations {
            let of = |part: String| format!("{} {} {part}", operation.http_method, operation.path);
            for method in &operation.methods {
                let idents = format!("{} {}", method.ident, method.type_ident);
                names.insert(of(method.name.clone()), idents);
            }
            names.extend(operation.parameters.iter().map(|one| {
                let key = of(format!("{:?} {}", one.location, one.wire));
                (key, one.ident.to_string())
            }));
        }
    }
    names
}

/// Checks that a record contains itself only through a box, a list or a map.
fn check_size(spec: &Spec) -> Result<(), TestCaseError> {
    let mut contained: Vec<HashSet<usize>> = vec![HashSet::new(); spec.types.len()];
    for (place, ty) in spec.types.iter().enumerate() {
        if let TypeKind::Record(fields) = &ty.kind {
            for field in fields.iter().filter(|field| !field.boxed) {
                if let Type::Record(id) = field.ty {
                    contained[place].insert(id.0);
                }
            }
        }
    }
    for start in 0..contained.len() {
        let mut rest = vec![start];
        let mut seen = HashSet::new();
        while let Some(place) = rest.pop() {
            prop_assert!(
                !contained[place].contains(&start),
                "{} contains itself",
                spec.types[start].ident
            );
            rest.extend(contained[place].iter().filter(|one| seen.insert(**one)));
        }
    }
    Ok(())
}

pub(crate) fn check_error(error: &Error, document: &Value) -> Result<(), TestCaseError> {
    prop_assert!(!error.problems().is_empty());
    for problem in error.problems() {
        prop_assert!(
            document.pointer(&problem.pointer).is_some(),
            "{problem} points to nothing"
        );
        prop_assert!(!problem.message.is_empty());
    }
    Ok(())
}
