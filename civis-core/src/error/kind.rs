//! The kinds of errors.

/// What went wrong, to match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No API key was given, and `CIVIS_API_KEY` is not set.
    MissingKey,
    /// A setting is not valid: the key, the base URL, a certificate, ….
    Configuration,
    /// The request cannot be sent as it is: a path parameter that is missing or
    /// empty, a header that HTTP does not allow, a path that a transport would
    /// change.
    InvalidRequest,
    /// No connection came about: the host is not known, refuses, or cannot be
    /// reached.
    Connect,
    /// The time to connect, to wait for the next bytes, or for the whole call
    /// is over.
    Timeout,
    /// The server's certificate is not trusted, or TLS failed otherwise.
    Tls,
    /// The connection broke, or what came is not HTTP, or is too long.
    Transport,
    /// The Platform does not accept the key: status 401; or a service signed
    /// nobody in.
    Authentication,
    /// The Platform answered with another status that is not 2xx.
    Api,
    /// An answer, or a file, is not JSON, or not of the shape that is needed.
    Decode,
    /// Nothing has the name that was looked up.
    NotFound,
    /// More than one thing has the name that was looked up.
    Ambiguous,
    /// A file cannot be written.
    File,
    /// The call was ended by its [`CancelToken`](crate::CancelToken).
    Cancelled,
}
