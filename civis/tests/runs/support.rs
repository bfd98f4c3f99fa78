//! Shared by the tests: a server, a session, and a clock that does not wait.

#[path = "../support/spec.rs"]
mod spec;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use civis::jobs::{self, Run};
use civis::{Clock, RetryPolicy, Session, SessionBuilder};
use civis_mock::{MockServer, Platform, RunPlan};
use serde_json::json;

use self::spec::spec;

/// A clock that advances only when it sleeps, and whose random number is always zero.
#[derive(Debug, Clone)]
pub(crate) struct FakeClock {
    start: Instant,
    sleeps: Arc<Mutex<Vec<Duration>>>,
}

impl FakeClock {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            sleeps: Arc::default(),
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.sleeps.lock().expect("the lock").iter().sum()
    }

    /// The waits so far, in milliseconds.
    pub(crate) fn sleeps(&self) -> Vec<u128> {
        let sleeps = self.sleeps.lock().expect("the lock");
        sleeps.iter().map(Duration::as_millis).collect()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start
            + self
                .sleeps
                .lock()
                .expect("the lock")
                .iter()
                .sum::<Duration>()
    }

    fn sleep(&self, wait: Duration) {
        self.sleeps.lock().expect("the lock").push(wait);
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// A server for the pinned specification, its state, and a session with a fake clock.
pub(crate) struct World {
    pub(crate) server: MockServer,
    pub(crate) platform: Platform,
    pub(crate) session: Session,
    pub(crate) clock: FakeClock,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(settings: impl FnOnce(SessionBuilder) -> SessionBuilder) -> Self {
        let platform = Platform::new();
        let builder = MockServer::builder().spec(spec()).platform(&platform);
        let server = builder.start().expect("the server starts");
        let clock = FakeClock::new();
        let session = bare(&server).clock(clock.clone());
        let session = settings(session).build().expect("a session");
        Self {
            server,
            platform,
            session,
            clock,
        }
    }

    /// Creates a Python script.
    pub(crate) fn script(&self) -> i64 {
        self.job("/scripts/python3")
    }

    /// Runs a Python script that behaves like this.
    pub(crate) fn run(&self, plan: RunPlan) -> Run {
        let job = self.script();
        self.platform.plan(&format!("/jobs/{job}"), plan);
        jobs::run(&self.session, job).expect("a run")
    }

    pub(crate) fn job(&self, path: &str) -> i64 {
        let id = self
            .platform
            .add_job(path, &json!({"name": "nightly", "source": ""}));
        i64::try_from(id).expect("an ID")
    }

    /// The requests so far, such as `GET /jobs/7/runs/9`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.server.requests();
        let line =
            |request: &civis_mock::RecordedRequest| format!("{} {}", request.method, request.path);
        requests.iter().map(line).collect()
    }

    /// The number of requests so far with this method and this end of the path.
    pub(crate) fn count(&self, method: &str, end: &str) -> usize {
        let requests = self.requests();
        let is_one = |line: &&String| line.starts_with(method) && line.ends_with(end);
        requests.iter().filter(is_one).count()
    }

    /// The number of runs of a job.
    pub(crate) fn runs(&self, job: i64) -> usize {
        self.platform.runs(job.unsigned_abs()).len()
    }
}

/// The session of [`bare`].
pub(crate) fn bare_session(server: &MockServer) -> Session {
    bare(server).build().expect("a session")
}

/// A session that ignores the environment, and does not retry.
pub(crate) fn bare(server: &MockServer) -> SessionBuilder {
    Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .environment(|_| None)
        .retry(RetryPolicy::none())
}
