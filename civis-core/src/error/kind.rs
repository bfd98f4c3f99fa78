//! The categories of errors.

use http::StatusCode;

/// The category of an [`Error`](crate::Error), to match on.
///
/// ```
/// use civis_core::{Error, ErrorKind};
///
/// /// What a program can do about an error.
/// fn advice(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::NotFound => "check the ID or the name",
///         ErrorKind::Conflict => "look what is there already",
///         ErrorKind::Unprocessable => "check the values that were sent",
///         ErrorKind::RateLimited => "call less often",
///         _ if error.may_have_executed() => "look whether it was done",
///         _ => "try again",
///     }
/// }
/// # let error = civis_core::Session::new("two words").unwrap_err();
/// # assert_eq!(advice(&error), "try again");
/// ```
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
    /// A proxy refused the user, the password or the destination. Such a request is not
    /// retried, since an account may be locked after a few wrong passwords.
    Proxy,
    /// A time-out was exceeded: of connecting, of reading, or of the whole call.
    Timeout,
    /// The server's certificate is not trusted, or TLS failed in another way.
    Tls,
    /// The connection broke, or the response is not valid HTTP or exceeds a limit.
    Transport,
    /// The Platform does not accept the key (status 401), or the sign-in to a service
    /// failed.
    Authentication,
    /// The Platform has no such object, or does not show it to the key's user (status
    /// 404); or no object has the name that was looked up.
    NotFound,
    /// The request conflicts with the state of an object (status 409): it exists already,
    /// or is in use.
    Conflict,
    /// The Platform does not accept a value in the request (status 422).
    Unprocessable,
    /// The Platform refused the request because there were too many (status 429), and the
    /// retries did not help.
    RateLimited,
    /// The Platform responded with another status that is not 2xx.
    Api,
    /// A response or a file is not JSON, or not of the required shape.
    Decode,
    /// More than one object has the name that was looked up.
    Ambiguous,
    /// A field that the program needs has no value:
    /// [`Optional::present`](crate::Optional::present).
    Missing,
    /// Files that are loaded into one table differ, or do not match the settings of the
    /// load.
    Inconsistent,
    /// A local file, or a reader whose bytes are sent, could not be read or written.
    File,
    /// A run of a job failed.
    RunFailed,
    /// A run of a job was cancelled.
    RunCancelled,
    /// The call was cancelled by its [`CancelToken`](crate::CancelToken).
    Cancelled,
}

impl ErrorKind {
    /// The kind of a response with a status that is not 2xx.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Authentication,
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => Self::Proxy,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Unprocessable,
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited,
            _ => Self::Api,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::ErrorKind;

    #[test]
    fn a_status_decides_the_kind() {
        for (status, kind) in [
            (401, ErrorKind::Authentication),
            (407, ErrorKind::Proxy),
            (404, ErrorKind::NotFound),
            (409, ErrorKind::Conflict),
            (422, ErrorKind::Unprocessable),
            (429, ErrorKind::RateLimited),
            (400, ErrorKind::Api),
            (403, ErrorKind::Api),
            (500, ErrorKind::Api),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(ErrorKind::of_status(status), kind, "{status}");
        }
    }
}
