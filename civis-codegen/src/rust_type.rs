//! The Rust type of a field, a parameter, a response.

use civis_spec::{Location, Operation, Parameter, Spec, Type, TypeId};

use crate::code::{Code, code};
use crate::support_names::SupportNames;

/// The module in which types are written, and so how they are named there.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) spec: &'a Spec,
    /// Path of the `types` module, with `::`; empty inside it.
    pub(crate) types: &'static str,
    pub(crate) names: SupportNames,
}

impl Scope<'_> {
    /// The type of a field or a response.
    pub(crate) fn field(&self, ty: &Type) -> Code {
        match ty {
            // Rows of cells: a null cell is data.
            Type::List(rows) if matches!(&**rows, Type::List(cell) if is_scalar(cell)) => {
                let Type::List(cell) = &**rows else {
                    return self.argument(ty);
                };
                let cell = self.argument(cell);
                let SupportNames { option, vec, .. } = self.names;
                code!("{vec}<{vec}<{option}<{cell}>>>", vec, option, cell)
            }
            Type::List(item) => self.list(&self.field(item)),
            Type::Map(value) => self.map(&self.field(value)),
            _ => self.argument(ty),
        }
    }

    /// The type of a parameter, inside `Arg`.
    pub(crate) fn argument(&self, ty: &Type) -> Code {
        Code::from(match ty {
            Type::Any => self.names.value,
            Type::String => self.names.string,
            Type::File => self.names.blob,
            // No item of a generated module is named like a primitive type.
            Type::Integer => "i64",
            Type::Number => "f64",
            Type::Boolean => "bool",
            Type::Timestamp => self.names.timestamp,
            Type::Date => self.names.date,
            Type::List(item) => return self.list(&self.argument(item)),
            Type::Map(value) => return self.map(&self.argument(value)),
            Type::Record(id) | Type::Enum(id) => return self.named(*id),
        })
    }

    /// The type of a parameter, which may take a file in place of text.
    pub(crate) fn parameter(&self, parameter: &Parameter) -> Code {
        match &parameter.ty {
            Type::List(_) if parameter.takes_file => {
                self.list(&Code::from(self.names.text_or_file))
            }
            _ if parameter.takes_file => Code::from(self.names.text_or_file),
            ty => self.argument(ty),
        }
    }

    /// The type that a method takes for a required parameter. A scalar in the path cannot be
    /// null.
    pub(crate) fn required(&self, parameter: &Parameter) -> Code {
        let ty = self.parameter(parameter);
        if parameter.location == Location::Path && is_plain(&parameter.ty) {
            return code!("impl {path_arg}<{ty}>", path_arg = self.names.path_arg, ty);
        }
        let SupportNames { arg, into, .. } = self.names;
        code!("impl {into}<{arg}<{ty}>>", into, arg, ty)
    }

    /// The type of the call of an operation.
    pub(crate) fn call(&self, operation: &Operation) -> Code {
        let call = self.call_name(operation);
        match &operation.response {
            Some(Type::List(item)) if operation.paged => {
                code!("{call}<{item}>", call, item = self.field(item))
            }
            Some(ty) => code!("{call}<{ty}>", call, ty = self.field(ty)),
            None if self.spec.has_undeclared_response(operation) => {
                code!("{call}<{blob}>", call, blob = self.names.blob)
            }
            None => code!("{call}<()>", call),
        }
    }

    /// The name of that type, without its parameter.
    pub(crate) fn call_name(&self, operation: &Operation) -> &'static str {
        match &operation.response {
            Some(Type::List(_)) if operation.paged => self.names.paged_call,
            Some(_) if operation.paging.is_some() => self.names.list_call,
            _ => self.names.call,
        }
    }

    fn list(&self, item: &Code) -> Code {
        code!("{vec}<{item}>", vec = self.names.vec, item)
    }

    fn map(&self, value: &Code) -> Code {
        let SupportNames { map, string, .. } = self.names;
        code!("{map}<{string}, {value}>", map, string, value)
    }

    fn named(&self, id: TypeId) -> Code {
        let ident = &self.spec.type_def(id).ident;
        code!("{types}{ident}", types = self.types, ident)
    }
}

/// Whether a parameter in the path is a scalar.
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
