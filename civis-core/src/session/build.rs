//! From settings to a session.

use std::ffi::OsString;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, header};
use zeroize::Zeroizing;

use super::access::Access;
use super::base_url::{BaseUrl, HttpHosts};
use super::builder::{Credentials, SessionBuilder};
use super::gate::Gate;
use super::{Auth, Session, Shared};
use crate::error::Error;
use crate::names::cache::LookupCache;
use crate::transport::{Settings, Transport};

impl SessionBuilder {
    /// The session.
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`](crate::ErrorKind::MissingKey) if there is no
    /// key, and [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if
    /// a setting is not valid, a variable is not UTF-8, there is no transport,
    /// or a setting of connections stands beside a given transport.
    pub fn build(mut self) -> Result<Session, Error> {
        let version = self.api_version.as_deref().unwrap_or("1.0");
        if version != "1.0" {
            return Err(Error::configuration(format!(
                "the API has no version `{version}`: the only one is `1.0`"
            )));
        }
        if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::configuration("the time-out of the call is zero"));
        }
        let access = self.access()?;
        let base = self.base()?;
        let transport = self.take_transport(&base)?;
        let shared = Shared {
            headers: self.headers(transport.name())?,
            base,
            auth: Auth::Fixed(Arc::new(access)),
            transport,
            retry: self.retry,
            time: self.time,
            limits: self.limits,
            gate: Gate::default(),
            lookups: LookupCache::default(),
        };
        Ok(Arc::new(shared).bounded(self.timeout, None))
    }

    fn access(&mut self) -> Result<Access, Error> {
        match std::mem::replace(&mut self.credentials, Credentials::Environment) {
            Credentials::Environment => {
                let key = self.variable("CIVIS_API_KEY")?;
                Access::key(Zeroizing::new(key.ok_or_else(Error::missing_key)?))
            }
            Credentials::Key(key) => Access::key(key),
            Credentials::Bearer(token) => Access::bearer(token),
            Credentials::Header(name, secret) => Access::header(&name, secret),
            Credentials::None => Ok(Access::none()),
        }
        .map_err(Error::configuration)
    }

    /// A variable of the environment.
    fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        let value = (self.environment)(name).map(OsString::into_string);
        value
            .transpose()
            .map_err(|_| Error::configuration(format!("{name} is not UTF-8")))
    }

    /// A variable of the environment that is not empty.
    fn filled(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.variable(name)?.filter(|value| !value.is_empty()))
    }

    fn base(&self) -> Result<BaseUrl, Error> {
        const VARIABLE: &str = "CIVIS_API_ENDPOINT";
        let hosts = HttpHosts::new(self.http_hosts.clone()).map_err(Error::configuration)?;
        if let Some(url) = &self.base_url {
            return BaseUrl::parse(url, &hosts).map_err(Error::configuration);
        }
        let url = self.filled(VARIABLE)?.unwrap_or_default();
        BaseUrl::parse(&url, &hosts)
            .map_err(|message| Error::configuration(format!("{VARIABLE}: {message}")))
    }

    fn take_transport(&mut self, base: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
        match (self.transport.take(), self.settings.take()) {
            (Some(transport), None) => Ok(transport),
            (Some(_), Some(_)) => Err(Error::configuration(
                "time-outs of connections, proxy and certificates are set beside a transport: \
                 set them on the transport",
            )),
            (None, settings) => {
                let mut settings = settings.unwrap_or_default();
                if base.is_loopback() && settings.proxy_is_open() {
                    settings = settings.no_proxy();
                }
                default_transport(&settings)
            }
        }
    }

    fn headers(&self, transport: &str) -> Result<HeaderMap, Error> {
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
            None => match self.filled("CIVIS_JOB_ID")? {
                Some(job) => (Some(job), self.filled("CIVIS_RUN_ID")?),
                None => (None, None),
            },
        };
        if let Some(job) = job {
            headers.insert("x-civis-job-id", header_value("the job ID", &job)?);
        }
        if let Some(run) = run {
            headers.insert("x-civis-run-id", header_value("the run ID", &run)?);
        }
        Ok(headers)
    }
}

fn header_value(what: &str, text: &str) -> Result<HeaderValue, Error> {
    let invalid = || Error::configuration(format!("{what} does not fit into a header"));
    if !text.is_ascii() {
        return Err(invalid());
    }
    HeaderValue::from_str(text).map_err(|_| invalid())
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
        "no transport: give one to the session, or enable the feature `ureq` or `reqwest`",
    ))
}
