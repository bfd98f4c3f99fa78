//! Arguments: the values that a parameter accepts.
//!
//! Here are the argument itself, nulls and records. Further conversions: text, numbers and
//! dates ([`scalars`]), [`lists`] and maps, and [`files`].

mod files;
mod lists;
mod scalars;

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

pub use self::files::TextOrFile;
use crate::record::blob::Blob;
use crate::record::{Field as _, Generated, View, not_finite, view_to_value};

/// An argument for a parameter of type `T`. Every setter takes `impl Into<Arg<T>>`.
///
/// It converts from
///
/// - a value of type `T`, or its equivalent: `&str` for text and enums, references
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
    /// A value with a number that is NaN or infinite, which JSON does not have: the JSON
    /// pointer of that number.
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

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
