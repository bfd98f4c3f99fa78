//! The base URL: what it may be, and how the URL of a request is built from it.

use std::sync::Arc;

use http::Uri;
use http::uri::InvalidUri;

use crate::host::{address, is_loopback, without_brackets};
use crate::request::parts::Parts;

/// The base URL of the Platform.
pub(super) const DEFAULT: &str = "https://api.civisanalytics.com/";

/// The hosts that may be reached by `http://`, besides this machine.
#[derive(Debug, Clone, Default)]
pub(super) struct HttpHosts(Arc<[String]>);

impl HttpHosts {
    /// Checks the names of the hosts; the error says what is wrong with one of them.
    pub(super) fn new(hosts: Vec<String>) -> Result<Self, &'static str> {
        for host in &hosts {
            let has_port =
                host.contains(':') && !address(host).is_some_and(|address| address.is_ipv6());
            if host.is_empty() || has_port || host.contains(['/', '@', '*', ' ']) {
                return Err("a host that `allow_http_to` names is not a bare host name or address");
            }
        }
        Ok(Self(hosts.into()))
    }

    fn contains(&self, host: &str) -> bool {
        let is_same = |allowed: &String| {
            without_brackets(allowed).eq_ignore_ascii_case(without_brackets(host))
        };
        self.0.iter().any(is_same)
    }
}

/// Scheme, host, port and path prefix, without a trailing `/`.
#[derive(Debug, Clone)]
pub(super) struct BaseUrl {
    text: String,
    http_hosts: HttpHosts,
}

impl BaseUrl {
    /// Checks a URL. The error says what is wrong without showing the URL, since that
    /// may contain a password.
    pub(super) fn parse(text: &str, http_hosts: &HttpHosts) -> Result<Self, &'static str> {
        let text = if text.is_empty() { DEFAULT } else { text };
        if text.contains(['\n', '\r']) {
            return Err("the base URL is not valid: it contains a line break");
        }
        if text.contains(char::is_whitespace) {
            return Err("the base URL is not valid: it contains white space");
        }
        if text.contains(char::is_control) {
            return Err("the base URL is not valid: it contains a control character");
        }
        if !text.is_ascii() {
            return Err("the base URL is not valid: it contains a character outside ASCII");
        }
        if text.contains(['"', '\'', '`']) {
            return Err("the base URL is not valid: it contains quotes");
        }
        if text.contains('?') {
            return Err("the base URL has a query");
        }
        // The parser drops fragments silently.
        if text.contains('#') {
            return Err("the base URL has a fragment");
        }
        let uri: Uri = text.parse().map_err(|_| "the base URL is not valid")?;
        let is_secure = match uri.scheme_str() {
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
            return Err("the base URL has an invalid port");
        }
        let is_loopback = is_loopback(host);
        if !is_secure && !is_loopback && !http_hosts.contains(host) {
            return Err(
                "the base URL is http:// to another host, which would expose the key to the network; \
                 `allow_http_to` permits a host",
            );
        }
        let is_dots = |segment: &str| {
            let plain = segment.replace("%2e", ".").replace("%2E", ".");
            plain == "." || plain == ".."
        };
        if uri.path().split('/').any(is_dots) {
            return Err("the base URL has a `.` or `..` segment");
        }
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            http_hosts: http_hosts.clone(),
        })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The hosts that may be reached by `http://`.
    pub(super) fn http_hosts(&self) -> &HttpHosts {
        &self.http_hosts
    }

    /// Whether secrets may be sent to a URL: by `https://`, to this machine, or to a
    /// host that was allowed.
    pub(super) fn allows(&self, uri: &Uri) -> bool {
        match (uri.scheme_str(), uri.host()) {
            (Some("https"), Some(_)) => true,
            (Some("http"), Some(host)) => is_loopback(host) || self.http_hosts.contains(host),
            _ => false,
        }
    }

    /// Builds the URL of a request. `secrets` are pairs of the query, or empty.
    pub(super) fn join(&self, parts: &Parts, secrets: &str) -> Result<Uri, InvalidUri> {
        let Parts { path, query, .. } = parts;
        let length = self.text.len() + path.len() + query.len() + secrets.len() + 2;
        let mut url = String::with_capacity(length);
        url.push_str(&self.text);
        url.push_str(path);
        let mut separator = '?';
        for pairs in [query.as_str(), secrets]
            .into_iter()
            .filter(|pairs| !pairs.is_empty())
        {
            url.push(separator);
            url.push_str(pairs);
            separator = '&';
        }
        Uri::try_from(url)
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, DEFAULT, HttpHosts};

    #[test]
    fn trailing_slashes_are_removed() {
        for (given, expected) in [
            ("", "https://api.civisanalytics.com"),
            (DEFAULT, "https://api.civisanalytics.com"),
            ("https://h.test", "https://h.test"),
            ("https://h.test:8443//", "https://h.test:8443"),
            ("https://h.test/pre/fix/", "https://h.test/pre/fix"),
            ("http://127.0.0.1:80", "http://127.0.0.1:80"),
            ("http://127.8.9.1/x", "http://127.8.9.1/x"),
            ("http://[::1]:80", "http://[::1]:80"),
            ("http://LocalHost:80", "http://LocalHost:80"),
            ("HTTPS://h.test", "HTTPS://h.test"),
            ("https://h.test/a..b/.c", "https://h.test/a..b/.c"),
            ("https://h.test/%41", "https://h.test/%41"),
            ("https://h.test///", "https://h.test"),
        ] {
            let base = BaseUrl::parse(given, &HttpHosts::default()).expect(given);
            assert_eq!(base.as_str(), expected);
        }
    }

    #[test]
    fn an_invalid_base_url_is_rejected_without_being_shown() {
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
            ("https://h test", "white space"),
            ("https://h.test/\u{a0}", "white space"),
            (" https://h.test", "white space"),
            ("https://h.test\t", "white space"),
            ("https://h.test\n", "line break"),
            ("https://h.test\r\n", "line break"),
            ("\"https://h.test\"", "quotes"),
            ("'https://h.test", "quotes"),
            ("https://h.test\0", "control character"),
            ("\u{feff}https://h.test", "outside ASCII"),
            ("\u{201c}https://h.test\u{201d}", "outside ASCII"),
            ("https://h\u{e9}.test", "outside ASCII"),
            ("https://h.test:", "valid"),
            ("https://h.test:0x50", "valid"),
            ("https://[::1", "valid"),
            ("https:/h.test", "the base URL"),
            ("https:h.test", "the base URL"),
            ("https://h.test/./b", "segment"),
            ("https://h.test/b/%2e", "segment"),
            ("https://@h.test", "user name"),
            ("https://h.test/a/../b", "segment"),
            ("https://h.test/%2E%2e/b", "segment"),
            ("http://h.test", "expose the key"),
            ("http://127.0.0.1.h.test", "expose the key"),
            ("http://localhost.h.test", "expose the key"),
        ] {
            let message = BaseUrl::parse(given, &HttpHosts::default()).expect_err(given);
            assert!(message.contains(reason), "{given}: {message}");
            assert!(!message.contains("sesame"), "{message}");
        }
    }

    #[test]
    fn http_is_allowed_only_to_listed_host_names() {
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
            ("https://evil.test", true),
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
