//! Arguments: the values that a parameter accepts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde_json::Value;

use crate::record::blob::Blob;
use crate::record::timestamp::Timestamp;
use crate::record::{Field as _, Generated, OpenEnum, View, not_finite, view_to_value};

/// An argument for a parameter of type `T`. Every setter takes `impl Into<Arg<T>>`.
///
/// It converts from
///
/// - a value of type `T`, or one that stands for it: `&str` for text and enums, references
///   to records and enums, any integer of up to 64 bits, arrays and slices for lists;
/// - an [`Option`], of which `None` is a JSON null, and [`Null`];
/// - any [`serde_json::Value`], which is sent as it is. A parameter of any JSON, `Arg<Value>`,
///   also takes text, numbers, booleans, lists and maps.
///
/// A parameter that is not set is left out. A null in a body is sent as null. A null in
/// the query is left out, as the official Python client does. A number that is NaN or
/// infinite, also in a record, makes sending fail with
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), because JSON has no
/// such number.
///
/// `Debug` does not show the value, which may be a password.
///
/// ```
/// use civis_core::{Arg, Null};
/// use serde_json::json;
///
/// assert_eq!(Arg::<String>::from("nightly").into_value(), json!("nightly"));
/// assert_eq!(Arg::<i64>::from(Some(5)).into_value(), json!(5));
/// assert_eq!(Arg::<i64>::from(Null).into_value(), json!(null));
/// assert_eq!(Arg::<i64>::from("four".len()).into_value(), json!(4));
/// assert_eq!(Arg::<Vec<String>>::from(&["a", "b"]).into_value(), json!(["a", "b"]));
/// assert_eq!(Arg::<bool>::from(json!("maybe")).into_value(), json!("maybe"));
/// assert_eq!(Arg::<serde_json::Value>::from([1, 2]).into_value(), json!([1, 2]));
/// ```
pub struct Arg<T> {
    content: Content,
    marker: PhantomData<fn() -> T>,
}

/// The value of an argument.
#[derive(Clone)]
pub(crate) enum Content {
    /// JSON.
    Json(Value),
    /// Files, of a form or as the body.
    Files(Vec<Blob>),
    /// JSON, were it not for a number in it that is NaN or infinite. This is its JSON
    /// pointer.
    NotFinite(String),
}

/// A JSON null, as an argument.
///
/// ```
/// use civis_core::{Arg, Null};
///
/// assert!(Arg::<String>::from(Null).into_value().is_null());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Null;

impl<T> Arg<T> {
    fn new(value: Value) -> Self {
        Self::of(Content::Json(value))
    }

    fn of(content: Content) -> Self {
        let marker = PhantomData;
        Self { content, marker }
    }

    #[cfg(test)]
    pub(super) fn erased(self) -> Arg<Value> {
        Arg::of(self.content)
    }

    pub(crate) fn into_content(self) -> Content {
        self.content
    }

    /// Returns the JSON that is sent. It is null for a file, which is not sent as JSON, and
    /// for a number that is NaN or infinite, which is not sent at all.
    #[must_use]
    pub fn into_value(self) -> Value {
        match self.content {
            Content::Json(value) => value,
            Content::Files(_) | Content::NotFinite(_) => Value::Null,
        }
    }
}

impl<T> fmt::Debug for Arg<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It does not know the name of its parameter, which may mark it as a secret.
        f.write_str("Arg(..)")
    }
}

impl<T> Clone for Arg<T> {
    fn clone(&self) -> Self {
        Self::of(self.content.clone())
    }
}

impl<T> From<Null> for Arg<T> {
    fn from(_: Null) -> Self {
        Self::new(Value::Null)
    }
}

impl<T> From<Value> for Arg<T> {
    fn from(value: Value) -> Self {
        Self::new(value)
    }
}

impl<T, U: Into<Arg<T>>> From<Option<U>> for Arg<T> {
    fn from(value: Option<U>) -> Self {
        value.map_or_else(|| Null.into(), Into::into)
    }
}

impl From<Blob> for Arg<Blob> {
    fn from(file: Blob) -> Self {
        Self::of(Content::Files(vec![file]))
    }
}

impl From<&Blob> for Arg<Blob> {
    fn from(file: &Blob) -> Self {
        file.clone().into()
    }
}

impl From<Vec<u8>> for Arg<Blob> {
    fn from(bytes: Vec<u8>) -> Self {
        Blob::from(bytes).into()
    }
}

/// The type of text fields of a form that has files: text, or a [`Blob`].
///
/// Some documents declare files as text, so such a field takes both. It is not a value by
/// itself; arguments convert to [`Arg`]`<TextOrFile>`.
///
/// ```
/// use civis_core::{Arg, Blob, TextOrFile};
///
/// let text = Arg::<TextOrFile>::from("a note");
/// assert_eq!(text.into_value(), "a note");
/// let file = Arg::<TextOrFile>::from(Blob::new(*b"...").name("note.pdf"));
/// assert!(file.into_value().is_null(), "a file is not JSON");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextOrFile {}

impl FromText for TextOrFile {}

impl From<Blob> for Arg<TextOrFile> {
    fn from(file: Blob) -> Self {
        Self::of(Content::Files(vec![file]))
    }
}

impl From<&Blob> for Arg<TextOrFile> {
    fn from(file: &Blob) -> Self {
        file.clone().into()
    }
}

impl<G: Generated> From<G> for Arg<G> {
    fn from(value: G) -> Self {
        Self::of(content(value.view()))
    }
}

impl<G: Generated> From<&G> for Arg<G> {
    fn from(value: &G) -> Self {
        Self::of(content(value.view()))
    }
}

/// Not generic, so it is compiled once.
fn content(view: View<'_>) -> Content {
    match not_finite(&view) {
        Some(pointer) => Content::NotFinite(pointer),
        None => Content::Json(view_to_value(view)),
    }
}

/// The types of parameters that accept text: text, any JSON, and open enums.
pub trait FromText {}

impl FromText for String {}
impl FromText for Value {}
impl<E: OpenEnum> FromText for E {}

impl<T: FromText> From<&str> for Arg<T> {
    fn from(text: &str) -> Self {
        Self::new(text.into())
    }
}

impl<T: FromText> From<&String> for Arg<T> {
    fn from(text: &String) -> Self {
        Self::new(text.as_str().into())
    }
}

impl<T: FromText> From<String> for Arg<T> {
    fn from(text: String) -> Self {
        Self::new(text.into())
    }
}

impl<T: FromText> From<Cow<'_, str>> for Arg<T> {
    fn from(text: Cow<'_, str>) -> Self {
        Self::new(text.into())
    }
}

macro_rules! from_scalar {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        impl From<$from> for Arg<$to> {
            fn from(value: $from) -> Self {
                Self::new(value.into())
            }
        }
    )*};
}

from_scalar! {
    bool => bool,
    i8 => i64, i16 => i64, i32 => i64, i64 => i64, isize => i64,
    u8 => i64, u16 => i64, u32 => i64, u64 => i64, usize => i64,
    i8 => f64, i16 => f64, i32 => f64, i64 => f64, isize => f64,
    u8 => f64, u16 => f64, u32 => f64, u64 => f64, usize => f64,
    bool => Value, serde_json::Map<String, Value> => Value,
    i8 => Value, i16 => Value, i32 => Value, i64 => Value, isize => Value,
    u8 => Value, u16 => Value, u32 => Value, u64 => Value, usize => Value,
}

macro_rules! from_float {
    ($($to:ty),*) => {$(
        impl From<f64> for Arg<$to> {
            fn from(value: f64) -> Self {
                Self::of(if value.is_finite() {
                    Content::Json(value.into())
                } else {
                    Content::NotFinite(String::new())
                })
            }
        }

        impl From<f32> for Arg<$to> {
            fn from(value: f32) -> Self {
                f64::from(value).into()
            }
        }
    )*};
}

from_float!(f64, Value);

impl From<&Value> for Arg<Value> {
    fn from(value: &Value) -> Self {
        value.clone().into()
    }
}

// For iterators over slices, and `Option::as_ref`.
impl From<&bool> for Arg<bool> {
    fn from(value: &bool) -> Self {
        (*value).into()
    }
}

impl From<&i64> for Arg<i64> {
    fn from(value: &i64) -> Self {
        (*value).into()
    }
}

impl From<&f64> for Arg<f64> {
    fn from(value: &f64) -> Self {
        (*value).into()
    }
}

macro_rules! from_display {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        impl From<$from> for Arg<$to> {
            fn from(value: $from) -> Self {
                Self::new(value.to_string().into())
            }
        }
    )*};
}

from_display! {
    Timestamp => String, &Timestamp => String, jiff::Timestamp => String, Date => String,
    Timestamp => Timestamp, &Timestamp => Timestamp, jiff::Timestamp => Timestamp, &str => Timestamp,
    String => Timestamp,
    Date => Date, &str => Date, String => Date,
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers_are_sent_as_they_are() {
        let largest = [
            Arg::<i64>::from(u64::MAX).into_value(),
            Arg::<f64>::from(u64::MAX).into_value(),
        ];
        assert_eq!(largest, [json!(u64::MAX), json!(u64::MAX)]);
        assert_eq!(Arg::<f64>::from(i64::MIN).into_value(), json!(i64::MIN));
        assert_eq!(Arg::<i64>::from(-1_isize).into_value(), json!(-1));
        assert_eq!(Arg::<i64>::from(7_usize).into_value(), json!(7));
    }

    #[test]
    fn any_json_is_made_of_what_stands_for_it() {
        fn any(value: impl Into<Arg<Value>>) -> Value {
            value.into().into_value()
        }
        let (list, object) = (vec![1, 2], json!(7));
        let record = BTreeMap::from([("a", vec![Some(1.5), None])]);
        for (value, expected) in [
            (any("a"), json!("a")),
            (any(String::from("a")), json!("a")),
            (any(5), json!(5)),
            (any(u64::MAX), json!(u64::MAX)),
            (any(0.5), json!(0.5)),
            (any(true), json!(true)),
            (any(Null), json!(null)),
            (any(Some("a")), json!("a")),
            (any(vec!["a", "b"]), json!(["a", "b"])),
            (any(&list[..]), json!([1, 2])),
            (any([[1], [2]]), json!([[1], [2]])),
            (any(record), json!({"a": [1.5, null]})),
            (any(json!({"a": 1})), json!({"a": 1})),
            (any(&object), json!(7)),
        ] {
            assert_eq!(value, expected);
        }
        let nested = Arg::<Value>::from(vec![vec![f64::NAN]]).content;
        assert!(matches!(nested, Content::NotFinite(at) if at == "/0/0"));
    }

    #[test]
    fn borrowed_values_are_accepted() {
        let (ids, names) = ([1_i64, 2], vec![String::from("a"), String::from("b")]);
        assert_eq!(Arg::<i64>::from(ids.first()).into_value(), json!(1));
        assert_eq!(Arg::<i64>::from(ids.get(9)).into_value(), json!(null));
        assert_eq!(Arg::<Vec<i64>>::from(&ids).into_value(), json!([1, 2]));
        assert_eq!(Arg::<Vec<i64>>::from(&ids[..]).into_value(), json!([1, 2]));
        assert_eq!(
            Arg::<Vec<String>>::from(&names).into_value(),
            json!(["a", "b"])
        );
        let borrowed: Vec<&String> = names.iter().collect();
        assert_eq!(
            Arg::<Vec<String>>::from(borrowed).into_value(),
            json!(["a", "b"])
        );
        assert_eq!(
            Arg::<String>::from(Cow::Borrowed("a")).into_value(),
            json!("a")
        );
        assert_eq!(Arg::<bool>::from(&true).into_value(), json!(true));
        assert_eq!(Arg::<f64>::from(Some(&0.5)).into_value(), json!(0.5));
    }
}
