//! What spans and events cost a call: nobody listens, a subscriber for warnings, and one for everything, to nowhere.
//!
//! Each side runs in processes of its own, since a subscriber that was there once is not forgotten, and in turns. No socket
//! is used, so that what is measured is the library alone.

#![allow(
    clippy::print_stdout,
    reason = "what it measures goes to its standard output"
)]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use civis::transport::{Limits, Transport, TransportError};
use tracing::Level;

mod platform {
    civis::civis_api!("../civis/civis-spec.json", resources = [users]);
}

/// Calls in one measurement, and the median of so many.
const CALLS: u32 = 5_000;
const ROUNDS: usize = 15;
/// Processes of each side.
const TURNS: usize = 3;

const SIDES: [&str; 3] = ["nobody", "warnings", "everything"];

/// Answers without a socket.
#[derive(Debug)]
struct Canned;

impl Transport for Canned {
    fn name(&self) -> &str {
        "canned"
    }

    fn send(
        &self,
        _: http::Request<&[u8]>,
        _: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        Ok(http::Response::new(
            br#"{"id": 5, "name": "A Person"}"#.to_vec(),
        ))
    }
}

/// Nanoseconds of one.
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

/// Prints what a call costs, and what the span and the event in it cost alone.
fn side(name: &str) {
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
        black_box(client.users.get_me().send().expect("an answer"));
    });
    let events = measure(|| {
        let span = tracing::warn_span!(target: "civis", "call", operation = "users.get_me", method = "GET", path = "/users/me");
        span.in_scope(|| tracing::debug!(target: "civis", attempt = 1, status = 200, "answered"));
        black_box(span.is_disabled());
    });
    println!("{call} {events}");
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = SIDES
        .iter()
        .find(|side| arguments.iter().any(|one| one == *side))
    {
        side(name);
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
    let mut measured = SIDES.map(|_| (Vec::new(), Vec::new()));
    for _ in 0..TURNS {
        for (name, (calls, events)) in SIDES.iter().zip(&mut measured) {
            let (call, of_events): (f64, f64) = run(name);
            calls.push(call);
            events.push(of_events);
        }
    }
    let measured = measured.map(|(calls, events)| (median(calls), median(events)));
    println!("who listens   ns a call   ratio   ns of span and event alone");
    for (name, (call, events)) in SIDES.iter().zip(measured) {
        println!(
            "{name:<11} {call:>11.0} {:>7.2} {events:>28.1}",
            call / measured[0].0
        );
    }
}
