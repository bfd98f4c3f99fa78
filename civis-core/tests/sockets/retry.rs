//! What is retried, by method and fault, over real sockets.

use std::sync::Arc;
use std::time::Duration;

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::{Method, StatusCode};

use crate::support::server::{Server, Step, http_response, ok};
use crate::support::{
    Backend, FakeClock, bare_session, for_each_backend, get, send, unreachable_url,
};

for_each_backend!(
    method_and_fault_decide_what_is_retried,
    only_idempotent_methods_are_retried_on_an_unread_connection,
    a_post_is_not_retried_when_its_pooled_connection_closes,
    a_connection_closed_while_idle_is_not_reused,
    a_refused_connection_is_retried_for_every_method,
    retry_after_is_observed_as_seconds_and_as_a_date,
    the_backoff_doubles_and_the_last_response_is_the_error,
    a_retry_after_beyond_the_deadline_ends_the_call_at_once,
    the_timeout_of_the_call_limits_the_retries,
    without_retries_the_first_response_is_the_error,
    the_call_after_a_failure_succeeds,
    a_retry_sends_the_same_body,
    an_error_reports_whether_the_request_may_have_executed,
    retried_statuses_are_configurable_for_idempotent_methods,
);

/// What the server does with a request.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Status(u16),
    /// Closes the connection without a response.
    Drop,
    /// Closes the connection within the headers.
    CutHead,
    /// Closes the connection within the body.
    CutBody,
    /// Sends bytes that are not HTTP.
    Garbage,
}

impl Fault {
    fn step(self) -> Step {
        match self {
            Self::Status(status) => Step::Respond(http_response(status, &[], "")),
            Self::Drop => Step::Close,
            Self::CutHead => Step::RespondAndClose(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
            Self::CutBody => {
                Step::RespondAndClose(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec())
            }
            Self::Garbage => Step::RespondAndClose(b"\x15\x03\x01 sesame\r\n\r\n".to_vec()),
        }
    }

    fn kind(self) -> ErrorKind {
        match self {
            Self::Status(401) => ErrorKind::Authentication,
            Self::Status(404) => ErrorKind::NotFound,
            Self::Status(409) => ErrorKind::Conflict,
            Self::Status(422) => ErrorKind::Unprocessable,
            Self::Status(429) => ErrorKind::RateLimited,
            Self::Status(_) => ErrorKind::Api,
            _ => ErrorKind::Transport,
        }
    }
}

const IDEMPOTENT: [Method; 6] = [
    Method::GET,
    Method::HEAD,
    Method::PUT,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];
const OTHERS: [Method; 2] = [Method::POST, Method::PATCH];

/// Every fault, and whether it is retried for idempotent methods and for others.
const FAULTS: [(Fault, bool, bool); 14] = [
    (Fault::Status(429), true, true),
    (Fault::Status(503), true, true),
    (Fault::Status(502), true, false),
    (Fault::Status(504), true, false),
    (Fault::Drop, true, false),
    (Fault::CutHead, true, false),
    (Fault::CutBody, true, false),
    (Fault::Garbage, true, false),
    (Fault::Status(400), false, false),
    (Fault::Status(401), false, false),
    (Fault::Status(404), false, false),
    (Fault::Status(408), false, false),
    (Fault::Status(413), false, false),
    (Fault::Status(500), false, false),
];

fn method_and_fault_decide_what_is_retried(backend: Backend) {
    let transport: Arc<dyn Transport> = Arc::from(backend.transport(Settings::default()));
    let session = |server: &Server, retries| {
        let session = bare_session(&server.url()).transport(Arc::clone(&transport));
        let policy = RetryPolicy::default().max_retries(retries);
        session.retry(policy).build().expect("a session")
    };
    for (fault, idempotent, others) in FAULTS {
        let methods = IDEMPOTENT.iter().map(|method| (method, idempotent));
        for (method, retried) in methods.chain(OTHERS.iter().map(|method| (method, others))) {
            if matches!(fault, Fault::CutBody) && method == Method::HEAD {
                continue; // A response to HEAD has no body.
            }
            let case = format!("{method} {fault:?}");

            let server = Server::new(move |_, _| fault.step());
            let error = send(&session(&server, 2), method).expect_err(&case);
            let attempts = if retried { 3 } else { 1 };
            assert_eq!(server.requests().len(), attempts, "{case}");
            assert_eq!(error.attempts() as usize, attempts, "{case}");
            assert_eq!(error.kind(), fault.kind(), "{case}: {error}");

            let server = Server::new(move |number, _| match number {
                0 => fault.step(),
                _ => Step::Respond(ok()),
            });
            let outcome = send(&session(&server, 6), method);
            match outcome {
                Ok(response) => assert_eq!((retried, response.attempts()), (true, 2), "{case}"),
                Err(error) => assert_eq!((retried, error.attempts()), (false, 1), "{case}"),
            }
            assert_eq!(server.requests().len(), 1 + usize::from(retried), "{case}");
        }
    }
}

fn only_idempotent_methods_are_retried_on_an_unread_connection(backend: Backend) {
    for (method, attempts) in [(Method::GET, 3), (Method::POST, 1), (Method::PATCH, 1)] {
        let server = Server::closing_unread();
        let session = backend
            .session(&server.url())
            .retry(RetryPolicy::default().max_retries(2))
            .build()
            .expect("a session");
        let error = send(&session, &method).expect_err("a failure");
        assert_eq!(server.connections(), attempts, "{method} {error}");
        assert_eq!(error.attempts() as usize, attempts, "{method} {error}");
        assert_eq!(error.kind(), ErrorKind::Transport, "{method} {error}");
    }
}

fn a_post_is_not_retried_when_its_pooled_connection_closes(backend: Backend) {
    for (method, attempts) in [(Method::POST, 1), (Method::PATCH, 1), (Method::GET, 2)] {
        // The second request reuses the connection of the first, and the server closes it.
        let server = Server::new(|number, _| match number {
            1 => Step::Close,
            _ => Step::Respond(ok()),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        get(&session).expect("a response");
        let outcome = send(&session, &method);
        assert_eq!(outcome.is_ok(), method == Method::GET, "{method}");
        assert_eq!(server.requests().len(), 1 + attempts, "{method}");
        assert_eq!(server.connections(), attempts, "{method}");
    }
}

fn a_connection_closed_while_idle_is_not_reused(backend: Backend) {
    // Closes without announcing it.
    let server = Server::new(|_, _| Step::RespondAndClose(ok()));
    let session = backend
        .session(&server.url())
        .retry(RetryPolicy::none())
        .build()
        .expect("a session");
    for number in 1..=3 {
        send(&session, &Method::POST).expect("a response");
        assert_eq!(server.connections(), number);
        // The client has to notice that the connection is closed.
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.requests().len(), 3);
}

fn a_refused_connection_is_retried_for_every_method(backend: Backend) {
    for method in IDEMPOTENT.iter().chain(&OTHERS) {
        let session = backend
            .session(&unreachable_url())
            .retry(RetryPolicy::default().max_retries(2))
            .build()
            .expect("a session");
        let error = send(&session, method).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Connect, "{method} {error}");
        assert_eq!(error.attempts(), 3, "{method}");
        assert_eq!(error.status(), None);
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("{method} /thing: cannot connect: ")),
            "{text}"
        );
        assert!(text.ends_with(", after 3 attempts in 1.1 s"), "{text}");
    }
}

fn retry_after_is_observed_as_seconds_and_as_a_date(backend: Backend) {
    for (value, wait) in [
        ("7", 7.0),
        ("0.5", 0.5),
        // Ten seconds after the date of the clock.
        ("Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        // Shorter than half of the first backoff of 0.75 s, in the past, or invalid.
        ("0", 0.375),
        ("Sun, 06 Nov 1994 08:49:27 GMT", 0.375),
        ("-3", 0.375),
        ("later", 0.375),
    ] {
        for method in [Method::GET, Method::POST, Method::PATCH] {
            let server = Server::new(move |number, _| match number {
                0 => Step::Respond(http_response(429, &[("Retry-After", value)], "")),
                _ => Step::Respond(ok()),
            });
            let clock = FakeClock::default();
            let session = backend.session(&server.url()).clock(clock.clone());
            send(&session.build().expect("a session"), &method).expect("a response");
            assert_eq!(
                clock.sleeps(),
                [Duration::from_secs_f64(wait)],
                "{method} {value}"
            );
        }
    }
}

fn the_backoff_doubles_and_the_last_response_is_the_error(backend: Backend) {
    let server = Server::new(|number, _| {
        let body = format!(r#"{{"error":"busy","errorDescription":"try {number}","code":503}}"#);
        Step::Respond(http_response(503, &[("X-Request-Id", "r-7")], &body))
    });
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let error = get(&session.build().expect("a session")).expect_err("a failure");
    let waits = [0.375, 0.75, 1.5, 3.0, 6.0, 12.0].map(Duration::from_secs_f64);
    assert_eq!(clock.sleeps(), waits);
    assert_eq!(error.attempts(), 7);
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(error.code(), Some("busy"));
    assert_eq!(error.message(), "try 6");
    assert_eq!(error.request_id(), Some("r-7"));
    assert_eq!(error.method(), Some(&Method::GET));
    assert_eq!(error.path(), Some("/thing"));
    let body = error.body().expect("a body");
    assert!(body.starts_with(b"{\"error\":\"busy\""));
    assert_eq!(
        error.to_string(),
        "GET /thing: 503 Service Unavailable: try 6 (busy), after 7 attempts in 23.6 s"
    );
}

fn a_retry_after_beyond_the_deadline_ends_the_call_at_once(backend: Backend) {
    let server = Server::always(http_response(429, &[("Retry-After", "3600")], ""));
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let error = get(&session.build().expect("a session")).expect_err("a failure");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(clock.sleeps().is_empty());
}

fn the_timeout_of_the_call_limits_the_retries(backend: Backend) {
    let server = Server::always(http_response(503, &[("Retry-After", "40")], ""));
    let clock = FakeClock::default();
    let session = backend
        .session(&server.url())
        .clock(clock.clone())
        .timeout(Duration::from_secs(100))
        .build()
        .expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.attempts(), 3);
    assert_eq!(clock.sleeps(), [Duration::from_secs(40); 2]);
}

fn without_retries_the_first_response_is_the_error(backend: Backend) {
    let server = Server::always(http_response(429, &[], ""));
    let session = backend.session(&server.url()).retry(RetryPolicy::none());
    let error = get(&session.build().expect("a session")).expect_err("a failure");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.to_string(), "GET /thing: 429 Too Many Requests");
}

fn the_call_after_a_failure_succeeds(backend: Backend) {
    for fault in [
        Fault::Drop,
        Fault::CutHead,
        Fault::CutBody,
        Fault::Garbage,
        Fault::Status(500),
    ] {
        let server = Server::new(move |number, _| match number {
            0 => fault.step(),
            _ => Step::Respond(http_response(200, &[], "[7]")),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        send(&session, &Method::POST).expect_err("a failure");
        let response = send(&session, &Method::POST).expect("a response");
        assert_eq!(
            (response.body(), response.attempts()),
            (&b"[7]"[..], 1),
            "{fault:?}"
        );
    }
}

fn a_retry_sends_the_same_body(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => Step::Respond(http_response(503, &[], "")),
        _ => Step::Respond(ok()),
    });
    let session = backend.session(&server.url()).build().expect("a session");
    send(&session, &Method::POST).expect("a response");
    let requests = server.requests();
    assert_eq!(requests[0].body, b"{}");
    assert_eq!(requests[1].body, b"{}");
    assert_eq!(requests[0].headers, requests[1].headers);
}

fn an_error_reports_whether_the_request_may_have_executed(backend: Backend) {
    use Fault::{CutBody, Drop, Garbage, Status};
    for (method, faults, may_have_executed) in [
        (Method::POST, &[Drop][..], true),
        (Method::POST, &[CutBody], true),
        (Method::POST, &[Garbage], true),
        (Method::POST, &[Status(502)], true),
        (Method::POST, &[Status(500)], true),
        (Method::POST, &[Status(503), Status(429)], false),
        (Method::POST, &[Status(404)], false),
        (Method::POST, &[Status(401)], false),
        (Method::POST, &[Status(503), Drop], true),
        // The first attempt may have deleted it.
        (Method::DELETE, &[Drop, Status(404)], true),
        (Method::DELETE, &[Status(504), Status(503)], true),
        (Method::DELETE, &[Status(429), Status(404)], false),
    ] {
        let server = Server::new(|number, _| faults[number].step());
        let session = backend
            .session(&server.url())
            .retry(RetryPolicy::default().max_retries(faults.len() as u32 - 1))
            .build()
            .expect("a session");
        let error = send(&session, &method).expect_err("a failure");
        let reported = error.may_have_executed();
        assert_eq!(reported, may_have_executed, "{method} {faults:?}: {error}");
        assert_eq!(server.requests().len(), faults.len());
    }
    let session = backend
        .session(&unreachable_url())
        .retry(RetryPolicy::none())
        .build();
    let error = send(&session.expect("a session"), &Method::POST).expect_err("a failure");
    assert!(!error.may_have_executed(), "{error}");
}

fn retried_statuses_are_configurable_for_idempotent_methods(backend: Backend) {
    let status = |number: u16| StatusCode::from_u16(number).expect("a status");
    let policy = RetryPolicy::default()
        .retry_on(status(500))
        .retry_on(status(404))
        .retry_on(status(200))
        .do_not_retry_on(status(502))
        .do_not_retry_on(status(503));
    for (number, idempotent, others) in [
        (500, 2, 1),
        (404, 2, 1),
        (429, 2, 2),
        (504, 2, 1),
        (502, 1, 1),
        (503, 1, 1),
        (409, 1, 1),
        (200, 1, 1),
    ] {
        for (method, attempts) in [
            (Method::GET, idempotent),
            (Method::PUT, idempotent),
            (Method::DELETE, idempotent),
            (Method::POST, others),
            (Method::PATCH, others),
        ] {
            let server = Server::always(http_response(number, &[], ""));
            let session = backend.session(&server.url());
            let session = session.retry(policy.clone().max_retries(1));
            let _outcome = send(&session.build().expect("a session"), &method);
            assert_eq!(server.requests().len(), attempts, "{method} {number}");
        }
    }
}
