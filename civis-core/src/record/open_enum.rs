//! Enums that keep unknown values.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{Deserialize, Deserializer};

use super::field::{GeneratedKind, Target, Text, View};

/// An enum of known values that keeps any other text as it came. Every type that `civis_api!` generates for an enum
/// implements it.
#[diagnostic::on_unimplemented(
    message = "a parameter of type `{Self}` does not take text",
    label = "text, where `{Self}` is expected"
)]
pub trait OpenEnum: AsRef<str> + Sized + 'static {
    /// The known values, in declared order.
    const VALUES: &'static [&'static str];

    /// Returns the text, as it is in JSON.
    fn as_str(&self) -> &str {
        self.as_ref()
    }

    /// Returns the variant of a text, `Unknown` if there is none.
    fn from_text(text: &str) -> Self;
}

/// The kind of an [`OpenEnum`].
#[doc(hidden)]
#[derive(Debug)]
pub enum EnumKind {}

impl<E: OpenEnum> GeneratedKind<E> for EnumKind {
    fn target(value: &mut E) -> Target<'_> {
        Target::Text(value)
    }

    fn view(value: &E) -> View<'_> {
        View::Text(Cow::Borrowed(value.as_ref()))
    }
}

impl<E: OpenEnum> Text for E {
    fn set(&mut self, text: &str) -> bool {
        *self = E::from_text(text);
        true
    }
}

/// Decodes an open enum from any serde format: the body of its `Deserialize`.
///
/// # Errors
/// Those of the format, and if the value is not text.
pub fn deserialize_enum<'de, E: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    Cow::<'de, str>::deserialize(deserializer).map(|text| E::from_text(&text))
}

/// Formats an open enum: the body of its `Debug`.
///
/// # Errors
/// Those of the formatter.
pub fn debug_enum<E: OpenEnum>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(value.as_ref(), f)
}
