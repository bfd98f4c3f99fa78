//! Whole lists, whichever way the Platform pages them.

use std::collections::HashSet;

use http::Method;
use serde::de::Error as _;

use crate::call::{Call, PagedCall};
use crate::error::Error;
use crate::record::Field;
use crate::request::{Location, Request};
use crate::response::Response;
use crate::session::Session;

/// The largest page that the Platform gives.
const LIMIT: i64 = 1000;

/// What a list is of.
pub(super) trait Item: Field + Default {
    /// The item's ID.
    fn id(&self) -> Option<i64>;
}

/// A request for a list.
pub(super) fn get(operation: &'static str, path: &'static str) -> Request {
    Request::new(operation, Method::GET, path)
}

/// Every item of a list that takes `limit` and `page_num`.
pub(super) fn paged<T: Item>(session: &Session, request: Request) -> Result<Vec<T>, Error> {
    let request = request.with(Location::Query, "limit", LIMIT);
    collect(PagedCall::new(session, request).pages())
}

/// Every item of a list that is declared to come whole. Where the headers say
/// that there are more pages nevertheless, they are fetched too.
pub(super) fn whole<T: Item>(session: &Session, request: Request) -> Result<Vec<T>, Error> {
    let first = one::<Vec<T>>(session, request.clone())?;
    let more = first
        .pagination()
        .total_pages
        .is_some_and(|total| total > 1);
    let rest = more.then(|| {
        let second = request.with(Location::Query, "page_num", 2);
        PagedCall::new(session, second).pages()
    });
    collect(std::iter::once(Ok(first)).chain(rest.into_iter().flatten()))
}

/// One answer, which must be of the declared shape.
pub(super) fn one<T: Field + Default>(
    session: &Session,
    request: Request,
) -> Result<Response<T>, Error> {
    let call = Call::<T>::new(session, request);
    let answer = call.send()?;
    if answer.unexpected().is_some() {
        let source = serde_json::Error::custom("not of the declared shape");
        let parts = call.request().parts()?;
        let error = Error::decode(&parts, String::new(), answer.raw(), source);
        return Err(session.hide(error));
    }
    Ok(answer)
}

/// The items that have an ID, each once: where a list changes between two
/// pages, items may come again. A page with nothing new is the end too, so that
/// a server which knows no pages is not asked for ever.
fn collect<T: Item>(
    pages: impl Iterator<Item = Result<Response<Vec<T>>, Error>>,
) -> Result<Vec<T>, Error> {
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for page in pages {
        let before = items.len();
        items.extend(
            page?
                .into_iter()
                .filter(|item| item.id().is_some_and(|id| seen.insert(id))),
        );
        if items.len() == before {
            break;
        }
    }
    Ok(items)
}
