//! An ID or a name: the argument of a lookup.

use std::borrow::Cow;
use std::fmt;

use crate::names::table_name::TableName;

/// The argument of a lookup: an ID, which is returned without a request, or a name.
///
/// ```
/// use civis_core::IdOrName;
///
/// assert_eq!(IdOrName::from(5), IdOrName::Id(5));
/// assert_eq!(IdOrName::from("5"), IdOrName::Name("5".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum IdOrName {
    /// An ID.
    Id(i64),
    /// A name, compared exactly.
    Name(String),
}

impl fmt::Display for IdOrName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => fmt::Display::fmt(id, f),
            Self::Name(name) => fmt::Debug::fmt(name, f),
        }
    }
}

macro_rules! from {
    ($($variant:ident: $($from:ty),*;)*) => {$($(
        impl From<$from> for IdOrName {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*)*};
}

from! {
    Id: i8, i16, i32, i64, u8, u16, u32;
    Name: String, &str, &String, Box<str>, Cow<'_, str>;
}

impl From<TableName> for IdOrName {
    fn from(name: TableName) -> Self {
        Self::Name(name.to_string())
    }
}

impl From<&TableName> for IdOrName {
    fn from(name: &TableName) -> Self {
        Self::Name(name.to_string())
    }
}

impl From<&Self> for IdOrName {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}
