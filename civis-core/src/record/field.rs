//! What a field of a record can be.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::Record;
use crate::record::timestamp::Timestamp;
use crate::request::blob::Blob;

/// A type that a field, an element of a list, or an answer can have.
pub trait Field: 'static {
    /// Where decoding puts what it reads.
    fn target(&mut self) -> Target<'_>;

    /// What encoding writes.
    fn view(&self) -> View<'_>;
}

/// A field that may be unset: `Option` of any [`Field`].
pub trait Slot: Any {
    /// Makes it a clone of another of its type; of one of another type, nothing.
    fn copy_from(&mut self, other: &dyn Slot);

    /// Sets it to the type's default and lends that to be filled.
    fn open(&mut self) -> Target<'_>;

    /// Unsets it.
    fn clear(&mut self);

    /// What encoding writes; [`View::Null`] when unset.
    fn view(&self) -> View<'_>;
}

/// Where decoding puts what it reads, by the kind of the declared type.
pub enum Target<'a> {
    /// Nothing is kept.
    Nothing,
    /// True or false.
    Bool(&'a mut bool),
    /// An integer.
    Int(&'a mut i64),
    /// A number.
    Float(&'a mut f64),
    /// Text, or what is read from it.
    Text(&'a mut dyn Text),
    /// An object with declared fields.
    Record(&'a mut dyn Record),
    /// A list.
    List(&'a mut dyn List),
    /// An object whose keys are data.
    Map(&'a mut dyn Map),
    /// Any JSON.
    Any(&'a mut Value),
    /// A file: the whole answer as it came, or text.
    File(&'a mut Blob),
    /// Something that may be unset.
    Slot(&'a mut dyn Slot),
}

/// What encoding writes.
pub enum View<'a> {
    /// Null, or unset.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// A timestamp, which is text on the wire and compares as an instant.
    Timestamp(&'a Timestamp),
    /// An object with declared fields.
    Record(&'a dyn Record),
    /// A list.
    List(&'a dyn List),
    /// An object whose keys are data.
    Map(&'a dyn Map),
    /// Any JSON.
    Any(&'a Value),
}

/// A type that is text on the wire.
pub trait Text {
    /// Reads the text; false, with the value unchanged, if it cannot be read.
    fn set(&mut self, text: &str) -> bool;
}

/// A list of fields.
pub trait List {
    /// Appends a default element and lends it to be filled.
    fn push(&mut self) -> Target<'_>;

    /// Removes all elements.
    fn clear(&mut self);

    /// Removes the elements from an index on.
    fn truncate(&mut self, len: usize);

    /// How many elements there are.
    fn len(&self) -> usize;

    /// What encoding writes of one element.
    fn at(&self, index: usize) -> View<'_>;
}

/// An object whose keys are data.
pub trait Map {
    /// Sets a default value under the key and lends it to be filled.
    fn put(&mut self, key: String) -> Target<'_>;

    /// Removes all entries.
    fn clear(&mut self);

    /// What encoding writes of one entry.
    fn get(&self, key: &str) -> Option<View<'_>>;

    /// Lends every entry, by key.
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>));

    /// How many entries there are.
    fn len(&self) -> usize;
}

impl<F: Field + Default + Clone> Slot for Option<F> {
    fn copy_from(&mut self, other: &dyn Slot) {
        let other: &dyn Any = other;
        if let Some(other) = other.downcast_ref::<Self>() {
            self.clone_from(other);
        }
    }

    fn open(&mut self) -> Target<'_> {
        self.insert(F::default()).target()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Field::view)
    }
}

impl<F: Field + Default + Clone> Field for Option<F> {
    fn target(&mut self) -> Target<'_> {
        Target::Slot(self)
    }

    fn view(&self) -> View<'_> {
        Slot::view(self)
    }
}

impl<R: Record> Field for R {
    fn target(&mut self) -> Target<'_> {
        Target::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

impl Field for () {
    fn target(&mut self) -> Target<'_> {
        Target::Nothing
    }

    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl Field for Blob {
    fn target(&mut self) -> Target<'_> {
        Target::File(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(String::from_utf8_lossy(self.bytes()))
    }
}

impl Field for bool {
    fn target(&mut self) -> Target<'_> {
        Target::Bool(self)
    }

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

impl Field for i64 {
    fn target(&mut self) -> Target<'_> {
        Target::Int(self)
    }

    fn view(&self) -> View<'_> {
        View::Int(*self)
    }
}

impl Field for f64 {
    fn target(&mut self) -> Target<'_> {
        Target::Float(self)
    }

    fn view(&self) -> View<'_> {
        View::Float(*self)
    }
}

impl Field for Value {
    fn target(&mut self) -> Target<'_> {
        Target::Any(self)
    }

    fn view(&self) -> View<'_> {
        View::Any(self)
    }
}

impl Text for String {
    fn set(&mut self, text: &str) -> bool {
        text.clone_into(self);
        true
    }
}

impl Field for String {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self))
    }
}

impl Text for Timestamp {
    fn set(&mut self, text: &str) -> bool {
        text.parse().map(|parsed| *self = parsed).is_ok()
    }
}

impl Field for Timestamp {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Timestamp(self)
    }
}

impl Text for Date {
    fn set(&mut self, text: &str) -> bool {
        // Only what is written back in the same way, so that nothing is lost.
        match text.parse::<Date>() {
            Ok(date) if date.to_string() == text => {
                *self = date;
                true
            }
            _ => false,
        }
    }
}

impl Field for Date {
    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Owned(self.to_string()))
    }
}

impl<F: Field + Default> List for Vec<F> {
    fn push(&mut self) -> Target<'_> {
        let index = Vec::len(self);
        Vec::push(self, F::default());
        self[index].target()
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
    }

    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn at(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Null, Field::view)
    }
}

impl<F: Field + Default> Field for Vec<F> {
    fn target(&mut self) -> Target<'_> {
        Target::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<F: Field + Default> Map for BTreeMap<String, F> {
    fn put(&mut self, key: String) -> Target<'_> {
        let value = self.entry(key).or_default();
        *value = F::default();
        value.target()
    }

    fn clear(&mut self) {
        BTreeMap::clear(self);
    }

    fn get(&self, key: &str) -> Option<View<'_>> {
        BTreeMap::get(self, key).map(Field::view)
    }

    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (key, value) in self {
            visit(key, value.view());
        }
    }

    fn len(&self) -> usize {
        BTreeMap::len(self)
    }
}

impl<F: Field + Default> Field for BTreeMap<String, F> {
    fn target(&mut self) -> Target<'_> {
        Target::Map(self)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}
