//! What a tracing subscriber gets.

use civis_core::{Call, CancelToken, Location, Request, RetryPolicy};
use http::Method;
use serde_json::Value;

use crate::ears;
use crate::support::server::{Server, Step, answer};
use crate::support::{Backend, for_each_backend, send};

for_each_backend!(
    a_span_records_the_call_and_events_each_attempt_and_each_retry,
    no_body_and_no_value_is_logged,
    a_cancellable_call_logs_the_same,
);

/// The lines of ours, without those of libraries.
fn ours() -> Vec<String> {
    let lines = ears::here().into_iter();
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

fn a_span_records_the_call_and_events_each_attempt_and_each_retry(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => Step::Answer(answer(429, &[("Retry-After", "7")], "")),
        1 => Step::Answer(answer(200, &[("X-RateLimit-Remaining", "41")], "")),
        _ => Step::Drop,
    });
    let session = backend.session(&server.url()).build().expect("a session");
    ears::open();
    send(&session, &Method::GET).expect("an answer");
    expect(
        &ours(),
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
    let before = ours().len();
    send(&session, &Method::POST).expect_err("a failure");
    let lines = ours().split_off(before);
    // The call after a refusal may wait.
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

fn no_body_and_no_value_is_logged(backend: Backend) {
    let server = Server::new(|number, _| {
        let status = if number % 2 == 0 { 503 } else { 404 };
        Step::Answer(answer(status, &[], r#"{"errorDescription":"marigold"}"#))
    });
    let session = backend
        .session(&server.url())
        .retry(RetryPolicy::default().max_retries(1))
        .build()
        .expect("a session");
    ears::open();
    let request = Request::new("flowers.patch", Method::POST, "/flowers/{name}")
        .with(Location::Path, "name", "marigold")
        .with(Location::Query, "colour", "marigold")
        .with(Location::Field, "scent", "marigold");
    let call: Call<Value> = Call::new(&session, request);
    call.send_raw().expect_err("a failure");
    // At the trace level of `log`, ureq logs whole URLs.
    let lines = ours();
    assert!(lines.len() > 4, "{lines:#?}");
    assert!(
        lines.iter().all(|line| !line.contains("marigold")),
        "{lines:#?}"
    );
    assert!(lines[0].contains(r#"path="/flowers/{name}""#), "{lines:#?}");
}

fn a_cancellable_call_logs_the_same(backend: Backend) {
    let server = Server::always(answer(200, &[], ""));
    let session = backend.session(&server.url()).build().expect("a session");
    ears::open();
    send(&session, &Method::GET).expect("an answer");
    let plain = ours();
    send(&session.cancelled_by(&CancelToken::new()), &Method::GET).expect("an answer");
    let lines = ours().split_off(plain.len());
    assert_eq!(lines, plain);
}
