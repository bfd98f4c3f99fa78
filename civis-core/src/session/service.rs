//! Sessions with services: apps that users deploy on the Platform, perhaps with credentials of their own.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::base_url::BaseUrl;
use super::rate_limiter::RateLimiter;
use super::sign_in::SignIn;
use super::{CredentialSource, Session, Shared};
use crate::error::Error;
use crate::names::cache::LookupCache;

impl Session {
    /// Creates a session with a service, an app that is deployed on the Platform. It
    /// corresponds to the official client's `ServiceClient`.
    ///
    /// This session's key is used to look the service up on the Platform. The new
    /// session has the service's URL as its base URL. Instead of the key it sends
    /// cookies, which it gets from the signed URL of the service's deployment; it
    /// signs in again when the service no longer accepts them. All other settings are
    /// those of this session.
    ///
    /// To get a typed client, generate it from the service's own specification with
    /// [`civis_api!`](https://docs.rs/civis/latest/civis/macro.civis_api.html); the
    /// official client's `root_path` is an argument of that macro too.
    /// [`spec::download`](crate::spec::download) with the new session fetches the
    /// specification from `/endpoints`, where services offer it by default.
    ///
    /// Source: the official Python client, version 2.10.1.
    ///
    /// ```no_run
    /// use civis_core::{Call, Request, Session};
    /// use http::Method;
    /// use serde_json::Value;
    ///
    /// let service = Session::from_env()?.service(7)?;
    /// let call: Call<Value> = Call::new(&service, Request::new("", Method::GET, "/status"));
    /// println!("{:?}", call.send_json()?);
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the service has no URL
    /// because it was never deployed, and the errors of any call.
    pub fn service(&self, service_id: i64) -> Result<Self, Error> {
        let sign_in = SignIn::new(self.clone(), service_id);
        let url = sign_in.service_url(&self.call_context())?;
        let base = BaseUrl::parse(&url, self.shared.base.http_hosts())
            .map_err(|message| Error::configuration(format!("service {service_id}: {message}")))?;
        let source = CredentialSource::SignIn(sign_in);
        Ok(self.with_shared(self.shared.with_credentials(base, source)))
    }

    /// Derives a session that sends this secret header too: for a service with credentials of
    /// its own, beside the cookies of its sign-in. It replaces a header of the same name. The
    /// sessions share their connections.
    ///
    /// ```no_run
    /// use civis_core::Session;
    ///
    /// // An app in Django on the Platform, which has its own tokens.
    /// let service = Session::from_env()?.service(7)?;
    /// let service = service.with_secret_header("Authorization", "Token my-secret")?;
    /// # let _ = service;
    /// # Ok::<(), civis_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the name or the secret
    /// is not valid in a header, as for
    /// [`SessionBuilder::secret_header`](crate::SessionBuilder::secret_header).
    pub fn with_secret_header(&self, name: &str, secret: impl Into<String>) -> Result<Self, Error> {
        let secret = Zeroizing::new(secret.into());
        let source = match &self.shared.credentials {
            CredentialSource::Fixed(credentials) => {
                let mut credentials = credentials.clone();
                let added = credentials.set_header(name, &secret);
                added.map(|()| CredentialSource::Fixed(credentials))
            }
            CredentialSource::SignIn(sign_in) => sign_in
                .with_header(name, &secret)
                .map(CredentialSource::SignIn),
        };
        let source = source.map_err(Error::configuration)?;
        let base = self.shared.base.clone();
        Ok(self.with_shared(self.shared.with_credentials(base, source)))
    }

    fn with_shared(&self, shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            ..self.clone()
        }
    }
}

impl Shared {
    /// The same settings with another base URL and other credentials.
    fn with_credentials(&self, base: BaseUrl, credentials: CredentialSource) -> Self {
        Self {
            base,
            credentials,
            headers: self.headers.clone(),
            transport: Arc::clone(&self.transport),
            retry: self.retry.clone(),
            clock: self.clock.clone(),
            limits: self.limits,
            rate_limiter: RateLimiter::default(),
            lookups: LookupCache::default(),
        }
    }
}
