//! What the Platform knows of an object, and how an answer shows it: in the form
//! that the specification declares.

use civis_spec::{Type, TypeId};
use serde_json::{Map, Value};

use crate::api::{Types, same_name};
use crate::validate;

/// How deep records of nothing lie in each other before they are null.
const DEPTH: usize = 4;

/// Properties by name. Names match those of the specification in any case style.
pub(crate) type Facts = Map<String, Value>;

/// The properties of a JSON object, none of anything else.
pub(crate) fn facts(value: Value) -> Facts {
    match value {
        Value::Object(facts) => facts,
        _ => Facts::new(),
    }
}

/// A property by its name in any case style.
pub(crate) fn named<'a>(facts: &'a Facts, name: &str) -> Option<&'a Value> {
    facts.get(name).or_else(|| {
        let mut entries = facts.iter();
        entries.find_map(|(key, value)| same_name(key, name).then_some(value))
    })
}

/// The property of an object, in any case style; null for none.
pub(crate) fn part<'a>(value: &'a Value, name: &str) -> &'a Value {
    let found = value.as_object().and_then(|facts| named(facts, name));
    found.unwrap_or(&Value::Null)
}

/// Replaces a property, whatever the case style of its name.
pub(crate) fn set(facts: &mut Facts, name: &str, value: Value) {
    facts.retain(|key, _| key == name || !same_name(key, name));
    facts.insert(name.to_owned(), value);
}

/// An answer of a declared type. What is not known is null, false or empty, as
/// it is on the Platform for what nobody has set.
pub(crate) fn shown(types: &Types, ty: &Type, facts: &Facts) -> Value {
    let value = Value::Object(facts.clone());
    fitted(types, ty, &value).unwrap_or_else(|| blank(types, ty, 0))
}

/// What of a value fits a type, `None` if it is of another kind.
fn fitted(types: &Types, ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (_, Value::Null) | (Type::Any, _) => Some(value.clone()),
        (Type::Record(id), Value::Object(facts)) => Some(record(types, *id, facts, 0)),
        (Type::List(of), Value::Array(items)) => {
            items.iter().map(|item| fitted(types, of, item)).collect()
        }
        (Type::Map(of), Value::Object(entries)) => {
            let entries = entries.iter();
            let fitted = entries.map(|(key, item)| Some((key.clone(), fitted(types, of, item)?)));
            fitted.collect::<Option<Facts>>().map(Value::Object)
        }
        (Type::String, Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
        _ => validate::json(types, ty, value, "")
            .is_ok()
            .then(|| value.clone()),
    }
}

fn record(types: &Types, id: TypeId, facts: &Facts, depth: usize) -> Value {
    let fields = types.fields(id);
    if fields.is_empty() {
        return Value::Object(facts.clone());
    }
    let shown = fields.iter().map(|field| {
        let known = named(facts, &field.wire);
        // JSON values and rows are told as they are, though text is declared.
        let known = match field.wire.as_str() {
            "value" | "resultRows" => known.cloned(),
            _ => known.and_then(|value| fitted(types, &field.ty, value)),
        };
        let value = known.unwrap_or_else(|| blank(types, &field.ty, depth + 1));
        (field.wire.clone(), value)
    });
    shown.collect()
}

/// The value of a property that nobody has set.
fn blank(types: &Types, ty: &Type, depth: usize) -> Value {
    match ty {
        Type::Boolean => false.into(),
        Type::List(_) => Value::Array(Vec::new()),
        Type::Map(_) | Type::Any => Value::Object(Map::new()),
        Type::Record(id) if depth < DEPTH => record(types, *id, &Facts::new(), depth),
        _ => Value::Null,
    }
}
