//! Downloads that go on when the connection breaks.
//!
//! ```text
//! open ──► GET ──► 403, once: another URL ──► GET
//!           │
//! read ◄────┘ bytes
//!   │
//!   ├── the end: as many bytes as were promised, or else as below
//!   └── the connection broke, or no bytes came for too long
//!         │ wait, as the retry policy says
//!         ├── GET with Range and If-Range ──► 206 ──► bytes go on
//!         └── otherwise, or if the store sends all bytes ──► those that were delivered
//!             are read again and compared, and then bytes go on
//! ```

use std::fmt;
use std::io::{self, Read};
use std::time::Instant;

use flate2::Crc;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::upload::parts;
use super::{SignedUrl, Streamed, is_expired};
use crate::error::{Error, ErrorKind};
use crate::session::Session;
use crate::transport::{TransportError, TransportErrorKind};

/// Gives another URL for the same bytes.
type Renew<'a> = Box<dyn FnMut() -> Result<SignedUrl, Error> + Send + 'a>;

/// How a download begins: [`Session::download_signed`].
#[must_use = "nothing is sent before `open`"]
pub struct DownloadBuilder<'a> {
    session: Session,
    url: SignedUrl,
    renew: Option<Renew<'a>>,
    first: u64,
    last: Option<u64>,
}

impl<'a> DownloadBuilder<'a> {
    pub(super) fn new(session: &Session, url: SignedUrl) -> Self {
        Self {
            session: session.clone(),
            url,
            renew: None,
            first: 0,
            last: None,
        }
    }

    /// Sets what returns another URL once the store refuses the last one, because it
    /// [has expired](is_expired). It is called once for each such refusal; if the new URL is
    /// refused too, that is the error. The default is to report the refusal.
    pub fn renew_url(
        self,
        renew: impl FnMut() -> Result<SignedUrl, Error> + Send + 'a,
    ) -> DownloadBuilder<'a> {
        DownloadBuilder {
            renew: Some(Box::new(renew)),
            ..self
        }
    }

    /// Reads the bytes from `first` to `last` alone, both included and counted from 0, or to the
    /// end if `last` is `None`. The default is all bytes.
    pub fn range(mut self, first: u64, last: impl Into<Option<u64>>) -> Self {
        (self.first, self.last) = (first, last.into());
        self
    }

    /// Sends the request, and returns when the head of its response has arrived.
    ///
    /// # Errors
    /// If the status is not 2xx; see [the module](super). Of the errors of the closure of
    /// [`renew_url`](Self::renew_url), those.
    pub fn open(self) -> Result<Download<'a>, Error> {
        let mut download = Download {
            session: self.session,
            url: self.url,
            renew: self.renew,
            headers: HeaderMap::new(),
            first: self.first,
            end: self.last.and_then(|last| last.checked_add(1)),
            position: self.first,
            total: None,
            validator: None,
            delivered: Crc::new(),
            is_decoded: false,
            body: None,
            failures: 0,
            failing_since: None,
        };
        let response = download.get_from(self.first, None)?;
        download.begin(response)?;
        Ok(download)
    }
}

impl fmt::Debug for DownloadBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadBuilder")
            .field("url", &self.url)
            .field("first", &self.first)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

/// The bytes of a URL, read as they come.
///
/// If the connection breaks, or no bytes come within the transport's read time-out, the download goes
/// on where it was: by `Range` with `If-Range`, where the store has an `ETag` or a `Last-Modified`,
/// and else from the beginning. Bytes that were delivered are then read again, and compared by a
/// checksum, and not delivered twice. How often, and after which waits, is up to the session's
/// [`RetryPolicy`](crate::RetryPolicy), whose counts begin anew with each byte that arrives.
///
/// Reading fails if that does not help, if there are not as many bytes as the store has
/// promised, or if they have changed meanwhile. The [`io::Error`] contains an [`Error`], which
/// [`downcast`](io::Error::downcast) returns; its kind is [`ErrorKind::Conflict`] for bytes that
/// have changed. Reading on after an error tries again.
///
/// A body in gzip, as `Content-Encoding` says, is decoded. Such a download goes on from the
/// beginning.
pub struct Download<'a> {
    session: Session,
    url: SignedUrl,
    renew: Option<Renew<'a>>,
    /// The headers of the first response.
    headers: HeaderMap,
    /// The first byte to deliver.
    first: u64,
    /// The byte after the last one to deliver, if that is known.
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
    /// How often it has failed since the last byte, and since when.
    failures: u32,
    failing_since: Option<Instant>,
}

/// A response, and what to do with its first bytes.
struct Body {
    response: Streamed,
    /// How many bytes come before those that were asked for.
    skip: u64,
    /// How many of the next bytes were delivered already.
    repeated: u64,
    /// The checksum of those.
    checksum: Crc,
}

/// An error, and whether the download may go on after it.
type Failure = (Error, bool);

impl Download<'_> {
    /// How many bytes there are from the first to the last, if that is known; `None` if the
    /// store does not say so, or if the body is decoded.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.end.map(|end| end.saturating_sub(self.first))
    }

    /// How many bytes the whole has, of which this may be a range; `None` if the store does not
    /// say so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many bytes were delivered.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position - self.first
    }

    /// The headers of the first response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Asks for the bytes from `start`, with another URL if the one there is was refused.
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

    /// Takes the first response.
    fn begin(&mut self, response: Streamed) -> Result<(), Error> {
        self.headers = response.headers().clone();
        self.validator = validator(&self.headers);
        self.is_decoded = response.is_decoded();
        let (start, total) = self.extent(&response)?;
        self.total = total;
        // Of a range, the last byte is known although the whole may not be.
        let end = match response.content_range() {
            Some(range) => Some(range.last + 1),
            None => total,
        };
        if let Some(end) = end {
            self.end = Some(self.end.map_or(end, |asked| asked.min(end)));
        }
        self.receive(response, start)
    }

    /// The first byte of a response, and how many the whole has.
    fn extent(&self, response: &Streamed) -> Result<(u64, Option<u64>), Error> {
        match response.content_range() {
            Some(range) if !response.is_decoded() => Ok((range.first, range.total)),
            None if response.status() != StatusCode::PARTIAL_CONTENT => Ok((0, response.length())),
            _ => Err(self.error(ErrorKind::Transport, "the store has sent another range")),
        }
    }

    /// Takes a response whose first byte is `start`.
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

    /// Sends another request for the bytes that are missing.
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

    /// Reads the next bytes that were not delivered yet.
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

    /// Whether the download goes on after an error, which it does after a wait.
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

    fn changed(&self) -> Error {
        let message = "the bytes have changed since the download began";
        self.error(ErrorKind::Conflict, message)
    }

    fn error(&self, kind: ErrorKind, message: &str) -> Error {
        Error::of(kind, &parts(Method::GET, &self.url), message)
    }
}

/// An error of reading a response, after which the download may go on.
fn broken(error: io::Error) -> Failure {
    let error = match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::io("reading the response failed", error),
    };
    (error, true)
}

impl Body {
    /// Reads the bytes that are not to be delivered.
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
                let message = "the body ended before the bytes that are missing";
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

impl Download<'_> {
    /// Lets the connection of a body that was read whole serve other requests.
    fn finish(&mut self) {
        if let Some(mut body) = self.body.take()
            && body.response.length().is_some()
        {
            // All bytes are there, so an error changes nothing.
            let _ = body.response.read(&mut [0]);
        }
    }
}

/// What tells one version of the bytes from another: a strong `ETag`, or `Last-Modified`.
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
