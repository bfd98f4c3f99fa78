//! The cost of spans and events in a call: without a subscriber, with one for warnings, and with one for everything.
//!
//! Subscribers write to a sink. Each case runs in its own processes, since a subscriber cannot be removed, and the cases take
//! turns. No socket is used, so that only the library is measured.

#![allow(clippy::print_stdout, reason = "the figures go to standard output")]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use civis::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use tracing::Level;

mod platform {
    civis::civis_api!("../civis/civis-spec.json", resources = [users]);
}

/// Calls in one measurement, and measurements, of which the median counts.
const CALLS: u32 = 5_000;
const ROUNDS: usize = 15;
/// Processes of each case.
const TURNS: usize = 3;

const CASES: [&str; 3] = ["none", "warnings", "everything"];

/// Responds without a socket.
#[derive(Debug)]
struct Canned;

impl Transport for Canned {
    fn name(&self) -> &str {
        "canned"
    }

    fn send(
        &self,
        _: http::Request<RequestBody<'_>>,
        _: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        Ok(http::Response::new(
            br#"{"id": 5, "name": "A Person"}"#.to_vec().into(),
        ))
    }
}

/// Nanoseconds per call.
fn measure(one: impl Fn()) -> f64 {
    let round = || {
        let start = Instant::now();
        (0..CALLS).for_each(|_| one());
        nanoseconds(start.elapsed()) / f64::from(CALLS)
    };
    median((0..ROUNDS).map(|_| round()).collect())
}

fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints the cost of a call, and of its span and event alone.
fn case(name: &str) {
    let level = match name {
        "warnings" => Some(Level::WARN),
        "everything" => Some(Level::TRACE),
        _ => None,
    };
    if let Some(level) = level {
        tracing_subscriber::fmt()
            .with_max_level(level)
            .with_writer(std::io::sink)
            .init();
    }
    let session = civis::Session::builder()
        .api_key("bench")
        .base_url("http://localhost")
        .transport(Canned)
        .build()
        .expect("a session");
    let client = platform::Client::from(session);
    let call = measure(|| {
        black_box(client.users.get_me().send().expect("a response"));
    });
    let events = measure(|| {
        let span = tracing::warn_span!(target: "civis", "call", operation = "users.get_me", method = "GET", path = "/users/me");
        span.in_scope(
            || tracing::debug!(target: "civis", attempt = 1, status = 200, "response received"),
        );
        black_box(span.is_disabled());
    });
    println!("{call} {events}");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = CASES
        .iter()
        .find(|case| arguments.iter().any(|one| one == *case))
    {
        case(name);
        return;
    }
    let program = std::env::current_exe().expect("a path");
    let run = |name: &str| {
        let output = Command::new(&program)
            .arg(name)
            .output()
            .expect("a process");
        let text = String::from_utf8(output.stdout).expect("a text");
        let mut numbers = text
            .split_whitespace()
            .map(|number| number.parse().expect("a number"));
        (
            numbers.next().expect("a call"),
            numbers.next().expect("events"),
        )
    };
    let mut measured = CASES.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..TURNS {
        for (name, (calls, events)) in CASES.iter().zip(&mut measured) {
            let (call, of_events): (f64, f64) = run(name);
            calls.push(call);
            events.push(of_events);
        }
    }
    let measured = measured.map(|(calls, events)| (median(calls), median(events)));
    println!("subscriber   ns per call   ratio   ns of span and event alone");
    for (name, (call, events)) in CASES.iter().zip(measured) {
        println!(
            "{name:<11} {call:>11.0} {:>7.2} {events:>28.1}",
            call / measured[0].0
        );
    }
}
