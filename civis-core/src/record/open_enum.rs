//! Enums that keep values they do not know.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer};

use super::Text;

/// An enum over known texts that keeps any other text as it came.
///
/// Implemented by expanded code through `open_enum!`.
#[diagnostic::on_unimplemented(
    message = "a parameter of type `{Self}` does not take text",
    label = "text, where `{Self}` is expected"
)]
pub trait OpenEnum: AsRef<str> + Sized + 'static {
    /// The known texts, in declared order.
    const VALUES: &'static [&'static str];

    /// The text on the wire.
    fn as_str(&self) -> &str {
        self.as_ref()
    }

    /// The value for a text; an unknown one is kept.
    fn from_text(text: &str) -> Self;
}

/// Reads an open enum from any serde format: the body of its `Deserialize`.
///
/// # Errors
/// Those of the format, and a value that is not text.
pub fn deserialize_enum<'de, E: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    Cow::<'de, str>::deserialize(deserializer).map(|text| E::from_text(&text))
}

/// The body of an open enum's [`Debug`](fmt::Debug).
///
/// # Errors
/// Those of the formatter.
pub fn debug_enum<E: OpenEnum>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(value.as_ref(), f)
}

impl<E: OpenEnum> Text for E {
    fn set(&mut self, text: &str) -> bool {
        *self = E::from_text(text);
        true
    }
}
