//! Downloads that resume when the connection breaks.
//!
//! ```text
//! open ──► GET ──► 403: get a new URL, once ──► GET
//!           │
//! read ◄────┘
//!   │
//!   ├── the end: check the number of bytes
//!   └── the connection broke, a read timed out, or bytes are missing
//!         │ wait according to the retry policy
//!         ├── GET with Range and If-Range ──► 206 ──► continue
//!         └── no validator, or status 200 ──► read the delivered bytes again,
//!             compare their checksum ──► continue
//! ```

mod builder;

use std::fmt;
use std::io::{self, Read};
use std::time::Instant;

use flate2::Crc;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

pub use builder::DownloadBuilder;

use super::upload::parts;
use super::{SignedUrl, Streamed, is_expired};
use crate::error::{Error, ErrorKind};
use crate::session::Session;
use crate::transport::{TransportError, TransportErrorKind};

/// Returns a new URL for the same bytes.
type Renew<'a> = Box<dyn FnMut() -> Result<SignedUrl, Error> + Send + 'a>;

/// A reader of the bytes behind a signed URL.
///
/// If the connection breaks, or no bytes arrive within the transport's read time-out, the download
/// resumes. If the store has an `ETag` or a `Last-Modified`, it requests the missing bytes by `Range`
/// with `If-Range`. Otherwise it starts over, compares the checksum of the bytes that were
/// delivered before, and does not deliver them again. The session's
/// [`RetryPolicy`](crate::RetryPolicy) sets how often, and after which waits; each byte that arrives
/// resets its counts.
///
/// Reading fails if the retries are used up, if there are fewer bytes than the store has announced,
/// or if the bytes have changed since the download began: [`ErrorKind::Conflict`]. The
/// [`io::Error`] contains an [`Error`], which [`downcast`](io::Error::downcast) returns. Reading
/// again after an error makes another attempt.
///
/// A body with `Content-Encoding: gzip` is decoded. Such a download resumes by starting over.
pub struct Download<'a> {
    session: Session,
    url: SignedUrl,
    renew: Option<Renew<'a>>,
    /// The headers of the first response.
    headers: HeaderMap,
    /// The first byte to deliver.
    first: u64,
    /// The position after the last byte to deliver, if that is known.
    end: Option<u64>,
    /// The next byte to deliver.
    position: u64,
    /// How many bytes there are, if the store has said so.
    total: Option<u64>,
    /// The `ETag` or `Last-Modified` of the bytes.
    validator: Option<HeaderValue>,
    /// The checksum of what was delivered.
    delivered: Crc,
    is_decoded: bool,
    body: Option<Body>,
    /// The number of failures since the last byte, and the time of the first of them.
    failures: u32,
    failing_since: Option<Instant>,
}

/// A response, with the bytes at its start that are not delivered.
struct Body {
    response: Streamed,
    /// The number of bytes before the first one to deliver.
    skip: u64,
    /// The number of bytes after those that were delivered before.
    repeated: u64,
    /// The checksum of those.
    checksum: Crc,
}

/// An error, and whether the download may resume after it.
type Failure = (Error, bool);

impl Download<'_> {
    /// The number of bytes from the first to the last, of the range if there is one. `None` if the
    /// store does not announce it, or if the body is decoded.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.end.map(|end| end.saturating_sub(self.first))
    }

    /// The length of the whole object in bytes, also if only a range is read. `None` if the store
    /// does not announce it.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The number of bytes delivered so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position - self.first
    }

    /// The headers of the first response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Requests the bytes from `start`. Renews the URL if the store refuses it.
    fn get_from(&mut self, start: u64, if_range: Option<&HeaderValue>) -> Result<Streamed, Error> {
        let mut may_renew = true;
        loop {
            let mut get = self.session.get_signed(&self.url);
            if start > 0 || self.end.is_some() {
                get = get.range(start, self.end.map(|end| end.saturating_sub(1)));
            }
            if let Some(validator) = if_range {
                get = get.if_range(validator.clone());
            }
            match (get.send(), &mut self.renew) {
                (Err(error), Some(renew)) if may_renew && is_expired(&error) => {
                    may_renew = false;
                    self.url = renew()?;
                }
                (result, _) => return result,
            }
        }
    }

    /// Handles the first response.
    fn begin(&mut self, response: Streamed) -> Result<(), Error> {
        self.headers = response.headers().clone();
        self.validator = validator(&self.headers);
        self.is_decoded = response.is_decoded();
        let (start, total) = self.extent(&response)?;
        self.total = total;
        // The length of a range is known even if that of the whole is not.
        let end = match response.content_range() {
            Some(range) => Some(range.last + 1),
            None => total,
        };
        if let Some(end) = end {
            self.end = Some(self.end.map_or(end, |asked| asked.min(end)));
        }
        self.receive(response, start)
    }

    /// The position of a response's first byte, and the length of the whole object.
    fn extent(&self, response: &Streamed) -> Result<(u64, Option<u64>), Error> {
        match response.content_range() {
            Some(range) if !response.is_decoded() => Ok((range.first, range.total)),
            None if response.status() != StatusCode::PARTIAL_CONTENT => Ok((0, response.length())),
            _ => Err(self.error(ErrorKind::Transport, "the store has sent another range")),
        }
    }

    /// Continues with a response whose first byte is at `start`.
    fn receive(&mut self, response: Streamed, start: u64) -> Result<(), Error> {
        if start != self.position && start > self.first {
            return Err(self.error(ErrorKind::Transport, "the store has sent another range"));
        }
        let (skip, repeated) = if start == self.position {
            (0, 0)
        } else {
            (self.first - start, self.position - self.first)
        };
        self.body = Some(Body {
            response,
            skip,
            repeated,
            checksum: Crc::new(),
        });
        Ok(())
    }

    /// Requests the missing bytes.
    fn reopen(&mut self) -> Result<(), Error> {
        let if_range = self.validator.clone().filter(|_| !self.is_decoded);
        let start = match if_range {
            Some(_) => self.position,
            None => self.first,
        };
        let response = self.get_from(start, if_range.as_ref())?;
        let (start, total) = self.extent(&response)?;
        let is_same = match (&self.validator, validator(response.headers())) {
            (Some(one), Some(other)) => *one == other,
            _ => true,
        };
        let is_as_long = match (self.total, total) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        if !(is_same && is_as_long) {
            return Err(self.changed());
        }
        self.receive(response, start)
    }

    /// Reads the next bytes.
    fn next(&mut self, buf: &mut [u8]) -> Result<usize, Failure> {
        if self.body.is_none() {
            self.reopen().map_err(|error| (error, false))?;
        }
        let changed = self.changed();
        let left = self.end.map(|end| end.saturating_sub(self.position));
        let Some(body) = &mut self.body else {
            return Ok(0);
        };
        body.pass_over().map_err(broken)?;
        if body.checksum.amount() > 0 {
            if body.checksum.sum() != self.delivered.sum() {
                return Err((changed, false));
            }
            body.checksum.reset();
        }
        let limit = left.map_or(buf.len(), |left| {
            usize::try_from(left).map_or(buf.len(), |left| left.min(buf.len()))
        });
        let count = body.response.read(&mut buf[..limit]).map_err(broken)?;
        if count == 0
            && limit > 0
            && let Some(left) = left
        {
            let message = format!("the body ended {left} bytes too early");
            return Err((self.error(ErrorKind::Transport, &message), true));
        }
        Ok(count)
    }

    /// Waits before the download resumes. Returns false if it must not.
    fn may_resume(&mut self, error: &Error) -> bool {
        let is_transient = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout);
        self.failures += 1;
        let now = self.session.clock().now();
        let since = *self.failing_since.get_or_insert(now);
        let elapsed = now.saturating_duration_since(since);
        is_transient
            && self
                .session
                .wait_to_resume(self.failures, elapsed, self.position)
    }

    /// Reads the end of the body, so that its connection can be reused.
    fn finish(&mut self) {
        if let Some(mut body) = self.body.take()
            && body.response.length().is_some()
        {
            // All bytes have arrived, so an error does not matter.
            let _ = body.response.read(&mut [0]);
        }
    }

    fn changed(&self) -> Error {
        let message = "the bytes have changed since the download began";
        self.error(ErrorKind::Conflict, message)
    }

    fn error(&self, kind: ErrorKind, message: &str) -> Error {
        Error::of(kind, &parts(Method::GET, &self.url), message)
    }
}

/// An error of reading a response, after which the download may resume.
fn broken(error: io::Error) -> Failure {
    let error = match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::io("reading the response failed", error),
    };
    (error, true)
}

impl Body {
    /// Reads the bytes that are not delivered.
    fn pass_over(&mut self) -> io::Result<()> {
        while self.skip > 0 || self.repeated > 0 {
            let mut block = [0; 16 * 1024];
            let left = if self.skip > 0 {
                self.skip
            } else {
                self.repeated
            };
            let limit = usize::try_from(left).map_or(block.len(), |left| left.min(block.len()));
            let count = self.response.read(&mut block[..limit])?;
            if count == 0 {
                let message = "the body ended before the missing bytes";
                return Err(TransportError::new(TransportErrorKind::Io, true, message).into());
            }
            if self.skip > 0 {
                self.skip -= count as u64;
            } else {
                self.repeated -= count as u64;
                self.checksum.update(&block[..count]);
            }
        }
        Ok(())
    }
}

impl Read for Download<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            if self.end.is_some_and(|end| self.position >= end) {
                self.finish();
                return Ok(0);
            }
            match self.next(buf) {
                Ok(0) => {
                    self.end = Some(self.position);
                }
                Ok(count) => {
                    self.delivered.update(&buf[..count]);
                    self.position += count as u64;
                    (self.failures, self.failing_since) = (0, None);
                    return Ok(count);
                }
                Err((error, may_resume)) => {
                    self.body = None;
                    if !may_resume || !self.may_resume(&error) {
                        let context = format!("after {} bytes", self.position());
                        return Err(error.with_context(&context).into());
                    }
                }
            }
        }
    }
}

/// What identifies a version of the bytes: a strong `ETag`, or else `Last-Modified`.
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let etag = headers.get(header::ETAG);
    let strong = etag.filter(|etag| !etag.as_bytes().starts_with(b"W/"));
    strong.or(headers.get(header::LAST_MODIFIED)).cloned()
}

impl fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("url", &self.url)
            .field("position", &self.position())
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}
