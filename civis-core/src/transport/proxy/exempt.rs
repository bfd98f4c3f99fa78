//! `no_proxy`: the hosts that are reached without a proxy.

use std::net::IpAddr;

use http::Uri;

use crate::host::{address, without_brackets};

/// A list of hosts, separated by commas or white space.
///
/// - `*` is every host.
/// - `example.com`, `.example.com` and `*.example.com` are the host and all hosts below
///   it.
/// - An IP address is that address, and `10.0.0.0/8` all addresses of the network.
/// - Each may be followed by `:` and a port, and then means only that port. An IPv6
///   address with a port has brackets.
///
/// An entry of another form matches nothing.
#[derive(Debug)]
pub(super) struct NoProxy(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Debug)]
enum Hosts {
    All,
    /// In small letters, without dots at the ends.
    Domain(String),
    Network(IpAddr, u32),
}

impl NoProxy {
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace());
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Whether the list has the host of a URL.
    pub(super) fn contains(&self, url: &Uri) -> bool {
        let default_port = match url.scheme_str() {
            Some("http") => 80,
            _ => 443,
        };
        let port = url.port_u16().unwrap_or(default_port);
        let host = url.host().unwrap_or_default().trim_end_matches('.');
        let host = host.to_ascii_lowercase();
        self.0.iter().any(|entry| entry.matches(&host, port))
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let entry = |hosts, port| Some(Self { hosts, port });
        if text == "*" {
            return entry(Hosts::All, None);
        }
        if let Some(network) = network(text) {
            return entry(network, None);
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        if let Some(network) = network(host) {
            return entry(network, port);
        }
        let host = host.strip_prefix('*').unwrap_or(host);
        let host = host.trim_matches('.').to_ascii_lowercase();
        let is_valid = !host.is_empty() && !host.contains(['*', '/', ':']);
        is_valid.then_some(Self {
            hosts: Hosts::Domain(host),
            port,
        })
    }

    fn matches(&self, host: &str, port: u16) -> bool {
        if self.port.is_some_and(|expected| expected != port) {
            return false;
        }
        match &self.hosts {
            Hosts::All => true,
            Hosts::Domain(domain) => {
                let rest = host.strip_suffix(domain.as_str());
                rest.is_some_and(|rest| {
                    rest.is_empty() || (rest.ends_with('.') && address(host).is_none())
                })
            }
            Hosts::Network(network, bits) => address(host)
                .is_some_and(|address| prefix(address, *bits) == prefix(*network, *bits)),
        }
    }
}

/// An address or `address/bits`.
fn network(text: &str) -> Option<Hosts> {
    let (host, bits) = match text.split_once('/') {
        Some((host, bits)) => (host, Some(bits)),
        None => (text, None),
    };
    let address: IpAddr = without_brackets(host).parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Ok(most), str::parse).ok()?;
    (bits <= most).then_some(Hosts::Network(address, bits))
}

/// The first bits of an address, and its kind. An IPv4 address within IPv6 counts as
/// IPv4.
fn prefix(address: IpAddr, bits: u32) -> (bool, u128) {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let word = u32::from(address);
            (
                true,
                word.checked_shr(32 - bits.min(32)).unwrap_or(0).into(),
            )
        }
        IpAddr::V6(address) => {
            let word = u128::from(address);
            (false, word.checked_shr(128 - bits).unwrap_or(0))
        }
    }
}
