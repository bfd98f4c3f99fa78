//! Where an argument goes, and how it is written there.

/// Where an argument goes in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A segment of the path, percent-encoded so that it stays one segment.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie. What the value of a cookie cannot have is percent-encoded: blanks, quotes, commas,
    /// semicolons, backslashes, control characters, and all that is not ASCII.
    Cookie,
    /// A property of the JSON object that is the body.
    Field,
    /// The whole body, as JSON.
    Body,
    /// A field of a form (`application/x-www-form-urlencoded`).
    Form,
    /// A part of a `multipart/form-data` form.
    Multipart,
}

/// How a list or an object is written in a path, query, header, cookie or form. It has no
/// effect on a [`Field`](Location::Field) or a [`Body`](Location::Body), which are JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// The default of the location: `a,b` in a path, header or cookie, a repeated field in
    /// a form, and `name[]=a&name[]=b`, as the Platform expects it, in the query. A list of
    /// lists in the path is an error.
    #[default]
    Default,
    /// One text: `a,b`. The keys and values of an object are the items.
    Joined {
        /// Separates the items.
        outer: char,
        /// Separates the items of a nested list.
        inner: char,
    },
    /// A pair for each item: `name=a&name=b`. Each entry of an object is a pair under its
    /// own key; in a form, an object is JSON.
    Repeated {
        /// Separates the items of a nested list.
        inner: char,
    },
    /// A pair for each entry of an object: `name[key]=a`.
    Deep,
    /// JSON.
    Json,
}

impl Style {
    /// Resolves the default at a location other than the query.
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
