//! The error type of the crate.

mod constructors;
mod description;
mod excerpt;
mod html;
mod kind;
mod response;
mod run_details;
#[cfg(test)]
mod tests;
mod transport;
mod xml;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use crate::response::raw::RawResponse;
use crate::secret::redact_queries;
pub use kind::ErrorKind;
pub use run_details::RunDetails;
pub use transport::{TransportError, TransportErrorKind};

/// A result with [`Error`] as its error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of everything that can fail.
///
/// Its text names the HTTP method and the path, and contains the causes. Only a local file
/// that failed has a [`source`](StdError::source), an [`io::Error`], so that a
/// program that prints the chain of causes prints each of them once.
///
/// Neither the text nor `Debug` contains the API key or the query of a URL, which may be a
/// signature that grants access to a file. A key that a server echoes is recognized as it
/// is, with characters escaped as in JSON, a URL or HTML, in hexadecimal and in Base64; it
/// is not if other characters are put in between, or if it is changed in another way.
/// [`body`](Self::body) and [`headers`](Self::headers) return the response unredacted.
///
/// ```
/// use civis_core::{ErrorKind, Session};
///
/// let error = Session::new("two words").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.to_string(), "the API key contains white space");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    /// The request that failed, if it was one.
    target: Option<Target>,
    response: Option<RawResponse>,
    code: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    /// The time since the call began.
    elapsed: Option<Duration>,
    /// Whether the request may have executed although no response says so.
    may_have_executed: bool,
    /// The JSON pointer at which decoding failed, and the body.
    decode: Option<(String, Vec<u8>)>,
    /// Why a local file failed.
    source: Option<io::Error>,
    /// The run of a job that was waited for.
    run: Option<RunDetails>,
}

/// How an error names a request.
pub(crate) struct Target {
    pub(crate) method: Method,
    pub(crate) path: String,
}

impl Error {
    /// The category of the error, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, without method, path and status. For a response this is its
    /// `errorDescription`, `message`, `errors` and the like, of at most 1,000 characters;
    /// the title of an HTML page; or the beginning of its body.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The status of the response, if it is not 2xx.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(RawResponse::status)
    }

    /// The Platform's code for the error, such as `not_found`: the `error` of the
    /// response, or else its `code`. Of an object store its `<Code>`, such as `AccessDenied`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The HTTP method, if a request failed.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.0.target.as_ref().map(|target| &target.method)
    }

    /// The path as it was sent, relative to the base URL and without the query, if a
    /// request failed. Arguments whose names mark secrets are redacted.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.target.as_ref().map(|target| &*target.path)
    }

    /// The headers of the response, if its status is not 2xx.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(RawResponse::headers)
    }

    /// The body of the response, if there is one: byte for byte, without the redaction
    /// that the text of the error has.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        let body = self.0.response.as_ref().map(RawResponse::body);
        body.or(self.0.decode.as_ref().map(|(_, body)| body.as_slice()))
    }

    /// The Platform's ID of the request: `X-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers()?.get("x-request-id")?.to_str().ok()
    }

    /// How long the response asks to wait: `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The number of attempts to send the request; 0 if the error is not about a
    /// request, or arose before the first attempt or after the response.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time from the beginning of the call to the error, waits and retries included,
    /// if a request failed.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        self.0.elapsed
    }

    /// Adds the time that the call took.
    pub(crate) fn with_elapsed(mut self, elapsed: Duration) -> Self {
        self.0.elapsed = Some(elapsed);
        self
    }

    /// Whether the request cannot change anything: a `GET`, for example.
    fn only_reads(&self) -> bool {
        self.method().is_some_and(Method::is_safe)
    }

    /// Whether the Platform may have executed the request although the call failed.
    ///
    /// This is the case if, after the request was sent, the connection broke, a time-out
    /// was exceeded, the call was [cancelled](crate::CancelToken), a gateway or the
    /// server failed, or a 2xx response could not be decoded. It also counts if this
    /// happened to an earlier attempt: a `DELETE` may be retried after a broken
    /// connection and then find nothing to delete. It is never the case for a request that
    /// only reads: `GET`, `HEAD`, `OPTIONS` and `TRACE`.
    ///
    /// If it returns false, nothing was changed and it is safe to make the call again.
    /// If it returns true, repeating a `POST` may do its work twice.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let error = Session::new("two words").unwrap_err();
    /// assert!(!error.may_have_executed());
    /// ```
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        let by_response = match self.status() {
            // The Platform refused the request: retries rely on it too.
            Some(StatusCode::SERVICE_UNAVAILABLE) => false,
            Some(status) => status.is_server_error(),
            None => self.0.decode.is_some(),
        };
        self.0.may_have_executed || (by_response && !self.only_reads())
    }

    /// Adds whether an earlier attempt of the call may have executed.
    pub(crate) fn or_may_have_executed(mut self, may_have_executed: bool) -> Self {
        self.0.may_have_executed |= may_have_executed;
        self
    }

    /// The run of a job that failed, was cancelled, or was waited for in vain.
    ///
    /// ```
    /// use civis_core::Error;
    ///
    /// fn exit_code(error: &Error) -> Option<i64> {
    ///     error.run()?.exit_code
    /// }
    /// # let error = civis_core::Session::new("two words").unwrap_err();
    /// # assert_eq!(exit_code(&error), None);
    /// ```
    #[must_use]
    pub fn run(&self) -> Option<&RunDetails> {
        self.0.run.as_ref()
    }

    /// Where a response could not be decoded, as a JSON pointer (RFC 6901); empty for
    /// the whole body.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.0.decode.as_ref().map(|(pointer, _)| pointer.as_str())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Target { method, path }) = &self.0.target {
            write!(f, "{method} {}: ", redact_queries(path))?;
        }
        if let Some(status) = self.status() {
            write!(f, "{}", status.as_u16())?;
            if let Some(reason) = status.canonical_reason() {
                write!(f, " {reason}")?;
            }
            if !self.0.message.is_empty() {
                f.write_str(": ")?;
            }
        }
        f.write_str(&self.0.message)?;
        // Many servers repeat the status there.
        let repeats = |code: &str| self.status().is_some_and(|status| status.as_str() == code);
        if let Some(code) = self.0.code.as_ref().filter(|code| !repeats(code)) {
            write!(f, " ({code})")?;
        }
        if self.0.attempts > 1 {
            write!(f, ", after {} attempts", self.0.attempts)?;
            if let Some(elapsed) = self.0.elapsed {
                write!(f, " in {:.1} s", elapsed.as_secs_f64())?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("source", &self.0.source)
            .finish()
    }
}

// An error does not change: a panic leaves nothing half done in it.
impl UnwindSafe for Error {}
impl RefUnwindSafe for Error {}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_ref()?;
        Some(source)
    }
}

/// For readers and writers. [`downcast`](io::Error::downcast) returns the error.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Timeout => io::ErrorKind::TimedOut,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
