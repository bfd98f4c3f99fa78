//! The session of a command, and what is shown of its requests.

pub(crate) mod events;
mod headers;

use civis::Session;
use civis::http::{Request, Response};
use civis::transport::{
    Limits, RequestBody, ResponseBody, Settings, Transport, TransportError, TransportErrorKind,
    Ureq,
};

use crate::cli::Globals;
use crate::config::Account;
use crate::error::Error;
use headers::ShowHeaders;

/// A session of the account. `key` is what its source gave; `None` is the key of the environment.
pub(crate) fn build(
    account: &Account,
    key: Option<&str>,
    globals: &Globals,
) -> Result<Session, Error> {
    let mut builder =
        Session::builder().user_agent(concat!("civis-cli/", env!("CARGO_PKG_VERSION")));
    if let Some(endpoint) = &account.endpoint {
        builder = builder.base_url(endpoint.as_str());
    }
    if let Some(key) = key {
        builder = builder.api_key(key);
    }
    if let Some(timeout) = globals.timeout {
        builder = builder.timeout(timeout.0);
    }
    if globals.verbose > 1 {
        builder = builder.transport(ShowHeaders(Ureq::new(&Settings::default())?));
    }
    Ok(builder.build()?)
}

/// The base URL of the account, without a trailing `/`.
pub(crate) fn base_url(account: &Account) -> Result<String, Error> {
    let mut builder = Session::builder().anonymous().transport(Offline);
    if let Some(endpoint) = &account.endpoint {
        builder = builder.base_url(endpoint.as_str());
    }
    Ok(builder.build()?.base_url().to_owned())
}

/// Sends nothing, and needs no certificates, which take longer to read than all else.
#[derive(Debug)]
struct Offline;

impl Transport for Offline {
    fn name(&self) -> &str {
        "offline"
    }

    fn send(
        &self,
        _request: Request<RequestBody<'_>>,
        _limits: &Limits,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let kind = TransportErrorKind::InvalidRequest;
        Err(TransportError::new(kind, false, "nothing is sent"))
    }
}
