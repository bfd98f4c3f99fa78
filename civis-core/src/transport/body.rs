//! The bodies of requests and responses, as transports see them.

use std::fmt;
use std::io::{self, Read};

use super::{TransportError, TransportErrorKind};

/// The body of a request: nothing, bytes, or a reader.
///
/// [`Read`] reads any of them. Of a reader with a known length, no more bytes than that are read. If
/// the reader fails or ends before its length, the error has the kind
/// [`RequestBody`](TransportErrorKind::RequestBody).
///
/// ```
/// use civis_core::transport::RequestBody;
/// use std::io::Read;
///
/// let source: &[u8] = b"abcdef";
/// let mut body = RequestBody::reader(source, Some(4));
/// assert_eq!(body.length(), Some(4));
/// assert_eq!(body.as_bytes(), None);
///
/// let mut sent = String::new();
/// body.read_to_string(&mut sent)?;
/// assert_eq!(sent, "abcd");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct RequestBody<'a>(Content<'a>);

enum Content<'a> {
    Bytes(&'a [u8]),
    Reader {
        reader: Box<dyn Read + 'a>,
        /// How many bytes remain; `None` if that is not known.
        left: Option<u64>,
    },
}

impl<'a> RequestBody<'a> {
    /// A body that is read while it is sent. `length` is its length in bytes, or `None` if that is not
    /// known.
    pub fn reader(reader: impl Read + 'a, length: impl Into<Option<u64>>) -> Self {
        match length.into() {
            Some(0) => Self::default(),
            left => Self(Content::Reader {
                reader: Box::new(reader),
                left,
            }),
        }
    }

    /// The number of bytes left to read; `None` if that is not known. A body of unknown length is
    /// sent in chunks.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Reader { left, .. } => *left,
        }
    }

    /// The bytes left to read, unless the body is a reader.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        match self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Reader { .. } => None,
        }
    }

    /// Skips up to `most` bytes without reading them. Returns how many.
    #[cfg(feature = "ureq")]
    pub(super) fn skip(&mut self, most: usize) -> usize {
        let left = match &mut self.0 {
            Content::Bytes(bytes) => {
                let skipped = most.min(bytes.len());
                *bytes = &bytes[skipped..];
                return skipped;
            }
            Content::Reader { left, .. } => left.get_or_insert(0),
        };
        let skipped = usize::try_from(*left).map_or(most, |left| left.min(most));
        *left -= skipped as u64;
        skipped
    }
}

/// An empty body.
impl Default for RequestBody<'_> {
    fn default() -> Self {
        Self(Content::Bytes(&[]))
    }
}

impl<'a> From<&'a [u8]> for RequestBody<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl Read for RequestBody<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let (reader, left) = match &mut self.0 {
            Content::Bytes(bytes) => return bytes.read(buf),
            Content::Reader { reader, left } => (reader, left),
        };
        let limit = left.map_or(buf.len(), |left| {
            usize::try_from(left).map_or(buf.len(), |left| left.min(buf.len()))
        });
        if limit == 0 {
            return Ok(0);
        }
        // HTTP libraries do not retry an interrupted read.
        let count = loop {
            match reader.read(&mut buf[..limit]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result.map_err(unreadable)?,
            }
        };
        match left {
            Some(left) if count == 0 => {
                let message = format!("it ends {left} bytes before its stated length");
                let error = io::Error::new(io::ErrorKind::UnexpectedEof, message);
                return Err(unreadable(error));
            }
            Some(left) => *left = left.saturating_sub(count as u64),
            None => {}
        }
        Ok(count)
    }
}

fn unreadable(error: io::Error) -> io::Error {
    // The source may itself be such a body.
    let is_sorted = error.get_ref().is_some_and(|inner| {
        inner
            .downcast_ref()
            .is_some_and(|error: &TransportError| error.kind() == TransportErrorKind::RequestBody)
    });
    if is_sorted {
        return error;
    }
    TransportError::new(TransportErrorKind::RequestBody, true, error).into()
}

/// Shows only the length.
impl fmt::Debug for RequestBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            Content::Bytes(_) => "RequestBody::Bytes",
            Content::Reader { .. } => "RequestBody::Reader",
        };
        f.debug_struct(name)
            .field("length", &self.length())
            .finish()
    }
}

/// The body of a response: bytes, or a reader that receives them.
///
/// If the body is incomplete, its reader must return an error. An error that is converted from a
/// [`TransportError`] keeps its kind.
///
/// ```
/// use civis_core::transport::ResponseBody;
/// use std::io::Read;
///
/// let mut body = ResponseBody::from(b"abc".to_vec());
/// let mut text = String::new();
/// body.read_to_string(&mut text)?;
/// assert_eq!(text, "abc");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct ResponseBody(Received);

enum Received {
    Bytes(io::Cursor<Vec<u8>>),
    Reader(Box<dyn Read + Send>),
}

impl ResponseBody {
    /// A body that is received while it is read.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self(Received::Reader(Box::new(reader)))
    }

    /// Reads all bytes, at most `max`. `expected` is the announced number.
    pub(crate) fn read_whole(
        self,
        max: u64,
        expected: Option<u64>,
    ) -> Result<Vec<u8>, TransportError> {
        let bytes = match self.0 {
            Received::Bytes(bytes) if bytes.position() == 0 => bytes.into_inner(),
            content => {
                // The expected length is trusted only while it costs little memory.
                let expected = expected.unwrap_or(0).min(1 << 20);
                let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
                // One more byte shows whether the body exceeds the limit.
                Self(content)
                    .take(max.saturating_add(1))
                    .read_to_end(&mut bytes)?;
                bytes
            }
        };
        if bytes.len() as u64 > max {
            return Err(too_long(max));
        }
        Ok(bytes)
    }
}

/// The error of a body of more than `max` bytes.
pub(crate) fn too_long(max: u64) -> TransportError {
    let message = format!("more than {max} bytes");
    TransportError::new(TransportErrorKind::TooLarge, true, message)
}

/// An empty body.
impl Default for ResponseBody {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Vec<u8>> for ResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Received::Bytes(io::Cursor::new(bytes)))
    }
}

impl Read for ResponseBody {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Received::Bytes(bytes) => bytes.read(buf),
            Received::Reader(reader) => reader.read(buf),
        }
    }
}

/// Shows no bytes, which may be secret.
impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Received::Bytes(_) => "ResponseBody::Bytes",
            Received::Reader(_) => "ResponseBody::Reader",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{RequestBody, ResponseBody};
    use crate::transport::{TransportError, TransportErrorKind};

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }

    #[test]
    fn a_reader_has_exactly_its_stated_length() {
        for (length, sent) in [(Some(4), "abcd"), (Some(6), "abcdef"), (None, "abcdef")] {
            let source: &[u8] = b"abcdef";
            let mut body = RequestBody::reader(source, length);
            let mut text = String::new();
            body.read_to_string(&mut text).expect("a text");
            assert_eq!(text, sent);
        }
        let source: &[u8] = b"abc";
        let mut body = RequestBody::reader(source, 5);
        let error = body.read_to_end(&mut Vec::new()).expect_err("too short");
        let error = TransportError::from(error);
        assert_eq!(error.kind(), TransportErrorKind::RequestBody);
        assert!(error.to_string().contains("2 bytes before"), "{error}");
        let body = RequestBody::reader(Broken, 0);
        assert_eq!(body.as_bytes(), Some(&b""[..]));
    }

    #[test]
    fn an_error_of_a_reader_is_named_once() {
        let inner = RequestBody::reader(Broken, None);
        let mut body = RequestBody::reader(inner, 9);
        let error = body.read(&mut [0; 4]).expect_err("broken");
        assert_eq!(
            TransportError::from(error).to_string(),
            "the body of the request cannot be read: broken"
        );
    }

    #[cfg(feature = "ureq")]
    #[test]
    fn skipped_bytes_are_not_read() {
        let bodies: [fn() -> RequestBody<'static>; 2] = [
            || RequestBody::from(&b"abcdef"[..]),
            || RequestBody::reader(&b"cdef"[..], 6),
        ];
        for (body, rest) in bodies.into_iter().zip([&b"cdef"[..], b"cdef"]) {
            let mut body = body();
            assert_eq!(body.skip(2), 2);
            assert_eq!(body.length(), Some(4));
            let mut read = Vec::new();
            body.read_to_end(&mut read).expect("the rest");
            assert_eq!(read, rest);
            assert_eq!(body.skip(9), 0);
        }
        let mut body = RequestBody::reader(&b""[..], 6);
        assert_eq!(body.skip(9), 6);
    }

    /// Is interrupted once before each byte.
    struct Interrupted<'a>(&'a [u8], bool);

    impl Read for Interrupted<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            self.0.read(&mut buf[..1])
        }
    }

    #[test]
    fn an_interrupted_read_is_tried_again() {
        let mut body = RequestBody::reader(Interrupted(b"abc", false), 3);
        let mut text = String::new();
        body.read_to_string(&mut text).expect("a text");
        assert_eq!(text, "abc");
    }

    #[test]
    fn a_response_is_read_up_to_its_limit() {
        let bytes = || ResponseBody::from(b"abc".to_vec());
        let reader = || ResponseBody::reader(&b"abc"[..]);
        for body in [bytes, reader as fn() -> ResponseBody] {
            assert_eq!(body().read_whole(3, Some(9)).expect("all"), b"abc");
            let error = body().read_whole(2, None).expect_err("too long");
            assert_eq!(error.kind(), TransportErrorKind::TooLarge);
            let mut begun = body();
            begun.read_exact(&mut [0]).expect("a byte");
            assert_eq!(begun.read_whole(2, None).expect("the rest"), b"bc");
        }
    }
}
