//! All pages of a list.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::iter::FusedIterator;

use serde::de::Error as _;

use crate::call::Call;
use crate::error::Error;
use crate::record::Field;
use crate::request::Location;
use crate::response::Response;

/// The pages of a list, from [`PagedCall::pages`](crate::PagedCall::pages).
///
/// A page that cannot be had, after the retries of its call, is one error, and then
/// the iterator is at its end, so that a loop which passes over errors ends too.
/// [`resume`](Self::resume) lets it go on at that page.
#[derive(Debug, Clone)]
#[must_use = "nothing is fetched before the first page is asked for"]
pub struct Pages<T> {
    call: Call<Vec<T>>,
    /// The page to fetch next; `None` at the end.
    next: Option<u64>,
    /// The page that could not be had.
    failed: Option<u64>,
    /// Of the former page, if its place was not told.
    former: Option<u64>,
    /// Whether no page has come yet.
    is_first: bool,
}

impl<T> Pages<T> {
    pub(crate) fn new(call: Call<Vec<T>>) -> Self {
        let given = call.request().get(Location::Query, "page_num");
        let first = given.and_then(serde_json::Value::as_u64).unwrap_or(1);
        Self {
            call,
            next: Some(first),
            failed: None,
            former: None,
            is_first: true,
        }
    }

    /// Lets the iterator go on after an error, at the page that could not be had:
    /// none is left out, and none comes twice. Returns whether there was an error to
    /// go on from.
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

    fn not_as_declared(&self, page: &Response<Vec<T>>, told: &str) -> Error {
        match self.call.request().parts() {
            Ok(parts) => {
                let source = serde_json::Error::custom(told);
                let error = Error::decode(&parts, String::new(), page.raw(), source);
                self.call.hide(error)
            }
            Err(error) => error,
        }
    }
}

impl<T: Field + Default> Pages<T> {
    fn fetch(&mut self, number: u64) -> Result<Response<Vec<T>>, Error> {
        let request = self.call.request_mut();
        request.set(Location::Query, "page_num", number);
        let page = self.call.send()?;
        if page.unexpected().is_some() {
            return Err(self.not_as_declared(&page, "expected a list"));
        }
        match page.pagination().current_page {
            // A server that knows no pages would be asked for ever.
            Some(current) if current < number && !self.is_first => {
                let told = format!("expected page {number} of the list, and page {current} came");
                Err(self.not_as_declared(&page, &told))
            }
            _ => Ok(page),
        }
    }

    /// Whether a page whose place is not told is the former one again.
    fn is_former(&mut self, page: &Response<Vec<T>>) -> bool {
        let mut hasher = DefaultHasher::new();
        page.raw().hash(&mut hasher);
        let this = Some(hasher.finish());
        this == std::mem::replace(&mut self.former, this)
    }
}

impl<T: Field + Default> Iterator for Pages<T> {
    type Item = Result<Response<Vec<T>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Taken, so that after an error there is no next page.
        let number = self.next.take()?;
        let page = match self.fetch(number) {
            Ok(page) => page,
            Err(error) => {
                self.failed = Some(number);
                return Some(Err(error));
            }
        };
        let pagination = page.pagination();
        let is_told = pagination.current_page.is_some() || pagination.total_pages.is_some();
        if page.is_empty() || (!is_told && self.is_former(&page)) {
            return None;
        }
        self.is_first = false;
        let last = pagination
            .total_pages
            .is_some_and(|total| pagination.current_page.unwrap_or(number) >= total);
        self.next = if last { None } else { number.checked_add(1) };
        Some(Ok(page))
    }
}

impl<T: Field + Default> FusedIterator for Pages<T> {}

/// The items of all pages, from [`PagedCall::iter`](crate::PagedCall::iter).
///
/// A page that cannot be had, after the retries of its call, is one error in the
/// place of its items, and then the iterator is at its end, so that a loop which
/// passes over errors ends too. [`resume`](Self::resume) lets it go on at that page.
#[derive(Debug, Clone)]
#[must_use = "nothing is fetched before the first item is asked for"]
pub struct Iter<T> {
    pages: Pages<T>,
    items: std::vec::IntoIter<T>,
}

impl<T> Iter<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        let items = Vec::new().into_iter();
        Self { pages, items }
    }

    /// Lets the iterator go on after an error, as [`Pages::resume`] does: no item is
    /// left out and none comes twice, as long as the list does not change.
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
