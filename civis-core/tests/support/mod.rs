//! What the tests share: a server that answers with whatever bytes a test says,
//! a clock that waits for nothing, and sessions.

#![allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "each test uses a part of it"
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

/// The key as it travels.
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
        self.proxied(settings.no_proxy())
    }

    /// A transport with the proxies of its settings.
    pub(crate) fn proxied(self, settings: Settings) -> Box<dyn Transport> {
        self.made(&settings).expect("a transport")
    }

    pub(crate) fn made(self, settings: &Settings) -> Result<Box<dyn Transport>, Error> {
        match self {
            #[cfg(feature = "ureq")]
            Self::Ureq => Ok(Box::new(civis_core::transport::Ureq::new(settings)?)),
            #[cfg(feature = "reqwest")]
            Self::Reqwest => Ok(Box::new(civis_core::transport::Reqwest::new(settings)?)),
        }
    }

    /// A session with nothing of the environment, and a clock of its own.
    pub(crate) fn session(self, url: &str) -> SessionBuilder {
        bare_session(url).transport(self.transport(Settings::default()))
    }
}

/// [`Backend::session`] with the real clock, so that waits are waited for.
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

/// Makes a test of each function for each transport.
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

/// Time passes by sleeping alone, and chance is always one half.
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

/// The URL of a port that nobody listens on.
pub(crate) fn refused() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

pub(crate) use for_each_backend;
