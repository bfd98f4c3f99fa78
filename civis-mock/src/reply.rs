//! Responses, before they are written to a socket.

use hyper::body::Bytes;
use serde_json::{Value, json};

/// A response: status, headers and body.
///
/// ```
/// use civis_mock::Reply;
/// use serde_json::json;
///
/// let reply = Reply::json(200, &json!({"id": 7})).header("x-request-id", "abc");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    /// A response without a body.
    ///
    /// A status outside 200 to 999 becomes a 500 that says so, here and in the other
    /// constructors.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Reply {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// A JSON response.
    #[must_use]
    pub fn json(status: u16, value: &Value) -> Self {
        Reply::bytes(
            status,
            "application/json; charset=utf-8",
            value.to_string().into_bytes(),
        )
    }

    /// A response of another content type.
    #[must_use]
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Reply::shared(status, content_type, body.into().into())
    }

    /// A response whose body is not copied.
    pub(crate) fn shared(status: u16, content_type: &str, body: Bytes) -> Self {
        let mut reply = Reply::empty(status).header("content-type", content_type);
        reply.body = body;
        reply
    }

    /// An error in the Platform's format: `error`, `errorDescription`, `code`.
    #[must_use]
    pub fn error(status: u16, error: &str, description: &str) -> Self {
        Reply::json(
            status,
            &json!({"error": error, "errorDescription": description, "code": status}),
        )
    }

    /// Adds a header, and keeps others of the same name.
    ///
    /// A name or value that HTTP does not allow becomes a 500 that says so.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn bad_request(problem: &str) -> Self {
        let description = format!("invalid request: {problem}");
        Reply::error(400, "bad_request", &description)
    }

    pub(crate) fn not_found(description: &str) -> Self {
        Reply::error(404, "not_found", description)
    }
}
