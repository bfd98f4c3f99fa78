//! Why no answer came.

use std::error::Error as StdError;
use std::fmt;

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection came about.
    Connect,
    /// A time is over: to connect, to read, or the whole.
    Timeout,
    /// The certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// The connection broke.
    Io,
    /// What came is not an answer that can be read.
    Protocol,
    /// The answer is longer than allowed.
    TooLarge,
    /// The transport cannot send the request as it is.
    InvalidRequest,
}

/// Why no answer came, and whether the server may have got the request.
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
    /// An error of a kind; `sent` is false only if it is certain that not one
    /// byte of the request has left.
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

    /// Why no answer came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server may have got the request, or some of it.
    #[must_use]
    pub fn sent(&self) -> bool {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Tls => "TLS failed",
            TransportErrorKind::Io => "the connection failed",
            TransportErrorKind::Protocol => "the answer is not valid",
            TransportErrorKind::TooLarge => "the answer is too long",
            TransportErrorKind::InvalidRequest => "the request cannot be sent",
        })?;
        write!(f, ": {}", self.source)?;
        // Libraries tell the cause of a cause in the chain alone.
        let mut cause = self.source.source();
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source: &(dyn StdError + 'static) = self.source.as_ref();
        Some(source)
    }
}
