//! The settings of the transports of this crate.

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

#[cfg(any(feature = "ureq", feature = "reqwest"))]
use super::proxy::Proxies;
use crate::environment::EnvironmentLookup;
#[cfg(any(feature = "ureq", feature = "reqwest"))]
use crate::error::Error;

/// Connection settings of `Ureq` and `Reqwest`.
///
/// [`SessionBuilder`](crate::SessionBuilder) has the same setters for the default
/// transport.
#[derive(Clone)]
#[must_use]
pub struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    proxy: Proxy,
    pub(super) environment: EnvironmentLookup,
    /// Trusted instead of the built-in ones.
    pub(super) root_certificates: Option<Vec<u8>>,
    /// Trusted as well.
    pub(super) added_root_certificates: Vec<Vec<u8>>,
}

/// The proxy to use.
#[derive(Clone)]
#[cfg_attr(
    not(any(feature = "ureq", feature = "reqwest")),
    allow(dead_code, reason = "only the transports of this crate use it")
)]
enum Proxy {
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
            environment: EnvironmentLookup::default(),
            root_certificates: None,
            added_root_certificates: Vec::new(),
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

    /// Sets the URL of a proxy: `scheme://user:password@host:port`. The scheme is
    /// `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`; with `socks4a` and
    /// `socks5h` the proxy looks up host names. The default port is 80, 443 or 1080.
    /// User and password are percent-encoded.
    ///
    /// `https://` goes through a tunnel that the proxy opens (`CONNECT`). For `http://`, `Ureq`
    /// asks for a tunnel too; `Reqwest` sends the request to the proxy, as curl does, unless it
    /// is a SOCKS proxy.
    ///
    /// An `http://` request to this machine bypasses the proxy, which would see the key
    /// in clear, unless the proxy is on this machine too.
    ///
    /// By default the environment is read as curl reads it. A URL without a scheme is one
    /// of `http`, and `socks` means `socks4`:
    ///
    /// | variable | proxy |
    /// |---|---|
    /// | `https_proxy`, or else `HTTPS_PROXY` | for `https://` |
    /// | `http_proxy`, in lower case only | for `http://` |
    /// | `all_proxy`, or else `ALL_PROXY` | where the others are not set |
    /// | `no_proxy`, or else `NO_PROXY` | hosts without a proxy |
    ///
    /// `no_proxy` is a list, separated by commas or white space, of `*` for every host;
    /// domains, which include the hosts below them; IP addresses; and networks, as
    /// `10.0.0.0/8`. Each may end with a port, as in `example.com:8443`. This machine is
    /// always reached without a proxy of the environment. An empty variable counts as not
    /// set, and a value that cannot be used is a
    /// [configuration error](crate::ErrorKind::Configuration) that names the variable.
    ///
    /// ```
    /// use civis_core::transport::Settings;
    ///
    /// let settings = Settings::default().proxy("http://user:p%40ss@proxy.example:3128");
    /// assert!(!format!("{settings:?}").contains("p%40ss"));
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(url.into());
        self
    }

    /// Uses no proxy, even if the environment names one.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Sets the root certificates, in PEM, that are trusted instead of the built-in
    /// ones: for a private certificate authority. See
    /// [`add_root_certificates`](Self::add_root_certificates).
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Adds root certificates, in PEM: for a network that inspects TLS, or a private
    /// certificate authority. May be called more than once. A self-signed certificate of
    /// a server may be one of them.
    ///
    /// The built-in ones are those of the system and those of Mozilla, since a container
    /// may have none. If `SSL_CERT_FILE`, a file in PEM, or `SSL_CERT_DIR`, a list of
    /// directories, is set, the certificates in it are the built-in ones instead. A file
    /// or directory without certificates is a
    /// [configuration error](crate::ErrorKind::Configuration).
    ///
    /// ```
    /// use civis_core::ErrorKind;
    /// use civis_core::transport::{Settings, Ureq};
    ///
    /// let error = Ureq::new(&Settings::default().add_root_certificates("")).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Configuration);
    /// ```
    pub fn add_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.added_root_certificates.push(pem.into());
        self
    }

    /// Sets how environment variables are looked up. The default is
    /// [`std::env::var_os`].
    ///
    /// ```
    /// use civis_core::ErrorKind;
    /// use civis_core::transport::{Settings, Ureq};
    ///
    /// let settings = Settings::default()
    ///     .environment(|name| (name == "HTTPS_PROXY").then(|| "garbage::::".into()));
    /// let error = Ureq::new(&settings).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Configuration);
    /// assert_eq!(error.to_string(), "HTTPS_PROXY does not have a valid port");
    /// ```
    pub fn environment(
        mut self,
        variable: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
    ) -> Self {
        self.environment = EnvironmentLookup::new(variable);
        self
    }

    pub(crate) fn set_environment(&mut self, environment: EnvironmentLookup) {
        self.environment = environment;
    }

    /// The proxies of a transport.
    #[cfg(any(feature = "ureq", feature = "reqwest"))]
    pub(super) fn proxies(&self) -> Result<Proxies, Error> {
        match &self.proxy {
            Proxy::Environment => Proxies::from_environment(&|name| self.environment.get(name)),
            Proxy::None => Ok(Proxies::none()),
            Proxy::Url(url) => Proxies::all(url),
        }
        .map_err(Error::configuration)
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
            .field(
                "added_root_certificates",
                &self.added_root_certificates.len(),
            )
            .finish()
    }
}
