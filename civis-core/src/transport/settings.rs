//! The settings of the transports of this crate.

use std::fmt;
use std::time::Duration;

use http::Uri;

/// Connection settings of `Ureq` and `Reqwest`.
///
/// [`SessionBuilder`](crate::SessionBuilder) has the same setters for the default
/// transport.
#[derive(Clone)]
#[must_use]
pub struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) proxy: Proxy,
    pub(super) root_certificates: Option<Vec<u8>>,
}

/// The proxy to use.
#[derive(Clone)]
pub(super) enum Proxy {
    Environment,
    None,
    Url(String),
}

/// How long an idle connection stays in the pool: less than servers and load
/// balancers keep it, so that a request rarely gets one that is being closed.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
pub(super) const MAX_IDLE: Duration = Duration::from_secs(15);

/// How many idle connections stay in the pool: as many as threads are likely to call.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
pub(super) const MAX_IDLE_CONNECTIONS: usize = 64;

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(300),
            proxy: Proxy::Environment,
            root_certificates: None,
        }
    }
}

impl Settings {
    /// Sets the time-out for making a connection, TLS included. The default is 30
    /// seconds; zero is refused.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long to wait for the next bytes of a response, including the first
    /// ones. The default is 300 seconds; zero is refused.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Sets the URL of an HTTP proxy: `http://user:password@host:port`. The default is
    /// `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the process's
    /// environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Sets the root certificates, in PEM, that are trusted instead of the built-in
    /// ones: for a network that inspects TLS, or a private certificate authority.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Whether neither a proxy nor none was set.
    pub(crate) fn is_proxy_unset(&self) -> bool {
        matches!(self.proxy, Proxy::Environment)
    }

    /// Checks the settings as far as no HTTP library is needed; the error says what is
    /// wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.connect_timeout.is_zero() {
            return Err("the connect time-out is zero".to_owned());
        }
        if self.read_timeout.is_zero() {
            return Err("the read time-out is zero".to_owned());
        }
        if let Proxy::Url(url) = &self.proxy {
            let scheme = url.parse::<Uri>().ok().and_then(|uri| {
                let scheme = uri.scheme_str().map(str::to_owned);
                uri.host().filter(|host| !host.is_empty())?;
                scheme
            });
            // The URL is not shown, since it may contain a password.
            match scheme.as_deref() {
                Some("http" | "https") => {}
                _ => return Err("the proxy is not an http or https URL with a host".to_owned()),
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = match self.proxy {
            Proxy::Environment => "of the environment",
            Proxy::None => "none",
            Proxy::Url(_) => "set",
        };
        f.debug_struct("Settings")
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("proxy", &format_args!("{proxy}"))
            .field("root_certificates", &self.root_certificates.is_some())
            .finish()
    }
}
