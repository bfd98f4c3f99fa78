//! A field into JSON.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_core::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map as Object, Value};

use super::extra::Extra;
use super::field::{Record, Slot, View, Visit};
use super::number::{integer, nearest};
use super::scalar::{exact_float, integral};
use super::timestamp::Timestamp;

/// Encodes a record in any serde format: the body of its `Serialize`.
///
/// Leaves out the fields that are not set, and writes the values of [`Extra`] under
/// their keys. If [`Extra`] has the original of a field, writes the original, unless
/// the field has been changed since.
///
/// # Errors
/// Those of the format.
pub fn serialize<R: Record, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    SerializeView(&View::Record(record)).serialize(serializer)
}

/// Converts a record into a JSON object.
#[must_use]
fn to_value(record: &dyn Record) -> Value {
    let mut object = Object::new();
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        entries(names, slots, extra, &mut |key, entry| {
            object.insert(key.to_owned(), entry.into_value());
        });
    }));
    Value::Object(object)
}

pub(crate) fn view_to_value(view: View<'_>) -> Value {
    match view {
        View::Null => Value::Null,
        View::Bool(value) => value.into(),
        View::Int(value) => value.into(),
        View::Float(value) => value.into(),
        View::Text(value) => Value::String(value.into_owned()),
        View::Timestamp(value) => Value::String(value.to_string()),
        View::Record(record) => to_value(record),
        View::List(list) => (0..list.len())
            .map(|index| view_to_value(list.at(index)))
            .collect(),
        View::Map(map) => {
            let mut object = Object::new();
            map.each(&mut |key, view| {
                object.insert(key.to_owned(), view_to_value(view));
            });
            Value::Object(object)
        }
        View::Any(value) => value.clone(),
    }
}

/// Returns the JSON pointer of the first number that is NaN or infinite, which JSON cannot hold.
pub(crate) fn not_finite(view: &View<'_>) -> Option<String> {
    let mut found = None;
    let mut entry = |key: &str, view: &View<'_>| {
        if found.is_none() {
            found = not_finite(view).map(|rest| format!("/{key}{rest}"));
        }
    };
    match view {
        View::Float(value) => return (!value.is_finite()).then(String::new),
        View::Record(record) => record.slots(&mut Visit::new(&mut |names, slots, _| {
            for (key, slot) in names.iter().zip(slots) {
                entry(key, &slot.view());
            }
        })),
        View::List(list) => {
            return (0..list.len()).find_map(|index| {
                not_finite(&list.at(index)).map(|rest| format!("/{index}{rest}"))
            });
        }
        View::Map(map) => map.each(&mut |key, view| entry(key, &view)),
        _ => {}
    }
    found
}

/// An entry of a record to be written.
enum Entry<'a> {
    Field(View<'a>),
    Preserved(&'a Value),
}

impl Entry<'_> {
    fn into_value(self) -> Value {
        match self {
            Entry::Field(view) => view_to_value(view),
            Entry::Preserved(value) => value.clone(),
        }
    }
}

/// Visits all entries to be written: the fields that are set, then the rest of the preserved values.
fn entries<'a>(
    names: &'static [&'static str],
    slots: &'a [&'a dyn Slot],
    extra: &'a Extra,
    visit: &mut dyn FnMut(&str, Entry<'a>),
) {
    for (key, slot) in names.iter().zip(slots) {
        let view = slot.view();
        match extra.get(key) {
            None if matches!(view, View::Null) => {}
            None => visit(key, Entry::Field(view)),
            Some(preserved) if matches!(view, View::Null) || matches_json(&view, preserved) => {
                visit(key, Entry::Preserved(preserved));
            }
            Some(_) => visit(key, Entry::Field(view)),
        }
    }
    for (key, preserved) in extra.iter() {
        if !names.contains(&key) {
            visit(key, Entry::Preserved(preserved));
        }
    }
}

/// Returns whether the JSON decodes to the value.
pub(crate) fn matches_json(view: &View<'_>, json: &Value) -> bool {
    match (view, json) {
        (View::Null, Value::Null) => true,
        (View::Bool(value), Value::Bool(json)) => value == json,
        (View::Bool(value), Value::Null) => !value,
        (View::Int(value), Value::Number(json)) => {
            json.as_i64().or_else(|| json.as_f64().and_then(integral)) == Some(*value)
        }
        (View::Int(value), Value::String(json)) => integer(json) == Some(*value),
        (View::Int(value), Value::Null) => *value == 0,
        (View::Float(value), Value::Number(json)) => {
            let json = json.as_i64().map_or_else(|| json.as_f64(), exact_float);
            json == Some(*value)
        }
        (View::Float(value), Value::String(json)) => nearest(json) == Some(*value),
        (View::Float(value), Value::Null) => *value == 0.0,
        (View::Text(value), Value::String(json)) => value == json,
        (View::Text(value), Value::Number(_) | Value::Bool(_)) => *value == json.to_string(),
        (View::Timestamp(value), Value::String(json)) => value.to_string() == *json,
        // A null in a list decodes to the default.
        (View::Text(value), Value::Null) => {
            value.is_empty() || *value == Date::default().to_string()
        }
        (View::Timestamp(value), Value::Null) => **value == Timestamp::default(),
        (View::List(list), Value::Array(json)) => {
            list.len() == json.len()
                && json
                    .iter()
                    .enumerate()
                    .all(|(index, json)| matches_json(&list.at(index), json))
        }
        (View::Map(map), Value::Object(json)) => {
            let mut is_same = map.len() == json.len();
            map.each(&mut |key, view| {
                is_same = is_same && json.get(key).is_some_and(|json| matches_json(&view, json));
            });
            is_same
        }
        (View::Record(record), Value::Object(_)) => {
            without_nulls(&to_value(*record)) == without_nulls(json)
        }
        (View::Record(record), Value::Null) => {
            matches!(to_value(*record), Value::Object(object) if object.is_empty())
        }
        (View::List(list), Value::Null) => list.len() == 0,
        (View::Map(map), Value::Null) => map.len() == 0,
        (View::Any(value), json) => *value == json,
        _ => false,
    }
}

/// Returns the JSON without the null entries of its objects.
fn without_nulls(json: &Value) -> Cow<'_, Value> {
    match json {
        Value::Object(object) => Cow::Owned(Value::Object(
            object
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value).into_owned()))
                .collect(),
        )),
        Value::Array(array) => Cow::Owned(
            array
                .iter()
                .map(|value| without_nulls(value).into_owned())
                .collect(),
        ),
        _ => Cow::Borrowed(json),
    }
}

struct SerializeView<'a, 'b>(&'a View<'b>);

impl Serialize for SerializeView<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Int(value) => serializer.serialize_i64(*value),
            View::Float(value) => serializer.serialize_f64(*value),
            View::Text(value) => serializer.serialize_str(value),
            View::Timestamp(value) => value.serialize(serializer),
            View::Any(value) => value.serialize(serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    seq.serialize_element(&SerializeView(&list.at(index)))?;
                }
                seq.end()
            }
            View::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                let mut result = Ok(());
                map.each(&mut |key, view| {
                    if result.is_ok() {
                        result = out.serialize_entry(key, &SerializeView(&view));
                    }
                });
                result?;
                out.end()
            }
            View::Record(record) => serialize_record(*record, serializer),
        }
    }
}

fn serialize_record<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut len = 0;
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        entries(names, slots, extra, &mut |_, _| len += 1);
    }));
    let mut out = serializer.serialize_map(Some(len))?;
    let mut result = Ok(());
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        entries(names, slots, extra, &mut |key, entry| {
            if result.is_ok() {
                result = match entry {
                    Entry::Field(view) => out.serialize_entry(key, &SerializeView(&view)),
                    Entry::Preserved(value) => out.serialize_entry(key, value),
                };
            }
        });
    }));
    result?;
    out.end()
}
