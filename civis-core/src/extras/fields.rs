//! Fields of a record by name, for names that are known at run time only.

use serde_json::Value;

use crate::extras::snake_case::snake_case;
use crate::record::timestamp::Timestamp;
use crate::record::{Extra, Record, View, Visit, stands_for, view_to_value};

/// The fields of any record by name.
///
/// A name is that of the wire (`lastRun`) or of the field (`last_run`), and may
/// be of a key that the specification does not declare.
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
/// # use civis_core::generated::*;
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
    /// The value of a field as JSON, as it came; null if it is declared and not
    /// set.
    ///
    /// `None` if the record neither declares the name nor holds it in its extra.
    #[must_use]
    fn field(&self, name: &str) -> Option<Value>;

    /// Whether a field has a value: whether decoding that value would give what
    /// the field holds.
    ///
    /// So `5` and `"5"` are the same in a field of text, and timestamps are the
    /// same as instants. Null is what a field that is not set has. A name that
    /// the record does not have is no value's.
    #[must_use]
    fn field_is(&self, name: &str, value: impl Into<Value>) -> bool;
}

impl<R: Record> Fields for R {
    fn field(&self, name: &str) -> Option<Value> {
        let mut found = None;
        look(self, &Place::of(self.names(), name), &mut |view, kept| {
            found = Some(match kept {
                Some(kept) if matches!(view, View::Null) || stands_for(&view, kept) => kept.clone(),
                _ => view_to_value(view),
            });
        });
        found
    }

    fn field_is(&self, name: &str, value: impl Into<Value>) -> bool {
        holds(self, &Place::of(self.names(), name), &value.into())
    }
}

/// Where the records of one type have what goes by a name.
pub(crate) enum Place<'a> {
    /// In the slot of this index, with this name on the wire.
    Slot(usize, &'static str),
    /// Only in extra, under this name in either form.
    Extra(&'a str),
}

impl<'a> Place<'a> {
    pub(crate) fn of(fields: &'static [&'static str], name: &'a str) -> Self {
        let index = fields
            .iter()
            .position(|field| *field == name)
            .or_else(|| fields.iter().position(|field| snake_case(field) == name));
        match index {
            Some(index) => Self::Slot(index, fields[index]),
            None => Self::Extra(name),
        }
    }
}

/// Whether a record has a value at a place; see [`Fields::field_is`].
pub(crate) fn holds(record: &dyn Record, place: &Place<'_>, wanted: &Value) -> bool {
    let mut same = false;
    look(record, place, &mut |view, kept| {
        same = match (&view, wanted) {
            (View::Null, _) => kept.unwrap_or(&Value::Null) == wanted,
            (View::Any(value), _) => *value == wanted,
            // Else it would stand for the default, as it does in a list.
            (_, Value::Null) => false,
            (View::Timestamp(held), Value::String(text)) => text
                .parse::<Timestamp>()
                .is_ok_and(|wanted| wanted == **held),
            _ => stands_for(&view, wanted),
        };
    });
    same
}

/// Lends what a record has at a place, and the JSON that is kept for it.
fn look(record: &dyn Record, place: &Place<'_>, visit: &mut dyn FnMut(View<'_>, Option<&Value>)) {
    record.slots(&mut Visit::new(&mut |_, slots, extra| match place {
        Place::Slot(index, wire) => {
            if let Some(slot) = slots.get(*index) {
                visit(slot.view(), extra.get(wire));
            }
        }
        Place::Extra(name) => {
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
