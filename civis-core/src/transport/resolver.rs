//! DNS with a cache, for the transport over ureq.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long the addresses of a name are cached.
const TTL: Duration = Duration::from_secs(30);

/// How many names are cached: a session connects to one host, and at most one proxy.
const MAX_ENTRIES: usize = 8;

/// ureq resolves the host before it looks for an idle connection, and by default starts
/// a thread for each lookup with a time-out. Here an IP address needs no lookup, and a
/// name is looked up once per [`TTL`].
#[derive(Debug, Default)]
pub(super) struct CachedResolver<L = DefaultResolver> {
    lookup: L,
    cache: Mutex<HashMap<String, (Instant, Vec<SocketAddr>)>>,
}

/// The resolver, shared by an agent and the transport that made it.
#[derive(Debug, Default, Clone)]
pub(super) struct SharedResolver(Arc<CachedResolver>);

impl SharedResolver {
    /// Empties the cache, after a host could not be reached.
    pub(super) fn clear(&self) {
        self.0.cache().clear();
    }
}

impl Resolver for SharedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout)
    }
}

impl<L: Resolver> CachedResolver<L> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let Some((host, port)) = host_and_port(uri) else {
            return self.lookup.resolve(uri, config, timeout);
        };
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
            let addresses = [SocketAddr::new(address, port)];
            return Ok(self.fill(&addresses));
        }
        let key = format!("{host}:{port}");
        if let Some((since, addresses)) = self.cache().get(&key)
            && since.elapsed() < TTL
        {
            return Ok(self.fill(addresses));
        }
        // Not under the lock, so that other threads need not wait.
        let found = self.lookup.resolve(uri, config, timeout)?;
        self.store(key, found.to_vec());
        Ok(found)
    }

    fn fill(&self, addresses: &[SocketAddr]) -> ResolvedSocketAddrs {
        let mut resolved = self.lookup.empty();
        for address in addresses {
            resolved.push(*address);
        }
        resolved
    }

    fn cache(&self) -> MutexGuard<'_, HashMap<String, (Instant, Vec<SocketAddr>)>> {
        // Nothing panics while the lock is held, so its content is valid.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self, key: String, addresses: Vec<SocketAddr>) {
        let mut cache = self.cache();
        if cache.len() >= MAX_ENTRIES {
            cache.clear();
        }
        cache.insert(key, (Instant::now(), addresses));
    }
}

fn host_and_port(uri: &Uri) -> Option<(&str, u16)> {
    let default = match uri.scheme_str() {
        Some("http") => 80,
        Some("https") => 443,
        // ureq knows the default ports of proxies.
        _ => return None,
    };
    Some((uri.host()?, uri.port_u16().unwrap_or(default)))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;
    use std::time::{Duration, Instant};

    use ureq::config::Config;
    use ureq::http::Uri;
    use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
    use ureq::unversioned::transport::NextTimeout;

    use super::{CachedResolver, SharedResolver, host_and_port};

    /// Finds `slow` only when the barrier is passed.
    #[derive(Debug)]
    struct Slow(Barrier);

    impl Resolver for Slow {
        fn resolve(
            &self,
            uri: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            if uri.host() == Some("slow") {
                self.0.wait();
            }
            let mut found = self.empty();
            found.push(([127, 0, 0, 1], 80).into());
            Ok(found)
        }
    }

    #[test]
    fn a_slow_lookup_does_not_delay_another() {
        let resolver = CachedResolver {
            lookup: Slow(Barrier::new(2)),
            cache: std::sync::Mutex::default(),
        };
        let config = ureq::Agent::config_builder().build();
        let resolve = |uri: &'static str| {
            let found = resolver.resolve(&Uri::from_static(uri), &config, NextTimeout::default());
            found.expect("addresses").len()
        };
        thread::scope(|scope| {
            let slow = scope.spawn(|| resolve("http://slow"));
            for _ in 0..2 {
                assert_eq!(resolve("http://fast"), 1);
            }
            assert!(!slow.is_finished());
            resolver.lookup.0.wait();
            assert_eq!(slow.join().expect("no panic"), 1);
        });
    }

    #[test]
    fn a_cleared_name_is_looked_up_again() {
        let shared = SharedResolver::default();
        let config = ureq::Agent::config_builder().build();
        let uri = Uri::from_static("http://host.invalid");
        let resolve = || shared.resolve(&uri, &config, NextTimeout::default());
        let address = ([127, 0, 0, 1], 80).into();
        shared.0.store("host.invalid:80".to_owned(), vec![address]);
        assert_eq!(&*resolve().expect("what is kept"), &[address]);
        shared.clear();
        assert!(resolve().is_err());
    }

    #[test]
    fn a_name_is_looked_up_again_after_a_time() {
        let shared = SharedResolver::default();
        let config = ureq::Agent::config_builder().build();
        let uri = Uri::from_static("http://host.invalid");
        let resolve = || shared.resolve(&uri, &config, NextTimeout::default());
        for (age, is_kept) in [(20, true), (31, false)] {
            let since = Instant::now().checked_sub(Duration::from_secs(age));
            let entry = (
                since.expect("an instant"),
                vec![([127, 0, 0, 1], 80).into()],
            );
            shared.0.cache().insert("host.invalid:80".to_owned(), entry);
            assert_eq!(resolve().is_ok(), is_kept, "{age} s");
        }
    }

    #[test]
    fn few_names_are_kept() {
        let shared = SharedResolver::default();
        for (index, kept) in (1..=8).chain(1..=2).enumerate() {
            shared.0.store(index.to_string(), Vec::new());
            assert_eq!(shared.0.cache().len(), kept);
        }
    }

    #[test]
    fn hosts_get_the_default_ports_of_their_schemes() {
        for (uri, expected) in [
            ("https://api.example/x", Some(("api.example", 443))),
            ("http://127.0.0.1:8080", Some(("127.0.0.1", 8080))),
            ("http://[::1]:80/", Some(("[::1]", 80))),
            ("socks5://proxy:1080", None),
        ] {
            assert_eq!(host_and_port(&uri.parse().expect("a URI")), expected);
        }
    }
}
