//! Objects in the shape of a declared type.

use civis_spec::{Type, TypeId};
use serde_json::{Map, Value};

use super::object::{Object, get};
use crate::api::Types;
use crate::validate;

/// How deep records without values are nested before they become null.
const MAX_DEPTH: usize = 4;

/// A value of a declared type. Properties that were never set are null, false or
/// empty, as they are on the Platform.
pub(crate) fn conform(types: &Types, ty: &Type, object: &Object) -> Value {
    let value = Value::Object(object.clone());
    convert(types, ty, &value).unwrap_or_else(|| blank(types, ty, 0))
}

/// The part of a value that the type declares, or `None` if the value is of
/// another type.
fn convert(types: &Types, ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (_, Value::Null) | (Type::Any, _) => Some(value.clone()),
        (Type::Record(id), Value::Object(object)) => Some(record(types, *id, object, 0)),
        (Type::List(of), Value::Array(items)) => {
            items.iter().map(|item| convert(types, of, item)).collect()
        }
        (Type::Map(of), Value::Object(entries)) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, item)| Some((key.clone(), convert(types, of, item)?)));
            entries.collect::<Option<Object>>().map(Value::Object)
        }
        (Type::String, Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        _ => validate::json(types, ty, value, "")
            .is_ok()
            .then(|| value.clone()),
    }
}

fn record(types: &Types, id: TypeId, object: &Object, depth: usize) -> Value {
    let fields = types.fields(id);
    if fields.is_empty() {
        return Value::Object(object.clone());
    }
    let fields = fields.iter().map(|field| {
        let value = get(object, &field.wire);
        let value = match field.wire.as_str() {
            // JSON values and rows are returned unchanged, although text is declared.
            "value" | "resultRows" => value.cloned(),
            _ => value.and_then(|value| convert(types, &field.ty, value)),
        };
        let value = value.unwrap_or_else(|| blank(types, &field.ty, depth + 1));
        (field.wire.clone(), value)
    });
    fields.collect()
}

/// The value of a property that was never set.
fn blank(types: &Types, ty: &Type, depth: usize) -> Value {
    match ty {
        Type::Boolean => false.into(),
        Type::List(_) => Value::Array(Vec::new()),
        Type::Map(_) | Type::Any => Value::Object(Map::new()),
        Type::Record(id) if depth < MAX_DEPTH => record(types, *id, &Object::new(), depth),
        _ => Value::Null,
    }
}
