//! The iterators over the pages and the items of a list.

use std::fmt;
use std::iter::FusedIterator;

use http::StatusCode;
use serde_json::Value;

use crate::call::listing::position::{Fetched, Position};
use crate::call::listing::seen::{PageKey, Seen};
use crate::call::listing::{ListCall, ListPage, property};
use crate::error::Error;
use crate::record::{Field, View};
use crate::response::Response;
use crate::response::raw::RawResponse;

/// An iterator over the pages of a list, from [`ListCall::pages`](super::ListCall::pages).
///
/// If a page fails despite its retries, the iterator returns the error and ends, so that a loop
/// that ignores errors ends too. [`resume`](Self::resume) continues at that page.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct ListPages<P> {
    list: ListCall<P>,
    next: Next,
    /// The page that failed.
    failed: Option<Position>,
    seen: Seen,
}

/// What follows the pages that were fetched.
#[derive(Debug, Clone)]
enum Next {
    Page(Position),
    /// The last page says that there is another one, which cannot be requested.
    Invalid {
        message: String,
        /// The last page.
        page: Box<RawResponse>,
    },
    End,
}

impl<P> ListPages<P> {
    pub(super) fn new(list: ListCall<P>) -> Self {
        Self {
            list,
            next: Next::Page(Position::First),
            failed: None,
            seen: Seen::default(),
        }
    }

    /// Continues after an error, at the page that failed. No page is skipped or repeated.
    /// Returns false if there is no such page: either there was no error, or the last page names
    /// a next page that cannot be requested.
    pub fn resume(&mut self) -> bool {
        match self.failed.take() {
            Some(position) => {
                self.next = Next::Page(position);
                true
            }
            None => false,
        }
    }
}

impl<P: ListPage> ListPages<P> {
    /// Fetches a page, and finds out what follows it. Returns `None` if the list has ended before
    /// it.
    fn fetch(&mut self, position: &Position) -> Result<Option<Response<P>>, Error> {
        let ListCall { call, next, items } = &mut self.list;
        let secrets = call.query_secrets().to_vec();
        next.apply(position, &secrets, call.request_mut());
        let page = match call.send() {
            // The path was there a moment ago, so there is no page of this number.
            Err(error)
                if matches!(position, Position::Number(_))
                    && error.status() == Some(StatusCode::NOT_FOUND) =>
            {
                return Ok(None);
            }
            page => page?,
        };
        let count = match page.count(items) {
            Some(count)
                if is_list(page.unexpected(), count) && (count > 0 || has_none(&*page, items)) =>
            {
                count as u64
            }
            _ => {
                let message = match &**items {
                    "" => "expected a page of a list".to_owned(),
                    items => format!("expected a list of the declared type at `{items}`"),
                };
                return Err(self.list.call.decode_error(page.raw_response(), &message));
            }
        };
        let size = next.size_of(call.request());
        let is_below = size.is_some_and(|size| count < size);
        // A server may have a smaller limit of its own, so a small page says nothing before
        // there was a full one.
        let is_small = self.seen.was_full(count, size) && is_below;
        let fetched = Fetched {
            count,
            body: &*page,
            headers: page.headers(),
            is_small,
        };
        let next = next.after(position, call.request(), &fetched);
        let is_counted = matches!(next, Ok(Some(Position::Number(_))));
        let is_known = matches!(&next, Ok(Some(next)) if self.seen.contains(position, next));
        let key = PageKey::new(&*page, items, page.raw());
        let may_repeat = matches!(key, PageKey::Bytes(_)) && !is_counted && !is_known;
        if count > 0 && self.seen.is_same_page(key) && !may_repeat {
            // Some servers return the last page for each one after it.
            if is_below {
                return Ok(None);
            }
            let message = "the page has the items of a page before";
            return Err(self.list.call.decode_error(page.raw_response(), message));
        }
        self.seen
            .add(position, key, count)
            .map_err(|message| self.list.call.decode_error(page.raw_response(), &message))?;
        let next = match next {
            Ok(Some(_)) if is_known => Err("the next page was fetched before".to_owned()),
            next => next,
        };
        self.next = match next {
            Ok(next) => next.map_or(Next::End, Next::Page),
            Err(message) => Next::Invalid {
                message,
                page: page.raw_response().clone().into(),
            },
        };
        Ok(Some(page))
    }
}

/// Whether all items of a list have the declared type, or were coerced to it, as null is.
fn is_list(unexpected: Option<&Value>, count: usize) -> bool {
    match unexpected {
        None => true,
        Some(Value::Array(items)) => items.len() == count,
        Some(_) => false,
    }
}

/// Whether there is nothing where the items should be. A record does not hold a list of another
/// type than the declared one.
fn has_none(page: &dyn Field, items: &str) -> bool {
    let mut has_none = true;
    property::visit(&page.view(), items, &mut |view| {
        has_none = match view {
            View::Any(Value::Array(items)) => items.is_empty(),
            View::Any(Value::Object(object)) => object.is_empty(),
            View::Any(value) => value.is_null(),
            _ => true,
        };
    });
    has_none
}

impl<P: ListPage> Iterator for ListPages<P> {
    type Item = Result<Response<P>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Taken, so that an error ends the iterator.
        match std::mem::replace(&mut self.next, Next::End) {
            Next::Page(position) => {
                let page = self.fetch(&position);
                if page.is_err() {
                    self.failed = Some(position);
                }
                page.transpose()
            }
            Next::Invalid { message, page } => {
                Some(Err(self.list.call.decode_error(&page, &message)))
            }
            Next::End => None,
        }
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
    /// the list has changed. Returns false if there is no such page, as
    /// [`ListPages::resume`] does.
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
                Ok(page) => {
                    let items = page.into_inner().into_items(&self.pages.list.items);
                    self.items = items.into_iter();
                }
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
