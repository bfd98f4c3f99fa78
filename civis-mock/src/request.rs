//! Requests as they came.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// How much of a body `Debug` shows, in characters.
const SHOWN: usize = 500;

/// A request that the server received.
///
/// `Debug` does not show the API key.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The verb, in upper case.
    pub method: String,
    /// The path as it travelled, still percent-encoded, without the query.
    pub path: String,
    /// Names and values of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// The headers. `authorization` is marked as sensitive.
    pub headers: HeaderMap,
    /// The body, empty when there was none.
    pub body: Vec<u8>,
    /// The path of the operation as the specification spells it
    /// (`/jobs/{id}`), `None` when no operation was meant.
    pub operation: Option<String>,
    /// What stands in the places of the path's placeholders, decoded, by the
    /// placeholders' names.
    pub params: Vec<(String, String)>,
}

impl RecordedRequest {
    pub(crate) fn new(
        method: &str,
        path: &str,
        query: Option<&str>,
        mut headers: HeaderMap,
        body: Vec<u8>,
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

    /// The body as JSON, `None` when it is empty or is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header's first value, if it is text. Names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a name in the query.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// What stands in the place of a placeholder of the path.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        first(&self.params, name)
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(SHOWN)
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

/// Names and values of a query, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decoded(name), form_decoded(value))
        })
        .collect()
}

/// The segments of a path, decoded. A trailing `/` makes no segment.
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

fn form_decoded(text: &str) -> String {
    let text: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
