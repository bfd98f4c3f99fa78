//! What the session, the request and the transports know about HTTP headers.

use http::HeaderName;

/// Whether a header frames the message or concerns the connection. It is up to the
/// transport; another value would make the server misread this request or the next.
pub(crate) fn frames_message(name: &HeaderName) -> bool {
    let names = [
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    names.contains(&name.as_str()) || name.as_str().starts_with("proxy-")
}
