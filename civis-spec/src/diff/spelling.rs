//! Types and names as the generated code spells them.

use crate::model::{Field, Method, Operation, Resource, Spec, Type};

/// A type, without paths.
pub(super) fn ty(spec: &Spec, ty: &Type) -> String {
    match ty {
        Type::Any => "Value".to_owned(),
        Type::String => "String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Number => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::File => "Blob".to_owned(),
        Type::List(item) => format!("Vec<{}>", self::ty(spec, item)),
        Type::Map(value) => format!("BTreeMap<String, {}>", self::ty(spec, value)),
        Type::Record(id) | Type::Enum(id) => spec.type_def(*id).ident.to_string(),
    }
}

/// The type of a field, without its `Option`.
pub(super) fn field_type(spec: &Spec, field: &Field) -> String {
    let ty = ty(spec, &field.ty);
    if field.boxed {
        format!("Box<{ty}>")
    } else {
        ty
    }
}

/// Resource and method as callers write them: `jobs.get`.
pub(super) fn method(resource: &Resource, method: &Method) -> String {
    format!("{}.{}", resource.ident, method.ident)
}

/// All methods of an operation, the newest first.
pub(super) fn methods(resource: &Resource, operation: &Operation) -> Vec<String> {
    let methods = operation.methods.iter();
    methods.map(|one| method(resource, one)).collect()
}

/// HTTP method and path: `GET /jobs/{id}`.
pub(super) fn target(operation: &Operation) -> String {
    format!("{} {}", operation.http_method, operation.path)
}
