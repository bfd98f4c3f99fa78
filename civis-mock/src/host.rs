//! The hosts that requests may name.
//!
//! A web page can let a browser call the server. Such requests have the page's host in their
//! `Origin` header, or in `Host` if the page has pointed a name of its own at the loopback
//! interface.

use std::net::Ipv6Addr;

use http::HeaderMap;
use http::header::{HOST, ORIGIN};

use crate::reply::Reply;

/// The names of the loopback interface.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The port of a host without one.
const DEFAULT_PORT: u16 = 80;

#[derive(Debug)]
pub(crate) struct AllowedHosts {
    port: u16,
    /// Hosts that are allowed in addition, with or without a port.
    names: Vec<String>,
}

impl AllowedHosts {
    pub(crate) fn new(port: u16, names: &[String]) -> Self {
        let bracket = |name: &String| match name.parse::<Ipv6Addr>() {
            Ok(_) => format!("[{name}]"),
            Err(_) => name.clone(),
        };
        let names = names.iter().map(bracket).collect();
        AllowedHosts { port, names }
    }

    /// Refuses a request of a browser that is for another host, or that comes from a page of
    /// another one.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Reply> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            let description = "A request has exactly one `Host` header.";
            return Err(Reply::error(400, "bad_request", description));
        };
        let host = String::from_utf8_lossy(host.as_bytes());
        if !self.allows(&host) {
            return Err(self.refusal(421, "misdirected_request", &host));
        }
        for origin in headers.get_all(ORIGIN) {
            let origin = String::from_utf8_lossy(origin.as_bytes());
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            if !self.allows(host) {
                return Err(self.refusal(403, "forbidden_origin", &origin));
            }
        }
        Ok(())
    }

    fn refusal(&self, status: u16, code: &str, host: &str) -> Reply {
        let description = format!(
            "`{host}` is not a host of this server, which listens on 127.0.0.1:{}. \
             Allow it with `Builder::allow_host`.",
            self.port
        );
        Reply::error(status, code, &description)
    }

    fn allows(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            // A colon inside brackets is part of the address.
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(DEFAULT_PORT)),
        };
        let is_loopback = LOOPBACK.iter().any(|own| own.eq_ignore_ascii_case(name));
        let mut names = self.names.iter();
        (is_loopback && port == Some(self.port))
            || names.any(|own| own.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use super::AllowedHosts;

    #[test]
    fn hosts_are_loopback_with_the_port_or_allowed_names() {
        let names = ["mock.test", "other.test:99", "fd00::7"].map(str::to_owned);
        let hosts = AllowedHosts::new(8080, &names);
        let cases = [
            ("127.0.0.1:8080", true),
            ("localhost:8080", true),
            ("LocalHost:8080", true),
            ("[::1]:8080", true),
            ("localhost", false),
            ("[::1]", false),
            ("localhost:8081", false),
            ("localhost:", false),
            ("localhost:x", false),
            ("evil.test:8080", false),
            ("localhost.evil.test:8080", false),
            ("127.0.0.1.evil.test:8080", false),
            ("evil.test@127.0.0.1:8080", false),
            ("", false),
            ("mock.test", true),
            ("MOCK.test:8080", true),
            ("other.test:99", true),
            ("other.test:98", false),
            ("[fd00::7]:8080", true),
        ];
        for (host, wanted) in cases {
            assert_eq!(hosts.allows(host), wanted, "{host}");
        }
        let on_default_port = AllowedHosts::new(80, &[]);
        assert!(on_default_port.allows("localhost") && on_default_port.allows("[::1]"));
    }
}
