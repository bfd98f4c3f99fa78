//! Which proxy a request goes through: one set of rules for all transports.

mod exempt;
mod url;

use std::ffi::OsString;

use http::{StatusCode, Uri};

use crate::host::is_loopback;
use exempt::NoProxy;
pub(super) use url::ProxyUrl;

/// Looks an environment variable up.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The proxies of a transport. `T` is what the transport makes of a proxy's URL.
#[derive(Debug)]
pub(super) struct Proxies<T = ProxyUrl> {
    /// For `http://`.
    http: Option<T>,
    /// For `https://`.
    https: Option<T>,
    exempt: Exempt,
}

/// The hosts that are reached without a proxy.
#[derive(Debug)]
enum Exempt {
    /// None: the proxy was set, and is on this machine.
    Nothing,
    /// This machine by `http://`: the proxy was set, and is another machine, to which
    /// the key would go in clear.
    Http,
    /// This machine, and what the environment names.
    Environment(NoProxy),
}

impl Proxies {
    pub(super) fn none() -> Self {
        Self {
            http: None,
            https: None,
            exempt: Exempt::Nothing,
        }
    }

    /// One proxy for all hosts. The error does not show the URL.
    pub(super) fn all(url: &str) -> Result<Self, String> {
        if !url.contains("://") {
            return Err("the proxy's URL has no scheme".to_owned());
        }
        let proxy = ProxyUrl::parse(url).map_err(|error| format!("the proxy's URL {error}"))?;
        Ok(Self {
            exempt: match is_loopback(proxy.host()) {
                true => Exempt::Nothing,
                false => Exempt::Http,
            },
            http: Some(proxy.clone()),
            https: Some(proxy),
        })
    }

    /// The proxies of the environment, by the rules of curl. The error names the
    /// variable, and does not show its value.
    ///
    /// `HTTP_PROXY` in capitals is not read, since a web server sets it from a header of
    /// the request that it runs a program for.
    pub(super) fn from_environment(lookup: Lookup<'_>) -> Result<Self, String> {
        let https = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
        let http = ["http_proxy", "all_proxy", "ALL_PROXY"];
        let no_proxy = first(lookup, &["no_proxy", "NO_PROXY"])?;
        Ok(Self {
            http: proxy(lookup, &http)?,
            https: proxy(lookup, &https)?,
            exempt: Exempt::Environment(NoProxy::parse(
                no_proxy.as_ref().map_or("", |(_, value)| value),
            )),
        })
    }
}

impl<T> Proxies<T> {
    /// The proxy of a request to this URL; `None` means a direct connection.
    pub(super) fn of(&self, url: &Uri) -> Option<&T> {
        let proxy = match url.scheme_str() {
            Some("http") => self.http.as_ref()?,
            _ => self.https.as_ref()?,
        };
        let host = url.host().unwrap_or_default();
        let is_exempt = match &self.exempt {
            Exempt::Nothing => false,
            Exempt::Http => url.scheme_str() == Some("http") && is_loopback(host),
            Exempt::Environment(list) => is_loopback(host) || list.contains(url),
        };
        (!is_exempt).then_some(proxy)
    }

    /// Converts each proxy.
    pub(super) fn map<U, E>(self, convert: impl Fn(T) -> Result<U, E>) -> Result<Proxies<U>, E> {
        Ok(Proxies {
            http: self.http.map(&convert).transpose()?,
            https: self.https.map(&convert).transpose()?,
            exempt: self.exempt,
        })
    }
}

/// The message about a proxy that refuses a connection.
pub(super) fn refusal(status: StatusCode) -> String {
    let advice = match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            ": set a valid user and password in the proxy's URL"
        }
        _ => "",
    };
    format!("the proxy responded {status}{advice}")
}

/// The first of these variables that is set and not empty.
fn first<'n>(lookup: Lookup<'_>, names: &[&'n str]) -> Result<Option<(&'n str, String)>, String> {
    for &name in names {
        match lookup(name).map(OsString::into_string) {
            Some(Ok(value)) if !value.is_empty() => return Ok(Some((name, value))),
            Some(Err(_)) => return Err(format!("{name} is not UTF-8")),
            _ => {}
        }
    }
    Ok(None)
}

fn proxy(lookup: Lookup<'_>, names: &[&str]) -> Result<Option<ProxyUrl>, String> {
    let Some((name, value)) = first(lookup, names)? else {
        return Ok(None);
    };
    match ProxyUrl::parse(&value) {
        Ok(proxy) => Ok(Some(proxy)),
        Err(error) => Err(format!("{name} {error}")),
    }
}

#[cfg(test)]
mod tests;
