//! The URL of a proxy.

use std::fmt::{self, Write as _};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::host::address;

/// A proxy. `Display` shows neither user nor password.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::transport) struct ProxyUrl {
    scheme: &'static str,
    /// With brackets around an IPv6 address.
    host: String,
    port: u16,
    /// User and password, decoded.
    user: Option<(String, Option<String>)>,
}

/// The schemes, and their default ports.
const SCHEMES: [(&str, u16); 6] = [
    ("http", 80),
    ("https", 443),
    ("socks5h", 1080),
    ("socks5", 1080),
    ("socks4a", 1080),
    ("socks4", 1080),
];

impl ProxyUrl {
    /// Reads `scheme://user:password@host:port`, where only the host is required. The
    /// scheme is `http` by default; a path is ignored. The error continues a sentence
    /// whose subject is the setting, and does not show the URL.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err("contains white space or a control character");
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None => ("http", text),
        };
        // As curl reads it.
        let scheme = match scheme.eq_ignore_ascii_case("socks") {
            true => "socks4",
            false => scheme,
        };
        let (scheme, default_port) = SCHEMES
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(scheme))
            .ok_or("is not an http, https, socks4, socks4a, socks5 or socks5h URL")?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(credentials(user)?), host),
            None => (None, authority),
        };
        let (host, port) = split_port(host, default_port)?;
        Ok(Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
            user,
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The whole URL, with the password.
    pub(in crate::transport) fn reveal(&self) -> String {
        let mut url = format!("{}://", self.scheme);
        if let Some((user, password)) = &self.user {
            url.extend(utf8_percent_encode(user, NON_ALPHANUMERIC));
            if let Some(password) = password {
                url.push(':');
                url.extend(utf8_percent_encode(password, NON_ALPHANUMERIC));
            }
            url.push('@');
        }
        // Writing to a text does not fail.
        let _ = write!(url, "{}:{}", self.host, self.port);
        url
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

fn credentials(text: &str) -> Result<(String, Option<String>), &'static str> {
    let decode = |text: &str| -> Result<String, &'static str> {
        let decoded = percent_decode_str(text).decode_utf8();
        let decoded = decoded.map_err(|_| "has a user or password that is not UTF-8")?;
        Ok(decoded.into_owned())
    };
    match text.split_once(':') {
        Some((user, password)) => Ok((decode(user)?, Some(decode(password)?))),
        None => Ok((decode(text)?, None)),
    }
}

fn split_port(text: &str, default: u16) -> Result<(&str, u16), &'static str> {
    const NO_HOST: &str = "does not name a valid host";
    let end = match text.strip_prefix('[') {
        Some(rest) => rest.find(']').ok_or(NO_HOST)? + 2,
        None => text.find(':').unwrap_or(text.len()),
    };
    let (host, port) = text.split_at(end);
    let is_valid = match host.starts_with('[') {
        true => address(host).is_some_and(|address| address.is_ipv6()),
        false => {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !host.is_empty() && host.bytes().all(is_name)
        }
    };
    if !is_valid {
        return Err(NO_HOST);
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok((host, default)),
        Some("") => Ok((host, default)),
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => match port.parse() {
            Ok(port) if port != 0 => Ok((host, port)),
            _ => Err("does not have a valid port"),
        },
        _ => Err("does not have a valid port"),
    }
}
