//! The JSON values that the declared fields could not hold.

use std::fmt;

use serde_json::{Map, Value};

use crate::secret_name::json::DebugJson;
use crate::secret_name::{Secrecy, secrecy_of_entry};

/// The JSON values that the declared fields of a record could not hold, by JSON key.
///
/// These are the values of undeclared keys, values that do not match the declared type
/// (the field is then `None`), and the originals of coerced values. If it is empty, it
/// takes one word and no allocation.
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
    /// Creates an empty `Extra`.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Returns whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|map| map.is_empty())
    }

    /// Returns the number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// Returns the value of a JSON key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.get(key)
    }

    /// Inserts a value, and returns the value that it replaces.
    pub fn insert(&mut self, key: impl Into<String>, value: Value) -> Option<Value> {
        self.0.get_or_insert_default().insert(key.into(), value)
    }

    /// Removes a value, and returns it.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.as_mut()?.remove(key)
    }

    /// Returns an iterator over all keys and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0
            .iter()
            .flat_map(|map| map.iter())
            .map(|(key, value)| (key.as_str(), value))
    }
}

impl Extra {
    /// Formats the values except secrets: those of the given keys, and those that
    /// [`secrecy_of_entry`] recognizes.
    pub(super) fn debug(
        &self,
        secrecy: Secrecy,
        secrets: &'static [&'static str],
        names_secret: bool,
    ) -> DebugExtra<'_> {
        DebugExtra {
            extra: self,
            secrecy,
            secrets,
            names_secret,
        }
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug(Secrecy::Open, &[], false).fmt(f)
    }
}

pub(super) struct DebugExtra<'a> {
    extra: &'a Extra,
    secrecy: Secrecy,
    secrets: &'static [&'static str],
    names_secret: bool,
}

impl fmt::Debug for DebugExtra<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.extra.iter().map(|(key, value)| {
            let secrecy = match self.secrets.contains(&key) {
                true => Secrecy::All,
                false => secrecy_of_entry(self.secrecy, key, self.names_secret),
            };
            (key, DebugJson(value, secrecy))
        });
        f.debug_map().entries(entries).finish()
    }
}
