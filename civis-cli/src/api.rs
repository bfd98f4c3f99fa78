//! Single requests of the everyday commands.

use civis::http::Method;
use civis::{Call, Location, PagedCall, Request, Session};
use serde_json::{Map, Value};

/// `GET` of an object.
pub(crate) fn get(
    session: &Session,
    operation: &'static str,
    path: &'static str,
    parameters: &[(&'static str, i64)],
) -> civis::Result<Value> {
    send(session, request(operation, Method::GET, path, parameters))
}

/// A request with parameters of the path.
pub(crate) fn request(
    operation: &'static str,
    method: Method,
    path: &'static str,
    parameters: &[(&'static str, i64)],
) -> Request {
    let mut request = Request::new(operation, method, path);
    for (name, value) in parameters {
        request.set(Location::Path, *name, *value);
    }
    request
}

/// Adds the fields of a body.
pub(crate) fn with_fields(mut request: Request, fields: Map<String, Value>) -> Request {
    for (name, value) in fields {
        request.set(Location::Field, name, value);
    }
    request
}

/// Sends a request. A response without a body is null.
pub(crate) fn send(session: &Session, request: Request) -> civis::Result<Value> {
    Call::<Value>::new(session, request).send_json()
}

/// The items of all pages of a list.
pub(crate) fn list(session: &Session, request: Request) -> civis::Iter<Value> {
    PagedCall::<Value>::new(session, request).iter()
}
