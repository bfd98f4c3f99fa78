//! The keys of an object, matched with the fields of a record.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Visitor};

/// Finds the field of a key.
pub(super) struct KeySeed {
    pub(super) fields: &'static [&'static str],
    /// The field to compare with first.
    pub(super) next: usize,
}

/// A key of an object.
pub(super) enum Key {
    /// That of a field, by index.
    Declared(usize),
    Undeclared(String),
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        if self.fields.get(self.next) == Some(&key) {
            return Ok(Key::Declared(self.next));
        }
        // Where fields are left out, one of the next is likely.
        let (before, after) = self.fields.split_at(self.next.min(self.fields.len()));
        let position = |fields: &[&str]| fields.iter().position(|field| *field == key);
        let index = position(after)
            .map(|index| before.len() + index)
            .or_else(|| position(before));
        Ok(index.map_or_else(|| Key::Undeclared(key.to_owned()), Key::Declared))
    }
}
