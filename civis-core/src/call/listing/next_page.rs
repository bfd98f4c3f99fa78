//! What leads to the next page of a list: [`NextPage`].

use std::borrow::Cow;

/// What leads to the next page of a list.
///
/// Parameters are those of the query, by their names on the wire. A property of the response is
/// given by its name there, or by the names on the way to it, separated by dots: `meta.next`.
///
/// ```
/// use civis_core::NextPage;
///
/// // ?count=50, ?start=50&count=50, …
/// let by_items = NextPage::offset("start").size("count");
/// // The page without a number, ?page=1, ?page=2, …
/// let by_pages = NextPage::page("page").first(0);
/// // ?after=a7, where the page before said {"meta": {"next": "a7", "more": true}}.
/// let by_cursor = NextPage::cursor("after", "meta.next").more("meta.more");
/// assert_ne!(by_items, by_pages);
/// assert_ne!(by_pages, by_cursor);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage {
    pub(super) step: Step,
    /// The property that is false on the last page.
    pub(super) more: Option<Name>,
}

/// The name of a parameter, or the path of a property.
type Name = Cow<'static, str>;

/// What the next page is requested by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A parameter that is a number of items or of pages.
    Counted(Counted),
    /// A property that is the value of a parameter.
    Cursor { parameter: Name, property: Name },
    /// A property that is the URL.
    Url { property: Name },
    /// The header `Link`.
    Link,
}

/// A parameter that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) parameter: Name,
    pub(super) unit: Unit,
    /// The parameter that sets the size of a page.
    pub(super) size: Option<Name>,
    /// Its value for the first page.
    pub(super) first: u64,
}

/// What a parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Items,
    Pages,
}

impl NextPage {
    fn new(step: Step) -> Self {
        Self { step, more: None }
    }

    fn counted(parameter: Name, unit: Unit, first: u64) -> Self {
        Self::new(Step::Counted(Counted {
            parameter,
            unit,
            size: None,
            first,
        }))
    }

    /// A parameter is the number of items before the page.
    #[must_use]
    pub fn offset(parameter: impl Into<Cow<'static, str>>) -> Self {
        Self::counted(parameter.into(), Unit::Items, 0)
    }

    /// A parameter is the number of the page. The first is 1, unless [`first`](Self::first) is
    /// set.
    #[must_use]
    pub fn page(parameter: impl Into<Cow<'static, str>>) -> Self {
        Self::counted(parameter.into(), Unit::Pages, 1)
    }

    /// A property of the response is the value of a parameter for the next page. On the last
    /// page it is missing, null, false, 0 or empty.
    #[must_use]
    pub fn cursor(
        parameter: impl Into<Cow<'static, str>>,
        property: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Step::Cursor {
            parameter: parameter.into(),
            property: property.into(),
        })
    }

    /// A property of the response is the URL of the next page. On the last page it is missing,
    /// null, false or empty. Only the query of the URL is used.
    #[must_use]
    pub fn url(property: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Step::Url {
            property: property.into(),
        })
    }

    /// The header `Link` has the URL of the next page, as `rel="next"` (RFC 8288). Only the query
    /// of the URL is used.
    #[must_use]
    pub fn link() -> Self {
        Self::new(Step::Link)
    }

    /// Sets the parameter that is the largest number of items in a page. It affects only
    /// [`offset`](Self::offset) and [`page`](Self::page): once a page had as many items as a call
    /// asks for, a smaller one is the last. By default there is none.
    #[must_use]
    pub fn size(mut self, parameter: impl Into<Cow<'static, str>>) -> Self {
        if let Step::Counted(counted) = &mut self.step {
            counted.size = Some(parameter.into());
        }
        self
    }

    /// Sets the number of the page that a server returns to a call without the parameter. The
    /// first request does not send it. It affects only [`offset`](Self::offset), where the default
    /// is 0, and [`page`](Self::page), where it is 1.
    #[must_use]
    pub fn first(mut self, number: u64) -> Self {
        if let Step::Counted(counted) = &mut self.step {
            counted.first = number;
        }
        self
    }

    /// Sets the property of the response that is false on the last page, such as `has_more`. By
    /// default there is none.
    #[must_use]
    pub fn more(mut self, property: impl Into<Cow<'static, str>>) -> Self {
        self.more = Some(property.into());
        self
    }
}
