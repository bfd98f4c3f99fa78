//! Decodes the bodies of responses, with any transport.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;
use http::{HeaderMap, HeaderValue, header};

use crate::transport::{ResponseBody, TransportError, TransportErrorKind, too_long};

/// The `Accept-Encoding` of a request that has none.
pub(super) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip");

/// How often a body may be encoded.
const MAX_ENCODINGS: usize = 4;

/// How a member of gzip begins.
const MAGIC: [u8; 2] = *b"\x1f\x8b";

/// How much of an encoded body is buffered, in bytes.
const BUFFER: usize = 32 * 1024;

/// Decodes a body in gzip while it is read, up to `max` bytes, and removes the headers that
/// describe the encoded body. A body in another encoding, which was not asked for, stays as it
/// is.
pub(super) fn decode(
    response: http::Response<ResponseBody>,
    max: u64,
) -> Result<http::Response<ResponseBody>, TransportError> {
    let Some(times) = times_gzip(response.headers()) else {
        return Ok(response);
    };
    let (mut parts, body) = response.into_parts();
    let mut encoded = BufReader::with_capacity(
        BUFFER,
        Bounded {
            body,
            max,
            left: max,
        },
    );
    // The response to a `HEAD` has the header and no body.
    if encoded.fill_buf()?.is_empty() {
        return Ok(http::Response::from_parts(parts, ResponseBody::default()));
    }
    if times > MAX_ENCODINGS {
        let message = format!("the body is encoded more than {MAX_ENCODINGS} times");
        return Err(TransportError::new(
            TransportErrorKind::Protocol,
            true,
            message,
        ));
    }
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut body = ResponseBody::reader(Gunzip::new(encoded));
    for _ in 1..times {
        let encoded = Bounded {
            body,
            max,
            left: max,
        };
        body = ResponseBody::reader(Gunzip::new(BufReader::with_capacity(BUFFER, encoded)));
    }
    Ok(http::Response::from_parts(parts, body))
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

/// A body of at most `max` bytes.
struct Bounded {
    body: ResponseBody,
    max: u64,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.body.read(buf)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(too_long(self.max).into()),
        }
        Ok(count)
    }
}

/// Decodes gzip, of one or more members. Bytes after them are ignored, as `gzip` does.
struct Gunzip<R> {
    /// The member that is decoded; `None` after the last one.
    member: Option<GzDecoder<Chain<Cursor<Vec<u8>>, R>>>,
}

impl<R: BufRead> Gunzip<R> {
    fn new(encoded: R) -> Self {
        Self {
            member: Some(GzDecoder::new(Cursor::new(Vec::new()).chain(encoded))),
        }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buf).map_err(not_gzip)?;
            if count > 0 || buf.is_empty() {
                return Ok(count);
            }
            if let Some(member) = self.member.take() {
                let (_, mut encoded) = member.into_inner().into_inner();
                let mut start = Vec::with_capacity(MAGIC.len());
                encoded
                    .by_ref()
                    .take(MAGIC.len() as u64)
                    .read_to_end(&mut start)?;
                if start == MAGIC {
                    self.member = Some(GzDecoder::new(Cursor::new(start).chain(encoded)));
                } else {
                    io::copy(&mut encoded, &mut io::sink())?;
                }
            }
        }
        Ok(0)
    }
}

/// The error of a body that is not gzip. Errors of the transport stay as they are.
fn not_gzip(error: io::Error) -> io::Error {
    if error
        .get_ref()
        .is_some_and(|inner| inner.is::<TransportError>())
    {
        return error;
    }
    let message = format!("the body is not valid gzip: {error}");
    TransportError::new(TransportErrorKind::Protocol, true, message).into()
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write as _};

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::decode;
    use crate::transport::ResponseBody;

    /// Returns the bytes in pieces of at most `most` bytes.
    struct Pieces {
        bytes: io::Cursor<Vec<u8>>,
        most: usize,
    }

    impl Read for Pieces {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let limit = self.most.min(buf.len());
            self.bytes.read(&mut buf[..limit])
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("bytes");
        encoder.finish().expect("bytes")
    }

    proptest! {
        #[test]
        fn members_are_decoded_whatever_the_pieces(
            members in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..5),
            garbage in prop::sample::select(vec![&b""[..], b"\0\0\0", b"\x1f", b"\x1fx", b"rubbish"]),
            most in 1..50_usize,
        ) {
            let mut encoded: Vec<u8> = members.iter().flat_map(|member| gzip(member)).collect();
            encoded.extend_from_slice(garbage);
            let max = encoded.len().max(members.concat().len()) as u64;
            let bytes = io::Cursor::new(encoded);
            let response = http::Response::builder()
                .header("content-encoding", "gzip")
                .body(ResponseBody::reader(Pieces { bytes, most }))
                .expect("a response");
            let response = decode(response, max).expect("gzip");
            let decoded = response.into_body().read_whole(max, None).expect("gzip");
            prop_assert_eq!(decoded, members.concat());
        }
    }
}
