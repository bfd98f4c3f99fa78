//! The cookies of a sign-in: the part of RFC 6265 that one host needs.
//!
//! `cookie_store` would add about 40 crates to every build.

use http::{HeaderMap, Uri, header};
use zeroize::Zeroizing;

use crate::host::is_loopback;
use crate::secret;

/// Cookies, in the order in which they were first set.
#[derive(Default)]
pub(super) struct CookieJar(Vec<Cookie>);

struct Cookie {
    name: String,
    value: Zeroizing<String>,
    /// The host that set the cookie, or its `Domain`.
    domain: String,
    /// Whether subdomains get the cookie too.
    subdomains: bool,
    secure: bool,
}

impl CookieJar {
    /// Stores the cookies that a response sets, and removes those that it expires.
    pub(super) fn store(&mut self, from: &Uri, headers: &HeaderMap) {
        let Some(host) = from.host().map(str::to_ascii_lowercase) else {
            return;
        };
        for value in headers.get_all(header::SET_COOKIE) {
            let Ok(text) = value.to_str() else { continue };
            let Some((cookie, is_expired)) = parse(text, &host) else {
                continue;
            };
            self.0
                .retain(|other| other.name != cookie.name || other.domain != cookie.domain);
            if !is_expired {
                self.0.push(cookie);
            }
        }
    }

    /// The `Cookie` header of a request and the values in it; `None` if there is no
    /// cookie for it.
    pub(super) fn header(&self, url: &Uri) -> Option<(Zeroizing<String>, Vec<Zeroizing<String>>)> {
        let host = url.host()?.to_ascii_lowercase();
        let is_secure = url.scheme_str() == Some("https") || is_loopback(&host);
        let matches = |cookie: &&Cookie| {
            let in_domain =
                cookie.domain == host || (cookie.subdomains && is_subdomain(&host, &cookie.domain));
            in_domain && (is_secure || !cookie.secure)
        };
        let mut texts: Vec<&str> = Vec::new();
        let mut values = Vec::new();
        for cookie in self.0.iter().filter(matches) {
            if !texts.is_empty() {
                texts.push("; ");
            }
            texts.extend([&*cookie.name, "=", &cookie.value]);
            values.push(cookie.value.clone());
        }
        let header = secret::concat(&texts);
        (!values.is_empty()).then_some((header, values))
    }
}

/// Reads a `Set-Cookie` header: the cookie, and whether it expires at once.
fn parse(text: &str, host: &str) -> Option<(Cookie, bool)> {
    let mut fields = text.split(';').map(str::trim);
    let (name, value) = fields.next()?.split_once('=')?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let mut cookie = Cookie {
        name: name.to_owned(),
        value: Zeroizing::new(value.trim().to_owned()),
        domain: host.to_owned(),
        subdomains: false,
        secure: false,
    };
    let mut is_expired = false;
    for field in fields {
        let (key, value) = field.split_once('=').unwrap_or((field, ""));
        match key.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "max-age" => is_expired = value.trim().parse::<i64>().is_ok_and(|age| age <= 0),
            "domain" => {
                let domain = value.trim().trim_start_matches('.').to_ascii_lowercase();
                if domain.is_empty() {
                    continue;
                }
                // A host may set cookies for a parent domain, but not for a whole
                // top-level domain.
                if domain != host && (!is_subdomain(host, &domain) || !domain.contains('.')) {
                    return None;
                }
                cookie.domain = domain;
                cookie.subdomains = true;
            }
            _ => {}
        }
    }
    Some((cookie, is_expired))
}

/// Whether a host is a subdomain of a domain, which an IP address never is.
fn is_subdomain(host: &str, domain: &str) -> bool {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    !is_address
        && host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Uri, header};

    use super::CookieJar;

    fn sent(set: &[(&'static str, &'static str)], to: &'static str) -> Option<String> {
        let mut jar = CookieJar::default();
        for (from, cookie) in set {
            let mut headers = HeaderMap::new();
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
            jar.store(&Uri::from_static(from), &headers);
        }
        jar.header(&Uri::from_static(to))
            .map(|(header, _)| header.to_string())
    }

    #[test]
    fn a_cookie_is_sent_to_its_domain() {
        for (from, cookie, to, header) in [
            (
                "https://a.b.test",
                "s=1; Path=/; HttpOnly",
                "https://a.b.test",
                Some("s=1"),
            ),
            ("https://a.b.test", "s=1", "https://A.B.test", Some("s=1")),
            ("https://a.b.test", "s=1", "https://b.test", None),
            ("https://a.b.test", "s=1", "https://c.a.b.test", None),
            (
                "https://a.b.test",
                "s=1; Domain=.b.test",
                "https://c.b.test",
                Some("s=1"),
            ),
            (
                "https://a.b.test",
                "s=1; domain=b.test",
                "https://b.test",
                Some("s=1"),
            ),
            (
                "https://a.b.test",
                "s=1; Domain=test",
                "https://c.test",
                None,
            ),
            (
                "https://a.b.test",
                "s=1; Domain=evil.test",
                "https://evil.test",
                None,
            ),
            (
                "https://ab.test",
                "s=1; Domain=b.test",
                "https://b.test",
                None,
            ),
            ("https://a.b.test", "s=1; Secure", "http://a.b.test", None),
            (
                "http://127.0.0.1:1",
                "s=1; Secure",
                "http://127.0.0.1:2",
                Some("s=1"),
            ),
            (
                "http://127.0.0.1",
                "s=1; Domain=0.0.1",
                "http://127.0.0.1",
                None,
            ),
            (
                "https://a.test",
                "s = a=b ; x",
                "https://a.test",
                Some("s=a=b"),
            ),
            ("https://a.test", "=1", "https://a.test", None),
            ("https://a.test", "s", "https://a.test", None),
        ] {
            assert_eq!(
                sent(&[(from, cookie)], to).as_deref(),
                header,
                "{cookie} to {to}"
            );
        }
    }

    #[test]
    fn a_new_cookie_replaces_its_namesake_and_an_expired_one_is_removed() {
        let at = "https://a.test";
        assert_eq!(
            sent(&[(at, "s=1"), (at, "t=2"), (at, "s=3")], at).as_deref(),
            Some("t=2; s=3")
        );
        assert_eq!(sent(&[(at, "s=1"), (at, "s=; Max-Age=0")], at), None);
    }
}
