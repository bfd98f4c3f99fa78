//! The specification, laid out for the server.

use std::collections::HashMap;

use civis_spec::{Field, HttpMethod, Operation, Spec, Type, TypeDef, TypeId, TypeKind, Variant};

use crate::route::Router;

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
            .map(|(index, operation)| ((operation.http_method, shape(&operation.path)), index))
            .collect();
        Api {
            operations,
            types: Types(spec.types),
            router,
            by_path,
        }
    }

    /// The operation of a verb on a path, whatever the placeholders' names.
    pub(crate) fn find(&self, verb: HttpMethod, path: &str) -> Option<usize> {
        self.by_path.get(&(verb, shape(path))).copied()
    }
}

/// A path without the names of its placeholders and without a trailing `/`.
fn shape(path: &str) -> String {
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

/// Whether a segment of a declared path stands for any text.
pub(crate) fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

impl Types {
    /// The properties of a record, none for anything else.
    pub(crate) fn fields(&self, id: TypeId) -> &[Field] {
        match self.0.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Record(fields)) => fields,
            _ => &[],
        }
    }

    /// The known values of an enum, none for anything else.
    pub(crate) fn variants(&self, id: TypeId) -> &[Variant] {
        match self.0.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Enum(variants)) => variants,
            _ => &[],
        }
    }

    /// The properties of an answer that is one record.
    pub(crate) fn answer_fields(&self, operation: &Operation) -> &[Field] {
        match operation.response {
            Some(Type::Record(id)) => self.fields(id),
            _ => &[],
        }
    }
}

/// Whether two names differ at most in their case style: `remoteHostId` and
/// `remote_host_id`.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> + '_ {
        name.bytes()
            .filter(|byte| *byte != b'_')
            .map(|byte| byte.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}
