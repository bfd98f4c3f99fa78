//! The errors of transports.

use std::error::Error as StdError;
use std::fmt;
use std::io;

/// The category of a [`TransportError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made.
    Connect,
    /// A proxy refused to make the connection.
    Proxy,
    /// A time-out was exceeded: of connecting, of reading, or of the whole call.
    Timeout,
    /// The server's certificate is not trusted, or TLS failed in another way.
    Tls,
    /// The connection broke.
    Io,
    /// The response is not valid HTTP, or its encoding is broken.
    Protocol,
    /// The response exceeds a limit.
    TooLarge,
    /// The transport cannot send the request unchanged.
    InvalidRequest,
    /// The body of the request, which is a reader, could not be read.
    RequestBody,
}

/// Why there is no response, and whether the server may have received the request.
///
/// ```
/// use civis_core::transport::{TransportError, TransportErrorKind};
/// use std::io;
///
/// let reset = io::Error::from(io::ErrorKind::ConnectionReset);
/// let error = TransportError::new(TransportErrorKind::Io, true, reset);
/// assert!(error.sent());
/// assert_eq!(error.to_string(), "the connection failed: connection reset");
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: bool,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// Creates an error. `sent` must be true unless it is certain that not one byte of
    /// the request was sent.
    pub fn new(
        kind: TransportErrorKind,
        sent: bool,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            sent,
            source: source.into(),
        }
    }

    /// The same error of a request that was sent, or was not.
    #[cfg(feature = "ureq")]
    pub(crate) fn with_sent(self, sent: bool) -> Self {
        Self { sent, ..self }
    }

    /// The category of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The error that this one was created from.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self.source.as_ref()
    }

    /// Whether the server may have received the request or a part of it.
    #[must_use]
    pub fn sent(&self) -> bool {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Proxy => "refused by the proxy",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Tls => "TLS failed",
            TransportErrorKind::Io => "the connection failed",
            TransportErrorKind::Protocol => "the response is not valid",
            TransportErrorKind::TooLarge => "the response is too long",
            TransportErrorKind::InvalidRequest => "the request cannot be sent",
            TransportErrorKind::RequestBody => "the body of the request cannot be read",
        })?;
        write!(f, ": {}", self.source)?;
        // Libraries report deeper causes only through `source`.
        let mut cause = self.source.source();
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}

// Without a source: the text contains all causes, which would be printed twice.
impl StdError for TransportError {}

/// An error of reading a body. The result is an [`io::Error`] that contains this one.
impl From<TransportError> for io::Error {
    fn from(error: TransportError) -> Self {
        let kind = match error.kind {
            TransportErrorKind::Timeout => io::ErrorKind::TimedOut,
            TransportErrorKind::Protocol => io::ErrorKind::InvalidData,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// The error that an [`io::Error`] of a response's body contains. If it contains none, its
/// kind is [`Timeout`](TransportErrorKind::Timeout) for a time-out, and
/// [`Io`](TransportErrorKind::Io) for anything else.
impl From<io::Error> for TransportError {
    fn from(error: io::Error) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(error) => return error,
            Err(error) => error,
        };
        let kind = match error.kind() {
            io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
            _ => TransportErrorKind::Io,
        };
        Self::new(kind, true, error)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{TransportError, TransportErrorKind};

    #[test]
    fn an_error_is_preserved_by_a_reader() {
        let error = TransportError::new(TransportErrorKind::TooLarge, false, "more than 7 bytes");
        let text = error.to_string();
        let error = TransportError::from(io::Error::from(error));
        assert_eq!(
            (error.kind(), error.sent()),
            (TransportErrorKind::TooLarge, false)
        );
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn an_error_of_another_reader_is_classified_by_its_kind() {
        for (from, kind) in [
            (io::ErrorKind::TimedOut, TransportErrorKind::Timeout),
            (io::ErrorKind::ConnectionReset, TransportErrorKind::Io),
        ] {
            let error = TransportError::from(io::Error::from(from));
            assert_eq!((error.kind(), error.sent()), (kind, true));
        }
    }
}
