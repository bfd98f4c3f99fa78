//! The session: what all calls of a client share.

mod access;
mod base_url;
mod builder;
mod cookies;
mod redirect;
mod send;
mod service;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

pub use builder::SessionBuilder;

use crate::error::Error;
use crate::lookups::LookupCache;
use crate::raw::{Parts, RawResponse};
use crate::retry::{Clock, RetryPolicy};
use crate::transport::Transport;
use access::Access;
use base_url::BaseUrl;
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

struct Inner {
    base: BaseUrl,
    auth: Auth,
    /// User agent, and job headers.
    headers: HeaderMap,
    transport: Arc<dyn Transport>,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
    timeout: Option<Duration>,
    max_response_bytes: u64,
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
        self.0.base.as_str()
    }

    pub(crate) fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        self.0.execute(parts)
    }

    /// An error about an answer, which may echo the key.
    pub(crate) fn hide(&self, error: Error) -> Error {
        match &self.0.auth {
            Auth::Fixed(access) => error.hiding(access.secret()),
            Auth::SignIn(sign_in) => match sign_in.last() {
                Some(access) => error.hiding(access.secret()),
                None => error,
            },
        }
    }

    pub(crate) fn lookup_cache(&self) -> &LookupCache {
        &self.0.lookups
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("base_url", &self.0.base.as_str())
            .field("auth", &self.0.auth)
            .field("transport", &self.0.transport.name())
            .field("retry", &self.0.retry)
            .field("timeout", &self.0.timeout)
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
