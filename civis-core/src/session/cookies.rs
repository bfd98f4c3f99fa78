//! The cookies of a sign-in: as much of RFC 6265 as one host needs.

use http::{HeaderMap, Uri, header};
use zeroize::Zeroizing;

use crate::secret;

/// Cookies, in the order in which they were first set.
#[derive(Default)]
pub(super) struct Jar(Vec<Cookie>);

struct Cookie {
    name: String,
    value: Zeroizing<String>,
    /// The host that set it, or the domain that it is for.
    domain: String,
    /// Whether subdomains get it too.
    subdomains: bool,
    secure: bool,
}

impl Jar {
    /// Takes the cookies that an answer sets, and drops those that it ends.
    pub(super) fn take(&mut self, from: &Uri, headers: &HeaderMap) {
        let Some(host) = from.host().map(str::to_ascii_lowercase) else {
            return;
        };
        for value in headers.get_all(header::SET_COOKIE) {
            let Ok(text) = value.to_str() else { continue };
            let Some((cookie, ended)) = parse(text, &host) else {
                continue;
            };
            let same = |one: &Cookie| one.name == cookie.name && one.domain == cookie.domain;
            self.0.retain(|one| !same(one));
            if !ended {
                self.0.push(cookie);
            }
        }
    }

    /// The header for a request to a place, and the values in it; nothing if no
    /// cookie is for it.
    pub(super) fn header(&self, to: &Uri) -> Option<(Zeroizing<String>, Vec<Zeroizing<String>>)> {
        let host = to.host()?.to_ascii_lowercase();
        let encrypted = to.scheme_str() == Some("https") || super::base_url::is_loopback(&host);
        let fits = |cookie: &&Cookie| {
            let there =
                cookie.domain == host || (cookie.subdomains && is_below(&host, &cookie.domain));
            there && (encrypted || !cookie.secure)
        };
        let mut texts: Vec<&str> = Vec::new();
        let mut values = Vec::new();
        for cookie in self.0.iter().filter(fits) {
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

/// A cookie, and whether it is one that ends at once.
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
    let mut ended = false;
    for field in fields {
        let (key, value) = field.split_once('=').unwrap_or((field, ""));
        match key.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "max-age" => ended = value.trim().parse::<i64>().is_ok_and(|age| age <= 0),
            "domain" => {
                let domain = value.trim().trim_start_matches('.').to_ascii_lowercase();
                if !domain.is_empty() && domain != host {
                    // A host may speak for what it is below, and not for a whole top level.
                    if !is_below(host, &domain) || !domain.contains('.') {
                        return None;
                    }
                }
                if !domain.is_empty() {
                    cookie.domain = domain;
                    cookie.subdomains = true;
                }
            }
            _ => {}
        }
    }
    Some((cookie, ended))
}

/// Whether a host is a subdomain of a domain; an address is below nothing.
fn is_below(host: &str, domain: &str) -> bool {
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    !is_address
        && host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Uri, header};

    use super::Jar;

    fn sent(set: &[(&'static str, &'static str)], to: &'static str) -> Option<String> {
        let mut jar = Jar::default();
        for (from, cookie) in set {
            let mut headers = HeaderMap::new();
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
            jar.take(&Uri::from_static(from), &headers);
        }
        jar.header(&Uri::from_static(to))
            .map(|(header, _)| header.to_string())
    }

    #[test]
    fn a_cookie_goes_where_it_is_for() {
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
    fn a_later_cookie_replaces_one_of_its_name_and_an_ended_one_goes() {
        let at = "https://a.test";
        assert_eq!(
            sent(&[(at, "s=1"), (at, "t=2"), (at, "s=3")], at).as_deref(),
            Some("t=2; s=3")
        );
        assert_eq!(sent(&[(at, "s=1"), (at, "s=; Max-Age=0")], at), None);
    }
}
