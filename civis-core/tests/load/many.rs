//! Many requests from many threads.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::transport::Settings;
use civis_core::{Call, Clock, Error, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::server::Server;
use crate::support::{Backend, bare_session, for_each_backend};

for_each_backend!(each_of_many_requests_gets_its_own_response_or_an_error);

const THREADS: usize = 64;
/// The percentage of requests with a fault.
const FAULTS: f64 = 5.0;
/// The number of idle connections that a transport keeps.
const MAX_IDLE: usize = 64;
/// The default number of requests. `CIVIS_LOAD` overrides it.
const REQUESTS: usize = 20_000;

/// The tests run one at a time, since they measure the whole process.
static SERIAL: Mutex<()> = Mutex::new(());

const METHODS: [Method; 7] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::HEAD,
    Method::OPTIONS,
];

/// The real time.
#[derive(Debug)]
struct RealClock;

impl Clock for RealClock {}

/// The resident memory of the process in KiB.
fn memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn each_of_many_requests_gets_its_own_response_or_an_error(backend: Backend) {
    let _serial = SERIAL.lock().unwrap_or_else(PoisonError::into_inner);
    let setting = std::env::var("CIVIS_LOAD").ok();
    let requests = setting.map_or(REQUESTS, |text| text.parse().expect("CIVIS_LOAD: a number"));
    let server = Server::new(requests, FAULTS);
    let session = bare_session(&server.url())
        .transport(backend.transport(Settings::default()))
        .clock(RealClock)
        .retry(
            RetryPolicy::default()
                .base_backoff(Duration::from_millis(4))
                .max_backoff(Duration::from_millis(50)),
        )
        .build()
        .expect("a session");
    let next = AtomicUsize::new(0);
    let errors: Mutex<BTreeMap<String, usize>> = Mutex::default();
    let samples: Mutex<Vec<u64>> = Mutex::default();
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= requests {
                        break;
                    }
                    if number.is_multiple_of((requests / 20).max(1)) {
                        samples.lock().expect("the lock").push(memory());
                    }
                    if let Some(error) = send_one(&session, &server, number) {
                        let mut errors = errors.lock().expect("the lock");
                        *errors.entry(error).or_default() += 1;
                    }
                }
            });
        }
    });
    let took = start.elapsed();
    let known = server.known();
    let most = known.most_open.load(Ordering::SeqCst);
    // Connections that are not kept are closed by now.
    thread::sleep(Duration::from_millis(100));
    let idle = known.open.load(Ordering::SeqCst);
    let samples = samples.into_inner().expect("the lock");
    let (first, second) = samples.split_at(samples.len() / 2);
    let peak = |samples: &[u64]| samples.iter().copied().max().unwrap_or(0);
    let errors = errors.into_inner().expect("the lock");
    #[expect(clippy::print_stdout, reason = "shown with `--nocapture`")]
    {
        println!(
            "{backend:?}: {requests} requests, {:.0} a second; errors {errors:?}; connections: \
             {most} at most, {idle} idle; memory {} MiB in the first half, {} in the second",
            requests as f64 / took.as_secs_f64(),
            peak(first) / 1024,
            peak(second) / 1024,
        );
    }
    for (number, count) in known.counts.iter().enumerate() {
        let executed = count.executed.load(Ordering::SeqCst);
        let method = &METHODS[number % METHODS.len()];
        assert!(
            executed <= 1 || !must_not_repeat(method),
            "{method} {number} was executed {executed} times"
        );
    }
    let failed: usize = errors.values().sum();
    // Two of five faults lose the response, and two of seven methods are not retried then.
    let expected = requests as f64 * FAULTS / 100.0 * (2.0 / 5.0) * (2.0 / 7.0);
    assert!(
        (failed as f64) < expected * 1.5 + 20.0,
        "{failed} errors, expected about {expected}"
    );
    // hyper opens a connection, uses another that becomes idle meanwhile, and keeps both.
    let extra = match backend {
        #[cfg(feature = "ureq")]
        Backend::Ureq => 8,
        #[cfg(feature = "reqwest")]
        Backend::Reqwest => MAX_IDLE,
    };
    assert!(
        most <= THREADS + extra,
        "{most} connections at must_not_retry"
    );
    assert!(idle <= MAX_IDLE, "{idle} idle connections");
    let growth = peak(second).saturating_sub(peak(first));
    assert!(growth < 8 * 1024, "{growth} KiB more in the second half");
}

/// Sends one request, and describes its error, if any.
fn send_one(session: &Session, server: &Server, number: usize) -> Option<String> {
    let method = METHODS[number % METHODS.len()].clone();
    let request = Request::new("things.do", method.clone(), format!("/number/{number}"));
    let result = Call::<Value>::new(session, request).send_raw();
    let count = &server.known().counts[number];
    let executed = count.executed.load(Ordering::SeqCst);
    let faults = count.faults.load(Ordering::SeqCst);
    let must_not_retry = must_not_repeat(&method);
    match result {
        Ok(response) => {
            let header = &response.headers()["x-number"];
            assert_eq!(header.as_bytes(), number.to_string().as_bytes());
            if method != Method::HEAD {
                let body: Value = serde_json::from_slice(response.body()).expect("JSON");
                assert_eq!(body["number"], number);
            }
            assert!(
                executed >= 1,
                "{number} got a response but was never received"
            );
            None
        }
        Err(error) => {
            // Every error has a cause, and retryable requests were attempted seven times.
            assert!(faults > 0, "{error} without a fault");
            assert!(must_not_retry || faults >= 7, "{error}");
            Some(kind(&method, &error))
        }
    }
}

/// Whether the request must not be executed twice.
fn must_not_repeat(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PATCH
}

fn kind(method: &Method, error: &Error) -> String {
    match error.status() {
        Some(status) => format!("{method} {}", status.as_u16()),
        None => format!("{method} {:?}", error.kind()),
    }
}
