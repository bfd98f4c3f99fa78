//! One `GET`, and its response, whose body is streamed.

use std::fmt;
use std::io::{self, Read};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::SignedUrl;
use super::upload::parts;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::request::parts::Parts;
use crate::secret::Secret;
use crate::session::Session;
use crate::session::signed::SignedRequest;
use crate::transport::{ResponseBody, TransportError, TransportErrorKind};

/// A request to read a URL once: [`Session::get_signed`].
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct Get<'a> {
    session: &'a Session,
    url: &'a SignedUrl,
    headers: HeaderMap,
}

impl<'a> Get<'a> {
    pub(super) fn new(session: &'a Session, url: &'a SignedUrl) -> Self {
        Self {
            session,
            url,
            headers: HeaderMap::new(),
        }
    }

    /// Requests the bytes from `first` to `last` inclusive, counted from 0. If `last` is `None`, the
    /// range extends to the end. The default is all bytes. A store that does not support ranges
    /// sends all bytes, with status 200 instead of 206.
    pub fn range(mut self, first: u64, last: impl Into<Option<u64>>) -> Self {
        let range = match last.into() {
            Some(last) => format!("bytes={first}-{last}"),
            None => format!("bytes={first}-"),
        };
        if let Ok(range) = HeaderValue::try_from(range) {
            self.headers.insert(header::RANGE, range);
        }
        self
    }

    /// Requests the range only if the object still has this `ETag` or `Last-Modified`, and all bytes
    /// otherwise.
    pub fn if_range(mut self, validator: HeaderValue) -> Self {
        self.headers.insert(header::IF_RANGE, validator);
        self
    }

    /// Sends the request, and returns the response when its headers have arrived.
    ///
    /// # Errors
    /// Those of [the module](super). The status of a range beyond the end is 416.
    pub fn send(self) -> Result<Streamed, Error> {
        let mut parts = parts(Method::GET, self.url);
        parts.headers = self.headers;
        let request = SignedRequest {
            parts,
            url: self.url.uri(),
            streams: true,
        };
        let opened = self.session.send_signed(&request, &mut ())?;
        let (head, body) = opened.response.into_parts();
        Ok(Streamed {
            status: head.status,
            headers: head.headers,
            length: opened.length,
            is_decoded: opened.is_decoded,
            left: opened.length,
            body,
            parts: request.parts,
            cancel: self.session.cancel_token().cloned(),
        })
    }
}

impl fmt::Debug for Get<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get")
            .field("url", &self.url)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// A response whose body is streamed.
///
/// A body with `Content-Encoding: gzip` is decoded. Reading fails if the body is incomplete. The
/// [`io::Error`] contains an [`Error`], which [`downcast`](io::Error::downcast) returns.
pub struct Streamed {
    status: StatusCode,
    headers: HeaderMap,
    length: Option<u64>,
    is_decoded: bool,
    left: Option<u64>,
    body: ResponseBody,
    parts: Parts,
    cancel: Option<CancelToken>,
}

impl Streamed {
    /// The status: 206 if the store sends the requested range, otherwise 200.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The length of the body in bytes. `None` if the store does not announce it, or if the body is
    /// decoded.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The range of bytes that the body contains, if the status is 206.
    #[must_use]
    pub fn content_range(&self) -> Option<ContentRange> {
        if self.status != StatusCode::PARTIAL_CONTENT {
            return None;
        }
        ContentRange::parse(self.headers.get(header::CONTENT_RANGE)?.to_str().ok()?)
    }

    /// Whether the body is decoded. Ranges count encoded bytes.
    pub(super) fn is_decoded(&self) -> bool {
        self.is_decoded
    }

    fn failure(&self, error: io::Error) -> Error {
        if self.cancel.as_ref().is_some_and(CancelToken::is_cancelled) {
            return Error::cancelled(&self.parts, 1, true);
        }
        Error::transport(&self.parts, &error.into(), 1, &Secret::default())
    }
}

impl Read for Streamed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.cancel.as_ref().is_some_and(CancelToken::is_cancelled) {
            return Err(Error::cancelled(&self.parts, 1, true).into());
        }
        let count = match self.body.read(buf) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            result => result.map_err(|error| self.failure(error))?,
        };
        match &mut self.left {
            Some(left) if count == 0 && *left > 0 && !buf.is_empty() => {
                let message = format!("the body ended {left} bytes too early");
                let error = TransportError::new(TransportErrorKind::Io, true, message);
                Err(self.failure(error.into()).into())
            }
            Some(left) => {
                *left = left.saturating_sub(count as u64);
                Ok(count)
            }
            None => Ok(count),
        }
    }
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streamed")
            .field("url", &self.parts.path)
            .field("status", &self.status)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The range of bytes that a response contains: its `Content-Range`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentRange {
    /// The first byte, counted from 0.
    pub first: u64,
    /// The last byte.
    pub last: u64,
    /// The length of the whole object in bytes, if the store announces it.
    pub total: Option<u64>,
}

impl ContentRange {
    /// Reads `bytes 0-499/1234` or `bytes 0-499/*`.
    fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (range, total) = rest.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let range = Self {
            first: first.trim().parse().ok()?,
            last: last.trim().parse().ok()?,
            total: match total.trim() {
                "*" => None,
                total => Some(total.parse().ok()?),
            },
        };
        let is_valid = range.first <= range.last
            && range.last < u64::MAX
            && range.total.is_none_or(|total| range.last < total);
        (unit.eq_ignore_ascii_case("bytes") && is_valid).then_some(range)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use http::{HeaderMap, Method, StatusCode};

    use super::{ContentRange, Streamed};
    use crate::error::{Error, ErrorKind};
    use crate::request::parts::Parts;
    use crate::transport::ResponseBody;

    fn streamed(body: impl Read + Send + 'static, length: Option<u64>) -> Streamed {
        Streamed {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            length,
            is_decoded: false,
            left: length,
            body: ResponseBody::reader(body),
            parts: Parts::bare("", Method::GET, "/file"),
            cancel: None,
        }
    }

    /// Fails once with each kind, and has three bytes then.
    struct Failing(Vec<io::ErrorKind>, io::Cursor<&'static [u8]>);

    impl Read for Failing {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            match self.0.pop() {
                Some(kind) => Err(kind.into()),
                None => self.1.read(buf),
            }
        }
    }

    fn failing(kind: io::ErrorKind) -> Streamed {
        streamed(Failing(vec![kind], io::Cursor::new(b"abc")), Some(3))
    }

    #[test]
    fn a_body_that_ends_too_early_is_an_error_and_a_read_of_nothing_is_not() {
        for length in [Some(3), None] {
            let mut whole = streamed(&b"abc"[..], length);
            assert_eq!(whole.read(&mut []).expect("nothing"), 0);
            let mut text = String::new();
            whole.read_to_string(&mut text).expect("the body");
            assert_eq!(text, "abc");
            assert_eq!(whole.read(&mut [0; 8]).expect("the end"), 0);
        }
        let mut short = streamed(&b"abc"[..], Some(5));
        let error = short.read_to_end(&mut Vec::new()).expect_err("too short");
        let error = error.downcast::<Error>().expect("the error");
        assert_eq!(error.kind(), ErrorKind::Transport);
        let end = "the body ended 2 bytes too early";
        assert!(error.message().ends_with(end), "{error}");
    }

    #[test]
    fn an_interrupted_read_may_be_repeated_and_other_failures_have_their_request() {
        let mut text = String::new();
        let mut interrupted = failing(io::ErrorKind::Interrupted);
        interrupted.read_to_string(&mut text).expect("the body");
        assert_eq!(text, "abc");
        let error = failing(io::ErrorKind::TimedOut).read(&mut [0; 8]);
        let error = error.expect_err("a failure").downcast::<Error>();
        let error = error.expect("the error");
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Timeout, Some("/file"))
        );
    }

    #[test]
    fn a_content_range_is_read_and_nonsense_is_not() {
        let range = |first, last, total| Some(ContentRange { first, last, total });
        for (text, expected) in [
            ("bytes 0-499/1234", range(0, 499, Some(1234))),
            ("Bytes 5-5/*", range(5, 5, None)),
            (" bytes 1-2/3 ", range(1, 2, Some(3))),
            ("bytes */1234", None),
            ("bytes 5-4/9", None),
            ("bytes 5-9/9", None),
            ("bytes 5-18446744073709551615/*", None),
            ("bytes -5/9", None),
            ("items 0-1/2", None),
            ("bytes", None),
            ("", None),
        ] {
            assert_eq!(ContentRange::parse(text), expected, "{text:?}");
        }
    }
}
