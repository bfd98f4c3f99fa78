//! The objects of a response: lists and properties in them, by their paths.

use crate::model::paging::splits;
use crate::model::{Operation, Type};
use crate::resolve::draft::{Draft, DraftField, DraftKind};
use crate::resolve::paging::names::{ENVELOPES, INFOS, is_one_of, snake};

/// How many objects lie in each other at most: `_links.next.href`.
const MAX_DEPTH: usize = 3;

/// The response of an operation, as far as it may be a page.
pub(super) enum Page<'d> {
    /// It is a list.
    List,
    /// It is a list of lists, which is a table and no page of one.
    Table,
    /// It is an object.
    Object(Object<'d>),
    /// It is any JSON.
    Any,
    /// It is anything else, or nothing.
    Other,
}

/// An object with declared properties.
#[derive(Clone, Copy)]
pub(super) struct Object<'d> {
    drafts: &'d [Draft],
    pub(super) fields: &'d [DraftField],
}

/// A property somewhere in a response.
pub(super) struct Property<'d> {
    pub(super) path: String,
    /// Its name in snake case.
    pub(super) name: String,
    /// The name of the object that has it, in snake case; empty for the response.
    pub(super) parent: String,
    pub(super) ty: &'d Type,
}

impl<'d> Page<'d> {
    pub(super) fn new(operation: &Operation, drafts: &'d [Draft]) -> Self {
        match &operation.response {
            Some(Type::List(item)) if matches!(**item, Type::List(_)) => Self::Table,
            Some(Type::List(_)) => Self::List,
            Some(Type::Any) => Self::Any,
            Some(ty) => Object::new(ty, drafts).map_or(Self::Other, Self::Object),
            None => Self::Other,
        }
    }
}

impl<'d> Object<'d> {
    fn new(ty: &Type, drafts: &'d [Draft]) -> Option<Self> {
        let Type::Record(id) = ty else {
            return None;
        };
        match &drafts[id.0].kind {
            DraftKind::Record(fields) => Some(Self { drafts, fields }),
            DraftKind::Enum(_) => None,
        }
    }

    /// The object that a property is.
    pub(super) fn inner(self, field: &DraftField) -> Option<Self> {
        Self::new(&field.ty, self.drafts)
    }

    /// The type at a path, [`Type::Any`] also where the path leads through any JSON.
    pub(super) fn at(self, path: &str) -> Option<&'d Type> {
        splits(path).find_map(|(name, rest)| {
            let field = self.fields.iter().find(|field| field.wire == name)?;
            match (rest, &field.ty) {
                (None, ty) | (Some(_), ty @ Type::Any) => Some(ty),
                (Some(rest), _) => self.inner(field)?.at(rest),
            }
        })
    }

    /// All properties, also those of objects in it that are usual in a page.
    pub(super) fn properties(self) -> Vec<Property<'d>> {
        let mut all = Vec::new();
        self.collect("", "", MAX_DEPTH, &mut all);
        all
    }

    fn collect(self, path: &str, parent: &str, depth: usize, all: &mut Vec<Property<'d>>) {
        for field in self.fields {
            let name = snake(&field.wire);
            let path = match path {
                "" => field.wire.clone(),
                path => format!("{path}.{}", field.wire),
            };
            let is_usual = |names| is_one_of(&field.wire, names);
            let leads_on = is_usual(INFOS) || is_usual(ENVELOPES) || name == "next";
            if let Some(inner) = self.inner(field).filter(|_| leads_on && depth > 1) {
                inner.collect(&path, &name, depth - 1, all);
            }
            all.push(Property {
                path,
                name,
                parent: parent.to_owned(),
                ty: &field.ty,
            });
        }
    }
}

/// Whether a type is a list of items.
pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(item) if !matches!(**item, Type::List(_)))
}
