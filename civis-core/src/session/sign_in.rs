//! The sign-in to a service.
//!
//! ```text
//! the Platform: GET /services/{id} ──► the signed URL of the deployment
//!     │
//! GET the signed URL, without the API key, and follow its redirects to any host
//!     │
//! the cookies that were set on the way for the service are its credentials
//! ```

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, Method, StatusCode, Uri, header};
use serde_json::Value;
use zeroize::Zeroizing;

use super::attempt::Attempt;
use super::call_context::CallContext;
use super::cookies::CookieJar;
use super::credentials::Credentials;
use super::{Session, redirect};
use crate::error::Error;
use crate::request::parts::Parts;
use crate::request::{Location, Request};

/// Signs in to a service, and caches the credentials.
pub(super) struct SignIn {
    platform: Session,
    service_id: i64,
    /// What the service itself asks for, beside the cookies.
    own: Credentials,
    cached: Mutex<Option<Arc<Credentials>>>,
}

impl SignIn {
    pub(super) fn new(platform: Session, service_id: i64) -> Self {
        Self {
            platform,
            service_id,
            own: Credentials::none(),
            cached: Mutex::new(None),
        }
    }

    /// A sign-in to the same service with a secret header of the service's own.
    pub(super) fn with_header(
        &self,
        name: &str,
        secret: &Zeroizing<String>,
    ) -> Result<Self, String> {
        let mut own = self.own.clone();
        own.set_header(name, secret)?;
        Ok(Self {
            platform: self.platform.clone(),
            service_id: self.service_id,
            own,
            cached: Mutex::new(None),
        })
    }

    /// The cached credentials; the first call signs in. Calls that begin at the same
    /// time may each sign in, since no lock is held meanwhile.
    pub(super) fn credentials(
        &self,
        url: &Uri,
        context: &CallContext<'_>,
    ) -> Result<Arc<Credentials>, Error> {
        match self.current() {
            Some(credentials) => Ok(credentials),
            None => self.renew(url, context),
        }
    }

    /// Signs in again, unless another thread has done so since `stale` was read.
    pub(super) fn renewed(
        &self,
        stale: &Arc<Credentials>,
        url: &Uri,
        context: &CallContext<'_>,
    ) -> Result<Arc<Credentials>, Error> {
        match self.current() {
            Some(newer) if !Arc::ptr_eq(&newer, stale) => Ok(newer),
            _ => self.renew(url, context),
        }
    }

    /// The cached credentials, if there are any.
    pub(super) fn current(&self) -> Option<Arc<Credentials>> {
        self.cached().clone()
    }

    /// The URL of the service.
    pub(super) fn service_url(&self, context: &CallContext<'_>) -> Result<String, Error> {
        self.text(&self.service(context)?, "/currentUrl", "URL")
    }

    /// Nothing panics while the lock is held, so its content is valid.
    fn cached(&self) -> MutexGuard<'_, Option<Arc<Credentials>>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, url: &Uri, context: &CallContext<'_>) -> Result<Arc<Credentials>, Error> {
        let credentials = Arc::new(self.sign_in(url, context)?);
        *self.cached() = Some(Arc::clone(&credentials));
        Ok(credentials)
    }

    /// The service as the Platform describes it.
    fn service(&self, context: &CallContext<'_>) -> Result<Value, Error> {
        let request = Request::new("services.get", Method::GET, "/services/{id}");
        let request = request.with(Location::Path, "id", self.service_id);
        let parts = request.parts()?;
        let response = self.platform.shared.execute(&parts, context, None)?;
        let mut service = Value::Null;
        match response.decode(&mut service) {
            Ok(_) => Ok(service),
            Err((pointer, error)) => {
                let error = Error::decode(&parts, pointer, &response, &error);
                Err(self.platform.redact(error))
            }
        }
    }

    fn text(&self, service: &Value, pointer: &str, what: &str) -> Result<String, Error> {
        match service.pointer(pointer).and_then(Value::as_str) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(Error::not_found(format!(
                "service {} has no {what}: is it deployed?",
                self.service_id
            ))),
        }
    }

    /// Follows the signed URL of the deployment and collects the cookies for the
    /// service, even if the last response is an error.
    fn sign_in(&self, service: &Uri, context: &CallContext<'_>) -> Result<Credentials, Error> {
        let signed = "/currentDeployment/displayUrl";
        let signed = self.text(&self.service(context)?, signed, "signed URL")?;
        let invalid = |message: &str| {
            Error::configuration(format!(
                "service {}: the signed URL of its deployment {message}",
                self.service_id
            ))
        };
        let mut url: Uri = signed.parse().map_err(|_| invalid("is not a valid URL"))?;
        let mut jar = CookieJar::default();
        for _ in 0..=redirect::MAX {
            if !self.platform.shared.base.allows(&url) {
                return Err(invalid(
                    "leads to http:// on another host, which would expose it to the network",
                ));
            }
            let (status, headers) = self.visit(&url, &jar, context)?;
            jar.store(&url, &headers);
            match redirect::target(&url, status, &headers) {
                Some(next) => url = next,
                None => break,
            }
        }
        let (header, values) = jar.header(service).ok_or_else(|| {
            Error::authentication(format!(
                "the sign-in to service {} set no cookie for it",
                self.service_id
            ))
        })?;
        let mut credentials = self.own.clone();
        let added = credentials.add_cookies(header, values);
        added.map_err(Error::configuration)?;
        Ok(credentials)
    }

    /// Sends one request of the sign-in, with the cookies so far.
    fn visit(
        &self,
        url: &Uri,
        jar: &CookieJar,
        context: &CallContext<'_>,
    ) -> Result<(StatusCode, HeaderMap), Error> {
        let platform = &*self.platform.shared;
        let mut credentials = Credentials::none();
        if let Some((header, values)) = jar.header(url) {
            let added = credentials.add_cookies(header, values);
            added.map_err(Error::configuration)?;
        }
        // Errors show the path, and never the query, which holds the signature.
        let mut parts = Parts::bare("service sign-in", Method::GET, url.path());
        if let Some(agent) = platform.headers.get(header::USER_AGENT) {
            parts.headers.insert(header::USER_AGENT, agent.clone());
        }
        let attempt = Attempt {
            parts: &parts,
            url,
            credentials: &credentials,
            to_base_url: false,
            streamed: None,
        };
        match platform.send_with_retries(&attempt, context) {
            Ok(response) => Ok((response.status(), response.headers().clone())),
            Err(error) => match (error.status(), error.headers()) {
                (Some(status), Some(headers)) if !status.is_server_error() => {
                    Ok((status, headers.clone()))
                }
                _ => Err(error),
            },
        }
    }
}
