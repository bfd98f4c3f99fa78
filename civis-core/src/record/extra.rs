//! What an answer held beyond its declared fields.

use std::fmt;

use serde_json::{Map, Value};

/// The JSON values that a record's declared fields could not hold, each under
/// its key on the wire.
///
/// Holds keys that the specification does not declare, values of another shape
/// than declared (the field is then `None`), and the originals of values that
/// were coerced. Empty, it takes one word and no allocation.
///
/// ```
/// use civis_core::Extra;
/// use serde_json::json;
///
/// let mut extra = Extra::default();
/// assert!(extra.is_empty());
/// extra.insert("newKey", json!([1, 2]));
/// assert_eq!(extra.get("newKey"), Some(&json!([1, 2])));
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Box<Map<String, Value>>>);

impl Extra {
    /// Nothing, which is the default too.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|map| map.is_empty())
    }

    /// How many values it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// The value kept under a key on the wire.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.get(key)
    }

    /// Keeps a value, and returns the one that it replaces.
    pub fn insert(&mut self, key: impl Into<String>, value: Value) -> Option<Value> {
        self.0.get_or_insert_default().insert(key.into(), value)
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.as_mut()?.remove(key)
    }

    /// All values with their keys, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0
            .iter()
            .flat_map(|map| map.iter())
            .map(|(key, value)| (key.as_str(), value))
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(key, value)| (key, Shown(value));
        f.debug_map().entries(self.iter().map(shown)).finish()
    }
}

/// Shows a value as the JSON that it is.
struct Shown<'a>(&'a Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // On one line: `{:#}` of JSON does not know how deep it stands.
        write!(f, "{}", self.0)
    }
}
