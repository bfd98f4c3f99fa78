//! The settings of a session.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::limits::AnswerLimits;
use crate::clock::{Clock, Time};
use crate::session::retry::RetryPolicy;
use crate::transport::{Settings, Transport};

/// The settings of a session, from [`Session::builder`](crate::Session::builder).
///
/// What is not set comes from the environment, and from the defaults where the
/// environment says nothing. An empty variable counts as not set, except for
/// the key.
///
/// | variable | setting |
/// |---|---|
/// | `CIVIS_API_KEY` | [`api_key`](Self::api_key) |
/// | `CIVIS_API_ENDPOINT` | [`base_url`](Self::base_url) |
/// | `CIVIS_JOB_ID`, `CIVIS_RUN_ID` | [`job`](Self::job) |
#[must_use = "a builder does nothing before `build`"]
pub struct SessionBuilder {
    pub(super) credentials: Credentials,
    pub(super) api_version: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) http_hosts: Vec<String>,
    pub(super) user_agent: Option<String>,
    pub(super) job: Option<(String, Option<String>)>,
    pub(super) retry: RetryPolicy,
    pub(super) timeout: Option<Duration>,
    pub(super) limits: AnswerLimits,
    pub(super) settings: Option<Settings>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) time: Time,
    pub(super) environment: Environment,
}

/// What a session proves its sender with.
pub(super) enum Credentials {
    Environment,
    Key(Zeroizing<String>),
    Bearer(Zeroizing<String>),
    Header(String, Zeroizing<String>),
    None,
}

pub(super) type Environment = Box<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

impl Default for SessionBuilder {
    fn default() -> Self {
        Self {
            credentials: Credentials::Environment,
            api_version: None,
            base_url: None,
            http_hosts: Vec::new(),
            user_agent: None,
            job: None,
            retry: RetryPolicy::default(),
            timeout: Some(Duration::from_secs(3600)),
            limits: AnswerLimits::default(),
            settings: None,
            transport: None,
            time: Time::default(),
            environment: Box::new(|name| std::env::var_os(name)),
        }
    }
}

impl SessionBuilder {
    /// The API key; `CIVIS_API_KEY` by default. ASCII, without white space,
    /// control characters and colons.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials = Credentials::Key(Zeroizing::new(key.into()));
        self
    }

    /// A bearer token in place of an API key, for a server that is not the
    /// Platform: `Authorization: Bearer …`.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.credentials = Credentials::Bearer(Zeroizing::new(token.into()));
        self
    }

    /// A secret in a header of its own in place of an API key, for a server that
    /// is not the Platform: what a specification calls an `apiKey` in `header`.
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
    pub fn secret_header(mut self, name: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials = Credentials::Header(name.into(), Zeroizing::new(secret.into()));
        self
    }

    /// No credentials at all, for a server that asks for none.
    pub fn anonymous(mut self) -> Self {
        self.credentials = Credentials::None;
        self
    }

    /// The version of the API; `1.0`, the only one there is, by default.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The base URL; `CIVIS_API_ENDPOINT` by default, and
    /// `https://api.civisanalytics.com/` else or if empty. A path is kept as a
    /// prefix. `http://` is for this machine only, unless
    /// [allowed](Self::allow_http_to).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// A host that `http://` is allowed to, where everyone on the way can read the
    /// key: a name or an address, without a port. More than one may be allowed; by
    /// default it is this machine alone.
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

    /// The name and version of the program, which the `User-Agent` begins with;
    /// nothing by default.
    pub fn user_agent(mut self, program: impl Into<String>) -> Self {
        self.user_agent = Some(program.into());
        self
    }

    /// The job that the program runs as, and its run, told to the Platform with
    /// each request; `CIVIS_JOB_ID` and `CIVIS_RUN_ID` by default, the run only
    /// with a job.
    pub fn job(mut self, job_id: u64, run_id: Option<u64>) -> Self {
        self.job = Some((job_id.to_string(), run_id.map(|id| id.to_string())));
        self
    }

    /// How often a request is repeated; [`RetryPolicy::default`] by default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long a call may take in all: connecting, sending, reading, redirections,
    /// retries, their waits, and the sign-in to a service; 1 hour by default, `None`
    /// is no bound. More than zero. Each page of a list and each request of a lookup
    /// is a call. [`Session::with_timeout`](crate::Session::with_timeout) sets it for some calls.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long the body of an answer may be, in bytes, after content decoding;
    /// 64 MiB by default, since an answer is held in memory, by each thread that
    /// calls, and its records beside it. A longer one is an error of the kind
    /// [`Transport`](crate::ErrorKind::Transport), and reading ends at the bound.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// How many headers an answer may have; 100 by default. Transports have bounds
    /// of their own, which this does not raise: ureq takes 128, reqwest 100.
    pub fn max_response_headers(mut self, count: usize) -> Self {
        self.limits.max_response_headers = count;
        self
    }

    /// How long the names and values of an answer's headers may be together, in
    /// bytes; 64 KiB by default. Transports have bounds of their own, which this
    /// does not raise: ureq takes 64 KiB, reqwest about 400 KiB.
    pub fn max_response_header_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_header_bytes = bytes;
        self
    }

    /// How long making a connection may take, TLS included; 30 seconds by
    /// default. More than zero.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.connect_timeout(timeout))
    }

    /// How long the next bytes of an answer may be waited for, its first ones
    /// included; 300 seconds by default. More than zero.
    pub fn read_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.read_timeout(timeout))
    }

    /// The URL of an HTTP proxy: `http://user:password@host:port`. By default
    /// `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the process
    /// decide, and there is none for this machine.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        self.set(|settings| settings.proxy(url))
    }

    /// No proxy, whatever the environment says.
    pub fn no_proxy(self) -> Self {
        self.set(Settings::no_proxy)
    }

    /// Certificates in PEM, to trust in place of the built-in ones: for a
    /// network that inspects TLS, or a private authority.
    pub fn root_certificates(self, pem: impl Into<Vec<u8>>) -> Self {
        self.set(|settings| settings.root_certificates(pem))
    }

    /// What sends the requests; by default `Ureq`, or `Reqwest` where that is
    /// the only one compiled in. Time-outs of connections, proxy and
    /// certificates are a given transport's own affair.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Time, sleep and chance of the retries; the real ones by default.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.time = Time::Given(Arc::new(clock));
        self
    }

    /// Where variables of the environment are looked up; in the process by
    /// default.
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
        self.environment = Box::new(variable);
        self
    }

    fn set(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = Some(change(self.settings.unwrap_or_default()));
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "of the environment",
            Self::Key(_) => "key [hidden]",
            Self::Bearer(_) => "token [hidden]",
            Self::Header(..) => "header [hidden]",
            Self::None => "none",
        })
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("credentials", &self.credentials)
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
