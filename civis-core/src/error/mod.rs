//! The one error of the crate.

mod answer;
mod excerpt;
mod kind;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

use crate::response::raw::{Parts, RawResponse};
use crate::secret::{Secret, cut_queries};
use crate::transport::{TransportError, TransportErrorKind};
use excerpt::excerpt;
pub use kind::ErrorKind;

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that goes wrong.
///
/// Its text names the verb and the path, and never the API key or the query; nor
/// the query of a URL that an answer holds, which may be what opens a file to
/// everyone. [`body`](Self::body) has the answer as it came.
///
/// ```
/// use civis_core::{ErrorKind, Session};
///
/// let error = Session::new("two words").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.to_string(), "the API key holds white space");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    /// Verb and path, if a request is what failed.
    target: Option<(Method, String)>,
    answer: Option<RawResponse>,
    code: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    /// Whether the request may have been carried out without an answer that says so.
    unsure: bool,
    /// Where in the body, and the body.
    decode: Option<(String, Vec<u8>)>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            target: None,
            answer: None,
            code: None,
            retry_after: None,
            attempts: 0,
            unsure: false,
            decode: None,
            source: None,
        }))
    }

    fn of(kind: ErrorKind, parts: &Parts, message: impl Into<String>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.target = Some((parts.method.clone(), parts.path.clone()));
        error
    }

    fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn missing_key() -> Self {
        Self::new(
            ErrorKind::MissingKey,
            "no API key: give one to the session, or set CIVIS_API_KEY",
        )
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// A sign-in that came to nothing.
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

    /// A file that cannot be written.
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        let message = format!("{} cannot be written: {source}", path.display());
        Self::new(ErrorKind::File, message).caused_by(source)
    }

    /// The same error, with what may be done about it.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        if !self.0.message.is_empty() {
            self.0.message.push_str("; ");
        }
        self.0.message.push_str(advice);
        self
    }

    /// A URL that cannot be made of the request.
    pub(crate) fn invalid_url(parts: &Parts, source: http::uri::InvalidUri) -> Self {
        Self::of(
            ErrorKind::InvalidRequest,
            parts,
            format!("no URL can be made of the path and the query: {source}"),
        )
        .caused_by(source)
    }

    pub(crate) fn transport(
        parts: &Parts,
        source: TransportError,
        attempts: u32,
        secret: &Secret,
    ) -> Self {
        let kind = match source.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Tls => ErrorKind::Tls,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidRequest,
            TransportErrorKind::Io
            | TransportErrorKind::Protocol
            | TransportErrorKind::TooLarge => ErrorKind::Transport,
        };
        let message = source.to_string();
        let mut error = Self::of(kind, parts, secret.hide(&message));
        error.0.attempts = attempts;
        error.0.unsure = source.sent();
        error.caused_by(source)
    }

    /// A call that was ended; `unsure` is whether it may have been carried out.
    pub(crate) fn cancelled(parts: &Parts, attempts: u32, unsure: bool) -> Self {
        let message = match (attempts, unsure) {
            (0, _) => "cancelled before it was sent",
            (_, false) => "cancelled",
            (_, true) => "cancelled, and may have been carried out",
        };
        let mut error = Self::of(ErrorKind::Cancelled, parts, message);
        error.0.attempts = attempts;
        error.0.unsure = unsure;
        error
    }

    /// An answer whose status is not 2xx.
    pub(crate) fn answer(
        parts: &Parts,
        answer: RawResponse,
        retry_after: Option<Duration>,
        secret: &Secret,
    ) -> Self {
        let kind = match answer.status() {
            StatusCode::UNAUTHORIZED => ErrorKind::Authentication,
            _ => ErrorKind::Api,
        };
        let told = answer::read(&answer, secret);
        let mut error = Self::of(kind, parts, told.message);
        error.0.code = told.code;
        error.0.retry_after = retry_after;
        error.0.attempts = answer.attempts();
        error.0.answer = Some(answer);
        error
    }

    /// The same error with the start of the answer that cannot be read, without the
    /// key, which it may echo.
    pub(crate) fn hiding(mut self, secret: &Secret) -> Self {
        if let Some((_, body)) = &self.0.decode {
            let told = secret.hide(&self.0.message);
            self.0.message = format!("{told}: {}", excerpt(body, secret));
        }
        self
    }

    /// An answer that cannot be read; [`hiding`](Self::hiding) shows its start.
    pub(crate) fn decode(
        parts: &Parts,
        pointer: String,
        body: &[u8],
        source: serde_json::Error,
    ) -> Self {
        let place = if pointer.is_empty() {
            String::new()
        } else {
            format!(" at {pointer}")
        };
        let message = format!("the answer cannot be read{place}: {source}");
        let mut error = Self::of(ErrorKind::Decode, parts, message);
        error.0.decode = Some((pointer, body.to_vec()));
        error.caused_by(source)
    }

    /// What went wrong, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, in words, without verb, path and status. For an answer
    /// of the Platform: its `errorDescription`, or the start of its body.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The status, if the Platform answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(RawResponse::status)
    }

    /// The Platform's name for what went wrong (`not_found`): the `error` of the
    /// answer, or else its `code`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The verb, if a request is what failed.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.0.target.as_ref().map(|(method, _)| method)
    }

    /// The path as it was sent, below the base URL and without the query, if a
    /// request is what failed.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.target.as_ref().map(|(_, path)| path.as_str())
    }

    /// The headers of the answer, if the Platform answered with an error.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(RawResponse::headers)
    }

    /// The body of the answer, if there is one: byte for byte, so that it may
    /// hold what the text of the error hides.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        let answered = self.0.answer.as_ref().map(RawResponse::body);
        answered.or(self.0.decode.as_ref().map(|(_, body)| body.as_slice()))
    }

    /// The Platform's name for the request: `X-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers()?.get("x-request-id")?.to_str().ok()
    }

    /// How long the answer asks to wait: `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many times the request was sent, or tried to be; 0 if what failed is
    /// not a request, or came before it or after its answer.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the Platform may have carried out the request although the call
    /// failed: the connection broke or the time was over after it was sent, the call
    /// was [cancelled](crate::CancelToken) meanwhile, a gateway gave up on it, the
    /// server failed, or the answer of a success could not be read; and where that
    /// came of an earlier sending of the call, as of a `DELETE` that was repeated after
    /// a connection had broken, and then found nothing. Where it is false, nothing was carried out, and the call may be made again; a `POST` of
    /// which it is true may do its work twice if it is.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let error = Session::new("two words").unwrap_err();
    /// assert!(!error.may_have_been_carried_out());
    /// ```
    #[must_use]
    pub fn may_have_been_carried_out(&self) -> bool {
        let by_the_answer = match self.status() {
            // As the retries have it.
            Some(StatusCode::SERVICE_UNAVAILABLE) => false,
            Some(status) => status.is_server_error(),
            None => self.0.decode.is_some(),
        };
        self.0.unsure || by_the_answer
    }

    /// The same error, of a call whose earlier sending may have been carried out.
    pub(crate) fn after(mut self, unsure: bool) -> Self {
        self.0.unsure |= unsure;
        self
    }

    /// Where an answer could not be read, as a JSON pointer (RFC 6901); empty
    /// for the whole.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.0.decode.as_ref().map(|(pointer, _)| pointer.as_str())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, path)) = &self.0.target {
            write!(f, "{method} {}: ", cut_queries(path))?;
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
            .field("source", &format_args!("{}", cut_queries(&source)))
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The transport's own error says no more than this one's text does.
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
