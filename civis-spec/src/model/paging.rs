//! How a list of another service than the Platform comes in pages.

/// Where the items of a page are, and what leads to the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The property of the response that holds the items. `None` if the response is the list
    /// itself.
    pub items: Option<String>,
    /// What leads to the next page.
    pub next: NextPage,
}

/// What leads to the next page of a list. Parameters are those of the query, and they and
/// properties go by their names on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// A parameter counts the pages.
    Number {
        /// The parameter.
        parameter: String,
        /// The parameter that sets the largest number of items in a page, if there is one.
        size: Option<String>,
        /// The number of the first page.
        first: u64,
    },
    /// A parameter is the number of items before the page.
    Offset {
        /// The parameter.
        parameter: String,
        /// The parameter that sets the largest number of items in a page, if there is one.
        size: Option<String>,
    },
    /// A property of the response is the value of a parameter for the next page.
    Cursor {
        /// The parameter.
        parameter: String,
        /// The property.
        property: String,
    },
    /// A property of the response is the URL of the next page.
    Url {
        /// The property.
        property: String,
    },
    /// The header `Link` has the URL of the next page.
    Link,
}
