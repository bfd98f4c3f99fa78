//! Arguments made of files.

use jiff::civil::Date;

use super::scalars::FromText;
use super::{Arg, Content};
use crate::record::OpenEnum;
use crate::record::blob::Blob;
use crate::record::timestamp::Timestamp;

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

/// The type of text fields of a form that has files: text of any format, or a [`Blob`].
///
/// Some documents declare files as text, so such a field takes both. Text may be a date, a
/// timestamp or an enum too. It is not a value by itself; arguments convert to
/// [`Arg`]`<TextOrFile>`.
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

macro_rules! from_text {
    ($($from:ty),*) => {$(
        impl From<$from> for Arg<TextOrFile> {
            fn from(value: $from) -> Self {
                Self::of(Arg::<String>::from(value).content)
            }
        }
    )*};
}

from_text!(Timestamp, &Timestamp, jiff::Timestamp, Date);

impl<E: OpenEnum> From<E> for Arg<TextOrFile> {
    fn from(value: E) -> Self {
        value.as_str().into()
    }
}
