//! All pages of a list.

use std::iter::FusedIterator;

use serde::de::Error as _;

use crate::call::Call;
use crate::error::Error;
use crate::record::Field;
use crate::request::Location;
use crate::response::Response;

/// The pages of a list, from [`PagedCall::pages`](crate::PagedCall::pages).
#[derive(Debug, Clone)]
#[must_use = "nothing is fetched before the first page is asked for"]
pub struct Pages<T> {
    call: Call<Vec<T>>,
    /// The page to fetch next; `None` at the end.
    next: Option<u64>,
}

impl<T> Pages<T> {
    pub(crate) fn new(call: Call<Vec<T>>) -> Self {
        let given = call.request().get(Location::Query, "page_num");
        let first = given.and_then(serde_json::Value::as_u64).unwrap_or(1);
        let next = Some(first);
        Self { call, next }
    }

    fn not_a_list(&self, page: &Response<Vec<T>>) -> Error {
        match self.call.request().parts() {
            Ok(parts) => {
                let source = serde_json::Error::custom("expected a list");
                let error = Error::decode(&parts, String::new(), page.raw(), source);
                self.call.hide(error)
            }
            Err(error) => error,
        }
    }
}

impl<T: Field + Default> Iterator for Pages<T> {
    type Item = Result<Response<Vec<T>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Taken, so that after an error there is no next page.
        let number = self.next.take()?;
        let request = self.call.request_mut();
        request.set(Location::Query, "page_num", number);
        let page = match self.call.send() {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        if page.unexpected().is_some() {
            return Some(Err(self.not_a_list(&page)));
        }
        let pagination = page.pagination();
        if page.is_empty() {
            return None;
        }
        let last = pagination
            .total_pages
            .is_some_and(|total| pagination.current_page.unwrap_or(number) >= total);
        self.next = (!last).then(|| number + 1);
        Some(Ok(page))
    }
}

impl<T: Field + Default> FusedIterator for Pages<T> {}

/// The items of all pages, from [`PagedCall::iter`](crate::PagedCall::iter).
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
