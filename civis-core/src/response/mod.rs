//! Typed answers.

pub(crate) mod raw;

use std::fmt;
use std::ops::{Deref, DerefMut};

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::response::raw::{Pagination, RateLimit, RawResponse};

/// A successful answer: the typed value, and what came with it.
///
/// It derefs to the value, and a list can be iterated over directly.
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

    /// The status, between 200 and 299.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The calls that the Platform still allows, from `X-RateLimit-Limit` and
    /// `X-RateLimit-Remaining`.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        self.raw.rate_limit()
    }

    /// The place of a page in its list, from the `X-Pagination-…` headers.
    #[must_use]
    pub fn pagination(&self) -> Pagination {
        self.raw.pagination()
    }

    /// The body, byte for byte as it came (after content decoding).
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.raw.body()
    }

    /// How many times the request was sent: 1 unless it was retried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.raw.attempts()
    }

    /// The whole answer as JSON, where its outermost shape is not the declared
    /// one (an object in place of a list, say). The value then is the default.
    #[must_use]
    pub fn unexpected(&self) -> Option<&Value> {
        self.unexpected.as_ref()
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value, and the answer that it was read from.
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
            out.field("unexpected", &format_args!("{unexpected}"));
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
