//! The iterators over the pages and the items of a list.

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::iter::FusedIterator;

use serde_core::de::Error as _;

use crate::call::Call;
use crate::call::listing::position::{Fetched, Position};
use crate::call::listing::{ListPage, NextPage};
use crate::error::Error;
use crate::response::Response;

/// How many pages in succession may have no items.
const MAX_EMPTY: u32 = 20;

/// An iterator over the pages of a list, from [`ListCall::pages`](super::ListCall::pages).
///
/// If a page fails despite its retries, the iterator returns the error and ends, so that a loop
/// that ignores errors ends too. [`resume`](Self::resume) continues at that page.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct ListPages<P> {
    call: Call<P>,
    next_page: NextPage,
    /// The page to fetch next; `None` at the end.
    next: Option<Position>,
    /// The page that failed.
    failed: Option<Position>,
    /// The hash of the page before.
    before: Option<u64>,
    /// How many pages in succession had no items.
    empty: u32,
}

impl<P> ListPages<P> {
    pub(super) fn new(call: Call<P>, next_page: NextPage) -> Self {
        Self {
            call,
            next_page,
            next: Some(Position::First),
            failed: None,
            before: None,
            empty: 0,
        }
    }

    /// Continues after an error, at the page that failed. No page is skipped or repeated.
    /// Returns false if there was no error.
    pub fn resume(&mut self) -> bool {
        let failed = self.failed.take();
        let has_failed = failed.is_some();
        self.next = failed.or(self.next.take());
        has_failed
    }

    fn decode_error(&self, page: &Response<P>, message: &str) -> Error {
        match self.call.request().parts() {
            Ok(parts) => {
                let source = serde_json::Error::custom(message);
                let error = Error::decode(&parts, String::new(), page.raw(), &source);
                self.call.redact(error)
            }
            Err(error) => error,
        }
    }
}

impl<P: ListPage> ListPages<P> {
    fn fetch(&mut self, position: &Position) -> Result<Response<P>, Error> {
        self.next_page.apply(position, self.call.request_mut());
        let page = self.call.send()?;
        if page.unexpected().is_some() {
            return Err(self.decode_error(&page, "expected a page of a list"));
        }
        let count = page.count();
        let body: &P = &page;
        let fetched = Fetched {
            count: count as u64,
            body,
            headers: page.headers(),
        };
        let request = self.call.request();
        let next = self.next_page.after(position, request, &fetched);
        let next = next.map_err(|message| self.decode_error(&page, &message))?;
        let mut hasher = DefaultHasher::new();
        page.raw().hash(&mut hasher);
        let hash = Some(hasher.finish());
        if count > 0 && self.before == hash {
            let message = "the page is the same as the one before";
            return Err(self.decode_error(&page, message));
        }
        if next.as_ref() == Some(position) {
            let message = "the next page is the present one";
            return Err(self.decode_error(&page, message));
        }
        let empty = if count == 0 { self.empty + 1 } else { 0 };
        if empty > MAX_EMPTY {
            self.empty = 0;
            let message = format!("more than {MAX_EMPTY} pages in succession have no items");
            return Err(self.decode_error(&page, &message));
        }
        self.empty = empty;
        self.before = hash;
        self.next = next;
        Ok(page)
    }
}

impl<P: ListPage> Iterator for ListPages<P> {
    type Item = Result<Response<P>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Taken, so that an error ends the iterator.
        let position = self.next.take()?;
        let page = self.fetch(&position);
        if page.is_err() {
            self.failed = Some(position);
        }
        Some(page)
    }
}

impl<P: ListPage> FusedIterator for ListPages<P> {}

/// An iterator over the items of all pages, from [`ListCall::iter`](super::ListCall::iter).
///
/// If a page fails despite its retries, the iterator returns the error and ends, so that a loop
/// that ignores errors ends too. [`resume`](Self::resume) continues at that page.
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct ListItems<P: ListPage> {
    pages: ListPages<P>,
    items: std::vec::IntoIter<P::Item>,
}

impl<P: ListPage> ListItems<P> {
    pub(super) fn new(pages: ListPages<P>) -> Self {
        let items = Vec::new().into_iter();
        Self { pages, items }
    }

    /// Continues after an error, at the page that failed. No item is skipped or repeated, unless
    /// the list has changed. Returns false if there was no error.
    pub fn resume(&mut self) -> bool {
        self.pages.resume()
    }
}

impl<P: ListPage> Iterator for ListItems<P> {
    type Item = Result<P::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.items = page.into_inner().into_items().into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<P: ListPage> FusedIterator for ListItems<P> {}

impl<P: ListPage + fmt::Debug> fmt::Debug for ListItems<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListItems")
            .field("pages", &self.pages)
            .field("items", &self.items.len())
            .finish()
    }
}
