//! The session: what all calls of a client share. `send` draws the way from a
//! request to its response.

mod attempt;
mod attempt_error;
mod attempts;
mod base_url;
mod build;
mod builder;
mod call_context;
mod content_encoding;
mod cookies;
mod credentials;
pub(crate) mod exchange;
mod rate_limiter;
mod redirect;
mod response_limits;
pub(crate) mod retry;
mod retry_after;
mod send;
mod service;
mod sign_in;
pub(crate) mod signed;
mod trace;

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

pub use builder::SessionBuilder;

use crate::cancel::CancelToken;
use crate::clock::SessionClock;
use crate::error::Error;
use crate::names::cache::LookupCache;
use crate::secret::Secret;
use crate::transport::Transport;
use base_url::BaseUrl;
use credentials::Credentials;
use rate_limiter::RateLimiter;
use response_limits::ResponseLimits;
use retry::RetryPolicy;
use sign_in::SignIn;

/// The headers with the job and the run that the program is part of.
const JOB_HEADER: &str = "x-civis-job-id";
const RUN_HEADER: &str = "x-civis-run-id";

/// API key, base URL, connections and retry policy: what all calls of a client share.
///
/// A session is cheap to clone and can be used from many threads at once. Clones
/// share their connections, and no lock is held during a request. A session can be used
/// across [`catch_unwind`](std::panic::catch_unwind).
///
/// ```no_run
/// use civis_core::Session;
/// use std::time::Duration;
///
/// let session = Session::builder()
///     .read_timeout(Duration::from_secs(60))
///     .user_agent("nightly-report/2.0")
///     .build()?;                                  // with the key of CIVIS_API_KEY
/// # let _ = session;
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
    timeout: Option<Duration>,
    cancel: Option<CancelToken>,
}

/// The part of a session that sessions derived from it share.
struct Shared {
    base: BaseUrl,
    credentials: CredentialSource,
    /// `User-Agent`, and the headers of the job.
    headers: HeaderMap,
    transport: Arc<dyn Transport>,
    retry: RetryPolicy,
    clock: SessionClock,
    limits: ResponseLimits,
    rate_limiter: RateLimiter,
    lookups: LookupCache,
}

/// Where the credentials of a request come from.
enum CredentialSource {
    /// They are the same for every request.
    Fixed(Credentials),
    /// A service hands them out at sign-in.
    SignIn(SignIn),
}

impl CredentialSource {
    /// The pairs to add to the query of each request.
    fn query(&self) -> &str {
        match self {
            Self::Fixed(credentials) => credentials.query(),
            Self::SignIn(_) => "",
        }
    }

    /// The names of these pairs.
    fn query_names(&self) -> &[String] {
        match self {
            Self::Fixed(credentials) => credentials.query_names(),
            Self::SignIn(_) => &[],
        }
    }
}

impl Session {
    /// Creates a session with the settings of the environment: see [`SessionBuilder`].
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`](crate::ErrorKind::MissingKey) if `CIVIS_API_KEY` is
    /// not set, and [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if
    /// a setting is not valid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Creates a session with an API key, and all other settings of the environment.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the key or a
    /// setting is not valid.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(api_key).build()
    }

    /// Starts building a session.
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// The names of the secrets in the query of each request.
    pub(crate) fn query_secrets(&self) -> &[String] {
        self.shared.credentials.query_names()
    }

    /// The base URL, without a trailing `/`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.shared.base.as_str()
    }

    /// Derives a session with another time-out for each call, which includes retries
    /// and the waits between them. `None` means no time-out; a call with a time-out
    /// of zero fails before anything is sent. The sessions share their connections,
    /// cached lookups and rate limiter.
    ///
    /// ```
    /// use civis_core::Session;
    /// use std::time::Duration;
    ///
    /// let session = Session::builder().api_key("my-api-key").build()?;
    /// let impatient = session.with_timeout(Duration::from_secs(10));
    /// # let _ = impatient;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    #[must_use]
    pub fn with_timeout(&self, timeout: impl Into<Option<Duration>>) -> Self {
        Self {
            timeout: timeout.into(),
            ..self.clone()
        }
    }

    /// Derives a session whose calls fail with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) once the token is
    /// cancelled: see [`CancelToken`]. The sessions share their connections, cached
    /// lookups and rate limiter.
    ///
    /// The derived session sends each request on a thread of its own, so that a call
    /// can return while its request is in flight. This costs some tens of microseconds, and
    /// bodies are copied in pieces. A session without a token does not pay it.
    ///
    /// ```
    /// use civis_core::{CancelToken, Session};
    ///
    /// let session = Session::builder().api_key("my-api-key").build()?;
    /// let token = CancelToken::new();
    /// let cancellable = session.cancelled_by(&token);
    /// // `Client::from(cancellable)` is a client of this session.
    /// # let _ = cancellable;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    #[must_use]
    pub fn cancelled_by(&self, token: &CancelToken) -> Self {
        Self {
            cancel: Some(token.clone()),
            ..self.clone()
        }
    }

    /// Completes an error about a response, which may echo the credentials.
    pub(crate) fn redact(&self, error: Error) -> Error {
        self.with_secret(|secret| error.with_redacted_excerpt(secret))
    }

    /// A text of the Platform, which may echo the credentials.
    pub(crate) fn redact_text(&self, text: &str) -> String {
        self.with_secret(|secret| secret.redact(text).into_owned())
    }

    fn with_secret<T>(&self, redact: impl FnOnce(&Secret) -> T) -> T {
        match &self.shared.credentials {
            CredentialSource::Fixed(credentials) => redact(credentials.secret()),
            CredentialSource::SignIn(sign_in) => match sign_in.current() {
                Some(credentials) => redact(credentials.secret()),
                None => redact(&Secret::default()),
            },
        }
    }

    pub(crate) fn clock(&self) -> &SessionClock {
        &self.shared.clock
    }

    pub(crate) fn cancel_token(&self) -> Option<&CancelToken> {
        self.cancel.as_ref()
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The IDs of the job and the run that the program is.
    pub(crate) fn own_job(&self) -> (Option<&str>, Option<&str>) {
        let id = |name| self.shared.headers.get(name)?.to_str().ok();
        (id(JOB_HEADER), id(RUN_HEADER))
    }

    pub(crate) fn lookup_cache(&self) -> &LookupCache {
        &self.shared.lookups
    }
}

// A panic leaves nothing half done: no lock is held while code of users runs, and the
// content of each lock is valid at any time. Transports are used from many threads at
// once, so they cannot rely on one call to complete either.
impl UnwindSafe for Session {}
impl RefUnwindSafe for Session {}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.shared.base.as_str())
            .field("credentials", &self.shared.credentials)
            .field("transport", &self.shared.transport.name())
            .field("retry", &self.shared.retry)
            .field("timeout", &self.timeout)
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.fmt(f),
            Self::SignIn(_) => f.write_str("cookies of a service"),
        }
    }
}
