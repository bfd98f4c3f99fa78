//! Resources and their methods.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{HttpMethod, Method, Operation, Resource, placeholders};
use crate::name::ident::{Ident, IdentSet, pascal_ident, snake_ident, snake_ident_except};
use crate::name::method::MethodNames;
use crate::name::parameters;
use crate::name::scheme::Scheme;
use crate::resolve::ReadOperation;

/// Names that no module of a resource may have: `session` is a field of the client, `types`
/// is another module, and `civis` would hide the crate.
const RESERVED: &[&str] = &["civis", "session", "types"];

/// Groups operations to resources, and names these and their methods.
pub(super) fn resources(operations: Vec<ReadOperation>, scheme: &Scheme) -> Vec<Resource> {
    let mut resources: BTreeMap<String, Vec<ReadOperation>> = BTreeMap::new();
    for mut read in operations {
        parameters::name(&mut read.operation.parameters);
        let name = scheme.resource(&read.operation.path);
        resources.entry(name).or_default().push(read);
    }
    let mut modules = IdentSet::default();
    let resources = resources.into_iter();
    resources
        .map(|(name, operations)| resource(name, operations, scheme, &mut modules))
        .collect()
}

fn resource(
    name: String,
    operations: Vec<ReadOperation>,
    scheme: &Scheme,
    modules: &mut IdentSet,
) -> Resource {
    let stem = match name.trim_matches(['{', '}']) {
        "" => "root",
        stem => stem,
    };
    let mut methods = Methods::new(&operations);
    let mut types = IdentSet::default();
    let type_ident = types.pascal(pascal_ident(&[stem]));
    let mut operations: Vec<(Option<MethodNames>, ReadOperation)> = operations
        .into_iter()
        .map(|read| (scheme.methods(&read), read))
        .collect();
    // Newer names have precedence over older ones.
    for (names, read) in &mut operations {
        if let Some(names) = names {
            let type_ident = types.pascal(pascal_ident(&[&names.name]));
            let method = Method {
                ident: methods.ident(&names.name, &read.operation),
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
            ident: methods.ident(&legacy, &read.operation),
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

/// The identifiers of the methods of a resource.
struct Methods {
    idents: IdentSet,
    /// The operations whose path differs from that of another only in a trailing `/`.
    with_slash: BTreeSet<(HttpMethod, String)>,
}

impl Methods {
    fn new(operations: &[ReadOperation]) -> Self {
        let operations = operations.iter().map(|read| &read.operation);
        let paths: BTreeSet<(HttpMethod, &str)> = operations
            .map(|one| (one.http_method, &*one.path))
            .collect();
        let with_slash = paths.iter().filter(|(http_method, path)| {
            let bare = path.strip_suffix('/');
            bare.is_some_and(|bare| paths.contains(&(*http_method, bare)))
        });
        Self {
            idents: IdentSet::default(),
            with_slash: with_slash
                .map(|(http_method, path)| (*http_method, (*path).to_owned()))
                .collect(),
        }
    }

    /// The name as an identifier. If it is used, the placeholders of the path are added, or
    /// `slash`, whichever distinguishes the operations.
    fn ident(&mut self, name: &str, operation: &Operation) -> Ident {
        let mut ident = snake_ident(name);
        if self.idents.contains(&ident) {
            let path = &operation.path;
            let placeholders: Vec<&str> = placeholders(path).collect();
            if self
                .with_slash
                .contains(&(operation.http_method, path.clone()))
            {
                ident = snake_ident(&format!("{name}_slash"));
            } else if !placeholders.is_empty() {
                ident = snake_ident(&format!("{name}_by_{}", placeholders.join("_and_")));
            }
        }
        self.idents.snake(ident)
    }
}
