//! Where an argument travels, and how it is written there.

/// Where an argument travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A segment of the path, percent-encoded so that it stays one segment.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie, percent-encoded.
    Cookie,
    /// A property of the JSON object that is the body.
    Field,
    /// The whole body, as JSON.
    Body,
    /// A field of a form (`application/x-www-form-urlencoded`).
    Form,
    /// A part of a form that travels as `multipart/form-data`.
    Multipart,
}

/// How a list or an object is written in a path, query, header, cookie or form. A
/// [`Field`](Location::Field) and a [`Body`](Location::Body) are JSON whatever it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// The usual way of the location. A path, a header and a cookie hold the items as
    /// `a,b`; a form repeats the field. In the query a list is the Platform's
    /// `name[]=a&name[]=b`. A path refuses lists of lists.
    #[default]
    Default,
    /// The items of a list in one text, as `a,b`. Of an object, each key and each value
    /// is an item.
    Joined {
        /// Separates the items.
        outer: char,
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each item as a pair of its own, as `name=a&name=b`. Of an object, each entry is a
    /// pair under its key; in a form an object is JSON.
    Repeated {
        /// Separates the items of a list that is itself an item.
        inner: char,
    },
    /// Each entry of an object as `name[key]=a`.
    Deep,
    /// JSON.
    Json,
}

impl Style {
    /// What the default stands for at a location other than the query.
    pub(super) fn at(self, location: Location) -> Style {
        match (self, location) {
            (Style::Default, Location::Path | Location::Header | Location::Cookie) => {
                Style::Joined {
                    outer: ',',
                    inner: ',',
                }
            }
            (Style::Default, _) => Style::Repeated { inner: ',' },
            (style, _) => style,
        }
    }
}
