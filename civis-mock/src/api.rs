//! The specification, indexed for the server.

use std::collections::HashMap;

use civis_spec::{Field, HttpMethod, Operation, Spec, Type, TypeDef, TypeId, TypeKind, Variant};

use crate::route::{Router, is_placeholder};

/// The operations and types of a specification, with their routes.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Types,
    pub(crate) router: Router,
    by_path: HashMap<(HttpMethod, String), usize>,
}

/// The named types.
#[derive(Debug)]
pub(crate) struct Types(Vec<TypeDef>);

impl Api {
    pub(crate) fn new(spec: Spec) -> Self {
        let operations: Vec<Operation> = spec
            .resources
            .into_iter()
            .flat_map(|resource| resource.operations)
            .collect();
        let router = Router::new(&spec.base_path, &operations);
        let by_path = operations
            .iter()
            .enumerate()
            .map(|(index, operation)| {
                (
                    (operation.http_method, without_names(&operation.path)),
                    index,
                )
            })
            .collect();
        Api {
            operations,
            types: Types(spec.types),
            router,
            by_path,
        }
    }

    /// The operation of a method on a path. The names of placeholders may differ.
    pub(crate) fn find(&self, method: HttpMethod, path: &str) -> Option<usize> {
        self.by_path.get(&(method, without_names(path))).copied()
    }
}

/// A path without the names of its placeholders and without a trailing `/`.
fn without_names(path: &str) -> String {
    path.trim_matches('/')
        .split('/')
        .map(|segment| {
            if is_placeholder(segment) {
                "{}"
            } else {
                segment
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

impl Types {
    /// The properties of a record, and none of any other type.
    pub(crate) fn fields(&self, id: TypeId) -> &[Field] {
        match self.0.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Record(fields)) => fields,
            _ => &[],
        }
    }

    /// The declared values of an enum, and none of any other type.
    pub(crate) fn variants(&self, id: TypeId) -> &[Variant] {
        match self.0.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Enum(variants)) => variants,
            _ => &[],
        }
    }

    /// The properties of a response that is one record.
    pub(crate) fn response_fields(&self, operation: &Operation) -> &[Field] {
        match operation.response {
            Some(Type::Record(id)) => self.fields(id),
            _ => &[],
        }
    }
}
