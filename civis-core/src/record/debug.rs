//! [`Debug`](fmt::Debug) of records.

use std::fmt;

use super::field::{Record, Slot, View, Visit};
use crate::secret_name::json::{DebugJson, text_without_secrets};
use crate::secret_name::{NAME_KEYS, REDACTED, Secrecy, names_secret, secrecy_of_entry};
use crate::snake_case::snake_case;

/// Formats the fields that are set, under their Rust names, and `extra` if it is not empty: the body of `Debug`.
///
/// `..` stands for the fields that are not set, and `[redacted]` for values under names that mark secrets.
///
/// # Errors
/// Those of the formatter.
pub fn debug<R: Record>(record: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_record(record, Secrecy::Open, f)
}

fn debug_record(record: &dyn Record, secrecy: Secrecy, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    record.slots(&mut Visit::new(&mut |names, slots, extra| {
        let mut out = f.debug_struct(record.type_name());
        let mut has_unset = false;
        let is_named = has_name_of_secret(names, slots);
        for (key, slot) in names.iter().zip(slots) {
            match slot.view() {
                View::Null => has_unset = true,
                view => {
                    let secrecy = match record.secrets().contains(key) {
                        true => Secrecy::All,
                        false => secrecy_of_entry(secrecy, key, is_named),
                    };
                    out.field(&snake_case(key), &DebugView(&view, secrecy));
                }
            }
        }
        if !extra.is_empty() {
            out.field("extra", &extra.debug(secrecy, record.secrets(), is_named));
        }
        result = if has_unset {
            out.finish_non_exhaustive()
        } else {
            out.finish()
        };
    }));
    result
}

/// Returns whether a field of the record names a secret, which is another field.
fn has_name_of_secret(names: &[&str], slots: &[&dyn Slot]) -> bool {
    names.iter().zip(slots).any(|(key, slot)| {
        NAME_KEYS.contains(key) && matches!(slot.view(), View::Text(text) if names_secret(&text))
    })
}

struct DebugView<'a, 'b>(&'a View<'b>, Secrecy);

impl fmt::Debug for DebugView<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (View::Null, _) => f.write_str("None"),
            (View::Bool(value), _) => value.fmt(f),
            (View::Any(value), secrecy) => DebugJson(value, secrecy).fmt(f),
            (_, Secrecy::All) | (View::Text(_), Secrecy::Text) => f.write_str(REDACTED),
            (View::Int(value), _) => value.fmt(f),
            (View::Float(value), _) => value.fmt(f),
            (View::Text(value), _) => text_without_secrets(value).fmt(f),
            (View::Timestamp(value), _) => value.fmt(f),
            (View::Record(record), secrecy) => debug_record(*record, secrecy, f),
            (View::List(list), secrecy) => {
                let mut out = f.debug_list();
                for index in 0..list.len() {
                    out.entry(&DebugView(&list.at(index), secrecy));
                }
                out.finish()
            }
            (View::Map(map), secrecy) => {
                let mut out = f.debug_map();
                map.each(&mut |key, view| {
                    let secrecy = secrecy_of_entry(secrecy, key, false);
                    out.entry(&key, &DebugView(&view, secrecy));
                });
                out.finish()
            }
        }
    }
}
