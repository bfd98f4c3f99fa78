//! Sessions of services: apps that users deploy on the Platform.

use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderValue, Method, Uri, header};
use serde_json::Value;

use super::access::Access;
use super::base_url::BaseUrl;
use super::bounds::Bounds;
use super::cookies::Jar;
use super::gate::Gate;
use super::send::Sending;
use super::{Auth, Inner, Session, Shared, redirect};
use crate::error::Error;
use crate::names::cache::LookupCache;
use crate::request::{Location, Request};
use crate::response::raw::{Parts, RawResponse};

impl Session {
    /// A session with a service, an app that is deployed on the Platform, as the
    /// official client's `ServiceClient` has one.
    ///
    /// The service is read from the Platform with this session's key. Its own URL
    /// is the base URL of the new session, which signs in by the signed URL of the
    /// service's deployment, sends the cookies that it gets there in place of the
    /// key, and signs in again when they are no longer accepted. All else is as in
    /// this session.
    ///
    /// The service's own specification is expanded by
    /// [`civis_api!`](https://docs.rs/civis/latest/civis/macro.civis_api.html), with
    /// `root_path` where the official client is given one.
    /// [`spec::download`](crate::spec::download) with the new session fetches it
    /// from `/endpoints`, where services offer it by default.
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
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the service has no
    /// URL, as one has that was never deployed, and those of any call.
    pub fn service(&self, service_id: i64) -> Result<Self, Error> {
        let sign_in = SignIn {
            platform: self.clone(),
            service_id,
            access: Mutex::new(None),
        };
        let Inner {
            shared,
            timeout,
            cancel,
        } = &*self.0;
        let bounds = Bounds::new(shared.time.now(), *timeout, cancel.as_ref());
        let url = sign_in.text(&sign_in.service(&bounds)?, "/currentUrl", "URL")?;
        let base = BaseUrl::parse(&url, shared.base.http_hosts())
            .map_err(|message| Error::configuration(format!("service {service_id}: {message}")))?;
        let service = Shared {
            base,
            auth: Auth::SignIn(sign_in),
            headers: shared.headers.clone(),
            transport: Arc::clone(&shared.transport),
            retry: shared.retry.clone(),
            time: shared.time.clone(),
            limits: shared.limits,
            gate: Gate::default(),
            lookups: LookupCache::default(),
        };
        Ok(Arc::new(service).bounded(*timeout, cancel.clone()))
    }
}

/// Signs in to a service, and keeps what it got.
pub(super) struct SignIn {
    platform: Session,
    service_id: i64,
    access: Mutex<Option<Arc<Access>>>,
}

impl SignIn {
    /// What a request is sent with: signed in to by the first one. Those that
    /// begin at once may each sign in, since no lock is held meanwhile.
    pub(super) fn access(&self, to: &Uri, bounds: &Bounds<'_>) -> Result<Arc<Access>, Error> {
        let kept = self.kept().clone();
        kept.map_or_else(|| self.renew(to, bounds), Ok)
    }

    /// Signs in again, unless another thread has since `stale` was used.
    pub(super) fn renewed(
        &self,
        stale: &Arc<Access>,
        to: &Uri,
        bounds: &Bounds<'_>,
    ) -> Result<Arc<Access>, Error> {
        let kept = self.kept().clone();
        match kept {
            Some(newer) if !Arc::ptr_eq(&newer, stale) => Ok(newer),
            _ => self.renew(to, bounds),
        }
    }

    /// What was used last, if anything was.
    pub(super) fn last(&self) -> Option<Arc<Access>> {
        self.kept().clone()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Arc<Access>>> {
        // A panic elsewhere leaves what is kept whole.
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, to: &Uri, bounds: &Bounds<'_>) -> Result<Arc<Access>, Error> {
        let access = Arc::new(self.sign_in(to, bounds)?);
        *self.kept() = Some(Arc::clone(&access));
        Ok(access)
    }

    fn service(&self, bounds: &Bounds<'_>) -> Result<(Parts, Value), Error> {
        let request = Request::new("services.get", Method::GET, "/services/{id}").with(
            Location::Path,
            "id",
            self.service_id,
        );
        let parts = request.parts()?;
        let answer = self.platform.0.shared.execute(&parts, bounds)?;
        let service = serde_json::from_slice(answer.body()).map_err(|error| {
            let error = Error::decode(&parts, String::new(), answer.body(), error);
            self.platform.hide(error)
        })?;
        Ok((parts, service))
    }

    fn text(
        &self,
        (_, service): &(Parts, Value),
        pointer: &str,
        what: &str,
    ) -> Result<String, Error> {
        let text = service.pointer(pointer).and_then(Value::as_str);
        match text {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(Error::not_found(format!(
                "service {} has no {what}: is it deployed?",
                self.service_id
            ))),
        }
    }

    /// Follows the signed URL of the deployment, and keeps the cookies that are
    /// set on the way for the service. Whatever the last answer's status is, they
    /// count.
    fn sign_in(&self, to: &Uri, bounds: &Bounds<'_>) -> Result<Access, Error> {
        let service = self.service(bounds)?;
        let signed = self.text(&service, "/currentDeployment/displayUrl", "signed URL")?;
        let refused = |message: &str| {
            Error::configuration(format!(
                "service {}: the signed URL of its deployment {message}",
                self.service_id
            ))
        };
        let mut at: Uri = signed.parse().map_err(|_| refused("is not a URL"))?;
        let platform = &*self.platform.0.shared;
        let mut jar = Jar::default();
        for _ in 0..=redirect::MAX {
            if !platform.base.allows(&at) {
                return Err(refused(
                    "leads to http:// on another host, which would show it to the network",
                ));
            }
            let (status, headers) = self.visit(&at, &jar, bounds)?;
            jar.take(&at, &headers);
            match redirect::target(&at, status, &headers) {
                Some(next) => at = next,
                None => break,
            }
        }
        let (header, values) = jar.header(to).ok_or_else(|| {
            Error::authentication(format!(
                "the sign-in to service {} set no cookie for it",
                self.service_id
            ))
        })?;
        Access::cookies(header, values).map_err(Error::configuration)
    }

    /// One request of the sign-in, with the cookies so far.
    fn visit(
        &self,
        at: &Uri,
        jar: &Jar,
        bounds: &Bounds<'_>,
    ) -> Result<(http::StatusCode, HeaderMap), Error> {
        let platform = &*self.platform.0.shared;
        let access = match jar.header(at) {
            Some((header, values)) => {
                Access::cookies(header, values).map_err(Error::configuration)?
            }
            None => Access::none(),
        };
        let mut headers = HeaderMap::new();
        if let Some(agent) = platform.headers.get(header::USER_AGENT) {
            headers.insert(header::USER_AGENT, HeaderValue::clone(agent));
        }
        access.apply(&mut headers);
        // Errors show the path, and never the query, which is what is signed.
        let parts = Parts::bare("service sign-in", Method::GET, at.path());
        let sending = Sending {
            parts: &parts,
            url: at,
            headers: &headers,
            access: &access,
            is_own: false,
        };
        match platform.repeat(&sending, bounds) {
            Ok(answer) => Ok((answer.status(), RawResponse::headers(&answer).clone())),
            Err(error) => match (error.status(), error.headers()) {
                (Some(status), Some(headers)) if !status.is_server_error() => {
                    Ok((status, headers.clone()))
                }
                _ => Err(error),
            },
        }
    }
}
