//! Where a type is used, for its doc comment.

use std::fmt::Write as _;

use civis_spec::{Method, Resource, Spec, Type, TypeId, TypeKind};

/// How many uses of each kind the comment of a type names.
const SHOWN: usize = 3;

/// Where each type of a specification is used, with links from the `types` module.
pub(crate) struct Uses {
    of_types: Vec<OfType>,
}

/// Where a type is used.
#[derive(Clone, Default)]
struct OfType {
    returned_by: Links,
    taken_by: Links,
    within: Links,
}

/// The first links, and the number of all.
#[derive(Clone, Default)]
struct Links {
    shown: Vec<String>,
    count: usize,
}

impl Links {
    fn add(&mut self, link: impl FnOnce() -> String) {
        self.count += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(link());
        }
    }

    /// Appends a sentence.
    fn write(&self, begin: &str, doc: &mut String) {
        if self.shown.is_empty() {
            return;
        }
        doc.push_str(if doc.is_empty() { "" } else { " " });
        let _ = write!(doc, "{begin} {}", self.shown.join(", "));
        if self.count > self.shown.len() {
            let _ = write!(doc, " and {} more", self.count - self.shown.len());
        }
        doc.push('.');
    }
}

impl Uses {
    pub(crate) fn new(spec: &Spec) -> Self {
        let mut of_types = vec![OfType::default(); spec.types.len()];
        for resource in &spec.resources {
            for operation in &resource.operations {
                let Some(method) = operation.methods.first() else {
                    continue;
                };
                if let Some(TypeId(id)) = operation.response.as_ref().and_then(named) {
                    let links = &mut of_types[id].returned_by;
                    links.add(|| link(resource, method));
                }
                for parameter in &operation.parameters {
                    if let Some(TypeId(id)) = named(&parameter.ty) {
                        of_types[id].taken_by.add(|| link(resource, method));
                    }
                }
            }
        }
        for holder in &spec.types {
            let TypeKind::Record(fields) = &holder.kind else {
                continue;
            };
            for field in fields {
                if let Some(TypeId(id)) = named(&field.ty) {
                    let (ident, field) = (&holder.ident, &field.ident);
                    let links = &mut of_types[id].within;
                    links.add(|| format!("[`{ident}::{field}`]"));
                }
            }
        }
        Self { of_types }
    }

    /// Where a type is used, in a few sentences.
    pub(crate) fn of(&self, TypeId(id): TypeId) -> String {
        let OfType {
            returned_by,
            taken_by,
            within,
        } = &self.of_types[id];
        let mut doc = String::new();
        returned_by.write("Returned by", &mut doc);
        taken_by.write("Taken by", &mut doc);
        within.write("In", &mut doc);
        doc
    }
}

fn link(resource: &Resource, method: &Method) -> String {
    let (module, ty, method) = (&resource.ident, &resource.type_ident, &method.ident);
    format!("[`{module}.{method}`](super::{module}::{ty}::{method})")
}

/// The named type inside a type.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::List(inner) | Type::Map(inner) => named(inner),
        Type::Record(id) | Type::Enum(id) => Some(*id),
        _ => None,
    }
}
