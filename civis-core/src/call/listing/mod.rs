//! Lists of other services than the Platform: [`ListCall`], and the iterators over its pages and
//! items.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`ListCall`], and what a page is: [`ListPage`] |
//! | `position.rs` | where a page is in its list, and which one is next |
//! | `iter.rs` | the iterators |

mod iter;
mod position;

use std::fmt;
use std::ops::Deref;

pub use self::iter::{ListItems, ListPages};
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
/// let next = NextPage::Offset { parameter: "offset", size: "limit" };
/// for pet in ListCall::<Vec<Value>>::new(&session, request).follow(next) {
///     println!("{}", pet?["name"]);
/// }
/// # Ok::<(), civis_core::Error>(())
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct ListCall<P> {
    pub(crate) call: Call<P>,
    next: NextPage,
}

/// A page of a list: a list, or a record that holds one. `civis_api!` implements it.
pub trait ListPage: Field + Default {
    /// An item of the list.
    type Item;

    /// Returns the number of items.
    fn count(&self) -> usize;

    /// Returns the items.
    fn into_items(self) -> Vec<Self::Item>;
}

impl<T: Field + Default> ListPage for Vec<T> {
    type Item = T;

    fn count(&self) -> usize {
        self.len()
    }

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// What leads to the next page of a list. Parameters are those of the query, and they and
/// properties of the response go by their names on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// A parameter counts the pages.
    Number {
        /// The parameter.
        parameter: &'static str,
        /// The parameter that sets the largest number of items in a page; empty if there is none.
        size: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// A parameter is the number of items before the page.
    Offset {
        /// The parameter.
        parameter: &'static str,
        /// The parameter that sets the largest number of items in a page; empty if there is none.
        size: &'static str,
    },
    /// A property of the response is the value of a parameter for the next page.
    Cursor {
        /// The parameter.
        parameter: &'static str,
        /// The property.
        property: &'static str,
    },
    /// A property of the response is the URL of the next page.
    Url {
        /// The property.
        property: &'static str,
    },
    /// The header `Link` has the URL of the next page, as `rel="next"`.
    Link,
}

impl<P> ListCall<P> {
    /// Creates a call whose next page is in the header `Link`.
    pub fn new(session: &Session, request: Request) -> Self {
        Self::of(Call::new(session, request))
    }

    pub(crate) fn of(call: Call<P>) -> Self {
        let next = NextPage::Link;
        Self { call, next }
    }

    /// Sets what leads to the next page. By default, it is the header `Link`.
    pub fn follow(self, next: NextPage) -> Self {
        Self { next, ..self }
    }
}

impl<P: ListPage> ListCall<P> {
    /// Returns an iterator over the items of every page. A page is fetched when its first item
    /// is needed.
    ///
    /// If a parameter counts pages or items, the list ends at an empty page, at one that is
    /// smaller than the size that is set, or where a header `Link` names no next page. Else it
    /// ends where a response names no next page. Of the URL of a next page, the query alone is
    /// used: the host, the path and the credentials remain those of this call.
    ///
    /// A server that does not page as it says does not make the iterator endless. An error of
    /// the kind [`Decode`](crate::ErrorKind::Decode) is returned for a page that is the same as
    /// the one before, for a next page that is the present one, and after more than 20 pages in
    /// succession without items.
    ///
    /// Each page is a call with its own retries and its own timeout. If a page fails, the
    /// iterator returns the error and ends; [`ListItems::resume`] continues at that page.
    pub fn iter(&self) -> ListItems<P> {
        ListItems::new(self.pages())
    }

    /// Returns an iterator over the pages, with their headers. It ends as [`iter`](Self::iter)
    /// does.
    pub fn pages(&self) -> ListPages<P> {
        ListPages::new(self.call.clone(), self.next)
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
            next: self.next,
        }
    }
}

impl<P> fmt::Debug for ListCall<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
