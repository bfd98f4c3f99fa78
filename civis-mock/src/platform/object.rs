//! Objects: properties whose names match in camel case and in snake case.

use serde_json::{Map, Value};

use crate::names::same_name;

/// Properties by name.
pub(crate) type Object = Map<String, Value>;

/// The properties of a JSON object, and none of any other value.
pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

/// A property, whatever the case style of its name.
pub(crate) fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        let mut entries = object.iter();
        entries.find_map(|(key, value)| same_name(key, name).then_some(value))
    })
}

/// A property of a JSON object, or null.
pub(crate) fn property<'a>(value: &'a Value, name: &str) -> &'a Value {
    let found = value.as_object().and_then(|object| get(object, name));
    found.unwrap_or(&Value::Null)
}

/// A property that is text.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    get(object, name).and_then(Value::as_str)
}

/// A property that is true or false.
pub(crate) fn flag(object: &Object, name: &str) -> Option<bool> {
    get(object, name).and_then(Value::as_bool)
}

/// A property that is a natural number.
pub(crate) fn number(object: &Object, name: &str) -> Option<u64> {
    get(object, name).and_then(Value::as_u64)
}

/// A natural number, or the error that it is missing.
pub(crate) fn required_number(object: &Object, name: &str) -> Result<u64, String> {
    number(object, name).ok_or_else(|| format!("`{name}` is not set"))
}

/// Replaces a property, whatever the case style of its name.
pub(crate) fn set(object: &mut Object, name: &str, value: Value) {
    object.retain(|key, _| key == name || !same_name(key, name));
    object.insert(name.to_owned(), value);
}

/// Replaces properties by those of another object.
pub(crate) fn set_all(object: &mut Object, properties: Object) {
    for (name, value) in properties {
        set(object, &name, value);
    }
}
