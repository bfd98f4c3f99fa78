//! The error type of the crate.

mod excerpt;
mod kind;
mod response;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use crate::methods::is_get_or_head;
use crate::response::raw::RawResponse;
use crate::response::text::text;
use crate::secret::{Secret, redact_queries};
use excerpt::excerpt;
pub use kind::ErrorKind;
pub use transport::{TransportError, TransportErrorKind};

/// A result with [`Error`] as its error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of everything that can fail.
///
/// Its text names the HTTP method and the path. It never contains the API key or the
/// query of a URL, which may be a signature that grants access to a file.
/// [`body`](Self::body) returns the response unredacted.
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
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How an error names a request.
pub(crate) struct Target {
    pub(crate) method: Method,
    pub(crate) path: String,
}

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            target: None,
            response: None,
            code: None,
            retry_after: None,
            attempts: 0,
            elapsed: None,
            may_have_executed: false,
            decode: None,
            source: None,
        }))
    }

    fn of(kind: ErrorKind, target: impl Into<Target>, message: impl Into<String>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.target = Some(target.into());
        error
    }

    fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn missing_key() -> Self {
        Self::new(
            ErrorKind::MissingKey,
            "no API key: set one on the session builder, or set CIVIS_API_KEY",
        )
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// A sign-in that failed.
    pub(crate) fn authentication(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Authentication, message)
    }

    pub(crate) fn invalid_request(operation: &str, parameter: &str, message: &str) -> Self {
        Self::new(
            ErrorKind::InvalidRequest,
            format!("{operation}: `{parameter}` {message}"),
        )
    }

    #[cfg(feature = "dynamic")]
    pub(crate) fn unknown_operation(operation: &str, source: civis_spec::UnknownName) -> Self {
        let message = format!("{operation}: {source}");
        Self::new(ErrorKind::InvalidRequest, message).caused_by(source)
    }

    #[cfg(feature = "dynamic")]
    pub(crate) fn invalid_arguments(operation: &str, errors: &[civis_spec::ArgumentError]) -> Self {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let message = format!("{operation}: {}", errors.join("; "));
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    pub(crate) fn ambiguous(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Ambiguous, message)
    }

    /// A field that was read at this place of the program has no value.
    pub(crate) fn missing(ty: &str, place: &std::panic::Location<'_>) -> Self {
        let message = format!("there is no value of type `{ty}` in the field read at {place}");
        Self::new(ErrorKind::Missing, message)
    }

    /// A file could not be written.
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        let message = format!("{} cannot be written: {source}", path.display());
        Self::new(ErrorKind::File, message).caused_by(source)
    }

    /// Appends what the user can do about the error.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        if !self.0.message.is_empty() {
            self.0.message.push_str("; ");
        }
        self.0.message.push_str(advice);
        self
    }

    /// The path and the query of a request do not form a URL.
    pub(crate) fn invalid_url(target: impl Into<Target>, source: http::uri::InvalidUri) -> Self {
        Self::of(
            ErrorKind::InvalidRequest,
            target,
            format!("the path and the query do not form a valid URL: {source}"),
        )
        .caused_by(source)
    }

    /// The transport returned no response.
    pub(crate) fn transport(
        target: impl Into<Target>,
        source: TransportError,
        attempts: u32,
        secret: &Secret,
    ) -> Self {
        let kind = match source.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Proxy => ErrorKind::Proxy,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Tls => ErrorKind::Tls,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidRequest,
            TransportErrorKind::Io
            | TransportErrorKind::Protocol
            | TransportErrorKind::TooLarge => ErrorKind::Transport,
        };
        let message = source.to_string();
        let mut error = Self::of(kind, target, secret.redact(&message));
        error.0.attempts = attempts;
        error.0.may_have_executed = source.sent() && !error.only_reads();
        error.caused_by(source)
    }

    /// The call was cancelled.
    pub(crate) fn cancelled(
        target: impl Into<Target>,
        attempts: u32,
        may_have_executed: bool,
    ) -> Self {
        let mut error = Self::of(ErrorKind::Cancelled, target, "cancelled");
        error.0.attempts = attempts;
        error.0.may_have_executed = may_have_executed && !error.only_reads();
        if attempts == 0 {
            error.0.message.push_str(" before it was sent");
        } else if error.0.may_have_executed {
            error.0.message.push_str(", and may have executed");
        }
        error
    }

    /// The status of the response is not 2xx.
    pub(crate) fn response(
        target: impl Into<Target>,
        response: RawResponse,
        retry_after: Option<Duration>,
        secret: &Secret,
    ) -> Self {
        let kind = ErrorKind::of_status(response.status());
        let details = response::read(&response, secret);
        let mut error = Self::of(kind, target, details.message);
        error.0.code = details.code;
        error.0.retry_after = retry_after;
        error.0.attempts = response.attempts();
        error.0.response = Some(response);
        error
    }

    /// Completes a [`decode`](Self::decode) error with a redacted excerpt of the body,
    /// which may echo the credentials.
    pub(crate) fn with_redacted_excerpt(mut self, secret: &Secret) -> Self {
        if let Some((_, body)) = &self.0.decode {
            let message = secret.redact(&self.0.message);
            let text = text(body, &HeaderMap::new());
            self.0.message = format!("{message}: {}", excerpt(text.as_bytes(), secret));
        }
        self
    }

    /// The body of a response cannot be decoded.
    pub(crate) fn decode(
        target: impl Into<Target>,
        pointer: String,
        body: &[u8],
        source: serde_json::Error,
    ) -> Self {
        let at = if pointer.is_empty() {
            String::new()
        } else {
            format!(" at {pointer}")
        };
        let target = target.into();
        let executed = if is_get_or_head(&target.method) {
            ""
        } else {
            "; the request may have executed"
        };
        let message = format!("the response cannot be decoded{at}: {source}{executed}");
        let mut error = Self::of(ErrorKind::Decode, target, message);
        error.0.decode = Some((pointer, body.to_vec()));
        error.caused_by(source)
    }

    /// The category of the error, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, without method, path and status. For a response of the Platform
    /// this is its `errorDescription`, or the beginning of its body.
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
    /// response, or else its `code`.
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
        if let Some(code) = &self.0.code {
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
        let source = format!("{:?}", self.0.source);
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("source", &format_args!("{}", redact_queries(&source)))
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // This error's text contains that of the transport's error.
        let source = self.0.source.as_deref()?;
        match source.downcast_ref::<TransportError>() {
            Some(error) => error.source(),
            None => Some(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn an_error_is_small_and_crosses_threads() {
        fn check<T: Send + Sync + 'static>() {}
        check::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
