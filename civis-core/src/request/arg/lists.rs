//! Arguments made of lists and maps.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::{Arg, Content};

/// A list of items of type `T`, for a parameter of type `L`.
fn list<L, T, U: Into<Arg<T>>>(items: impl IntoIterator<Item = U>) -> Arg<L> {
    let mut values = Vec::new();
    let mut files = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        match item.into().content {
            Content::Json(value) => values.push(value),
            Content::Files(more) => files.extend(more),
            Content::NotFinite(pointer) => {
                return Arg::of(Content::NotFinite(format!("/{index}{pointer}")));
            }
        }
    }
    Arg::of(if files.is_empty() {
        Content::Json(values.into())
    } else {
        Content::Files(files)
    })
}

impl<T, U: Into<Arg<T>>> From<Vec<U>> for Arg<Vec<T>> {
    fn from(items: Vec<U>) -> Self {
        list(items)
    }
}

impl<T, U: Into<Arg<T>>, const N: usize> From<[U; N]> for Arg<Vec<T>> {
    fn from(items: [U; N]) -> Self {
        list(items)
    }
}

impl<T, U: Clone + Into<Arg<T>>> From<&[U]> for Arg<Vec<T>> {
    fn from(items: &[U]) -> Self {
        list(items.iter().cloned())
    }
}

impl<T, U: Clone + Into<Arg<T>>, const N: usize> From<&[U; N]> for Arg<Vec<T>> {
    fn from(items: &[U; N]) -> Self {
        list(items.iter().cloned())
    }
}

impl<T, U: Clone + Into<Arg<T>>> From<&Vec<U>> for Arg<Vec<T>> {
    fn from(items: &Vec<U>) -> Self {
        list(items.iter().cloned())
    }
}

// A list or a map for any JSON.

impl<U: Into<Arg<Value>>> From<Vec<U>> for Arg<Value> {
    fn from(items: Vec<U>) -> Self {
        list::<_, Value, _>(items)
    }
}

impl<U: Into<Arg<Value>>, const N: usize> From<[U; N]> for Arg<Value> {
    fn from(items: [U; N]) -> Self {
        list::<_, Value, _>(items)
    }
}

impl<U: Clone + Into<Arg<Value>>> From<&[U]> for Arg<Value> {
    fn from(items: &[U]) -> Self {
        list::<_, Value, _>(items.iter().cloned())
    }
}

impl<U: Clone + Into<Arg<Value>>, const N: usize> From<&[U; N]> for Arg<Value> {
    fn from(items: &[U; N]) -> Self {
        list::<_, Value, _>(items.iter().cloned())
    }
}

impl<U: Clone + Into<Arg<Value>>> From<&Vec<U>> for Arg<Value> {
    fn from(items: &Vec<U>) -> Self {
        list::<_, Value, _>(items.iter().cloned())
    }
}

impl<K: Into<String>, U: Into<Arg<Value>>, S> From<HashMap<K, U, S>> for Arg<Value> {
    fn from(entries: HashMap<K, U, S>) -> Self {
        map::<_, Value, _, _>(entries)
    }
}

impl<K: Into<String>, U: Into<Arg<Value>>> From<BTreeMap<K, U>> for Arg<Value> {
    fn from(entries: BTreeMap<K, U>) -> Self {
        map::<_, Value, _, _>(entries)
    }
}

impl<T, K, U, S> From<HashMap<K, U, S>> for Arg<BTreeMap<String, T>>
where
    K: Into<String>,
    U: Into<Arg<T>>,
{
    fn from(entries: HashMap<K, U, S>) -> Self {
        map(entries)
    }
}

impl<T, K, U> From<BTreeMap<K, U>> for Arg<BTreeMap<String, T>>
where
    K: Into<String>,
    U: Into<Arg<T>>,
{
    fn from(entries: BTreeMap<K, U>) -> Self {
        map(entries)
    }
}

/// A map of values of type `T`, for a parameter of type `M`.
fn map<M, T, K: Into<String>, U: Into<Arg<T>>>(
    entries: impl IntoIterator<Item = (K, U)>,
) -> Arg<M> {
    let mut object = serde_json::Map::new();
    for (key, value) in entries {
        let key = key.into();
        match value.into().content {
            Content::NotFinite(pointer) => {
                return Arg::of(Content::NotFinite(format!("/{key}{pointer}")));
            }
            Content::Json(value) => object.insert(key, value),
            Content::Files(_) => object.insert(key, Value::Null),
        };
    }
    Arg::new(Value::Object(object))
}
