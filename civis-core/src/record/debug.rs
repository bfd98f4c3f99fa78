//! [`Debug`](fmt::Debug) of records.

use std::fmt;

use super::field::{Record, View, Visit};
use super::snake_case::snake_case;

/// Formats the fields that are set, under their Rust names, and `extra` if it is not empty: the body of `Debug`.
///
/// `..` stands for the fields that are not set.
///
/// # Errors
/// Those of the formatter.
pub fn debug<R: Record>(record: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_record(record, f)
}

fn debug_record(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        let mut out = f.debug_struct(record.type_name());
        let mut has_unset = false;
        for (key, slot) in names.iter().zip(slots) {
            match slot.view() {
                View::Null => has_unset = true,
                view => {
                    out.field(&snake_case(key), &DebugView(&view));
                }
            }
        }
        if !extra.is_empty() {
            out.field("extra", extra);
        }
        result = if has_unset {
            out.finish_non_exhaustive()
        } else {
            out.finish()
        };
    }));
    result
}

struct DebugView<'a, 'b>(&'a View<'b>);

impl fmt::Debug for DebugView<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Null => f.write_str("None"),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Text(value) => value.fmt(f),
            View::Timestamp(value) => value.fmt(f),
            View::Any(value) => fmt::Display::fmt(value, f),
            View::Record(record) => debug_record(*record, f),
            View::List(list) => {
                let mut out = f.debug_list();
                for index in 0..list.len() {
                    out.entry(&DebugView(&list.at(index)));
                }
                out.finish()
            }
            View::Map(map) => {
                let mut out = f.debug_map();
                map.each(&mut |key, view| {
                    out.entry(&key, &DebugView(&view));
                });
                out.finish()
            }
        }
    }
}
