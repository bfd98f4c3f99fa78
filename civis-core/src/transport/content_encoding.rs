//! Decodes gzip bodies, for the transport over ureq.
//!
//! ureq's own decoder reports a truncated body when there is none, as in the response
//! to a `HEAD` with `Content-Encoding: gzip`.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use http::{HeaderMap, HeaderValue, header};

/// The `Accept-Encoding` of a request that has none.
pub(super) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip");

/// Reads a body, up to `limit` bytes after decoding, and removes the headers that
/// describe the encoded body.
pub(super) fn read(
    headers: &mut HeaderMap,
    mut body: impl Read,
    limit: u64,
    into: &mut Vec<u8>,
) -> io::Result<()> {
    if !is_gzip(headers) {
        body.take(limit).read_to_end(into)?;
        return Ok(());
    }
    let mut first = Vec::with_capacity(1);
    body.by_ref().take(1).read_to_end(&mut first)?;
    if !first.is_empty() {
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        let whole = first.as_slice().chain(body);
        MultiGzDecoder::new(whole).take(limit).read_to_end(into)?;
    }
    Ok(())
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let encoding = headers.get(header::CONTENT_ENCODING);
    encoding.is_some_and(|value| {
        let value = value.as_bytes().trim_ascii();
        value.eq_ignore_ascii_case(b"gzip") || value.eq_ignore_ascii_case(b"x-gzip")
    })
}
