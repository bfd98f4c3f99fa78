//! Host names and addresses, as they are in URLs.

use std::net::IpAddr;

/// Whether a host name or address is that of this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || address(host).is_some_and(|ip| ip.is_loopback())
}

/// The IP address that a host is, if it is one.
pub(crate) fn address(host: &str) -> Option<IpAddr> {
    without_brackets(host).parse().ok()
}

/// A host without the brackets of an IPv6 address.
pub(crate) fn without_brackets(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}
