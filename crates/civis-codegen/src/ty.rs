//! The type of a field, a parameter, an answer.

use std::borrow::Cow;

use civis_spec::{Spec, Type, TypeId};

use crate::builders::Builders;

/// Where a type is written, and so how it names others.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The named types.
    pub(crate) spec: &'a Spec,
    /// Path of the `types` module, with `::`; empty inside it.
    pub(crate) types: &'a str,
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
                format!("__Vec<__Vec<__Option<{cell}>>>").into()
            }
            Type::List(item) => list(&self.field(item)),
            Type::Map(value) => map(&self.field(value)),
            _ => self.argument(ty),
        }
    }

    /// What a parameter takes, inside `Arg`.
    pub(crate) fn argument(&self, ty: &Type) -> Cow<'static, str> {
        Cow::Borrowed(match ty {
            Type::Any => "__Value",
            Type::String => "__String",
            Type::File => "__Blob",
            // No item of an expanded module is called as a primitive type.
            Type::Integer => "i64",
            Type::Number => "f64",
            Type::Boolean => "bool",
            Type::Timestamp => "__Timestamp",
            Type::Date => "__Date",
            Type::List(item) => return list(&self.argument(item)),
            Type::Map(value) => return map(&self.argument(value)),
            Type::Record(id) | Type::Enum(id) => return self.named(*id).into(),
        })
    }

    /// What a method takes for a required parameter: plain values where the
    /// parameter is part of the path, which holds no null.
    pub(crate) fn given(&self, ty: &Type, in_path: bool) -> Cow<'static, str> {
        match ty {
            Type::Integer | Type::Number | Type::Boolean if in_path => self.argument(ty),
            Type::String if in_path => "&str".into(),
            _ => format!("impl __Into<__Arg<{}>>", self.argument(ty)).into(),
        }
    }

    fn named(&self, id: TypeId) -> String {
        format!("{}{}", self.types, self.spec.type_def(id).ident)
    }
}

fn list(item: &str) -> Cow<'static, str> {
    format!("__Vec<{item}>").into()
}

fn map(value: &str) -> Cow<'static, str> {
    format!("__BTreeMap<__String, {value}>").into()
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Any | Type::List(_) | Type::Map(_) | Type::Record(_)
    )
}
