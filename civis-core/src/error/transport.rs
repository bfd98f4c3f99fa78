//! The errors of transports.

use std::error::Error as StdError;
use std::fmt;

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
