//! Many threads before a server that allows so many requests a second.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::{RetryPolicy, Session};
use http::Method;

use crate::support::server::{Server, Step, answer, ok};
use crate::support::{Backend, FakeClock, KEY, for_each_backend, get, send};

for_each_backend!(
    threads_go_back_gradually_after_a_refusal_and_all_calls_succeed,
    calls_that_begin_after_a_refusal_wait_for_its_end_too,
    a_refusal_without_a_time_and_a_fault_hold_nobody_else_back_for_long,
    a_call_without_time_to_wait_is_sent_at_once,
    a_status_that_is_the_callers_fault_counts_as_accepted_and_a_fault_does_not,
);

const THREADS: usize = 64;
const CALLS: usize = 5;

/// A second allows so many requests, and so many come at once.
const RATE: f64 = 200.0;
const BURST: f64 = 20.0;

/// What a refusal asks for.
const WINDOW: Duration = Duration::from_millis(500);

/// Of the histogram.
const BIN: Duration = Duration::from_millis(50);

struct Bucket {
    left: f64,
    at: Instant,
    /// Each request: since when, and whether it was taken.
    arrivals: Vec<(Duration, bool)>,
}

fn limited(start: Instant) -> (Server, Arc<Mutex<Bucket>>) {
    let bucket = Arc::new(Mutex::new(Bucket {
        left: BURST,
        at: start,
        arrivals: Vec::new(),
    }));
    let of_server = Arc::clone(&bucket);
    let server = Server::new(move |_, _| {
        let mut bucket = of_server.lock().expect("the lock");
        let now = Instant::now();
        let filled = RATE * now.duration_since(bucket.at).as_secs_f64();
        bucket.left = BURST.min(bucket.left + filled);
        bucket.at = now;
        let taken = bucket.left >= 1.0;
        bucket.left -= f64::from(u8::from(taken));
        bucket.arrivals.push((now.duration_since(start), taken));
        Step::Answer(if taken {
            ok()
        } else {
            answer(
                429,
                &[("Retry-After", &WINDOW.as_secs_f64().to_string())],
                "",
            )
        })
    });
    (server, bucket)
}

/// How many requests came in each bin, and how many of them were refused.
fn histogram(arrivals: &[(Duration, bool)]) -> Vec<(usize, usize)> {
    let mut bins = Vec::new();
    for (at, taken) in arrivals {
        let bin = at.div_duration_f64(BIN) as usize;
        bins.resize(bins.len().max(bin + 1), (0, 0));
        bins[bin].0 += 1;
        bins[bin].1 += usize::from(!taken);
    }
    bins
}

#[allow(
    clippy::print_stdout,
    reason = "shown with `--nocapture`, and when the test fails"
)]
fn print(bins: &[(usize, usize)]) {
    println!("requests in {BIN:?}: `#` taken, `x` refused");
    for (number, (all, refused)) in bins.iter().enumerate() {
        let at = BIN * u32::try_from(number).expect("few bins");
        println!(
            "{:>5} ms {all:>3} {}{}",
            at.as_millis(),
            "#".repeat(all - refused),
            "x".repeat(*refused)
        );
    }
}

fn threads_go_back_gradually_after_a_refusal_and_all_calls_succeed(backend: Backend) {
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
                    send(&session, &method).expect("an answer");
                }
            });
        }
    });
    let arrivals = bucket.lock().expect("the lock").arrivals.clone();
    let bins = histogram(&arrivals);
    print(&bins);
    let taken = arrivals.iter().filter(|(_, taken)| *taken).count();
    assert_eq!(taken, THREADS * CALLS);
    // The first wave cannot know. After it, few are refused.
    let least = THREADS * CALLS + THREADS;
    assert!(
        arrivals.len() < least * 5 / 4,
        "{} requests",
        arrivals.len()
    );
    let (first_refusal, _) = arrivals.iter().find(|(_, taken)| !taken).expect("one");
    let reopened = *first_refusal + WINDOW;
    let soon = |(at, _): &&(Duration, bool)| (reopened..reopened + 2 * BIN).contains(at);
    let soon = arrivals.iter().filter(soon).count();
    assert!(soon < THREADS / 4, "{soon} at once");
    let after = reopened.div_duration_f64(BIN) as usize;
    let most = bins[after..].iter().map(|(all, _)| *all).max();
    assert!(most < Some(THREADS / 2), "{most:?} at once");
}

fn calls_that_begin_after_a_refusal_wait_for_its_end_too(backend: Backend) {
    for status in [429, 503] {
        let server = Server::new(move |number, _| match number {
            0 => Step::Answer(answer(status, &[("Retry-After", "7")], "")),
            _ => Step::Answer(ok()),
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        let session = session.build().expect("a session");
        // Has no time to wait itself, and what it was told holds for others.
        let error = get(&session.with_timeout(Duration::from_secs(5))).expect_err("a refusal");
        assert_eq!(error.attempts(), 1);
        assert!(clock.sleeps().is_empty());
        send(&session, &Method::POST).expect("an answer");
        assert_eq!(clock.sleeps(), [Duration::from_secs(7)], "{status}");
        assert_eq!(server.requests().len(), 2);
    }
}

fn a_refusal_without_a_time_and_a_fault_hold_nobody_else_back_for_long(backend: Backend) {
    const NOTHING: &[(&str, &str)] = &[];
    for (status, headers, is_refusal) in [
        (429, NOTHING, true),
        (503, NOTHING, false),
        (502, NOTHING, false),
        (500, NOTHING, false),
        // Asked to come again at once.
        (429, &[("Retry-After", "0")], false),
        (503, &[("Retry-After", "0")], false),
    ] {
        let server = Server::new(move |number, _| match number {
            0 => Step::Answer(answer(status, headers, "")),
            _ => Step::Answer(ok()),
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        let session = session.build().expect("a session");
        let _outcome = get(&session);
        let before = clock.sleeps().len();
        get(&session).expect("an answer");
        assert_eq!(clock.sleeps().len() > before, is_refusal, "{status}");
        let waited: Duration = clock.sleeps()[before..].iter().sum();
        assert!(waited < Duration::from_secs(1), "{status}: {waited:?}");
    }
}

fn a_call_without_time_to_wait_is_sent_at_once(backend: Backend) {
    let server = Server::always(answer(429, &[("Retry-After", "3600")], ""));
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.build().expect("a session");
    for sent in 1..4 {
        let error = get(&session).expect_err("a refusal");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
        assert_eq!(server.requests().len(), sent);
    }
    assert!(clock.sleeps().is_empty());
    // Without retries nobody waits.
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.retry(RetryPolicy::none()).build().expect("one");
    for _ in 0..3 {
        get(&session).expect_err("a refusal");
    }
    assert!(clock.sleeps().is_empty());
}

fn a_status_that_is_the_callers_fault_counts_as_accepted_and_a_fault_does_not(backend: Backend) {
    for (status, counts) in [
        (200, true),
        (400, true),
        (404, true),
        (422, true),
        (500, false),
        (502, false),
    ] {
        let server = Server::new(move |number, _| {
            Step::Answer(match number {
                0 => answer(429, &[("Retry-After", "7")], ""),
                _ => answer(status, &[], ""),
            })
        });
        let clock = FakeClock::default();
        let session = backend.session(&server.url()).clock(clock.clone());
        // One retry, for the refusal.
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
