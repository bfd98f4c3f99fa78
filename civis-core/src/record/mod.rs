//! Tolerant, lossless decode and encode of JSON into plain structs.
//!
//! A [`Record`] hands out its fields as trait objects, so everything that walks
//! a record is compiled once, here, and not once a type in the user's crate:
//!
//! | module | what |
//! |---|---|
//! | `field` | what a field can be: [`Field`], [`Slot`], and the types that implement them |
//! | `decode` | JSON into a field: lists, objects, nulls, and what does not fit |
//! | `scalar` | numbers, texts and flags into a field, coerced where that loses nothing |
//! | `fit` | how a value fitted |
//! | `encode` | a field back into JSON, [`Debug`](std::fmt::Debug), equality |
//! | `extra` | where what did not fit is kept |
//! | `rewrite` | JSON that the parser refuses, written so that it can be read |
//! | `visit` | what a record lends its fields to |
//! | `open_enum` | enums that keep values they do not know |
//!
//! # Rules
//!
//! A null is `None`. An integer where text is declared becomes its digits, a
//! number without a fraction where an integer is declared becomes that integer,
//! and an integer where a number is declared becomes that number. Any other
//! value that does not fit leaves the field `None`. In each of these cases, and
//! for every key that is not declared, the original JSON value is kept in the
//! record's [`Extra`] under its own key, and encoding the record again gives it
//! back. A null in a list keeps its place; a list with an element that does not
//! fit is kept in `Extra` as a whole.
//!
//! A number of more digits than 64 bits hold is the nearest one that they hold; one
//! beyond their range, as `1e400`, is kept in `Extra` as text, and half of a
//! surrogate pair is read as U+FFFD. The bytes as they came are in the response. A
//! program that turns on the feature `arbitrary_precision` of `serde_json` keeps
//! all digits of every number in `Extra`.

pub(crate) mod decode;
mod encode;
mod extra;
mod field;
mod fit;
mod open_enum;
mod rewrite;
mod scalar;
#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests;
pub(crate) mod timestamp;
mod visit;

pub use decode::deserialize;
pub(crate) use decode::{Decoded, decode_slice};
pub use encode::{debug, equal, serialize};
pub(crate) use encode::{stands_for, to_value, view_to_value};
pub use extra::Extra;
pub use field::{Field, Slot, Target, Text, View};
pub(crate) use field::{List, Map};
pub use open_enum::{OpenEnum, debug_enum, deserialize_enum};
pub use visit::{Slots, SlotsMut, Visit, VisitMut};

/// A struct whose fields can be visited without knowing its type.
///
/// Implemented by expanded code through `record!`.
pub trait Record: 'static {
    /// Lends all fields with their names, and what did not fit any.
    fn slots(&self, visit: &mut Visit<'_>);

    /// Lends all fields to be filled.
    fn slots_mut(&mut self, visit: &mut VisitMut<'_>);

    /// The names of the fields on the wire, in the order in which they are lent.
    fn names(&self) -> &'static [&'static str] {
        let mut found: &[&str] = &[];
        self.slots(&mut Visit::new(&mut |names, _, _| found = names));
        found
    }

    /// The name of the type, without its path.
    fn type_name(&self) -> &'static str {
        let path = std::any::type_name::<Self>();
        path.rsplit("::").next().unwrap_or(path)
    }
}

/// A clone of a record, by its slots: the body of its `Clone`.
#[must_use]
pub fn copy<R: Record + Default>(record: &R) -> R {
    let mut copy = R::default();
    fill(record, &mut copy);
    copy
}

/// Not generic, so that it is compiled once.
fn fill(record: &dyn Record, copy: &mut dyn Record) {
    record.slots(&mut Visit::new(&mut |_, slots, extra| {
        copy.slots_mut(&mut VisitMut::new(&mut |copies, copied_extra| {
            for (slot, copy) in slots.iter().zip(copies) {
                copy.copy_from(*slot);
            }
            copied_extra.clone_from(extra);
        }));
    }));
}

impl<R: Record> Record for Box<R> {
    fn slots(&self, visit: &mut Visit<'_>) {
        (**self).slots(visit);
    }

    fn slots_mut(&mut self, visit: &mut VisitMut<'_>) {
        (**self).slots_mut(visit);
    }

    fn type_name(&self) -> &'static str {
        (**self).type_name()
    }
}
