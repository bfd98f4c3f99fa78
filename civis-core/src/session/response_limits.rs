//! How large a response may be.

use crate::transport::{Limits, TransportError, TransportErrorKind};

/// Limits that hold for the responses of any transport.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResponseLimits {
    /// The length of the body in bytes, after content decoding. The transport is
    /// given this limit, and stops reading there.
    pub(super) max_response_bytes: u64,
    /// The number of headers.
    pub(super) max_response_headers: usize,
    /// The length of the names and values of all headers together, in bytes.
    pub(super) max_response_header_bytes: usize,
}

impl Default for ResponseLimits {
    fn default() -> Self {
        Self {
            max_response_bytes: Limits::default().max_response_bytes,
            max_response_headers: 100,
            max_response_header_bytes: 64 * 1024,
        }
    }
}

impl ResponseLimits {
    /// Returns the response if it is within the limits.
    pub(super) fn check(
        &self,
        response: http::Response<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let too_large = |message: String| {
            let kind = TransportErrorKind::TooLarge;
            Err(TransportError::new(kind, true, message))
        };
        let headers = response.headers();
        let max = self.max_response_headers;
        if headers.len() > max {
            return too_large(format!("more than {max} headers"));
        }
        let lengths = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len());
        let max = self.max_response_header_bytes;
        if lengths.sum::<usize>() > max {
            return too_large(format!("headers of more than {max} bytes"));
        }
        let max = self.max_response_bytes;
        if response.body().len() as u64 > max {
            return too_large(format!("more than {max} bytes"));
        }
        Ok(response)
    }
}
