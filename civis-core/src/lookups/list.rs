//! Complete lists, from endpoints with and without pages.

use std::collections::HashSet;

use http::Method;
use serde_core::de::Error as _;

use crate::call::Call;
use crate::call::pages::Pages;
use crate::error::Error;
use crate::record::Field;
use crate::request::{Location, Request};
use crate::response::Response;
use crate::session::Session;

/// The largest page size that the Platform allows.
const LIMIT: i64 = 1000;

/// An item of a list.
pub(super) trait Item: Field + Default {
    /// Returns the ID of the item.
    fn id(&self) -> Option<i64>;
}

/// Creates a request for a list.
pub(super) fn get(operation: &'static str, path: &'static str) -> Request {
    Request::new(operation, Method::GET, path)
}

/// Fetches all items of a list that takes `limit` and `page_num`.
pub(super) fn paged<T: Item>(session: &Session, request: Request) -> Result<Vec<T>, Error> {
    let request = request.with(Location::Query, "limit", LIMIT);
    collect(Pages::new(Call::new(session, request)))
}

/// Fetches all items of a list that does not take `limit` and `page_num`. If the headers announce more pages
/// nevertheless, fetches them too.
pub(super) fn whole<T: Item>(session: &Session, request: Request) -> Result<Vec<T>, Error> {
    collect(Pages::unnumbered(Call::new(session, request)))
}

/// Fetches one response, which must have the declared type.
pub(super) fn one<T: Field + Default>(
    session: &Session,
    request: Request,
) -> Result<Response<T>, Error> {
    let call = Call::<T>::new(session, request);
    let response = call.send()?;
    if response.unexpected().is_some() {
        let source = serde_json::Error::custom("the response does not have the declared type");
        let parts = call.request().parts()?;
        let error = Error::decode(&parts, String::new(), response.raw_response(), &source);
        return Err(session.redact(error));
    }
    Ok(response)
}

/// Collects the items that have an ID, each once: if a list changes between two
/// requests, items may be repeated.
fn collect<T: Item>(pages: Pages<T>) -> Result<Vec<T>, Error> {
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for page in pages {
        let is_new = |item: &T| item.id().is_some_and(|id| seen.insert(id));
        items.extend(page?.into_iter().filter(is_new));
    }
    Ok(items)
}
