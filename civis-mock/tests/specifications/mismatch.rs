//! Compares values with their declared types.

use civis_spec::{Spec, Type, TypeKind};
use serde_json::{Map, Value};

/// Where and how a value differs from its declared type. Nulls and undeclared keys are
/// mismatches too.
pub(crate) fn mismatch(spec: &Spec, ty: &Type, value: &Value) -> Option<String> {
    let check = |valid: bool| (!valid).then(|| format!(": {value} is not {ty:?}"));
    let inside = |key: &str, problem: Option<String>| problem.map(|p| format!(".{key}{p}"));
    match ty {
        Type::Any => None,
        Type::String | Type::File => check(value.is_string()),
        Type::Integer => check(value.is_i64()),
        Type::Number => check(value.is_number()),
        Type::Boolean => check(value.is_boolean()),
        Type::Timestamp => check(
            value
                .as_str()
                .is_some_and(|text| text.len() == 24 && text.ends_with('Z')),
        ),
        Type::Date => check(value.as_str().is_some_and(|text| text.len() == 10)),
        Type::List(of) => match value.as_array() {
            None => check(false),
            Some(items) => items
                .iter()
                .find_map(|item| inside("[]", mismatch(spec, of, item))),
        },
        Type::Map(of) => match value.as_object() {
            None => check(false),
            Some(items) => {
                let mut items = items.iter();
                items.find_map(|(key, item)| inside(key, mismatch(spec, of, item)))
            }
        },
        Type::Record(id) | Type::Enum(id) => match (&spec.type_def(*id).kind, value) {
            (TypeKind::Enum(variants), Value::String(text)) => {
                check(variants.iter().any(|variant| variant.wire == *text))
            }
            (TypeKind::Record(fields), Value::Object(entries)) => {
                entries.iter().find_map(|(key, item)| {
                    match fields.iter().find(|field| field.wire == *key) {
                        Some(field) => inside(key, mismatch(spec, &field.ty, item)),
                        None => inside(key, Some(" is not declared".to_owned())),
                    }
                })
            }
            _ => check(false),
        },
    }
}

/// Removes the nulls of unset fields.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items
            .into_iter()
            .filter(|item| !item.is_null())
            .map(without_nulls)
            .collect(),
        Value::Object(entries) => entries
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        value => value,
    }
}
