//! The results of the lookups of a session.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::id_or_name::IdOrName;
use super::table_name::TableName;
use crate::error::Error;

/// The lookups of a session that succeeded.
#[derive(Debug, Default)]
pub(crate) struct LookupCache {
    pub(crate) ids: Memo<LookupKey, i64>,
    pub(crate) username: Memo<(), String>,
}

impl LookupCache {
    pub(crate) fn clear(&self) {
        self.ids.clear();
        self.username.clear();
    }
}

/// The arguments of a lookup.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum LookupKey {
    Database(String),
    DatabaseCredential {
        username: String,
        database: IdOrName,
    },
    AwsCredential {
        name: String,
        owner: Option<String>,
    },
    Table {
        name: TableName,
        database: i64,
    },
    StorageHost(String),
    DefaultCredential,
    DefaultDatabaseCredential,
}

/// A cache. No lock is held while a value is looked up.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<Entries<K, V>>);

#[derive(Debug)]
struct Entries<K, V> {
    values: HashMap<K, V>,
    /// How many times the cache was cleared.
    cleared: u64,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        let values = HashMap::new();
        Self(Mutex::new(Entries { values, cleared: 0 }))
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// Returns the cached value, or else the value of `find`, and caches it. Does not
    /// cache an error, nor a value whose lookup began before the last
    /// [`clear`](Self::clear).
    pub(crate) fn get(
        &self,
        key: K,
        find: impl FnOnce(&K) -> Result<V, Error>,
    ) -> Result<V, Error> {
        let cleared = {
            let entries = self.lock();
            if let Some(value) = entries.values.get(&key) {
                return Ok(value.clone());
            }
            entries.cleared
        };
        let value = find(&key)?;
        let mut entries = self.lock();
        if entries.cleared == cleared {
            entries.values.insert(key, value.clone());
        }
        Ok(value)
    }

    fn clear(&self) {
        let mut entries = self.lock();
        entries.values.clear();
        entries.cleared += 1;
    }

    /// Nothing panics while the lock is held, so the entries are consistent.
    fn lock(&self) -> MutexGuard<'_, Entries<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use crate::error::Error;

    #[test]
    fn a_value_is_looked_up_once() {
        let memo = Memo::default();
        assert_eq!(memo.get("a", |_| Ok(1)).expect("a value"), 1);
        assert_eq!(memo.get("a", |_| Ok(2)).expect("a value"), 1);
        assert_eq!(memo.get("b", |_| Ok(3)).expect("a value"), 3);
    }

    #[test]
    fn an_error_is_not_cached() {
        let memo = Memo::default();
        assert!(memo.get((), |()| Err(Error::not_found("none"))).is_err());
        assert_eq!(memo.get((), |()| Ok(1)).expect("a value"), 1);
    }

    #[test]
    fn a_lookup_started_before_a_clear_is_not_cached() {
        let memo = Memo::default();
        let stale = memo.get((), |()| {
            memo.clear();
            Ok(1)
        });
        assert_eq!(stale.expect("a value"), 1);
        assert_eq!(memo.get((), |()| Ok(2)).expect("a value"), 2);
    }
}
