//! The base URL: its rules, and the URL of a request below it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use http::Uri;
use http::uri::InvalidUri;

use crate::response::raw::Parts;

/// Where the Platform is, unless said otherwise.
pub(super) const DEFAULT: &str = "https://api.civisanalytics.com/";

/// The hosts that `http://` is allowed to, besides this machine.
#[derive(Debug, Clone, Default)]
pub(super) struct HttpHosts(Arc<[String]>);

impl HttpHosts {
    /// Checks the names of hosts; the error says what is wrong with one.
    pub(super) fn new(hosts: Vec<String>) -> Result<Self, &'static str> {
        for host in &hosts {
            let port = host.contains(':') && bare(host).parse::<Ipv6Addr>().is_err();
            if host.is_empty() || port || host.contains(['/', '@', '*', ' ']) {
                return Err("a host that http:// is allowed to is no name or address alone");
            }
        }
        Ok(Self(hosts.into()))
    }

    fn contains(&self, host: &str) -> bool {
        let same = |one: &String| bare(one).eq_ignore_ascii_case(bare(host));
        self.0.iter().any(same)
    }
}

/// Scheme, host, port and prefix, without a `/` at the end.
#[derive(Debug, Clone)]
pub(super) struct BaseUrl {
    text: String,
    is_loopback: bool,
    http_hosts: HttpHosts,
}

impl BaseUrl {
    /// Checks a URL; the error says what is wrong with it. The URL itself is not
    /// shown, since it may hold a password.
    pub(super) fn parse(text: &str, http_hosts: &HttpHosts) -> Result<Self, &'static str> {
        let text = if text.is_empty() { DEFAULT } else { text };
        if text.contains('?') {
            return Err("the base URL has a query");
        }
        // The parser drops fragments silently.
        if text.contains('#') {
            return Err("the base URL has a fragment");
        }
        let uri: Uri = text.parse().map_err(|_| "the base URL is not valid")?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the base URL does not begin with https:// or http://"),
        };
        let authority = uri.authority().ok_or("the base URL has no host")?;
        if authority.as_str().contains('@') {
            return Err("the base URL has a user name");
        }
        let host = authority.host();
        if host.is_empty() {
            return Err("the base URL has no host");
        }
        let port = &authority.as_str()[host.len()..];
        if !port.is_empty() && authority.port_u16().is_none() {
            return Err("the base URL has a port that is not valid");
        }
        let is_loopback = is_loopback(host);
        if !secure && !is_loopback && !http_hosts.contains(host) {
            return Err(
                "the base URL is http:// to another host, which would show the key to the network; \
                 `allow_http_to` allows a host",
            );
        }
        let dots = |segment: &str| {
            let plain = segment.replace("%2e", ".").replace("%2E", ".");
            plain == "." || plain == ".."
        };
        if uri.path().split('/').any(dots) {
            return Err("the base URL has a segment of dots");
        }
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            is_loopback,
            http_hosts: http_hosts.clone(),
        })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the host is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The hosts that `http://` is allowed to.
    pub(super) fn http_hosts(&self) -> &HttpHosts {
        &self.http_hosts
    }

    /// Whether secrets may go to a URL: by `https://`, to this machine, or where
    /// that was allowed.
    pub(super) fn allows(&self, uri: &Uri) -> bool {
        match (uri.scheme_str(), uri.host()) {
            (Some("https"), Some(_)) => true,
            (Some("http"), Some(host)) => is_loopback(host) || self.http_hosts.contains(host),
            _ => false,
        }
    }

    /// The URL of a request.
    pub(super) fn join(&self, parts: &Parts) -> Result<Uri, InvalidUri> {
        let Parts { path, query, .. } = parts;
        let mut url = String::with_capacity(self.text.len() + path.len() + query.len() + 1);
        url.push_str(&self.text);
        url.push_str(path);
        if !query.is_empty() {
            url.push('?');
            url.push_str(query);
        }
        Uri::try_from(url)
    }
}

/// Whether a host is this machine, by its name or address.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = bare(host);
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || bare.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}

/// A host without the brackets of an address of IPv6.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, DEFAULT, HttpHosts};

    #[test]
    fn one_slash_stands_between_base_and_path() {
        for (given, kept) in [
            ("", "https://api.civisanalytics.com"),
            (DEFAULT, "https://api.civisanalytics.com"),
            ("https://h.test", "https://h.test"),
            ("https://h.test:8443//", "https://h.test:8443"),
            ("https://h.test/pre/fix/", "https://h.test/pre/fix"),
            ("http://127.0.0.1:80", "http://127.0.0.1:80"),
            ("http://127.8.9.1/x", "http://127.8.9.1/x"),
            ("http://[::1]:80", "http://[::1]:80"),
            ("http://LocalHost:80", "http://LocalHost:80"),
        ] {
            let base = BaseUrl::parse(given, &HttpHosts::default()).expect(given);
            assert_eq!(base.as_str(), kept);
        }
    }

    #[test]
    fn a_base_that_is_not_one_is_refused_without_showing_it() {
        for (given, reason) in [
            ("api.civisanalytics.com", "begin with"),
            ("ftp://h.test", "begin with"),
            ("/sesame", "begin with"),
            ("https://", "not valid"),
            ("https://h.test/?sesame=1", "query"),
            ("https://h.test/#sesame", "fragment"),
            ("https://user:sesame@h.test", "user name"),
            ("https://h.test:sesame", "valid"),
            ("https://h.test:99999", "valid"),
            ("https://:80", "no host"),
            ("https://h test", "valid"),
            ("https://h.test\n", "valid"),
            ("https://h.test/a/../b", "dots"),
            ("https://h.test/%2E%2e/b", "dots"),
            ("http://h.test", "show the key"),
            ("http://127.0.0.1.h.test", "show the key"),
            ("http://localhost.h.test", "show the key"),
        ] {
            let message = BaseUrl::parse(given, &HttpHosts::default()).expect_err(given);
            assert!(message.contains(reason), "{given}: {message}");
            assert!(!message.contains("sesame"), "{message}");
        }
    }

    #[test]
    fn http_is_allowed_to_hosts_by_their_names_alone() {
        let hosts = |names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned());
            HttpHosts::new(names.collect())
        };
        let named = hosts(&["H.test", "fd00::7"]).expect("hosts");
        for (url, allowed) in [
            ("http://h.test", true),
            ("http://h.TEST:8080/x", true),
            ("http://[fd00::7]:80", true),
            ("http://a.h.test", false),
            ("http://h.test.evil.test", false),
            ("http://evil.test", false),
        ] {
            assert_eq!(BaseUrl::parse(url, &named).is_ok(), allowed, "{url}");
            let base = BaseUrl::parse("https://other.test", &named).expect("a base");
            assert_eq!(base.allows(&url.parse().expect("a URL")), allowed, "{url}");
        }
        for name in [
            "",
            "http://h.test",
            "h.test:80",
            "*",
            "u@h.test",
            "h.test/x",
        ] {
            assert!(hosts(&[name]).is_err(), "{name}");
        }
    }
}
