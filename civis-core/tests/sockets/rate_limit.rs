//! Many threads that call a server with a rate limit.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::{RetryPolicy, Session};
use http::Method;

use crate::support::server::{Server, Step, http_response, ok};
use crate::support::{Backend, FakeClock, KEY, for_each_backend, get, send};

for_each_backend!(
    calls_resume_gradually_after_a_429_and_all_succeed,
    calls_started_after_a_429_wait_for_its_end,
    a_429_without_retry_after_delays_other_calls_only_briefly,
    a_call_that_cannot_wait_is_sent_at_once,
    client_errors_count_as_accepted_and_server_errors_do_not,
);

const THREADS: usize = 64;
const CALLS: usize = 5;

/// The requests per second that the server allows, and how many of them at once.
const RATE: f64 = 200.0;
const BURST: f64 = 20.0;

/// The `Retry-After` of the server.
const WINDOW: Duration = Duration::from_millis(500);

/// The width of a bin of the histogram.
const BIN: Duration = Duration::from_millis(50);

struct Bucket {
    tokens: f64,
    at: Instant,
    /// For each request, the time since the start, and whether it was accepted.
    arrivals: Vec<(Duration, bool)>,
}

fn limited(start: Instant) -> (Server, Arc<Mutex<Bucket>>) {
    let bucket = Arc::new(Mutex::new(Bucket {
        tokens: BURST,
        at: start,
        arrivals: Vec::new(),
    }));
    let shared = Arc::clone(&bucket);
    let server = Server::new(move |_, _| {
        let mut bucket = shared.lock().expect("the lock");
        let now = Instant::now();
        let filled = RATE * now.duration_since(bucket.at).as_secs_f64();
        bucket.tokens = BURST.min(bucket.tokens + filled);
        bucket.at = now;
        let accepted = bucket.tokens >= 1.0;
        bucket.tokens -= f64::from(u8::from(accepted));
        bucket.arrivals.push((now.duration_since(start), accepted));
        Step::Respond(if accepted {
            ok()
        } else {
            http_response(
                429,
                &[("Retry-After", &WINDOW.as_secs_f64().to_string())],
                "",
            )
        })
    });
    (server, bucket)
}

/// The number of requests in each bin, and how many of them were rejected.
fn histogram(arrivals: &[(Duration, bool)]) -> Vec<(usize, usize)> {
    let mut bins = Vec::new();
    for (at, accepted) in arrivals {
        let bin = at.div_duration_f64(BIN) as usize;
        bins.resize(bins.len().max(bin + 1), (0, 0));
        bins[bin].0 += 1;
        bins[bin].1 += usize::from(!accepted);
    }
    bins
}

#[allow(
    clippy::print_stdout,
    reason = "shown with `--nocapture`, and when the test fails"
)]
fn print(bins: &[(usize, usize)]) {
    println!("requests in {BIN:?}: `#` accepted, `x` rejected");
    for (number, (all, rejected)) in bins.iter().enumerate() {
        let at = BIN * u32::try_from(number).expect("few bins");
        println!(
            "{:>5} ms {all:>3} {}{}",
            at.as_millis(),
            "#".repeat(all - rejected),
            "x".repeat(*rejected)
        );
    }
}

fn calls_resume_gradually_after_a_429_and_all_succeed(backend: Backend) {
    let start = Instant::now();
    let (server, bucket) = limited(start);
    // With the real clock.
    let session = Session::builder()
        .api_key(KEY)
        .base_url(server.url())
        .environment(|_| None)
        .transport(backend.transport(civis_core::transport::Settings::default()))
        .build()
        .expect("a session");
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for number in 0..CALLS {
                    let method = [Method::GET, Method::POST][number % 2].clone();
                    send(&session, &method).expect("a response");
                }
            });
        }
    });
    let arrivals = bucket.lock().expect("the lock").arrivals.clone();
    let bins = histogram(&arrivals);
    print(&bins);
    let accepted = arrivals.iter().filter(|(_, accepted)| *accepted).count();
    assert_eq!(accepted, THREADS * CALLS);
    // Threads in the first wave cannot know about the limit. After it, few requests are rejected.
    let least = THREADS * CALLS + THREADS;
    assert!(
        arrivals.len() < least * 5 / 4,
        "{} requests",
        arrivals.len()
    );
    let (first_rejection, _) = arrivals
        .iter()
        .find(|(_, accepted)| !accepted)
        .expect("one");
    let reopened = *first_rejection + WINDOW;
    let in_first_bins = |(at, _): &&(Duration, bool)| (reopened..reopened + 2 * BIN).contains(at);
    let soon = arrivals.iter().filter(in_first_bins).count();
    assert!(soon < THREADS / 4, "{soon} at once");
    let after = reopened.div_duration_f64(BIN) as usize;
    let most = bins[after..].iter().map(|(all, _)| *all).max();
    assert!(most < Some(THREADS / 2), "{most:?} at once");
}

fn calls_started_after_a_429_wait_for_its_end(backend: Backend) {
    for status in [429, 503] {
        let server = Server::new(move |number, _| match number {
            0 => Step::Respond(http_response(status, &[("Retry-After", "7")], "")),
            _ => Step::Respond(ok()),
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        let session = session.build().expect("a session");
        // This call has no time to wait, but the limit applies to others too.
        let error = get(&session.with_timeout(Duration::from_secs(5))).expect_err("a rejection");
        assert_eq!(error.attempts(), 1);
        assert!(clock.sleeps().is_empty());
        send(&session, &Method::POST).expect("a response");
        assert_eq!(clock.sleeps(), [Duration::from_secs(7)], "{status}");
        assert_eq!(server.requests().len(), 2);
    }
}

fn a_429_without_retry_after_delays_other_calls_only_briefly(backend: Backend) {
    const NOTHING: &[(&str, &str)] = &[];
    for (status, headers, delays) in [
        (429, NOTHING, true),
        (503, NOTHING, false),
        (502, NOTHING, false),
        (500, NOTHING, false),
        // A retry is allowed at once.
        (429, &[("Retry-After", "0")], false),
        (503, &[("Retry-After", "0")], false),
    ] {
        let server = Server::new(move |number, _| match number {
            0 => Step::Respond(http_response(status, headers, "")),
            _ => Step::Respond(ok()),
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        let session = session.build().expect("a session");
        let _outcome = get(&session);
        let before = clock.sleeps().len();
        get(&session).expect("a response");
        assert_eq!(clock.sleeps().len() > before, delays, "{status}");
        let waited: Duration = clock.sleeps()[before..].iter().sum();
        assert!(waited < Duration::from_secs(1), "{status}: {waited:?}");
    }
}

fn a_call_that_cannot_wait_is_sent_at_once(backend: Backend) {
    let server = Server::always(http_response(429, &[("Retry-After", "3600")], ""));
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.build().expect("a session");
    for sent in 1..4 {
        let error = get(&session).expect_err("a rejection");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
        assert_eq!(server.requests().len(), sent);
    }
    assert!(clock.sleeps().is_empty());
    // Without retries, calls do not wait, however short the wait is.
    let server = Server::always(http_response(429, &[("Retry-After", "1")], ""));
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.retry(RetryPolicy::none()).build().expect("one");
    for _ in 0..3 {
        get(&session).expect_err("a rejection");
    }
    assert!(clock.sleeps().is_empty());
}

fn client_errors_count_as_accepted_and_server_errors_do_not(backend: Backend) {
    for (status, counts) in [
        (200, true),
        (400, true),
        (404, true),
        (422, true),
        (500, false),
        (502, false),
    ] {
        let server = Server::new(move |number, _| {
            Step::Respond(match number {
                0 => http_response(429, &[("Retry-After", "7")], ""),
                _ => http_response(status, &[], ""),
            })
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        // One retry, for the 429.
        let session = session.retry(RetryPolicy::default().max_retries(1));
        let session = session.build().expect("a session");
        for _ in 0..4 {
            let _outcome = send(&session, &Method::POST);
        }
        let waits: Vec<_> = clock.sleeps().iter().map(Duration::as_secs_f64).collect();
        let expected = if counts {
            [7.0, 0.1, 0.08, 0.064]
        } else {
            [7.0, 0.1, 0.1, 0.1]
        };
        assert_eq!(waits.len(), expected.len(), "{status}: {waits:?}");
        for (wait, expected) in waits.iter().zip(expected) {
            assert!((wait - expected).abs() < 0.001, "{status}: {waits:?}");
        }
    }
}
