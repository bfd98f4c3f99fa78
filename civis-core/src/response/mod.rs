//! A response: status, headers and bytes in `raw.rs`, the name of a file in `file_name.rs`, and the decoded value here.

mod file_name;
pub(crate) mod raw;

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::response::raw::{Pagination, RateLimit, RawResponse};
use crate::secret_name::Secrecy;
use crate::secret_name::json::DebugJson;

/// A successful response: the decoded value, with status, headers and bytes.
///
/// It dereferences to the value. A response of a list can be iterated over.
pub struct Response<T> {
    value: T,
    raw: RawResponse,
    unexpected: Option<Value>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, raw: RawResponse, unexpected: Option<Value>) -> Self {
        Self {
            value,
            raw,
            unexpected,
        }
    }

    /// Returns the status, between 200 and 299.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// Returns how many calls the Platform allows, from `X-RateLimit-Limit` and
    /// `X-RateLimit-Remaining`.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        self.raw.rate_limit()
    }

    /// Returns the position of a page in its list, from the `X-Pagination-…` headers.
    #[must_use]
    pub fn pagination(&self) -> Pagination {
        self.raw.pagination()
    }

    pub(crate) fn raw_response(&self) -> &RawResponse {
        &self.raw
    }

    /// Returns the bytes of the body, after content decoding.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.raw.body()
    }

    /// Returns the body as text, from which the value was decoded; see [`RawResponse::text`].
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.raw.text()
    }

    /// Returns how many times the request was sent: 1 unless it was retried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.raw.attempts()
    }

    /// Returns the whole body as JSON if it does not have the declared type, such as an object
    /// where a list is declared. The value is then the default. Where no body is declared, this
    /// is a body that was sent anyway, as text if it is not JSON.
    #[must_use]
    pub fn unexpected(&self) -> Option<&Value> {
        self.unexpected.as_ref()
    }

    /// Returns the value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the value, and the response that it was decoded from.
    #[must_use]
    pub fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Response");
        out.field("status", &self.status().as_u16())
            .field("value", &self.value);
        if let Some(unexpected) = &self.unexpected {
            out.field("unexpected", &DebugJson(unexpected, Secrecy::Open));
        }
        out.finish()
    }
}

impl<T: Clone> Clone for Response<T> {
    fn clone(&self) -> Self {
        Self::new(
            self.value.clone(),
            self.raw.clone(),
            self.unexpected.clone(),
        )
    }
}

impl<T> IntoIterator for Response<Vec<T>> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.iter()
    }
}
