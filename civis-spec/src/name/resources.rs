//! Resources and their methods.

use std::collections::BTreeMap;

use crate::model::{Method, Resource, placeholders};
use crate::name::ident::{Ident, IdentSet, pascal_ident, snake_ident, snake_ident_except};
use crate::name::method::{MethodNames, Path};
use crate::name::parameters;
use crate::resolve::ReadOperation;

/// Names that no module of a resource may have: `session` is a field of the client, `types`
/// is another module, and `civis` would hide the crate.
const RESERVED: &[&str] = &["civis", "session", "types"];

/// Groups operations to resources, and names these and their methods.
pub(super) fn resources(operations: Vec<ReadOperation>) -> Vec<Resource> {
    let mut resources: BTreeMap<String, Vec<ReadOperation>> = BTreeMap::new();
    for mut read in operations {
        parameters::name(&mut read.operation.parameters);
        let name = Path::new(&read.operation.path).resource();
        resources.entry(name).or_default().push(read);
    }
    let mut modules = IdentSet::default();
    let resources = resources.into_iter();
    resources
        .map(|(name, operations)| resource(name, operations, &mut modules))
        .collect()
}

fn resource(name: String, operations: Vec<ReadOperation>, modules: &mut IdentSet) -> Resource {
    let stem = match name.trim_matches(['{', '}']) {
        "" => "root",
        stem => stem,
    };
    let mut methods = IdentSet::default();
    let mut types = IdentSet::default();
    let type_ident = types.pascal(pascal_ident(&[stem]));
    let mut operations: Vec<(Option<MethodNames>, ReadOperation)> = operations
        .into_iter()
        .map(|read| (offered_names(&read), read))
        .collect();
    // Newer names have precedence over older ones.
    for (names, read) in &mut operations {
        if let Some(names) = names {
            let type_ident = types.pascal(pascal_ident(&[&names.name]));
            let method = Method {
                ident: method_ident(&mut methods, &names.name, &read.operation.path),
                name: names.name.clone(),
                type_ident,
                deprecated: read.deprecated.clone(),
            };
            read.operation.methods.push(method);
        }
    }
    for (names, read) in &mut operations {
        let legacy = names.as_ref().and_then(|names| names.legacy.clone());
        let (Some(legacy), [newer, ..]) = (legacy, &*read.operation.methods) else {
            continue;
        };
        let note = format!("use `{}`, the newer name of the same operation", newer.name);
        let method = Method {
            ident: method_ident(&mut methods, &legacy, &read.operation.path),
            name: legacy,
            type_ident: newer.type_ident.clone(),
            deprecated: Some(match &read.deprecated {
                Some(reason) => format!("{note}; {reason}"),
                None => note,
            }),
        };
        read.operation.methods.push(method);
    }
    let operations = operations.into_iter();
    Resource {
        ident: modules.snake(snake_ident_except(stem, RESERVED)),
        type_ident,
        operations: operations.map(|(_, read)| read.operation).collect(),
        name,
    }
}

/// The official names, or `None` if the official client omits the operation, as it does if
/// the summary contains `deprecated`.
fn offered_names(read: &ReadOperation) -> Option<MethodNames> {
    let operation = &read.operation;
    let path = Path::new(&operation.path);
    let is_omitted = operation.summary.to_lowercase().contains("deprecated");
    (path.is_offered() && !is_omitted)
        .then(|| MethodNames::new(path, operation.http_method, read.is_array))
}

/// The name as an identifier. If it is used, the placeholders of the path are added, which
/// distinguish the operations.
fn method_ident(methods: &mut IdentSet, name: &str, path: &str) -> Ident {
    let mut ident = snake_ident(name);
    if methods.contains(&ident) {
        let placeholders: Vec<&str> = placeholders(path).collect();
        if !placeholders.is_empty() {
            ident = snake_ident(&format!("{name}_by_{}", placeholders.join("_and_")));
        }
    }
    methods.snake(ident)
}
