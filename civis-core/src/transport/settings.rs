//! Settings that the transports of this crate share.

use std::fmt;
use std::time::Duration;

use http::Uri;

/// Settings of `Ureq` and `Reqwest`.
///
/// A session's builder has the same setters, for a session whose transport is
/// the default one.
#[derive(Clone)]
#[must_use]
pub struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) proxy: Proxy,
    pub(super) root_certificates: Option<Vec<u8>>,
}

/// Which proxy is used.
#[derive(Clone)]
pub(super) enum Proxy {
    Environment,
    None,
    At(String),
}

/// How long an idle connection is kept: less than servers and balancers do, so
/// that a request seldom meets a connection that is being closed.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
pub(super) const MAX_IDLE: Duration = Duration::from_secs(15);

/// How many idle connections are kept: as many as threads are likely to call.
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
    /// How long making a connection may take, TLS included; 30 seconds by
    /// default. More than zero.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the next bytes of an answer may be waited for, its first ones
    /// included; 300 seconds by default. More than zero.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// The URL of an HTTP proxy: `http://user:password@host:port`. By default
    /// `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` decide.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::At(url.into());
        self
    }

    /// No proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Certificates in PEM, to trust in place of the built-in ones: for a
    /// network that inspects TLS, or a private authority.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Whether nothing was said about a proxy.
    pub(crate) fn proxy_is_open(&self) -> bool {
        matches!(self.proxy, Proxy::Environment)
    }

    /// Checks what does not need a library; the error says what is wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.connect_timeout.is_zero() {
            return Err("the connect time-out is zero".to_owned());
        }
        if self.read_timeout.is_zero() {
            return Err("the read time-out is zero".to_owned());
        }
        if let Proxy::At(url) = &self.proxy {
            let scheme = url.parse::<Uri>().ok().and_then(|uri| {
                let scheme = uri.scheme_str().map(str::to_owned);
                uri.host().filter(|host| !host.is_empty())?;
                scheme
            });
            // The URL is not shown: it may hold a password.
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
            Proxy::At(_) => "set",
        };
        f.debug_struct("Settings")
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("proxy", &format_args!("{proxy}"))
            .field("root_certificates", &self.root_certificates.is_some())
            .finish()
    }
}
