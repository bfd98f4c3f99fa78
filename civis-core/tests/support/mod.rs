//! Shared by the tests: a server that responds with any bytes, a clock that does not wait,
//! and sessions.

#![allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "each test uses only some of it"
)]

pub(crate) mod relay;
pub(crate) mod server;
pub(crate) mod tls;

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use civis_core::transport::{Settings, Transport};
use civis_core::{Call, Clock, Error, RawResponse, Request, Session, SessionBuilder};
use http::Method;
use serde_json::Value;

/// The key of all tests.
pub(crate) const KEY: &str = "open-sesame-0123456789";

/// The value of the `Authorization` header with the key.
pub(crate) const BASIC: &str = "Basic b3Blbi1zZXNhbWUtMDEyMzQ1Njc4OTo=";

/// The transports that are compiled in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Backend {
    #[cfg(feature = "ureq")]
    Ureq,
    #[cfg(feature = "reqwest")]
    Reqwest,
}

impl Backend {
    pub(crate) fn transport(self, settings: Settings) -> Box<dyn Transport> {
        self.transport_with_proxy(settings.no_proxy())
    }

    /// Creates a transport that uses the proxies of its settings.
    pub(crate) fn transport_with_proxy(self, settings: Settings) -> Box<dyn Transport> {
        self.try_transport(&settings).expect("a transport")
    }

    pub(crate) fn try_transport(self, settings: &Settings) -> Result<Box<dyn Transport>, Error> {
        match self {
            #[cfg(feature = "ureq")]
            Self::Ureq => Ok(Box::new(civis_core::transport::Ureq::new(settings)?)),
            #[cfg(feature = "reqwest")]
            Self::Reqwest => Ok(Box::new(civis_core::transport::Reqwest::new(settings)?)),
        }
    }

    /// A session that ignores the environment, with a fake clock.
    pub(crate) fn session(self, url: &str) -> SessionBuilder {
        bare_session(url).transport(self.transport(Settings::default()))
    }
}

/// [`Backend::session`] with the real clock.
pub(crate) fn timed_session(backend: Backend, url: &str) -> SessionBuilder {
    Session::builder()
        .api_key(KEY)
        .base_url(url)
        .environment(|_| None)
        .transport(backend.transport(Settings::default()))
}

/// [`Backend::session`] without a transport.
pub(crate) fn bare_session(url: &str) -> SessionBuilder {
    Session::builder()
        .api_key(KEY)
        .base_url(url)
        .environment(|_| None)
        .clock(FakeClock::default())
}

/// Declares a test for each function and transport.
macro_rules! for_each_backend {
    ($($test:ident),* $(,)?) => {
        #[cfg(feature = "ureq")]
        mod ureq {
            $(#[test]
            fn $test() {
                super::$test($crate::support::Backend::Ureq);
            })*
        }

        #[cfg(feature = "reqwest")]
        mod reqwest {
            $(#[test]
            fn $test() {
                super::$test($crate::support::Backend::Reqwest);
            })*
        }
    };
}

/// A clock that advances only when it sleeps, and whose random number is always one half.
#[derive(Debug, Clone)]
pub(crate) struct FakeClock {
    start: Instant,
    sleeps: Arc<Mutex<Vec<Duration>>>,
}

/// The date that [`FakeClock`] begins at: 1994-11-06 08:49:37 UTC.
pub(crate) const DATE: Duration = Duration::from_secs(784_111_777);

impl Default for FakeClock {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            sleeps: Arc::default(),
        }
    }
}

impl FakeClock {
    /// The waits so far.
    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        self.sleeps.lock().expect("the lock").clone()
    }

    fn slept(&self) -> Duration {
        self.sleeps().iter().sum()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start + self.slept()
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + DATE + self.slept()
    }

    fn sleep(&self, wait: Duration) {
        self.sleeps.lock().expect("the lock").push(wait);
    }

    fn random(&self) -> f64 {
        0.5
    }
}

pub(crate) fn call(session: &Session, method: &Method, path: &'static str) -> Call<Value> {
    Call::new(session, Request::new("things.do", method.clone(), path))
}

pub(crate) fn send(session: &Session, method: &Method) -> Result<RawResponse, Error> {
    call(session, method, "/thing").send_raw()
}

pub(crate) fn get(session: &Session) -> Result<RawResponse, Error> {
    send(session, &Method::GET)
}

/// A URL with a closed port.
pub(crate) fn unreachable_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

pub(crate) use for_each_backend;
