//! The categories of errors.

/// The category of an [`Error`](crate::Error), to match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No API key was given, and `CIVIS_API_KEY` is not set.
    MissingKey,
    /// A setting is not valid: the key, the base URL, a certificate, ….
    Configuration,
    /// The request is not valid: a path parameter is missing or empty, a header is not
    /// allowed by HTTP, or the transport would change the path.
    InvalidRequest,
    /// No connection could be made: the host is unknown, unreachable, or refuses it.
    Connect,
    /// A time-out was exceeded: of connecting, of reading, or of the whole call.
    Timeout,
    /// The server's certificate is not trusted, or TLS failed in another way.
    Tls,
    /// The connection broke, or the response is not valid HTTP or exceeds a limit.
    Transport,
    /// The Platform does not accept the key (status 401), or the sign-in to a service
    /// failed.
    Authentication,
    /// The Platform responded with another status that is not 2xx.
    Api,
    /// A response or a file is not JSON, or not of the required shape.
    Decode,
    /// No object has the name that was looked up.
    NotFound,
    /// More than one object has the name that was looked up.
    Ambiguous,
    /// A file could not be written.
    File,
    /// The call was cancelled by its [`CancelToken`](crate::CancelToken).
    Cancelled,
}
