//! The settings of a session.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::credentials::CredentialSetting;
use super::response_limits::ResponseLimits;
use super::retry::RetryPolicy;
use crate::clock::{Clock, SessionClock};
use crate::environment::EnvironmentLookup;
use crate::transport::{Settings, Transport};

/// Builds a [`Session`](crate::Session); created by
/// [`Session::builder`](crate::Session::builder).
///
/// Some settings default to an environment variable. An empty variable counts as not
/// set, except for the key.
///
/// | variable | setting |
/// |---|---|
/// | `CIVIS_API_KEY` | [`api_key`](Self::api_key) |
/// | `CIVIS_API_ENDPOINT` | [`base_url`](Self::base_url) |
/// | `CIVIS_JOB_ID`, `CIVIS_RUN_ID` | [`job`](Self::job) |
/// | `SSL_CERT_FILE`, `SSL_CERT_DIR` | [`add_root_certificates`](Self::add_root_certificates) |
/// | `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy` | [`proxy`](Self::proxy) |
#[must_use = "a builder does nothing before `build`"]
pub struct SessionBuilder {
    /// `None`: the key of the environment.
    pub(super) credentials: Option<Vec<CredentialSetting>>,
    pub(super) api_version: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) http_hosts: Vec<String>,
    pub(super) user_agent: Option<String>,
    pub(super) job: Option<(String, Option<String>)>,
    pub(super) retry: RetryPolicy,
    pub(super) timeout: Option<Duration>,
    pub(super) limits: ResponseLimits,
    pub(super) settings: Option<Settings>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) clock: SessionClock,
    pub(super) environment: EnvironmentLookup,
}

impl Default for SessionBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            api_version: None,
            base_url: None,
            http_hosts: Vec::new(),
            user_agent: None,
            job: None,
            retry: RetryPolicy::default(),
            timeout: Some(Duration::from_secs(3600)),
            limits: ResponseLimits::default(),
            settings: None,
            transport: None,
            clock: SessionClock::default(),
            environment: EnvironmentLookup::default(),
        }
    }
}

impl SessionBuilder {
    /// Sets the API key. The default is `CIVIS_API_KEY`. The key must be ASCII without
    /// white space, control characters and colons.
    ///
    /// Different credentials are sent together. A later one replaces an earlier one for
    /// the same header, cookie, or name in the query: this key,
    /// [`bearer_token`](Self::bearer_token), [`basic_auth`](Self::basic_auth) and
    /// [`authorization`](Self::authorization) are all sent in `Authorization`. The key of
    /// the environment is sent only if no credential is set.
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.credential(CredentialSetting::Key(Zeroizing::new(key.into())))
    }

    /// Sends a bearer token, for a server other than the Platform:
    /// `Authorization: Bearer …`. In a specification this is `bearer`, `oauth2` or
    /// `openIdConnect`.
    pub fn bearer_token(self, token: impl Into<String>) -> Self {
        self.credential(CredentialSetting::Bearer(Zeroizing::new(token.into())))
    }

    /// Sends a user name and a password by basic authentication, for a server other than
    /// the Platform: `Authorization: Basic …`.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .base_url("https://service.example")
    ///     .basic_auth("nightly", "my-password")
    ///     .build()?;
    /// assert!(!format!("{session:?}").contains("my-password"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn basic_auth(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Zeroizing::new(password.into());
        self.credential(CredentialSetting::Basic(user.into(), password))
    }

    /// Sends this text as `Authorization`, for a server other than the Platform: a scheme of
    /// any name and what belongs to it. It must be ASCII without control characters.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .base_url("https://django.example")
    ///     .authorization("Token my-secret")
    ///     .build()?;
    /// assert!(!format!("{session:?}").contains("my-secret"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn authorization(self, text: impl Into<String>) -> Self {
        self.secret_header("Authorization", text)
    }

    /// Sends a secret in a header of this name, for a server other than the Platform. In a
    /// specification this is an `apiKey` in `header`.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .base_url("https://petstore.example")
    ///     .secret_header("api_key", "my-secret")
    ///     .build()?;
    /// assert!(!format!("{session:?}").contains("my-secret"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn secret_header(self, name: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = Zeroizing::new(secret.into());
        self.credential(CredentialSetting::Header(name.into(), secret))
    }

    /// Sends a secret in the query of each request, for a server other than the Platform. In
    /// a specification this is an `apiKey` in `query`.
    ///
    /// Servers and proxies may log it: prefer a header where there is a choice.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .base_url("https://maps.example")
    ///     .secret_query("api_key", "my-secret")
    ///     .build()?;
    /// assert!(!format!("{session:?}").contains("my-secret"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn secret_query(self, name: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = Zeroizing::new(secret.into());
        self.credential(CredentialSetting::Query(name.into(), secret))
    }

    /// Sends a secret in a cookie, for a server other than the Platform. In a specification
    /// this is an `apiKey` in `cookie`. It is sent as it is, before the cookies of a call.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .base_url("https://wiki.example")
    ///     .secret_cookie("session", "my-secret")
    ///     .build()?;
    /// assert!(!format!("{session:?}").contains("my-secret"));
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn secret_cookie(self, name: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = Zeroizing::new(secret.into());
        self.credential(CredentialSetting::Cookie(name.into(), secret))
    }

    /// Sends no credentials, for a server that needs none. Those set before are dropped.
    pub fn anonymous(mut self) -> Self {
        self.credentials = Some(Vec::new());
        self
    }

    fn credential(mut self, credential: CredentialSetting) -> Self {
        let all = self.credentials.get_or_insert_default();
        all.retain(|one| one.slot() != credential.slot());
        all.push(credential);
        self
    }

    /// Sets the version of the API. The default is `1.0`, the only one that exists.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Sets the base URL. The default is `CIVIS_API_ENDPOINT`, or
    /// `https://api.civisanalytics.com/` if that is not set. An empty text means the
    /// latter. A path in the URL becomes a prefix of all paths. `http://` is refused
    /// except to this machine and to hosts that are [allowed](Self::allow_http_to).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows `http://` to a host, where everyone on the network can read the key. The
    /// host is a name or an address, without a port. May be called more than once. By
    /// default only this machine is allowed.
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .api_key("my-api-key")
    ///     .base_url("http://platform.internal:8080")
    ///     .allow_http_to("platform.internal")
    ///     .build()?;
    /// # let _ = session;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn allow_http_to(mut self, host: impl Into<String>) -> Self {
        self.http_hosts.push(host.into());
        self
    }

    /// Sets the name and version of the program, which come first in `User-Agent`. The
    /// default is none.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// Sets the job and the run that the program is part of; they are sent in the
    /// headers `x-civis-job-id` and `x-civis-run-id`. The default is `CIVIS_JOB_ID`
    /// and, if that is set, `CIVIS_RUN_ID`.
    pub fn job(mut self, job_id: u64, run_id: Option<u64>) -> Self {
        self.job = Some((job_id.to_string(), run_id.map(|id| id.to_string())));
        self
    }

    /// Sets how often and when requests are retried. The default is
    /// [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the time-out of a whole call: connecting, sending, reading, redirects,
    /// retries, the waits between them, and the sign-in to a service. The default is 1
    /// hour; `None` means no time-out, and zero is refused. Each page of a list and
    /// each request of a lookup is a call.
    /// [`Session::with_timeout`](crate::Session::with_timeout) derives a session with
    /// another time-out.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets the maximum length of a response's body, in bytes after content decoding.
    /// The default is 64 MiB: each thread holds the response of its call in memory,
    /// and the records that are decoded from it. Reading stops at the maximum, and the
    /// call fails with [`ErrorKind::Transport`](crate::ErrorKind::Transport).
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// Sets the maximum number of headers in a response. The default is 100. This does
    /// not raise the limits of the transports: 128 for ureq, 100 for reqwest.
    pub fn max_response_headers(mut self, count: usize) -> Self {
        self.limits.max_response_headers = count;
        self
    }

    /// Sets the maximum length of the names and values of a response's headers
    /// together, in bytes. The default is 64 KiB. This does not raise the limits of
    /// the transports: 64 KiB for ureq, about 400 KiB for reqwest.
    pub fn max_response_header_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_header_bytes = bytes;
        self
    }

    /// Sets the time-out for making a connection, TLS included. The default is 30
    /// seconds; zero is refused.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.connection_setting(|settings| settings.connect_timeout(timeout))
    }

    /// Sets how long to wait for the next bytes of a response, including the first
    /// ones. The default is 300 seconds; zero is refused.
    pub fn read_timeout(self, timeout: Duration) -> Self {
        self.connection_setting(|settings| settings.read_timeout(timeout))
    }

    /// Sets the URL of a proxy: see [`Settings::proxy`]. The default is that of the
    /// [environment](Self::environment).
    pub fn proxy(self, url: impl Into<String>) -> Self {
        self.connection_setting(|settings| settings.proxy(url))
    }

    /// Uses no proxy, even if the environment names one.
    pub fn no_proxy(self) -> Self {
        self.connection_setting(Settings::no_proxy)
    }

    /// Sets the root certificates, in PEM, that are trusted instead of the built-in
    /// ones: for a private certificate authority.
    pub fn root_certificates(self, pem: impl Into<Vec<u8>>) -> Self {
        self.connection_setting(|settings| settings.root_certificates(pem))
    }

    /// Adds root certificates, in PEM, to the built-in ones: see
    /// [`Settings::add_root_certificates`].
    pub fn add_root_certificates(self, pem: impl Into<Vec<u8>>) -> Self {
        self.connection_setting(|settings| settings.add_root_certificates(pem))
    }

    /// Sets the transport that sends the requests. The default is `Ureq`, or
    /// `Reqwest` if only that is compiled in. Connection time-outs, proxy and root
    /// certificates cannot be combined with it; set them on the transport.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the clock that retries use for time, sleep and jitter. The default is the
    /// system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = SessionClock::Custom(Arc::new(clock));
        self
    }

    /// Sets how environment variables are looked up. The default is
    /// [`std::env::var_os`].
    ///
    /// ```
    /// use civis_core::Session;
    ///
    /// let session = Session::builder()
    ///     .environment(|name| (name == "CIVIS_API_KEY").then(|| "my-api-key".into()))
    ///     .build()?;
    /// assert_eq!(session.base_url(), "https://api.civisanalytics.com");
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    pub fn environment(
        mut self,
        variable: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static,
    ) -> Self {
        self.environment = EnvironmentLookup::new(variable);
        self
    }

    fn connection_setting(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = Some(change(self.settings.unwrap_or_default()));
        self
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: &dyn fmt::Debug = match &self.credentials {
            Some(credentials) => credentials,
            None => &format_args!("of the environment"),
        };
        f.debug_struct("SessionBuilder")
            .field("credentials", &credentials)
            .field("user_agent", &self.user_agent)
            .field("job", &self.job)
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .field("limits", &self.limits)
            .field("settings", &self.settings)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}
