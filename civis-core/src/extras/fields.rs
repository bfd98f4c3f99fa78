//! Fields by name, for names that are known at run time only.

use serde_json::Value;

use crate::record::timestamp::Timestamp;
use crate::record::{Extra, Record, View, Visit, matches_json, view_to_value};
use crate::snake_case::snake_case;

/// Access to the fields of any record by name.
///
/// A name is the JSON key (`lastRun`) or the Rust field (`last_run`). Keys that the
/// specification does not declare are found too.
///
/// ```
/// use civis_core::{Fields, Record};
/// use serde_json::json;
///
/// /// Prints any record that has a name.
/// fn label(record: &impl Record) -> String {
///     match record.field("name") {
///         Some(name) if !record.field_is("archived", true) => name.to_string(),
///         _ => "-".to_owned(),
///     }
/// }
/// # use civis_core::__private::*;
/// # __record! {
/// #     #[doc = "A job."]
/// #     Job Option { id: i64 = "id", name: String = "name", }
/// # }
/// # let mut job: Job = serde_json::from_value(json!({"id": 1, "name": "nightly"})).unwrap();
/// # assert_eq!(label(&job), "\"nightly\"");
/// # job.extra.insert("archived", json!(true));
/// # assert_eq!(label(&job), "-");
/// ```
pub trait Fields: Record {
    /// Returns the value of a field as JSON, as it came. A declared field that is
    /// not set is null.
    ///
    /// Returns `None` if the name is neither declared nor in the record's `extra`.
    #[must_use]
    fn field(&self, name: &str) -> Option<Value>;

    /// Returns whether a field has the given value, that is, whether the value
    /// decodes to that of the field.
    ///
    /// So `5` equals `"5"` if the field is text, and timestamps are compared as
    /// instants. A field that is not set equals null. Returns false if the record
    /// does not have the name.
    #[must_use]
    fn field_is(&self, name: &str, value: impl Into<Value>) -> bool;
}

impl<R: Record> Fields for R {
    fn field(&self, name: &str) -> Option<Value> {
        let mut found = None;
        visit(
            self,
            &FieldKey::new(self.names(), name),
            &mut |view, preserved| {
                found = Some(match preserved {
                    Some(json) if matches!(view, View::Null) || matches_json(&view, json) => {
                        json.clone()
                    }
                    _ => view_to_value(view),
                });
            },
        );
        found
    }

    fn field_is(&self, name: &str, value: impl Into<Value>) -> bool {
        has_value(self, &FieldKey::new(self.names(), name), &value.into())
    }
}

/// What a name refers to in all records of one type.
pub(crate) enum FieldKey<'a> {
    /// A declared field: its index and its JSON key.
    Declared(usize, &'static str),
    /// A key of `extra`, in either form.
    Undeclared(&'a str),
}

impl<'a> FieldKey<'a> {
    /// Looks a name up among the declared fields.
    pub(crate) fn new(fields: &'static [&'static str], name: &'a str) -> Self {
        let index = fields
            .iter()
            .position(|field| *field == name)
            .or_else(|| fields.iter().position(|field| snake_case(field) == name));
        match index {
            Some(index) => Self::Declared(index, fields[index]),
            None => Self::Undeclared(name),
        }
    }
}

/// Returns whether a field has a value; see [`Fields::field_is`].
pub(crate) fn has_value(record: &dyn Record, key: &FieldKey<'_>, wanted: &Value) -> bool {
    let mut is_equal = false;
    visit(record, key, &mut |view, preserved| {
        is_equal = match (&view, wanted) {
            (View::Null, _) => preserved.unwrap_or(&Value::Null) == wanted,
            (View::Any(value), _) => *value == wanted,
            // In a list, null would match the default.
            (_, Value::Null) => false,
            (View::Timestamp(held), Value::String(text)) => text
                .parse::<Timestamp>()
                .is_ok_and(|wanted| wanted == **held),
            _ => matches_json(&view, wanted),
        };
    });
    is_equal
}

/// Visits a field, with the JSON that is preserved for it.
fn visit(record: &dyn Record, key: &FieldKey<'_>, visit: &mut dyn FnMut(View<'_>, Option<&Value>)) {
    record.slots(&mut Visit::new(&mut |_, slots, extra| match key {
        FieldKey::Declared(index, wire) => {
            if let Some(slot) = slots.get(*index) {
                visit(slot.view(), extra.get(wire));
            }
        }
        FieldKey::Undeclared(name) => {
            if let Some(value) = undeclared(extra, name) {
                visit(View::Any(value), None);
            }
        }
    }));
}

fn undeclared<'a>(extra: &'a Extra, name: &str) -> Option<&'a Value> {
    extra.get(name).or_else(|| {
        extra
            .iter()
            .find_map(|(key, value)| (snake_case(key) == name).then_some(value))
    })
}
