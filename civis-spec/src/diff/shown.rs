//! Types and names as text.

use crate::model::{Method, Operation, Resource, Spec, Type};

/// A type as the expansion spells it, without paths.
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
        Type::Record(id) | Type::Enum(id) => spec.type_def(*id).ident.clone(),
    }
}

/// Resource and method as they are called: `jobs.get`.
pub(super) fn called(resource: &Resource, method: &Method) -> String {
    format!("{}.{}", resource.ident, method.ident)
}

/// Verb and path: `GET /jobs/{id}`.
pub(super) fn target(operation: &Operation) -> String {
    format!("{} {}", operation.http_method, operation.path)
}
