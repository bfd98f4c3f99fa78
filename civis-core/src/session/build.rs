//! Building a session from its settings.

use std::ffi::OsString;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use super::base_url::{BaseUrl, HttpHosts};
use super::builder::SessionBuilder;
use super::credentials::{CredentialSetting, Credentials};
use super::rate_limiter::RateLimiter;
use super::{CredentialSource, JOB_HEADER, RUN_HEADER, Session, Shared};
use crate::error::Error;
use crate::names::cache::LookupCache;
use crate::transport::{Settings, Transport};

impl SessionBuilder {
    /// Builds the session.
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`](crate::ErrorKind::MissingKey) if there is no key, and
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a setting is
    /// not valid, an environment variable is not UTF-8, no transport is compiled in, or
    /// a connection setting is combined with a custom transport.
    pub fn build(mut self) -> Result<Session, Error> {
        let version = self.api_version.as_deref().unwrap_or("1.0");
        if version != "1.0" {
            return Err(Error::configuration(format!(
                "there is no version `{version}` of the API: the only one is `1.0`"
            )));
        }
        if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::configuration("the call time-out is zero"));
        }
        let credentials = self.credentials()?;
        let base = self.base()?;
        let transport = self.take_transport()?;
        let shared = Shared {
            headers: self.headers(transport.name())?,
            base,
            credentials: CredentialSource::Fixed(credentials),
            transport,
            retry: self.retry,
            clock: self.clock,
            limits: self.limits,
            rate_limiter: RateLimiter::default(),
            lookups: LookupCache::default(),
        };
        Ok(Session {
            shared: Arc::new(shared),
            timeout: self.timeout,
            cancel: None,
        })
    }

    fn credentials(&mut self) -> Result<Credentials, Error> {
        let mut credentials = Credentials::none();
        let Some(settings) = self.credentials.take() else {
            const VARIABLE: &str = "CIVIS_API_KEY";
            let key = self.variable(VARIABLE)?.ok_or_else(Error::missing_key)?;
            let added = credentials.add_key(&Zeroizing::new(key));
            added.map_err(|message| Error::configuration(format!("{VARIABLE}: {message}")))?;
            return Ok(credentials);
        };
        for setting in settings {
            match setting {
                CredentialSetting::Key(key) => credentials.add_key(&key),
                CredentialSetting::Bearer(token) => credentials.add_bearer(&token),
                CredentialSetting::Basic(user, password) => credentials.add_basic(&user, &password),
                CredentialSetting::Header(name, secret) => credentials.add_header(&name, &secret),
                CredentialSetting::Query(name, secret) => credentials.add_query(&name, &secret),
                CredentialSetting::Cookie(name, secret) => credentials.add_cookie(&name, &secret),
            }
            .map_err(Error::configuration)?;
        }
        Ok(credentials)
    }

    /// Reads an environment variable.
    fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        let value = self.environment.get(name).map(OsString::into_string);
        value
            .transpose()
            .map_err(|_| Error::configuration(format!("{name} is not UTF-8")))
    }

    /// Reads an environment variable; an empty one counts as not set.
    fn non_empty_variable(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.variable(name)?.filter(|value| !value.is_empty()))
    }

    fn base(&self) -> Result<BaseUrl, Error> {
        const VARIABLE: &str = "CIVIS_API_ENDPOINT";
        let hosts = HttpHosts::new(self.http_hosts.clone()).map_err(Error::configuration)?;
        if let Some(url) = &self.base_url {
            return BaseUrl::parse(url, &hosts).map_err(Error::configuration);
        }
        let url = self.non_empty_variable(VARIABLE)?.unwrap_or_default();
        BaseUrl::parse(&url, &hosts)
            .map_err(|message| Error::configuration(format!("{VARIABLE}: {message}")))
    }

    fn take_transport(&mut self) -> Result<Arc<dyn Transport>, Error> {
        match (self.transport.take(), self.settings.take()) {
            (Some(transport), None) => Ok(transport),
            (Some(_), Some(_)) => Err(Error::configuration(
                "connection time-outs, proxy and root certificates do not apply to a custom \
                 transport: set them on the transport",
            )),
            (None, settings) => {
                let mut settings = settings.unwrap_or_default();
                settings.set_environment(self.environment.clone());
                default_transport(&settings)
            }
        }
    }

    fn headers(&self, transport: &str) -> Result<HeaderMap, Error> {
        const JOB_VARIABLE: &str = "CIVIS_JOB_ID";
        const RUN_VARIABLE: &str = "CIVIS_RUN_ID";
        let mut headers = HeaderMap::new();
        let mut agent = format!(
            "civis-rust/{} (Rust; {}; {transport})",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
        );
        let program = self.user_agent.as_deref().unwrap_or_default().trim();
        if !program.is_empty() {
            agent = format!("{program} {agent}");
        }
        headers.insert(header::USER_AGENT, header_value("the user agent", &agent)?);
        let (job, run) = match &self.job {
            Some((job, run)) => (Some(job.clone()), run.clone()),
            None => match self.non_empty_variable(JOB_VARIABLE)? {
                Some(job) => (Some(job), self.non_empty_variable(RUN_VARIABLE)?),
                None => (None, None),
            },
        };
        if let Some(job) = job {
            headers.insert(JOB_HEADER, header_value(JOB_VARIABLE, &job)?);
        }
        if let Some(run) = run {
            headers.insert(RUN_HEADER, header_value(RUN_VARIABLE, &run)?);
        }
        Ok(headers)
    }
}

fn header_value(what: &str, text: &str) -> Result<HeaderValue, Error> {
    let problem = if text.contains(['\n', '\r']) {
        "it contains a line break"
    } else if !text.is_ascii() {
        "it contains a character outside ASCII"
    } else {
        "it contains a control character"
    };
    let value = HeaderValue::from_str(text).ok().filter(|_| text.is_ascii());
    value.ok_or_else(|| {
        Error::configuration(format!("{what} is not a valid header value: {problem}"))
    })
}

#[cfg(feature = "ureq")]
fn default_transport(settings: &Settings) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::Ureq::new(settings)?))
}

#[cfg(all(feature = "reqwest", not(feature = "ureq")))]
fn default_transport(settings: &Settings) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::Reqwest::new(settings)?))
}

#[cfg(not(any(feature = "ureq", feature = "reqwest")))]
fn default_transport(settings: &Settings) -> Result<Arc<dyn Transport>, Error> {
    settings.check().map_err(Error::configuration)?;
    Err(Error::configuration(
        "no transport: set one on the session builder, or enable the feature `ureq` or `reqwest`",
    ))
}
