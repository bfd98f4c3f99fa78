//! What a field of a record can be, and a record itself.

use std::any::Any;
use std::borrow::Cow;

use serde_json::Value;

use super::blob::Blob;
use super::extra::Extra;
use super::timestamp::Timestamp;

/// A type that a response, a field or a list element can have.
///
/// Use it as a bound in code that is generic over the type of a response:
///
/// ```
/// use civis_core::{Error, Field, PagedCall};
///
/// fn first<T: Field + Default>(call: &PagedCall<T>) -> Result<Option<T>, Error> {
///     call.iter().next().transpose()
/// }
/// ```
pub trait Field: 'static {
    /// Returns where decoding stores the value.
    #[doc(hidden)]
    fn target(&mut self) -> Target<'_>;

    /// Returns the value that encoding writes.
    #[doc(hidden)]
    fn view(&self) -> View<'_>;
}

/// A struct with the fields of a JSON object. Every type that `civis_api!` generates for an object implements it.
///
/// Use it as a bound in generic code; [`Fields`](crate::Fields) reads its fields by name, and [`Find`](crate::Find)
/// searches lists of records.
pub trait Record: 'static {
    /// Visits all fields, their names, and the values that they could not hold.
    #[doc(hidden)]
    fn slots(&self, visit: &mut Visit<'_>);

    /// Visits all fields to change them.
    #[doc(hidden)]
    fn slots_mut(&mut self, visit: &mut VisitMut<'_>);

    /// Returns the JSON keys of the fields, in declared order.
    fn names(&self) -> &'static [&'static str] {
        let mut found: &[&str] = &[];
        self.slots(&mut Visit::new(&mut |names, _, _| found = names));
        found
    }

    /// Returns the JSON keys of the fields that the specification marks as secrets.
    #[doc(hidden)]
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the name of the type, without its path.
    fn type_name(&self) -> &'static str {
        let path = std::any::type_name::<Self>();
        path.rsplit("::").next().unwrap_or(path)
    }
}

/// A type that `civis_api!` generates, and so a [`Field`]: a [`Record`] or an [`OpenEnum`](super::OpenEnum).
///
/// A generated type thus needs no code of its own to be a field or an argument.
#[doc(hidden)]
pub trait Generated: Sized + 'static {
    /// Which of the two it is.
    type Kind: GeneratedKind<Self>;
}

/// What a generated type is.
#[doc(hidden)]
pub trait GeneratedKind<T> {
    /// Returns where decoding stores a value of the type.
    fn target(value: &mut T) -> Target<'_>;

    /// Returns the value that encoding writes.
    fn view(value: &T) -> View<'_>;
}

/// The kind of a [`Record`].
#[doc(hidden)]
#[derive(Debug)]
pub enum RecordKind {}

impl<R: Record> Generated for R {
    type Kind = RecordKind;
}

impl<R: Record> GeneratedKind<R> for RecordKind {
    fn target(record: &mut R) -> Target<'_> {
        Target::Record(record)
    }

    fn view(record: &R) -> View<'_> {
        View::Record(record)
    }
}

impl<G: Generated> Field for G {
    fn target(&mut self) -> Target<'_> {
        G::Kind::target(self)
    }

    fn view(&self) -> View<'_> {
        G::Kind::view(self)
    }
}

pub(super) type VisitFn<'v> = dyn FnMut(&'static [&'static str], &[&dyn Slot], &Extra) + 'v;
pub(super) type VisitMutFn<'v> = dyn FnMut(&mut [&mut dyn Slot], &mut Extra) + 'v;

/// What visits the fields of a record.
pub struct Visit<'v>(pub(super) &'v mut VisitFn<'v>);

impl<'v> Visit<'v> {
    pub(crate) fn new(visit: &'v mut VisitFn<'v>) -> Self {
        Self(visit)
    }
}

/// What changes the fields of a record.
pub struct VisitMut<'v>(pub(super) &'v mut VisitMutFn<'v>);

impl<'v> VisitMut<'v> {
    pub(crate) fn new(visit: &'v mut VisitMutFn<'v>) -> Self {
        Self(visit)
    }
}

/// A field that may be unset: an `Option` of any [`Field`].
pub trait Slot: Any {
    /// Clones the value of another slot of the same type. Does nothing if the types differ.
    fn clone_from_slot(&mut self, other: &dyn Slot);

    /// Sets the slot to the type's default, and returns where decoding stores the value.
    fn insert_default(&mut self) -> Target<'_>;

    /// Unsets the slot.
    fn clear(&mut self);

    /// Returns the value that encoding writes, [`View::Null`] if the slot is unset.
    fn view(&self) -> View<'_>;
}

/// Where decoding stores a value, by the kind of the declared type.
pub enum Target<'a> {
    /// Nowhere: no value is declared.
    Nothing,
    /// A boolean.
    Bool(&'a mut bool),
    /// An integer.
    Int(&'a mut i64),
    /// A number.
    Float(&'a mut f64),
    /// Text, or a value that is parsed from it.
    Text(&'a mut dyn Text),
    /// An object with declared fields.
    Record(&'a mut dyn Record),
    /// A list.
    List(&'a mut dyn List),
    /// An object with keys that are data.
    Map(&'a mut dyn Map),
    /// Any JSON.
    Any(&'a mut Value),
    /// A file: the whole body, or text.
    File(&'a mut Blob),
    /// A value that may be unset.
    Slot(&'a mut dyn Slot),
}

/// A value that encoding writes.
pub enum View<'a> {
    /// Null, or unset.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// A timestamp, which is text in JSON and compares as an instant.
    Timestamp(&'a Timestamp),
    /// An object with declared fields.
    Record(&'a dyn Record),
    /// A list.
    List(&'a dyn List),
    /// An object with keys that are data.
    Map(&'a dyn Map),
    /// Any JSON.
    Any(&'a Value),
}

/// A type that is text in JSON.
pub trait Text {
    /// Parses the text. If it cannot be parsed, leaves the value unchanged and returns false.
    fn set(&mut self, text: &str) -> bool;
}

/// A list of fields.
pub trait List {
    /// Reserves memory for a number of elements, and for fewer if it would be more than a number of bytes.
    fn reserve(&mut self, count: usize, max_bytes: usize);

    /// Appends a default element, and returns where decoding stores it.
    fn push(&mut self) -> Target<'_>;

    /// Removes all elements.
    fn clear(&mut self);

    /// Removes the elements from an index on.
    fn truncate(&mut self, len: usize);

    /// Returns the number of elements.
    fn len(&self) -> usize;

    /// Returns an element, as encoding writes it.
    fn at(&self, index: usize) -> View<'_>;
}

/// An object with keys that are data.
pub trait Map {
    /// Inserts a default value, and returns where decoding stores it.
    fn put(&mut self, key: String) -> Target<'_>;

    /// Removes all entries.
    fn clear(&mut self);

    /// Returns the value of a key, as encoding writes it.
    fn get(&self, key: &str) -> Option<View<'_>>;

    /// Visits every entry, by key.
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>));

    /// Returns the number of entries.
    fn len(&self) -> usize;
}

/// Clones a record, slot by slot: the body of its `Clone`.
#[must_use]
pub fn clone_record<R: Record + Default>(record: &R) -> R {
    let mut clone = R::default();
    clone_fields(record, &mut clone);
    clone
}

/// Not generic, so it is compiled once.
fn clone_fields(record: &dyn Record, clone: &mut dyn Record) {
    record.slots(&mut Visit::new(&mut |_, slots, extra| {
        clone.slots_mut(&mut VisitMut::new(&mut |cloned_slots, cloned_extra| {
            for (slot, cloned) in slots.iter().zip(cloned_slots) {
                cloned.clone_from_slot(*slot);
            }
            cloned_extra.clone_from(extra);
        }));
    }));
}
