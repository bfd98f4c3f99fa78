//! How large a response may be, and reading it whole.

use http::{HeaderMap, Method, StatusCode, header};

use super::content_encoding;
use crate::transport::{ResponseBody, TransportError, TransportErrorKind, too_long};

/// Limits that hold for the responses of any transport.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResponseLimits {
    /// The length of the body in bytes, before and after content decoding.
    pub(super) max_response_bytes: u64,
    /// The number of headers.
    pub(super) max_response_headers: usize,
    /// The length of the names and values of all headers together, in bytes.
    pub(super) max_response_header_bytes: usize,
}

impl Default for ResponseLimits {
    fn default() -> Self {
        Self {
            max_response_bytes: 64 << 20,
            max_response_headers: 100,
            max_response_header_bytes: 64 * 1024,
        }
    }
}

impl ResponseLimits {
    /// Reads and decodes the body of a response that is within the limits.
    pub(super) fn read_whole(
        &self,
        method: &Method,
        response: http::Response<ResponseBody>,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.check_headers(response.headers())?;
        let max = self.max_response_bytes;
        let expected = declared_length(method, &response);
        if expected.is_some_and(|length| length > max) {
            return Err(too_long(max));
        }
        let (parts, body) = content_encoding::decode(response, max)?.into_parts();
        let body = body.read_whole(max, expected)?;
        Ok(http::Response::from_parts(parts, body))
    }

    /// The response to a request that failed. A body that cannot be read counts as empty.
    pub(super) fn read_error(
        &self,
        response: http::Response<ResponseBody>,
    ) -> http::Response<Vec<u8>> {
        response.map(|body| {
            body.read_whole(self.max_response_bytes, None)
                .unwrap_or_default()
        })
    }

    /// Returns an error unless the headers are within the limits.
    pub(super) fn check_headers(&self, headers: &HeaderMap) -> Result<(), TransportError> {
        let too_large = |message: String| {
            let kind = TransportErrorKind::TooLarge;
            Err(TransportError::new(kind, true, message))
        };
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
        Ok(())
    }
}

/// The length of a body before decoding, according to `Content-Length`.
pub(super) fn declared_length<T>(method: &Method, response: &http::Response<T>) -> Option<u64> {
    let status = response.status();
    let has_no_body = method == Method::HEAD
        || status.is_informational()
        || status == StatusCode::NO_CONTENT
        || status == StatusCode::NOT_MODIFIED;
    if has_no_body {
        return None;
    }
    let length = response.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use http::{Method, Response};

    use super::declared_length;

    #[test]
    fn responses_without_a_body_declare_no_length() {
        for (method, status, expected) in [
            (Method::GET, 200, Some(7)),
            (Method::POST, 404, Some(7)),
            (Method::HEAD, 200, None),
            (Method::GET, 103, None),
            (Method::GET, 204, None),
            (Method::GET, 304, None),
        ] {
            let response = Response::builder()
                .status(status)
                .header("content-length", " 7");
            let response = response.body(()).expect("a response");
            assert_eq!(
                declared_length(&method, &response),
                expected,
                "{method} {status}"
            );
        }
    }
}
