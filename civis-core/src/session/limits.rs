//! How large an answer may be.

use super::send::Answer;
use crate::transport::{Limits, TransportError, TransportErrorKind};

/// Bounds of an answer, whatever transport it comes by.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerLimits {
    /// Of the body, after content decoding. The transport ends reading there.
    pub(super) max_response_bytes: u64,
    /// How many headers there may be.
    pub(super) max_response_headers: usize,
    /// Of the names and values of all headers together, in bytes.
    pub(super) max_response_header_bytes: usize,
}

impl Default for AnswerLimits {
    fn default() -> Self {
        Self {
            max_response_bytes: Limits::default().max_response_bytes,
            max_response_headers: 100,
            max_response_header_bytes: 64 * 1024,
        }
    }
}

impl AnswerLimits {
    /// The answer, if it is within the bounds.
    pub(super) fn check(&self, answer: Answer) -> Result<Answer, TransportError> {
        let refused = |message: String| {
            let kind = TransportErrorKind::TooLarge;
            Err(TransportError::new(kind, true, message))
        };
        let headers = answer.headers();
        if headers.len() > self.max_response_headers {
            let max = self.max_response_headers;
            return refused(format!("more than {max} headers"));
        }
        let size = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            name.as_str().len() + value.len()
        };
        if headers.iter().map(size).sum::<usize>() > self.max_response_header_bytes {
            let max = self.max_response_header_bytes;
            return refused(format!("headers of more than {max} bytes"));
        }
        if answer.body().len() as u64 > self.max_response_bytes {
            let max = self.max_response_bytes;
            return refused(format!("more than {max} bytes"));
        }
        Ok(answer)
    }
}
