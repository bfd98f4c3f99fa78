//! A session with a scripted transport and clock.

use std::collections::VecDeque;
use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use civis::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis::{Clock, Session, SessionBuilder};
use http::{HeaderMap, Method, Uri};

/// The key of all sessions.
pub(crate) const KEY: &str = "open-sesame-0123456789";

/// The key as it is sent.
pub(crate) const BASIC: &str = "b3Blbi1zZXNhbWUtMDEyMzQ1Njc4OTo=";

/// Returns the responses in turn, repeats the last one, and records requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scripted(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    responses: VecDeque<http::Response<Vec<u8>>>,
    sent: Vec<Sent>,
    slept: Vec<Duration>,
}

/// A request as the transport received it.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Scripted {
    pub(crate) fn new(responses: impl IntoIterator<Item = http::Response<Vec<u8>>>) -> Self {
        let scripted = Self::default();
        scripted.with(|script| script.responses.extend(responses));
        scripted
    }

    /// A session that ignores the environment.
    pub(crate) fn session(&self) -> SessionBuilder {
        Session::builder()
            .api_key(KEY)
            .base_url("https://api.test/v1")
            .environment(|_| None)
            .transport(self.clone())
            .clock(FakeClock(self.clone(), Instant::now()))
    }

    /// The requests since the last call.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.with(|script| std::mem::take(&mut script.sent))
    }

    /// The waits since the last call.
    pub(crate) fn slept(&self) -> Vec<Duration> {
        self.with(|script| std::mem::take(&mut script.slept))
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Script) -> T) -> T {
        use_it(&mut self.0.lock().expect("no panic under the lock"))
    }
}

impl Transport for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn send(
        &self,
        request: http::Request<RequestBody<'_>>,
        _limits: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let (parts, mut request_body) = request.into_parts();
        let mut body = Vec::new();
        request_body.read_to_end(&mut body)?;
        let sent = Sent {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
        };
        let response = self.with(|script| {
            script.sent.push(sent);
            match script.responses.len() {
                0 => http::Response::new(Vec::new()),
                1 => script.responses[0].clone(),
                _ => script.responses.pop_front().expect("a response"),
            }
        });
        Ok(response.map(ResponseBody::from))
    }
}

/// A clock that advances only when it sleeps.
#[derive(Debug)]
struct FakeClock(Scripted, Instant);

impl FakeClock {
    fn passed(&self) -> Duration {
        self.0.with(|script| script.slept.iter().sum())
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.1 + self.passed()
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777) + self.passed()
    }

    fn sleep(&self, wait: Duration) {
        self.0.with(|script| script.slept.push(wait));
    }

    fn random(&self) -> f64 {
        0.5
    }
}
