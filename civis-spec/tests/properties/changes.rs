//! Changes of documents.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value};

use super::documents::{json_value, key};

/// A change to any node of a document.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Replace(Index, Value),
    Rename(Index, String),
    Copy(Index, Index),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), json_value()).prop_map(|(at, value)| Change::Replace(at, value)),
        (any::<Index>(), key()).prop_map(|(at, key)| Change::Rename(at, key)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Copy(from, to)),
    ]
}

/// Collects the JSON pointers of all nodes below the root.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, value) in children {
        let at = format!("{at}/{key}");
        pointers(value, &at, found);
        found.push(at);
    }
}

pub(crate) fn changed(mut document: Value, changes: &[Change]) -> Value {
    for change in changes {
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        if places.is_empty() {
            break;
        }
        match change {
            Change::Replace(at, value) => {
                set(&mut document, at.get::<String>(&places), value.clone())
            }
            Change::Copy(from, to) => {
                let value = document
                    .pointer(from.get::<String>(&places))
                    .cloned()
                    .unwrap_or_default();
                set(&mut document, to.get::<String>(&places), value);
            }
            Change::Rename(at, name) => rename(&mut document, at.get::<String>(&places), name),
        }
    }
    document
}

fn set(document: &mut Value, at: &str, value: Value) {
    if let Some(place) = document.pointer_mut(at) {
        *place = value;
    }
}

fn rename(document: &mut Value, at: &str, name: &str) {
    let Some((parent, key)) = at.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(map)) = document.pointer_mut(parent) {
        let key = key.replace("~1", "/").replace("~0", "~");
        if let Some(value) = map.remove(&key) {
            map.insert(name.to_owned(), value);
        }
    }
}

/// The text of a document with the entries of every object, and all parameters, in
/// reverse order.
pub(crate) fn reversed(document: &Value) -> String {
    match document {
        Value::Object(map) => {
            let entries = map.iter().rev().map(|(key, value)| {
                let value = match value {
                    Value::Array(list) if key == "parameters" => {
                        let list: Vec<String> = list.iter().rev().map(reversed).collect();
                        format!("[{}]", list.join(","))
                    }
                    value => reversed(value),
                };
                format!("{}:{value}", Value::from(key.as_str()))
            });
            let entries: Vec<String> = entries.collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(reversed).collect();
            format!("[{}]", list.join(","))
        }
        other => other.to_string(),
    }
}

/// The text of a document with its paths and definitions in another order.
pub(crate) fn reordered(document: &Value, by: usize) -> String {
    let Value::Object(root) = document else {
        return document.to_string();
    };
    let entry = |key: &str, value: String| format!("{}:{value}", Value::from(key));
    let rotated = |map: &Map<String, Value>| -> String {
        let mut entries: Vec<String> = map
            .iter()
            .map(|(key, value)| entry(key, value.to_string()))
            .collect();
        let by = by % entries.len().max(1);
        entries.rotate_left(by);
        entries.reverse();
        format!("{{{}}}", entries.join(","))
    };
    let entries: Vec<String> = root
        .iter()
        .map(|(key, value)| match value {
            Value::Object(map) if key == "paths" || key == "definitions" => {
                entry(key, rotated(map))
            }
            Value::Object(map) if key == "components" => {
                let sections = map.iter().map(|(key, value)| match value {
                    Value::Object(map) => entry(key, rotated(map)),
                    _ => entry(key, value.to_string()),
                });
                let sections: Vec<String> = sections.collect();
                entry(key, format!("{{{}}}", sections.join(",")))
            }
            _ => entry(key, value.to_string()),
        })
        .collect();
    format!("{{{}}}", entries.join(","))
}
