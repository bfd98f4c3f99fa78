//! Many requests of many threads.

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

for_each_backend!(each_of_many_requests_gets_its_own_answer_or_an_error);

const THREADS: usize = 64;
/// In a hundred.
const FAULTS: f64 = 5.0;
/// How many idle connections a transport keeps.
const MAX_IDLE: usize = 64;
/// How many requests are made by default; `CIVIS_LOAD` says another number.
const REQUESTS: usize = 20_000;

/// One of the two at a time: what they measure is of the whole process.
static ALONE: Mutex<()> = Mutex::new(());

const VERBS: [Method; 7] = [
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

/// How much memory the process holds, in KiB.
fn memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn each_of_many_requests_gets_its_own_answer_or_an_error(backend: Backend) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = std::env::var("CIVIS_LOAD").ok();
    let requests = wanted.map_or(REQUESTS, |text| text.parse().expect("CIVIS_LOAD: a number"));
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
                    if let Some(error) = one(&session, &server, number) {
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
    // Those that are not kept are closed by now.
    thread::sleep(Duration::from_millis(100));
    let idle = known.open.load(Ordering::SeqCst);
    let samples = samples.into_inner().expect("the lock");
    let (first, second) = samples.split_at(samples.len() / 2);
    let peak = |samples: &[u64]| samples.iter().copied().max().unwrap_or(0);
    let errors = errors.into_inner().expect("the lock");
    #[expect(clippy::print_stdout, reason = "for those who run the tests")]
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
        let carried = count.carried.load(Ordering::SeqCst);
        let method = &VERBS[number % VERBS.len()];
        assert!(
            carried <= 1 || !is_once(method),
            "{method} {number} came {carried} times"
        );
    }
    let failed: usize = errors.values().sum();
    // Two of five faults lose the answer to two of seven verbs.
    let expected = requests as f64 * FAULTS / 100.0 * (2.0 / 5.0) * (2.0 / 7.0);
    assert!(
        (failed as f64) < expected * 1.5 + 20.0,
        "{failed} errors where about {expected} are made"
    );
    // hyper begins a connection, takes one that becomes idle meanwhile, and keeps both.
    let beside = match backend {
        #[cfg(feature = "ureq")]
        Backend::Ureq => 8,
        #[cfg(feature = "reqwest")]
        Backend::Reqwest => MAX_IDLE,
    };
    assert!(most <= THREADS + beside, "{most} connections at once");
    assert!(idle <= MAX_IDLE, "{idle} idle connections");
    let growth = peak(second).saturating_sub(peak(first));
    assert!(growth < 8 * 1024, "{growth} KiB more in the second half");
}

/// Sends one request; what its error is, if it is one.
fn one(session: &Session, server: &Server, number: usize) -> Option<String> {
    let method = VERBS[number % VERBS.len()].clone();
    let request = Request::new("things.do", method.clone(), format!("/number/{number}"));
    let result = Call::<Value>::new(session, request).send_raw();
    let count = &server.known().counts[number];
    let carried = count.carried.load(Ordering::SeqCst);
    let faults = count.faults.load(Ordering::SeqCst);
    let once = is_once(&method);
    match result {
        Ok(answer) => {
            let header = &answer.headers()["x-number"];
            assert_eq!(header.as_bytes(), number.to_string().as_bytes());
            if method != Method::HEAD {
                let body: Value = serde_json::from_slice(answer.body()).expect("JSON");
                assert_eq!(body["number"], number);
            }
            assert!(carried >= 1, "{number} was answered and never came");
            None
        }
        Err(error) => {
            // Every error has its cause, and what may be repeated is, seven times.
            assert!(faults > 0, "{error}, and nothing was wrong");
            assert!(once || faults >= 7, "{error}");
            Some(kind(&method, &error))
        }
    }
}

/// Whether twice is more than once.
fn is_once(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PATCH
}

fn kind(method: &Method, error: &Error) -> String {
    match error.status() {
        Some(status) => format!("{method} {}", status.as_u16()),
        None => format!("{method} {:?}", error.kind()),
    }
}
