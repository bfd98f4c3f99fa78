//! The spans and events that a tracing subscriber receives.

use civis_core::{Call, CancelToken, Location, Request, RetryPolicy};
use http::Method;
use serde_json::Value;

use crate::log_events;
use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, for_each_backend, send};

for_each_backend!(
    a_call_is_a_span_with_an_event_per_attempt_and_retry,
    bodies_and_argument_values_are_not_logged,
    a_cancellable_call_logs_the_same_events,
);

/// The spans and events of this library, without the log of others.
fn own_lines() -> Vec<String> {
    let lines = log_events::of_this_thread().into_iter();
    lines.filter(|line| !line.contains(" log ")).collect()
}

fn expect(lines: &[String], expected: &[&[&str]]) {
    for (line, parts) in lines.iter().zip(expected) {
        for part in *parts {
            assert!(line.contains(part), "{part} in {line}\n{lines:#?}");
        }
    }
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
}

fn a_call_is_a_span_with_an_event_per_attempt_and_retry(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => Step::Respond(http_response(429, &[("Retry-After", "7")], "")),
        1 => Step::Respond(http_response(200, &[("X-RateLimit-Remaining", "41")], "")),
        _ => Step::Close,
    });
    let session = backend.session(&server.url()).build().expect("a session");
    log_events::record();
    send(&session, &Method::GET).expect("a response");
    expect(
        &own_lines(),
        &[
            &[
                "WARN civis span call",
                r#"operation="things.do""#,
                r#"method="GET""#,
                r#"path="/thing""#,
            ],
            &[
                "DEBUG civis",
                "response received",
                "attempt=1",
                "status=429",
            ],
            &[
                "WARN civis",
                "retrying",
                "attempt=1",
                "status=429",
                "wait_ms=7000",
            ],
            &[
                "DEBUG civis",
                "response received",
                "attempt=2",
                "status=200",
                "elapsed_ms=7000",
                "rate_limit_remaining=41",
            ],
            &["recorded status=200"],
            &["recorded attempts=2"],
            &["recorded elapsed_ms=7000"],
            &["recorded rate_limit_remaining=41"],
        ],
    );
    let before = own_lines().len();
    send(&session, &Method::POST).expect_err("a failure");
    let lines = own_lines().split_off(before);
    // The call after the 429 may wait.
    let lines: Vec<String> = lines
        .into_iter()
        .filter(|line| !line.contains("waiting for the rate limiter"))
        .collect();
    expect(
        &lines,
        &[
            &["span call", r#"method="POST""#],
            &[
                "DEBUG civis",
                "no response",
                "attempt=1",
                "failure=the connection failed",
            ],
            &["recorded attempts=1"],
            &["recorded elapsed_ms="],
        ],
    );
}

fn bodies_and_argument_values_are_not_logged(backend: Backend) {
    let server = Server::new(|number, _| {
        let status = if number % 2 == 0 { 503 } else { 404 };
        Step::Respond(http_response(
            status,
            &[],
            r#"{"errorDescription":"marigold"}"#,
        ))
    });
    let session = backend
        .session(&server.url())
        .retry(RetryPolicy::default().max_retries(1))
        .build()
        .expect("a session");
    log_events::record();
    let request = Request::new("flowers.patch", Method::POST, "/flowers/{name}")
        .with(Location::Path, "name", "marigold")
        .with(Location::Query, "colour", "marigold")
        .with(Location::Field, "scent", "marigold");
    let call: Call<Value> = Call::new(&session, request);
    call.send_raw().expect_err("a failure");
    // ureq itself logs whole URLs at the trace level.
    let lines = own_lines();
    assert!(lines.len() > 4, "{lines:#?}");
    assert!(
        lines.iter().all(|line| !line.contains("marigold")),
        "{lines:#?}"
    );
    assert!(lines[0].contains(r#"path="/flowers/{name}""#), "{lines:#?}");
}

fn a_cancellable_call_logs_the_same_events(backend: Backend) {
    let server = Server::always(http_response(200, &[], ""));
    let session = backend.session(&server.url()).build().expect("a session");
    log_events::record();
    send(&session, &Method::GET).expect("a response");
    let plain = own_lines();
    send(&session.cancelled_by(&CancelToken::new()), &Method::GET).expect("a response");
    let lines = own_lines().split_off(plain.len());
    assert_eq!(lines, plain);
}
