//! A field back into JSON, and what else walks a record without changing it.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map as Object, Value};

use super::scalar::{exact_float, integral};
use super::{Extra, Record, Slot, View, Visit};
use crate::record::timestamp::Timestamp;

/// Encodes a record in any serde format: the body of its `Serialize`.
///
/// Unset fields are left out. What is in [`Extra`] is written under its key; where
/// a field has both a value and an original that it was coerced from, the
/// original is written unless the field has been changed since.
///
/// # Errors
/// Those of the format.
pub fn serialize<R: Record, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    Node(&View::Record(record)).serialize(serializer)
}

/// The record as a JSON object.
#[must_use]
pub(crate) fn to_value(record: &dyn Record) -> Value {
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

/// One entry of a record that is to be written.
enum Entry<'a> {
    Field(View<'a>),
    Kept(&'a Value),
}

impl Entry<'_> {
    fn into_value(self) -> Value {
        match self {
            Entry::Field(view) => view_to_value(view),
            Entry::Kept(value) => value.clone(),
        }
    }
}

/// All entries to be written: the set fields, then what else was kept.
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
            Some(kept) if matches!(view, View::Null) || stands_for(&view, kept) => {
                visit(key, Entry::Kept(kept));
            }
            Some(_) => visit(key, Entry::Field(view)),
        }
    }
    for (key, kept) in extra.iter() {
        if !names.contains(&key) {
            visit(key, Entry::Kept(kept));
        }
    }
}

/// Whether decoding the JSON gives what is seen.
pub(crate) fn stands_for(view: &View<'_>, json: &Value) -> bool {
    match (view, json) {
        (View::Null, Value::Null) => true,
        (View::Bool(value), Value::Bool(json)) => value == json,
        (View::Bool(value), Value::Null) => !value,
        (View::Int(value), Value::Number(json)) => {
            json.as_i64().or_else(|| json.as_f64().and_then(integral)) == Some(*value)
        }
        (View::Int(value), Value::Null) => *value == 0,
        (View::Float(value), Value::Number(json)) => {
            let json = json.as_i64().map_or_else(|| json.as_f64(), exact_float);
            json == Some(*value)
        }
        (View::Float(value), Value::Null) => *value == 0.0,
        (View::Text(value), Value::String(json)) => value == json,
        (View::Text(value), Value::Number(json)) => *value == json.to_string(),
        (View::Timestamp(value), Value::String(json)) => value.to_string() == *json,
        // A null in a list stands for the default.
        (View::Text(value), Value::Null) => {
            value.is_empty() || *value == Date::default().to_string()
        }
        (View::Timestamp(value), Value::Null) => **value == Timestamp::default(),
        (View::List(list), Value::Array(json)) => {
            list.len() == json.len()
                && json
                    .iter()
                    .enumerate()
                    .all(|(index, json)| stands_for(&list.at(index), json))
        }
        (View::Map(map), Value::Object(json)) => {
            let mut same = map.len() == json.len();
            map.each(&mut |key, view| {
                same = same && json.get(key).is_some_and(|json| stands_for(&view, json));
            });
            same
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

/// JSON without the null entries of its objects.
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

/// Writes what is seen.
struct Node<'a, 'b>(&'a View<'b>);

impl Serialize for Node<'_, '_> {
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
                    seq.serialize_element(&Node(&list.at(index)))?;
                }
                seq.end()
            }
            View::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                let mut result = Ok(());
                map.each(&mut |key, view| {
                    if result.is_ok() {
                        result = out.serialize_entry(key, &Node(&view));
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
                    Entry::Field(view) => out.serialize_entry(key, &Node(&view)),
                    Entry::Kept(value) => out.serialize_entry(key, value),
                };
            }
        });
    }));
    result?;
    out.end()
}

/// Writes a record's set fields, by their names in Rust, and what else it holds;
/// `..` stands for the fields that are not set.
///
/// # Errors
/// Those of the formatter.
pub fn debug<R: Record>(record: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show(record, f)
}

fn show(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        let mut out = f.debug_struct(record.type_name());
        let mut unset = false;
        for (key, slot) in names.iter().zip(slots) {
            match slot.view() {
                View::Null => unset = true,
                view => {
                    out.field(&crate::extras::snake_case::snake_case(key), &Shown(&view));
                }
            }
        }
        if !extra.is_empty() {
            out.field("extra", extra);
        }
        result = if unset {
            out.finish_non_exhaustive()
        } else {
            out.finish()
        };
    }));
    result
}

struct Shown<'a, 'b>(&'a View<'b>);

impl fmt::Debug for Shown<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Null => f.write_str("None"),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Text(value) => value.fmt(f),
            View::Timestamp(value) => value.fmt(f),
            View::Any(value) => fmt::Display::fmt(value, f),
            View::Record(record) => show(*record, f),
            View::List(list) => {
                let mut out = f.debug_list();
                for index in 0..list.len() {
                    out.entry(&Shown(&list.at(index)));
                }
                out.finish()
            }
            View::Map(map) => {
                let mut out = f.debug_map();
                map.each(&mut |key, view| {
                    out.entry(&key, &Shown(&view));
                });
                out.finish()
            }
        }
    }
}

/// Whether two records of one type have equal fields and extras.
#[must_use]
pub fn equal<R: Record>(one: &R, other: &R) -> bool {
    are_equal(one, other)
}

fn are_equal(one: &dyn Record, other: &dyn Record) -> bool {
    let mut same = false;
    one.slots(&mut Visit::new(&mut |_, one_slots, one_extra| {
        other.slots(&mut Visit::new(&mut |_, other_slots, other_extra| {
            same = one_extra == other_extra
                && one_slots.len() == other_slots.len()
                && one_slots
                    .iter()
                    .zip(other_slots)
                    .all(|(one, other)| same_view(&one.view(), &other.view()));
        }));
    }));
    same
}

fn same_view(one: &View<'_>, other: &View<'_>) -> bool {
    match (one, other) {
        (View::Null, View::Null) => true,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Int(one), View::Int(other)) => one == other,
        (View::Float(one), View::Float(other)) => one == other,
        (View::Text(one), View::Text(other)) => one == other,
        (View::Timestamp(one), View::Timestamp(other)) => one == other,
        (View::Any(one), View::Any(other)) => one == other,
        (View::Record(one), View::Record(other)) => are_equal(*one, *other),
        (View::List(one), View::List(other)) => {
            one.len() == other.len()
                && (0..one.len()).all(|index| same_view(&one.at(index), &other.at(index)))
        }
        (View::Map(one), View::Map(other)) => {
            let mut same = one.len() == other.len();
            one.each(&mut |key, one| {
                same = same && other.get(key).is_some_and(|other| same_view(&one, &other));
            });
            same
        }
        _ => false,
    }
}
