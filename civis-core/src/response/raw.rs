//! A response as it came from the transport.

use std::borrow::Cow;
use std::fmt;

use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::Value;

use super::file_name::file_name;
use crate::record::blob::Blob;
use crate::record::{DecodeError, Decoded, Field, decode_text};
use crate::text::text;

/// A response before decoding: status, headers and body.
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

    /// The body as text.
    ///
    /// The encoding is that of a byte-order mark, which is left out, or of the `charset` in
    /// `Content-Type`: UTF-8, UTF-16, UTF-32, ISO 8859-1 or Windows-1252. UTF-8 is the
    /// default. Bytes that are not valid become U+FFFD; [`body`](Self::body) has them.
    ///
    /// ```no_run
    /// use civis_core::{Call, Request, Session};
    /// use serde_json::Value;
    ///
    /// let session = Session::from_env()?;
    /// let request = Request::new("", http::Method::GET, "/jobs/5/runs/7/logs");
    /// let response = Call::<Value>::new(&session, request).send_raw()?;
    /// println!("{}", response.text());
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        text(&self.body, self.media_type())
    }

    /// `Content-Type`.
    pub(crate) fn media_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The media type in lower case without its parameters, empty if there is none.
    fn essence(&self) -> String {
        let media_type = self.media_type().unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        essence.to_ascii_lowercase()
    }

    /// Whether the media type is text other than a JSON value or a page of HTML.
    pub(crate) fn is_text(&self) -> bool {
        match &*self.essence() {
            "text/json" | "application/xhtml+xml" => false,
            "text/html" => !self.is_page(),
            // Several JSON values, one on each line.
            "application/jsonl"
            | "application/jsonlines"
            | "application/json-seq"
            | "application/ndjson"
            | "application/x-jsonlines"
            | "application/x-ndjson" => true,
            "application/xml" | "application/yaml" | "application/x-yaml" => true,
            other => {
                other.starts_with("text/") || other.ends_with("+xml") || other.ends_with("+yaml")
            }
        }
    }

    /// Whether the body is a page of HTML. Some frameworks send plain text as `text/html`.
    pub(crate) fn is_page(&self) -> bool {
        let is_html = ["", "text/html", "application/xhtml+xml"].contains(&&*self.essence());
        is_html && self.text().trim_start().starts_with('<')
    }

    /// The body as a file, with its media type and its name, from `Content-Disposition`.
    pub(crate) fn to_blob(&self) -> Blob {
        let mut blob = Blob::new(self.body());
        if let Some(media_type) = self.media_type() {
            blob = blob.content_type(media_type);
        }
        let disposition = self.headers.get(CONTENT_DISPOSITION);
        match disposition.and_then(|value| file_name(value.as_bytes())) {
            Some(name) => blob.name(name),
            None => blob,
        }
    }

    /// Decodes the body into a field, and returns it as JSON if it does not have the
    /// declared type. A body without anything but white space leaves the field as it is.
    pub(crate) fn decode(&self, field: &mut dyn Field) -> Result<Option<Value>, DecodeError> {
        let text = self.text();
        if text.trim().is_empty() {
            return Ok(None);
        }
        decode_text(&text, field).map(|decoded| match decoded {
            Decoded::Whole => None,
            Decoded::Unexpected(value) => Some(value),
        })
    }

    /// Returns the body and drops the rest.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The remaining calls that the Platform allows, from the `X-RateLimit-…` headers.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(&self.headers)
    }

    /// The position of a page in its list, from the `X-Pagination-…` headers.
    #[must_use]
    pub fn pagination(&self) -> Pagination {
        Pagination {
            current_page: number(&self.headers, "x-pagination-current-page"),
            per_page: number(&self.headers, "x-pagination-per-page"),
            total_pages: number(&self.headers, "x-pagination-total-pages"),
            total_entries: number(&self.headers, "x-pagination-total-entries"),
        }
    }

    /// The number of attempts: 1 unless the request was retried.
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

/// The calls that the Platform allows, from the headers of a response. A field is `None`
/// if its header is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of calls that are allowed in a period: `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// How many of these calls remain: `X-RateLimit-Remaining`.
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

/// The position of a page in its list, from the headers of a response. A field is `None`
/// if its header is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// The number of this page, starting at 1: `X-Pagination-Current-Page`.
    pub current_page: Option<u64>,
    /// The maximum number of items in a page: `X-Pagination-Per-Page`.
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
    fn valid_counts_are_read_from_the_headers() {
        let response = http::Response::builder()
            .header("X-RateLimit-Limit", "1000")
            .header("X-RateLimit-Remaining", " 7 ")
            .header("X-Pagination-Current-Page", "2")
            .header("X-Pagination-Total-Pages", "many")
            .header("X-Pagination-Total-Entries", "-1")
            .body(b"[]".to_vec())
            .expect("a response");
        let raw = RawResponse::new(response, 1);
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
        assert_eq!(raw.into_body(), b"[]");
    }
}
