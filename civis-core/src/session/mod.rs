//! The session: what all calls of a client share.

mod access;
mod base_url;
mod bounds;
mod build;
mod builder;
mod cookies;
mod gate;
mod limits;
mod redirect;
pub(crate) mod retry;
mod send;
mod service;
mod tell;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

pub use builder::SessionBuilder;

use crate::cancel::CancelToken;
use crate::clock::Time;
use crate::error::Error;
use crate::names::cache::LookupCache;
use crate::response::raw::{Parts, RawResponse};
use crate::secret::Secret;
use crate::session::retry::RetryPolicy;
use crate::transport::Transport;
use access::Access;
use base_url::BaseUrl;
use gate::Gate;
use limits::AnswerLimits;
use service::SignIn;

/// Key, base URL, connections and retries: what all calls of a client share.
///
/// Cheap to clone, and used from many threads at once: clones share their
/// connections, and no lock is held around a request.
///
/// ```no_run
/// use civis_core::Session;
/// use std::time::Duration;
///
/// let session = Session::builder()
///     .read_timeout(Duration::from_secs(60))
///     .user_agent("nightly-report/2.0")
///     .build()?;                                  // the key of the environment
/// # let _ = session;
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Session(Arc<Inner>);

/// What calls of one session have in common: those that are derived from another
/// share all but their bounds.
struct Inner {
    shared: Arc<Shared>,
    timeout: Option<Duration>,
    cancel: Option<CancelToken>,
}

struct Shared {
    base: BaseUrl,
    auth: Auth,
    /// User agent, and job headers.
    headers: HeaderMap,
    transport: Arc<dyn Transport>,
    retry: RetryPolicy,
    time: Time,
    limits: AnswerLimits,
    gate: Gate,
    lookups: LookupCache,
}

/// What proves who sends a request.
enum Auth {
    /// The same for every request.
    Fixed(Arc<Access>),
    /// What a service gives to those that sign in.
    SignIn(SignIn),
}

impl Session {
    /// A session with the settings of the environment: see [`SessionBuilder`].
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`](crate::ErrorKind::MissingKey) if
    /// `CIVIS_API_KEY` is not set, and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a
    /// setting is not valid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A session with a key, and the settings of the environment else.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the key
    /// or a setting is not valid.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(api_key).build()
    }

    /// A session to be configured.
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// The base URL, without a `/` at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.shared.base.as_str()
    }

    /// The same session with another time for each call, retries and their waits
    /// included: `None` is no bound, and zero one that is over before anything is
    /// sent. Connections, lookups and the rate limit are shared.
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
        self.derived(timeout.into(), self.0.cancel.clone())
    }

    /// The same session, whose calls end with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) once the token is
    /// cancelled: see [`CancelToken`]. Connections, lookups and the rate limit are
    /// shared. Each request of the new session is sent by a thread of its own, so
    /// that its call can end while it is under way: that costs some tens of
    /// microseconds, and a copy of the body. Without a token it costs nothing.
    ///
    /// ```
    /// use civis_core::{CancelToken, Session};
    ///
    /// let session = Session::builder().api_key("my-api-key").build()?;
    /// let token = CancelToken::new();
    /// let cancellable = session.cancelled_by(&token);
    /// // A client of it: `Client::from(cancellable)`.
    /// # let _ = cancellable;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    #[must_use]
    pub fn cancelled_by(&self, token: &CancelToken) -> Self {
        self.derived(self.0.timeout, Some(token.clone()))
    }

    fn derived(&self, timeout: Option<Duration>, cancel: Option<CancelToken>) -> Self {
        self.0.shared.clone().bounded(timeout, cancel)
    }

    pub(crate) fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        self.0.execute(parts)
    }

    /// An error about an answer, which may echo the key.
    pub(crate) fn hide(&self, error: Error) -> Error {
        match &self.0.shared.auth {
            Auth::Fixed(access) => error.hiding(access.secret()),
            Auth::SignIn(sign_in) => match sign_in.last() {
                Some(access) => error.hiding(access.secret()),
                None => error.hiding(&Secret::default()),
            },
        }
    }

    pub(crate) fn lookup_cache(&self) -> &LookupCache {
        &self.0.shared.lookups
    }
}

impl Shared {
    fn bounded(self: Arc<Self>, timeout: Option<Duration>, cancel: Option<CancelToken>) -> Session {
        Session(Arc::new(Inner {
            shared: self,
            timeout,
            cancel,
        }))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.0.shared.base.as_str())
            .field("auth", &self.0.shared.auth)
            .field("transport", &self.0.shared.transport.name())
            .field("retry", &self.0.shared.retry)
            .field("timeout", &self.0.timeout)
            .field("cancel", &self.0.cancel)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Auth::Fixed(access) => access.fmt(f),
            Auth::SignIn(_) => f.write_str("cookies of a service"),
        }
    }
}
