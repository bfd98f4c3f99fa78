//! What goes to the transport, and what came from it.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName, Method, StatusCode};

/// A request as it travels, without what the session adds: base URL, key and
/// the session's own headers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Parts {
    /// The operation's name for errors and events, or empty.
    pub operation: Cow<'static, str>,
    /// The verb.
    pub method: Method,
    /// The path with its placeholders.
    pub template: Cow<'static, str>,
    /// The path, percent-encoded, with a leading `/`.
    pub path: String,
    /// The query, encoded, without `?`; empty if there is none.
    pub query: String,
    /// The headers; among them `Content-Type` if there is a body.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Vec<u8>>,
}

impl Parts {
    /// A request without query, headers and body.
    pub(crate) fn bare(operation: &'static str, method: Method, path: &str) -> Self {
        Self {
            operation: Cow::Borrowed(operation),
            method,
            template: Cow::Owned(path.to_owned()),
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: None,
        }
    }
}

/// An answer as it came: status, headers and bytes.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    attempts: u32,
}

impl RawResponse {
    pub(crate) fn new(response: http::Response<Vec<u8>>, attempts: u32) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            attempts,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, after content decoding.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body alone.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The calls that the Platform still allows.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(&self.headers)
    }

    /// The place of a page in its list.
    #[must_use]
    pub fn pagination(&self) -> Pagination {
        Pagination {
            current_page: number(&self.headers, "x-pagination-current-page"),
            per_page: number(&self.headers, "x-pagination-per-page"),
            total_pages: number(&self.headers, "x-pagination-total-pages"),
            total_entries: number(&self.headers, "x-pagination-total-entries"),
        }
    }

    /// How many times the request was sent: 1 unless it was retried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status.as_u16())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// The calls that the Platform allows, as an answer says; `None` is what it
/// does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls are allowed in a period: `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// How many of them are left: `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
}

impl RateLimit {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
        }
    }
}

/// The place of a page in its list, as an answer says; `None` is what it does
/// not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// The number of this page, from 1: `X-Pagination-Current-Page`.
    pub current_page: Option<u64>,
    /// The largest number of items in a page: `X-Pagination-Per-Page`.
    pub per_page: Option<u64>,
    /// The number of pages: `X-Pagination-Total-Pages`.
    pub total_pages: Option<u64>,
    /// The number of items in all pages: `X-Pagination-Total-Entries`.
    pub total_entries: Option<u64>,
}

fn number(headers: &HeaderMap, name: &'static str) -> Option<u64> {
    let value = headers.get(HeaderName::from_static(name))?;
    value.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Pagination, RateLimit, RawResponse};

    #[test]
    fn counts_are_read_from_the_headers_and_garbage_is_not() {
        let answer = http::Response::builder()
            .header("X-RateLimit-Limit", "1000")
            .header("X-RateLimit-Remaining", " 7 ")
            .header("X-Pagination-Current-Page", "2")
            .header("X-Pagination-Total-Pages", "many")
            .header("X-Pagination-Total-Entries", "-1")
            .body(b"[]".to_vec())
            .expect("an answer");
        let raw = RawResponse::new(answer, 1);
        let limit = RateLimit {
            limit: Some(1000),
            remaining: Some(7),
        };
        assert_eq!(raw.rate_limit(), limit);
        let place = Pagination {
            current_page: Some(2),
            ..Pagination::default()
        };
        assert_eq!(raw.pagination(), place);
    }
}
