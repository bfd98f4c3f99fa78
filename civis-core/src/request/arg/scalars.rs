//! Arguments made of text, booleans, numbers and dates.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value;

use super::{Arg, Content};
use crate::record::OpenEnum;
use crate::record::timestamp::Timestamp;

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
