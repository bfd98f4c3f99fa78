//! What the session, the request and the transports know about HTTP methods.

use http::Method;

/// Whether the method carries a body by its nature, so that an empty one is sent too.
pub(crate) fn expects_body(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}

/// Whether the request only reads.
pub(crate) fn is_get_or_head(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
