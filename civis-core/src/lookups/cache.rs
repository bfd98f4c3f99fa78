//! What a session has looked up.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::IdOrName;
use crate::error::Error;
use crate::lookups::table_name::TableName;

/// The lookups of a session that succeeded.
#[derive(Debug, Default)]
pub(crate) struct LookupCache {
    pub(super) ids: Memo<Key, i64>,
    pub(super) username: Memo<(), String>,
}

impl LookupCache {
    pub(super) fn clear(&self) {
        self.ids.clear();
        self.username.clear();
    }
}

/// What an ID was looked up by.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
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

/// Results by key. No lock is held while one is found out.
#[derive(Debug)]
pub(super) struct Memo<K, V>(Mutex<Known<K, V>>);

#[derive(Debug)]
struct Known<K, V> {
    values: HashMap<K, V>,
    /// How often it was cleared.
    cleared: u64,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        let values = HashMap::new();
        Self(Mutex::new(Known { values, cleared: 0 }))
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The value that is known, or else the one that `find` returns, which is
    /// kept. An error is not kept, nor is a value that was asked for before the
    /// last [`clear`](Self::clear).
    pub(super) fn get(
        &self,
        key: K,
        find: impl FnOnce(&K) -> Result<V, Error>,
    ) -> Result<V, Error> {
        let cleared = {
            let known = self.lock();
            if let Some(value) = known.values.get(&key) {
                return Ok(value.clone());
            }
            known.cleared
        };
        let value = find(&key)?;
        let mut known = self.lock();
        if known.cleared == cleared {
            known.values.insert(key, value.clone());
        }
        Ok(value)
    }

    fn clear(&self) {
        let mut known = self.lock();
        known.values.clear();
        known.cleared += 1;
    }

    /// Nothing panics while the lock is held, so what is in it is whole.
    fn lock(&self) -> MutexGuard<'_, Known<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use crate::error::Error;

    #[test]
    fn a_value_is_found_out_once() {
        let memo = Memo::default();
        assert_eq!(memo.get("a", |_| Ok(1)).expect("a value"), 1);
        assert_eq!(memo.get("a", |_| Ok(2)).expect("a value"), 1);
        assert_eq!(memo.get("b", |_| Ok(3)).expect("a value"), 3);
    }

    #[test]
    fn an_error_is_not_kept() {
        let memo = Memo::default();
        assert!(memo.get((), |()| Err(Error::not_found("none"))).is_err());
        assert_eq!(memo.get((), |()| Ok(1)).expect("a value"), 1);
    }

    #[test]
    fn a_value_asked_for_before_a_clear_is_not_kept() {
        let memo = Memo::default();
        let stale = memo.get((), |()| {
            memo.clear();
            Ok(1)
        });
        assert_eq!(stale.expect("a value"), 1);
        assert_eq!(memo.get((), |()| Ok(2)).expect("a value"), 2);
    }
}
