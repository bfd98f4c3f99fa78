//! The type of a field, a parameter, an answer.

use std::borrow::Cow;

use civis_spec::{Spec, Type, TypeId};

use crate::builders::Builders;
use crate::names::Names;

/// Where a type is written, and so how it names others.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The named types.
    pub(crate) spec: &'a Spec,
    /// Path of the `types` module, with `::`; empty inside it.
    pub(crate) types: &'a str,
    /// What the support module is called there.
    pub(crate) names: Names,
    /// The structs of optional parameters.
    pub(crate) builders: &'a Builders<'a>,
}

impl Scope<'_> {
    /// What a field or an answer is.
    pub(crate) fn field(&self, ty: &Type) -> Cow<'static, str> {
        match ty {
            // Rows of cells: a null cell is data.
            Type::List(rows) if matches!(&**rows, Type::List(cell) if is_scalar(cell)) => {
                let Type::List(cell) = &**rows else {
                    return self.argument(ty);
                };
                let cell = self.argument(cell);
                let Names { option, vec, .. } = self.names;
                format!("{vec}<{vec}<{option}<{cell}>>>").into()
            }
            Type::List(item) => self.list(&self.field(item)),
            Type::Map(value) => self.map(&self.field(value)),
            _ => self.argument(ty),
        }
    }

    /// What a parameter takes, inside `Arg`.
    pub(crate) fn argument(&self, ty: &Type) -> Cow<'static, str> {
        Cow::Borrowed(match ty {
            Type::Any => self.names.value,
            Type::String => self.names.string,
            Type::File => self.names.blob,
            // No item of an expanded module is called as a primitive type.
            Type::Integer => "i64",
            Type::Number => "f64",
            Type::Boolean => "bool",
            Type::Timestamp => self.names.timestamp,
            Type::Date => self.names.date,
            Type::List(item) => return self.list(&self.argument(item)),
            Type::Map(value) => return self.map(&self.argument(value)),
            Type::Record(id) | Type::Enum(id) => return self.named(*id).into(),
        })
    }

    /// What a method takes for a required parameter: plain values where the
    /// parameter is part of the path, which holds no null.
    pub(crate) fn given(&self, ty: &Type, in_path: bool) -> Cow<'static, str> {
        match ty {
            Type::String if in_path => "&str".into(),
            ty if in_path && is_plain(ty) => self.argument(ty),
            _ => {
                let Names { arg, into, .. } = self.names;
                format!("impl {into}<{arg}<{}>>", self.argument(ty)).into()
            }
        }
    }

    fn list(&self, item: &str) -> Cow<'static, str> {
        format!("{}<{item}>", self.names.vec).into()
    }

    fn map(&self, value: &str) -> Cow<'static, str> {
        let Names { map, string, .. } = self.names;
        format!("{map}<{string}, {value}>").into()
    }

    fn named(&self, id: TypeId) -> String {
        format!("{}{}", self.types, self.spec.type_def(id).ident)
    }
}

/// Whether a path takes the plain value.
pub(crate) fn is_plain(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Integer | Type::Number | Type::Boolean | Type::String
    )
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Any | Type::List(_) | Type::Map(_) | Type::Record(_)
    )
}
