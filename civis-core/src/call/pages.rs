//! Lists that come in pages: [`PagedCall`], and the iterators over its pages and items.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Deref;

use serde_json::Value;

use crate::call::Call;
use crate::call::progress::{Next, Page, Progress};
use crate::error::Error;
use crate::record::Field;
use crate::request::{Location, Request};
use crate::response::Response;
use crate::session::Session;

/// A call of an operation that returns one page of a list.
///
/// [`send`](Call::send) fetches one page. [`iter`](Self::iter) and
/// [`pages`](Self::pages) go through all of them.
#[must_use = "a call does nothing until it is sent"]
pub struct PagedCall<T>(pub(crate) Call<Vec<T>>);

impl<T> PagedCall<T> {
    /// Creates a call of an operation that takes `limit` and `page_num`.
    pub fn new(session: &Session, request: Request) -> Self {
        Self(Call::new(session, request))
    }

    /// Returns an iterator over the items of every page. A page is fetched when
    /// its first item is needed.
    ///
    /// If `limit` is set, it is the page size; if `page_num` is set, it is the
    /// first page. The list ends where the pagination headers say so, even if an
    /// earlier page is empty. Without these headers, it ends at a page that is
    /// empty or repeats items of earlier pages only. Items are the same if their
    /// `id` is.
    ///
    /// If a server contradicts its headers, the iterator still ends, as far as items are
    /// known by their `id`, and never early without an error. It returns an error of the
    /// kind [`Decode`](crate::ErrorKind::Decode) for a page with an unexpected number, for
    /// a page with the items of an earlier one although its headers number it or it is as
    /// long as `limit`, and after more than 20 pages in succession without new items.
    ///
    /// Each page is a call with its own retries and its own timeout. If a page
    /// fails, the iterator returns the error and ends; [`Iter::resume`] continues
    /// at that page, without skipping or repeating items.
    ///
    /// The server counts pages anew for each request. If the list changes
    /// meanwhile, items may be skipped or repeated. Where that matters, sort by a
    /// field that does not change, if the operation takes an order.
    pub fn iter(&self) -> Iter<T> {
        Iter::new(self.pages())
    }

    /// Returns an iterator over the pages, with their headers. It ends as
    /// [`iter`](Self::iter) does.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.0.clone())
    }
}

impl<T> Deref for PagedCall<T> {
    type Target = Call<Vec<T>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Goes through the items of every page, as [`iter`](PagedCall::iter) does.
///
/// ```no_run
/// use civis_core::{PagedCall, Request, Session};
/// use serde_json::Value;
///
/// let session = Session::from_env()?;
/// let request = Request::new("jobs.list", http::Method::GET, "/jobs");
/// for job in PagedCall::<Value>::new(&session, request) {
///     println!("{}", job?["name"]);
/// }
/// # Ok::<(), civis_core::Error>(())
/// ```
impl<T: Field + Default> IntoIterator for PagedCall<T> {
    type Item = Result<T, Error>;
    type IntoIter = Iter<T>;

    fn into_iter(self) -> Iter<T> {
        Iter::new(Pages::new(self.0))
    }
}

/// Goes through the items of every page, as [`iter`](PagedCall::iter) does.
impl<T: Field + Default> IntoIterator for &PagedCall<T> {
    type Item = Result<T, Error>;
    type IntoIter = Iter<T>;

    fn into_iter(self) -> Iter<T> {
        self.iter()
    }
}

impl<T> Clone for PagedCall<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for PagedCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An iterator over the pages of a list, from [`PagedCall::pages`].
///
/// If a page fails despite its retries, the iterator returns the error and ends, so
/// that a loop that ignores errors ends too. [`resume`](Self::resume) continues at
/// that page.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct Pages<T> {
    call: Call<Vec<T>>,
    /// The page to fetch next; `None` at the end.
    next: Option<u64>,
    /// The page that failed.
    failed: Option<u64>,
    /// Whether the request names the page. If not, the list is complete unless the
    /// headers announce more.
    is_numbered: bool,
    progress: Progress,
}

impl<T> Pages<T> {
    pub(crate) fn new(call: Call<Vec<T>>) -> Self {
        let set = call.request().get(Location::Query, "page_num");
        let first = set.and_then(Value::as_u64).unwrap_or(1);
        Self {
            call,
            next: Some(first),
            failed: None,
            is_numbered: true,
            progress: Progress::default(),
        }
    }

    /// The pages of a list that does not take `page_num`, as far as its description
    /// says: one, and more if the headers announce them.
    pub(crate) fn unnumbered(call: Call<Vec<T>>) -> Self {
        Self {
            is_numbered: false,
            ..Self::new(call)
        }
    }

    /// Continues after an error, at the page that failed. No page is skipped or
    /// repeated. Returns false if there was no error.
    ///
    /// ```no_run
    /// use civis_core::{ErrorKind, PagedCall, Request, Session};
    /// use serde_json::Value;
    /// use std::time::Duration;
    ///
    /// let session = Session::from_env()?;
    /// let request = Request::new("jobs.list", http::Method::GET, "/jobs");
    /// let mut pages = PagedCall::<Value>::new(&session, request).pages();
    /// while let Some(page) = pages.next() {
    ///     match page {
    ///         Ok(page) => println!("{} jobs", page.len()),
    ///         Err(error) if error.kind() == ErrorKind::Connect => {
    ///             std::thread::sleep(Duration::from_secs(600));
    ///             pages.resume();
    ///         }
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn resume(&mut self) -> bool {
        let failed = self.failed.take();
        self.next = failed.or(self.next);
        failed.is_some()
    }
}

impl<T: Field + Default> Pages<T> {
    fn fetch(&mut self, number: u64) -> Result<(Response<Vec<T>>, Next), Error> {
        let request = self.call.request_mut();
        if self.is_numbered {
            request.set(Location::Query, "page_num", number);
        }
        let limit = request.get(Location::Query, "limit");
        let limit = limit.and_then(Value::as_u64);
        let page = self.call.send()?;
        match page.unexpected() {
            // Items that were coerced, such as null, are items all the same.
            Some(Value::Array(items)) if items.len() == page.len() => {}
            Some(Value::Array(_)) => {
                let message = "an item of the list does not have the declared type";
                return Err(self.call.decode_error(page.raw_response(), message));
            }
            Some(_) => {
                return Err(self
                    .call
                    .decode_error(page.raw_response(), "expected a list"));
            }
            None => {}
        }
        match self.progress.add(&Page::new(number, &page), limit) {
            Ok(next) => Ok((page, next)),
            Err(message) => Err(self.call.decode_error(page.raw_response(), &message)),
        }
    }
}

impl<T: Field + Default> Iterator for Pages<T> {
    type Item = Result<Response<Vec<T>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Taken, so that an error ends the iterator.
        let number = self.next.take()?;
        let (page, next) = match self.fetch(number) {
            Ok(page) => page,
            Err(error) => {
                self.failed = Some(number);
                return Some(Err(error));
            }
        };
        self.next = match next {
            Next::Ended => return None,
            Next::Last => None,
            Next::Unknown if !self.is_numbered => None,
            Next::More | Next::Unknown => number.checked_add(1),
        };
        self.is_numbered = true;
        Some(Ok(page))
    }
}

impl<T: Field + Default> FusedIterator for Pages<T> {}

/// An iterator over the items of all pages, from [`PagedCall::iter`].
///
/// If a page fails despite its retries, the iterator returns the error and ends, so
/// that a loop that ignores errors ends too. [`resume`](Self::resume) continues at
/// that page.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct Iter<T> {
    pages: Pages<T>,
    items: std::vec::IntoIter<T>,
}

impl<T> Iter<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        let items = Vec::new().into_iter();
        Self { pages, items }
    }

    /// Continues after an error, at the page that failed. No item is skipped or
    /// repeated, unless the list has changed. Returns false if there was no error.
    pub fn resume(&mut self) -> bool {
        self.pages.resume()
    }
}

impl<T: Field + Default> Iterator for Iter<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.items = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T: Field + Default> FusedIterator for Iter<T> {}
