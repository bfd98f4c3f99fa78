//! Requests of this module.

use civis_core::support::missing_field;
use serde_json::{Map, Value};

use crate::{Call, Field, Location, Request, Result, Session};

/// A `POST` with this body.
pub(super) fn post(
    operation: &'static str,
    path: &'static str,
    body: Map<String, Value>,
) -> Request {
    let mut request = Request::new(operation, http::Method::POST, path);
    for (name, value) in body {
        request.set(Location::Field, name, value);
    }
    request
}

/// Sends a request, and decodes the response.
pub(super) fn send<T: Field + Default>(session: &Session, request: Request) -> Result<T> {
    Ok(Call::<T>::new(session, request).send()?.into_inner())
}

/// Returns a field of a response, which the program cannot do without.
pub(super) fn required<T>(value: Option<T>, operation: &str, field: &str) -> Result<T> {
    value.ok_or_else(|| missing_field(operation, field))
}
