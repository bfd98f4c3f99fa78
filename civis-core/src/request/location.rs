//! Where an argument travels, and how it is written there.

/// Where an argument travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A segment of the path: percent-encoded, so that it stays one segment; a
    /// list of scalars as `a,b`.
    Path,
    /// The query; a list as `name[]=a&name[]=b`.
    Query,
    /// The query; a list as `name=a,b`, with the given separator.
    Joined(char),
    /// The query; a list as `name=a&name=b`.
    Repeated,
    /// A header; a list as `a,b`.
    Header,
    /// A cookie; a list as `a,b`, percent-encoded.
    Cookie,
    /// A property of the JSON object that is the body.
    Field,
    /// The whole body, as JSON.
    Body,
    /// A field of a form; a list as the field given more than once.
    Form,
    /// A field of a form; a list as `a,b`, with the given separator.
    FormJoined(char),
    /// A part of a form that travels as `multipart/form-data`; a list as more than
    /// one part.
    Multipart,
    /// A part of such a form; a list as `a,b`, with the given separator.
    MultipartJoined(char),
    /// A place, and how a list or an object is written there.
    Styled(Place, Style),
}

/// A place that [`Location::Styled`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A field of a form.
    Form,
    /// A part of a form that travels as `multipart/form-data`.
    Multipart,
}

/// How a list or an object is written where there is only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// The items with a separator between them, and those of lists in the list with
    /// another; of an object, each key and each value as an item.
    Joined(char, char),
    /// Each item under the name, and those of a list in the list with a separator; of
    /// an object, each entry under its key.
    Repeated(char),
    /// Each entry of an object under `name[key]`.
    Deep,
    /// As JSON.
    Json,
}

impl Location {
    /// The place of text, and how what is no text is written there; nothing for JSON.
    pub(super) fn styled(self) -> Option<(Place, Style)> {
        let repeated = Style::Repeated(',');
        let joined = |separator| Style::Joined(separator, ',');
        Some(match self {
            Location::Path => (Place::Path, joined(',')),
            Location::Joined(separator) => (Place::Query, joined(separator)),
            Location::Query | Location::Repeated => (Place::Query, repeated),
            Location::Header => (Place::Header, joined(',')),
            Location::Cookie => (Place::Cookie, joined(',')),
            Location::Form => (Place::Form, repeated),
            Location::FormJoined(separator) => (Place::Form, joined(separator)),
            Location::Multipart => (Place::Multipart, repeated),
            Location::MultipartJoined(separator) => (Place::Multipart, joined(separator)),
            Location::Styled(place, style) => (place, style),
            Location::Field | Location::Body => return None,
        })
    }

    pub(super) fn is_in(self, place: Place) -> bool {
        self.styled().is_some_and(|(one, _)| one == place)
    }
}
