//! Decodes the bodies of responses, whatever the transport.

use std::io::{self, Read as _};

use flate2::bufread::GzDecoder;
use http::{HeaderMap, HeaderValue, header};

use crate::transport::{TransportError, TransportErrorKind};

/// The `Accept-Encoding` of a request that has none.
pub(super) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip");

/// How often a body may be encoded.
const MAX_ENCODINGS: usize = 4;

/// How a member of gzip begins.
const MAGIC: &[u8] = b"\x1f\x8b";

/// Decodes a body in gzip, up to `max` bytes, and removes the headers that describe the
/// encoded body. A body in another encoding, which was not asked for, stays as it is.
pub(super) fn decode(
    mut response: http::Response<Vec<u8>>,
    max: u64,
) -> Result<http::Response<Vec<u8>>, TransportError> {
    // The response to a `HEAD` has the header and no body.
    if response.body().is_empty() {
        return Ok(response);
    }
    let Some(times) = times_gzip(response.headers()) else {
        return Ok(response);
    };
    if times > MAX_ENCODINGS {
        let message = format!("the body is encoded more than {MAX_ENCODINGS} times");
        return Err(failed(TransportErrorKind::Protocol, message));
    }
    for _ in 0..times {
        *response.body_mut() = gunzip(response.body(), max)?;
    }
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    Ok(response)
}

/// How often the body is in gzip; `None` if it is not, or in another encoding as well.
fn times_gzip(headers: &HeaderMap) -> Option<usize> {
    let mut times = 0;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        for encoding in value.as_bytes().split(|byte| *byte == b',') {
            let is = |name: &[u8]| encoding.trim_ascii().eq_ignore_ascii_case(name);
            if is(b"gzip") || is(b"x-gzip") {
                times += 1;
            } else if !is(b"identity") && !is(b"") {
                return None;
            }
        }
    }
    (times > 0).then_some(times)
}

/// Decodes gzip, of one or more members. Bytes after them are ignored, as `gzip` does.
fn gunzip(mut encoded: &[u8], max: u64) -> Result<Vec<u8>, TransportError> {
    let invalid = |error: io::Error| {
        let message = format!("the body is not valid gzip: {error}");
        failed(TransportErrorKind::Protocol, message)
    };
    let mut decoded = Vec::new();
    loop {
        let mut member = GzDecoder::new(encoded);
        // One more byte shows whether the body exceeds the limit.
        let left = max.saturating_sub(decoded.len() as u64).saturating_add(1);
        let read = member.by_ref().take(left).read_to_end(&mut decoded);
        read.map_err(invalid)?;
        if decoded.len() as u64 > max {
            let message = format!("more than {max} bytes");
            return Err(failed(TransportErrorKind::TooLarge, message));
        }
        encoded = member.into_inner();
        if !encoded.starts_with(MAGIC) {
            return Ok(decoded);
        }
    }
}

fn failed(kind: TransportErrorKind, message: String) -> TransportError {
    TransportError::new(kind, true, message)
}
