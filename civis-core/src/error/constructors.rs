//! How errors are made: one function for each thing that can fail.

use std::io;
use std::path::Path;
use std::time::Duration;

use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use super::excerpt::excerpt;
use super::{
    Error, ErrorKind, Inner, RunDetails, Target, TransportError, TransportErrorKind, html, response,
};
use crate::methods::is_get_or_head;
use crate::response::raw::RawResponse;
use crate::secret::Secret;
use crate::text::text;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
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
            run: None,
        }))
    }

    /// A request that failed.
    pub(crate) fn of(
        kind: ErrorKind,
        target: impl Into<Target>,
        message: impl Into<String>,
    ) -> Self {
        let mut error = Self::new(kind, message);
        error.0.target = Some(target.into());
        error
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
    pub(crate) fn unknown_operation(operation: &str, source: &civis_spec::UnknownName) -> Self {
        Self::new(ErrorKind::InvalidRequest, format!("{operation}: {source}"))
    }

    #[cfg(feature = "dynamic")]
    pub(crate) fn no_list(operation: &str) -> Self {
        let message = format!("{operation}: it is not known how the response comes in pages");
        Self::new(ErrorKind::InvalidRequest, message)
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

    /// A local file that failed; `what` is `cannot be written` and the like.
    pub(crate) fn file(path: &Path, what: &str, source: io::Error) -> Self {
        Self::io(format!("{} {what}", path.display()), source)
    }

    /// Reading or writing failed, of a local file or of a reader or writer of the user.
    pub(crate) fn io(message: impl Into<String>, source: io::Error) -> Self {
        let mut error = Self::new(ErrorKind::File, message);
        error.0.source = Some(source);
        error
    }

    /// Says which run of a job the error is about.
    pub(crate) fn with_run(mut self, run: RunDetails) -> Self {
        self.0.run = Some(run);
        self
    }

    /// Names in the message what the program was doing.
    pub(crate) fn with_context(mut self, context: &str) -> Self {
        self.0.message = if self.0.message.is_empty() {
            context.to_owned()
        } else {
            format!("{context}: {}", self.0.message)
        };
        self
    }

    /// Appends what the user can do about the error.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        // The lines after the first are those of a log.
        let message = &mut self.0.message;
        let end = message.find('\n').unwrap_or(message.len());
        let separator = if end == 0 { "" } else { "; " };
        message.insert_str(end, &format!("{separator}{advice}"));
        self
    }

    /// The path and the query of a request do not form a URL.
    pub(crate) fn invalid_url(target: impl Into<Target>, source: &http::uri::InvalidUri) -> Self {
        Self::of(
            ErrorKind::InvalidRequest,
            target,
            format!("the path and the query do not form a valid URL: {source}"),
        )
    }

    /// The transport returned no response.
    pub(crate) fn transport(
        target: impl Into<Target>,
        source: &TransportError,
        attempts: u32,
        secret: &Secret,
    ) -> Self {
        let kind = match source.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Proxy => ErrorKind::Proxy,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Tls => ErrorKind::Tls,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidRequest,
            TransportErrorKind::RequestBody => ErrorKind::File,
            TransportErrorKind::Io
            | TransportErrorKind::Protocol
            | TransportErrorKind::TooLarge => ErrorKind::Transport,
        };
        let message = source.to_string();
        let mut error = Self::of(kind, target, secret.redact(&message));
        error.0.attempts = attempts;
        error.0.may_have_executed = source.sent() && !error.only_reads();
        error
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
            // The message may quote a value of any length.
            let message = excerpt(self.0.message.as_bytes(), secret);
            let target = self.0.target.as_ref();
            let executed = if target.is_none_or(|target| is_get_or_head(&target.method)) {
                ""
            } else {
                "; the request may have executed"
            };
            let text = text(body, None);
            let start = match html::text(&HeaderMap::new(), &text) {
                Some(page) => format!("an HTML page: {}", excerpt(page.as_bytes(), secret)),
                None => excerpt(text.as_bytes(), secret),
            };
            self.0.message = format!("{message}{executed}: {start}");
        }
        self
    }

    /// The error without secrets that the response may echo.
    pub(crate) fn without(mut self, secret: &Secret) -> Self {
        let redact = |text: &str| match text.strip_suffix('…') {
            Some(start) => format!("{}…", secret.redact_start(start)),
            None => secret.redact(text).into_owned(),
        };
        let Inner { message, code, .. } = &mut *self.0;
        for text in std::iter::once(message).chain(code) {
            *text = redact(text);
        }
        self
    }

    /// The body of a response cannot be decoded.
    pub(crate) fn decode(
        target: impl Into<Target>,
        pointer: String,
        response: &RawResponse,
        source: &serde_json::Error,
    ) -> Self {
        let at = if pointer.is_empty() {
            String::new()
        } else {
            format!(" at {pointer}")
        };
        // Encodings that are supported were decoded, and their header removed.
        let encoding = response.headers().get(CONTENT_ENCODING);
        let encoding = encoding.map_or_else(String::new, |encoding| {
            format!("; the encoding {encoding:?} of the body is not supported")
        });
        let message = format!("the response cannot be decoded{at}: {source}{encoding}");
        let mut error = Self::of(ErrorKind::Decode, target, message);
        error.0.decode = Some((pointer, response.body().to_vec()));
        error
    }
}
