//! Lists of other services than the Platform: [`ListCall`], and the iterators over its pages and
//! items.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`ListCall`], and what a page is: [`ListPage`] |
//! | `next_page.rs` | [`NextPage`]: what leads to the next page |
//! | `position.rs` | where a page is in its list, and which one is next |
//! | `property.rs`, `link.rs` | properties of a page by their paths; the header `Link` |
//! | `seen.rs` | which pages a list cannot have |
//! | `iter.rs` | the iterators |

mod iter;
mod link;
mod next_page;
mod position;
mod property;
mod seen;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde_json::Value;

pub use self::iter::{ListItems, ListPages};
pub use self::next_page::NextPage;
use crate::call::Call;
use crate::record::Field;
use crate::request::Request;
use crate::session::Session;

/// A call of an operation of another service than the Platform that returns a page of a list.
///
/// [`send`](Call::send) fetches one page as it is: a list, or an object that holds one.
/// [`iter`](Self::iter) and [`pages`](Self::pages) go through all of them.
///
/// ```no_run
/// use civis_core::{ListCall, NextPage, Request, Session};
/// use serde_json::Value;
///
/// let session = Session::builder().base_url("https://pets.test").api_key("my-key").build()?;
/// let request = Request::new("pets.list", http::Method::GET, "/pets");
/// let next = NextPage::offset("offset").size("limit");
/// // A page is {"data": {"items": [{"name": "Rex"}, …]}}.
/// for pet in ListCall::<Value>::new(&session, request).follow(next).items("data.items") {
///     println!("{}", pet?["name"]);
/// }
/// # Ok::<(), civis_core::Error>(())
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct ListCall<P> {
    pub(crate) call: Call<P>,
    next: NextPage,
    items: Cow<'static, str>,
}

/// A page of a list: a list, a record that holds one, or any JSON. `civis_api!` implements this
/// trait for records.
pub trait ListPage: Field + Default {
    /// An item of the list.
    type Item;

    /// Returns the number of items, `None` if there is no list at the given path.
    ///
    /// `items` is what [`ListCall::items`] sets. A type that knows where its list is ignores it.
    fn count(&self, items: &str) -> Option<usize>;

    /// Returns the items, those at the given path as for [`count`](Self::count).
    fn into_items(self, items: &str) -> Vec<Self::Item>;
}

impl<T: Field + Default> ListPage for Vec<T> {
    type Item = T;

    fn count(&self, _: &str) -> Option<usize> {
        Some(self.len())
    }

    fn into_items(self, _: &str) -> Vec<T> {
        self
    }
}

/// Any JSON: a list, or an object with one at the path that [`ListCall::items`] sets. There are no
/// items where a null or an empty object is.
impl ListPage for Value {
    type Item = Value;

    fn count(&self, items: &str) -> Option<usize> {
        let is_empty = |value: &Value| {
            value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
        };
        let list = match items {
            "" => self,
            items => match property::get(self, items) {
                Some(list) => list,
                None => return is_empty(self).then_some(0),
            },
        };
        match list {
            Value::Array(items) => Some(items.len()),
            other => is_empty(other).then_some(0),
        }
    }

    fn into_items(self, items: &str) -> Vec<Value> {
        let list = match items {
            "" => Some(self),
            items => property::take(self, items),
        };
        match list {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}

impl<P> ListCall<P> {
    /// Creates a call whose next page is in the header `Link`.
    pub fn new(session: &Session, request: Request) -> Self {
        Self::of(Call::new(session, request))
    }

    pub(crate) fn of(call: Call<P>) -> Self {
        Self {
            call,
            next: NextPage::link(),
            items: Cow::Borrowed(""),
        }
    }

    /// Sets what leads to the next page. By default, it is the header `Link`.
    pub fn follow(self, next: NextPage) -> Self {
        Self { next, ..self }
    }

    /// Sets the property that holds the items of a page, by its path: `items`, or `data.items`. By
    /// default, a page of any JSON is the list itself. A record knows where its list is; with the
    /// path, a list of another type than the declared one is an error.
    pub fn items(self, path: impl Into<Cow<'static, str>>) -> Self {
        let items = path.into();
        Self { items, ..self }
    }
}

impl<P: ListPage> ListCall<P> {
    /// Returns an iterator over the items of every page. A page is fetched when its first item
    /// is needed.
    ///
    /// The list ends
    ///
    /// - where the property that [`NextPage::more`] names is false;
    /// - if a parameter counts pages or items: where a header `Link` names other pages but no
    ///   next one. Without such a header, it ends at an empty page, at one that does not exist
    ///   (404), or at one that is smaller than the size that is set, after a page of that size;
    /// - otherwise, where a response names no next page.
    ///
    /// Only the query of the URL of a next page is used: the host, the path and the credentials
    /// remain those of this call.
    ///
    /// If a server contradicts itself, the iterator returns an error of the kind
    /// [`Decode`](crate::ErrorKind::Decode): for a page with the same bytes as the one before
    /// where another is expected, for a next page that was fetched before, after more than 20
    /// pages in succession without items, and for a page without the list that it should have.
    /// All items before are returned first.
    ///
    /// Each page is a call with its own retries and its own timeout. If a page fails, the
    /// iterator returns the error and ends; [`ListItems::resume`] continues at that page.
    pub fn iter(&self) -> ListItems<P> {
        ListItems::new(self.pages())
    }

    /// Returns an iterator over the pages, with their headers. It ends as [`iter`](Self::iter)
    /// does.
    pub fn pages(&self) -> ListPages<P> {
        ListPages::new(self.clone())
    }
}

impl<P> Deref for ListCall<P> {
    type Target = Call<P>;

    fn deref(&self) -> &Self::Target {
        &self.call
    }
}

/// Goes through the items of every page, as [`iter`](ListCall::iter) does.
impl<P: ListPage> IntoIterator for ListCall<P> {
    type Item = Result<P::Item, crate::error::Error>;
    type IntoIter = ListItems<P>;

    fn into_iter(self) -> ListItems<P> {
        self.iter()
    }
}

/// Goes through the items of every page, as [`iter`](ListCall::iter) does.
impl<P: ListPage> IntoIterator for &ListCall<P> {
    type Item = Result<P::Item, crate::error::Error>;
    type IntoIter = ListItems<P>;

    fn into_iter(self) -> ListItems<P> {
        self.iter()
    }
}

impl<P> Clone for ListCall<P> {
    fn clone(&self) -> Self {
        Self {
            call: self.call.clone(),
            next: self.next.clone(),
            items: self.items.clone(),
        }
    }
}

impl<P> fmt::Debug for ListCall<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
