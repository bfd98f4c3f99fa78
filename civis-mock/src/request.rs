//! Requests that were received.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, header};
use hyper::body::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The maximum number of characters of a body in `Debug`.
const MAX_SHOWN: usize = 500;

/// A request that the server received.
///
/// `Debug` does not show the API key.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The HTTP method, in upper case.
    pub method: String,
    /// The percent-encoded path, without the query.
    pub path: String,
    /// The decoded names and values of the query, in their order.
    pub query: Vec<(String, String)>,
    /// The headers. `authorization` is marked as sensitive, so `Debug` omits it.
    pub headers: HeaderMap,
    /// The body, empty if there was none. It dereferences to `[u8]`, and is shared by clones.
    pub body: Bytes,
    /// The path of the operation as the specification spells it
    /// (`/jobs/{id}`), or `None` if the request matched no operation.
    pub operation: Option<String>,
    /// The decoded values of the path's placeholders, by their names.
    pub params: Vec<(String, String)>,
}

impl RecordedRequest {
    pub(crate) fn new(
        method: &str,
        path: &str,
        query: Option<&str>,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        for name in [header::AUTHORIZATION, header::PROXY_AUTHORIZATION] {
            if let header::Entry::Occupied(mut entry) = headers.entry(name) {
                entry.iter_mut().for_each(|value| value.set_sensitive(true));
            }
        }
        RecordedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.map(pairs).unwrap_or_default(),
            headers,
            body,
            operation: None,
            params: Vec::new(),
        }
    }

    /// The body as JSON, or `None` if it is empty or not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The first value of a header, if it is text. Names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The value of a placeholder of the path.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        first(&self.params, name)
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(MAX_SHOWN)
            .collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("body", &body)
            .field("operation", &self.operation)
            .field("params", &self.params)
            .finish()
    }
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = pairs.iter().find(|(key, _)| key == name)?;
    Some(value)
}

/// The decoded names and values of a query.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decode(name), form_decode(value))
        })
        .collect()
}

/// The decoded segments of a path. A trailing `/` does not add a segment.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Vec::new();
    }
    path.split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect()
}

fn form_decode(text: &str) -> String {
    let text: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
