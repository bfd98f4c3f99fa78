//! What is sent again, and what is not: by verb and fault, over real sockets.

use std::sync::Arc;
use std::time::Duration;

use civis_core::transport::{Settings, Transport};
use civis_core::{ErrorKind, RetryPolicy};
use http::{Method, StatusCode};

use crate::support::server::{Server, Step, answer, ok};
use crate::support::{Backend, FakeClock, bare_session, for_each_backend, get, refused, send};

for_each_backend!(
    verbs_and_faults_decide_what_is_repeated,
    a_connection_that_ends_before_it_is_read_repeats_only_idempotent_verbs,
    post_is_not_repeated_on_a_pooled_connection_that_ends,
    a_connection_that_was_closed_while_idle_is_not_used,
    a_refused_connection_is_repeated_for_every_verb,
    retry_after_is_waited_for_in_seconds_and_as_a_date,
    the_backoff_doubles_and_the_last_answer_is_the_error,
    a_retry_after_beyond_the_deadline_ends_the_call_at_once,
    the_time_of_the_whole_call_bounds_the_retries,
    without_retries_the_first_answer_is_the_error,
    after_a_failure_the_next_call_works,
    the_body_of_a_retry_is_the_same,
    an_error_tells_whether_the_request_may_have_executed,
    statuses_are_added_and_taken_away_for_methods_that_are_safe_to_repeat,
);

/// What a server does to a request.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Status(u16),
    /// The connection ends without an answer.
    Drop,
    /// The connection ends within the head.
    CutHead,
    /// The connection ends within the body.
    CutBody,
    /// What comes is not HTTP.
    Garbage,
}

impl Fault {
    fn step(self) -> Step {
        match self {
            Self::Status(status) => Step::Answer(answer(status, &[], "")),
            Self::Drop => Step::Drop,
            Self::CutHead => Step::Last(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
            Self::CutBody => Step::Last(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec()),
            Self::Garbage => Step::Last(b"\x15\x03\x01 sesame\r\n\r\n".to_vec()),
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

/// Every fault, and whether it is repeated for idempotent verbs and for others.
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

fn verbs_and_faults_decide_what_is_repeated(backend: Backend) {
    let transport: Arc<dyn Transport> = Arc::from(backend.transport(Settings::default()));
    let session = |server: &Server, retries| {
        let session = bare_session(&server.url()).transport(Arc::clone(&transport));
        let policy = RetryPolicy::default().max_retries(retries);
        session.retry(policy).build().expect("a session")
    };
    for (fault, idempotent, others) in FAULTS {
        let verbs = IDEMPOTENT.iter().map(|verb| (verb, idempotent));
        for (method, repeated) in verbs.chain(OTHERS.iter().map(|verb| (verb, others))) {
            if matches!(fault, Fault::CutBody) && method == Method::HEAD {
                continue; // An answer to HEAD has no body.
            }
            let case = format!("{method} {fault:?}");

            let server = Server::new(move |_, _| fault.step());
            let error = send(&session(&server, 2), method).expect_err(&case);
            let sendings = if repeated { 3 } else { 1 };
            assert_eq!(server.requests().len(), sendings, "{case}");
            assert_eq!(error.attempts() as usize, sendings, "{case}");
            assert_eq!(error.kind(), fault.kind(), "{case}: {error}");

            let server = Server::new(move |number, _| match number {
                0 => fault.step(),
                _ => Step::Answer(ok()),
            });
            let outcome = send(&session(&server, 6), method);
            match outcome {
                Ok(answer) => assert_eq!((repeated, answer.attempts()), (true, 2), "{case}"),
                Err(error) => assert_eq!((repeated, error.attempts()), (false, 1), "{case}"),
            }
            assert_eq!(server.requests().len(), 1 + usize::from(repeated), "{case}");
        }
    }
}

fn a_connection_that_ends_before_it_is_read_repeats_only_idempotent_verbs(backend: Backend) {
    for (method, sendings) in [(Method::GET, 3), (Method::POST, 1), (Method::PATCH, 1)] {
        let server = Server::deaf();
        let session = backend
            .session(&server.url())
            .retry(RetryPolicy::default().max_retries(2))
            .build()
            .expect("a session");
        let error = send(&session, &method).expect_err("a failure");
        assert_eq!(server.connections(), sendings, "{method} {error}");
        assert_eq!(error.attempts() as usize, sendings, "{method} {error}");
        assert_eq!(error.kind(), ErrorKind::Transport, "{method} {error}");
    }
}

fn post_is_not_repeated_on_a_pooled_connection_that_ends(backend: Backend) {
    for (method, sendings) in [(Method::POST, 1), (Method::PATCH, 1), (Method::GET, 2)] {
        // The second request comes on the first one's connection, and ends it.
        let server = Server::new(|number, _| match number {
            1 => Step::Drop,
            _ => Step::Answer(ok()),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        get(&session).expect("an answer");
        let outcome = send(&session, &method);
        assert_eq!(outcome.is_ok(), method == Method::GET, "{method}");
        assert_eq!(server.requests().len(), 1 + sendings, "{method}");
        assert_eq!(server.connections(), sendings, "{method}");
    }
}

fn a_connection_that_was_closed_while_idle_is_not_used(backend: Backend) {
    // Says nothing of closing, and closes.
    let server = Server::new(|_, _| Step::Last(ok()));
    let session = backend
        .session(&server.url())
        .retry(RetryPolicy::none())
        .build()
        .expect("a session");
    for number in 1..=3 {
        send(&session, &Method::POST).expect("an answer");
        assert_eq!(server.connections(), number);
        // The end of the connection has to arrive.
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.requests().len(), 3);
}

fn a_refused_connection_is_repeated_for_every_verb(backend: Backend) {
    for method in IDEMPOTENT.iter().chain(&OTHERS) {
        let session = backend
            .session(&refused())
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

fn retry_after_is_waited_for_in_seconds_and_as_a_date(backend: Backend) {
    for (value, wait) in [
        ("7", 7.0),
        ("0.5", 0.5),
        // Ten seconds after the clock's date.
        ("Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        // Shorter than half the first backoff of 0.75 s, past, or nonsense.
        ("0", 0.375),
        ("Sun, 06 Nov 1994 08:49:27 GMT", 0.375),
        ("-3", 0.375),
        ("later", 0.375),
    ] {
        for method in [Method::GET, Method::POST, Method::PATCH] {
            let server = Server::new(move |number, _| match number {
                0 => Step::Answer(answer(429, &[("Retry-After", value)], "")),
                _ => Step::Answer(ok()),
            });
            let clock = FakeClock::default();
            let session = backend.session(&server.url()).clock(clock.clone());
            send(&session.build().expect("a session"), &method).expect("an answer");
            assert_eq!(
                clock.sleeps(),
                [Duration::from_secs_f64(wait)],
                "{method} {value}"
            );
        }
    }
}

fn the_backoff_doubles_and_the_last_answer_is_the_error(backend: Backend) {
    let server = Server::new(|number, _| {
        let body = format!(r#"{{"error":"busy","errorDescription":"try {number}","code":503}}"#);
        Step::Answer(answer(503, &[("X-Request-Id", "r-7")], &body))
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
    let server = Server::always(answer(429, &[("Retry-After", "3600")], ""));
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let error = get(&session.build().expect("a session")).expect_err("a failure");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(clock.sleeps().is_empty());
}

fn the_time_of_the_whole_call_bounds_the_retries(backend: Backend) {
    let server = Server::always(answer(503, &[("Retry-After", "40")], ""));
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

fn without_retries_the_first_answer_is_the_error(backend: Backend) {
    let server = Server::always(answer(429, &[], ""));
    let session = backend.session(&server.url()).retry(RetryPolicy::none());
    let error = get(&session.build().expect("a session")).expect_err("a failure");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.to_string(), "GET /thing: 429 Too Many Requests");
}

fn after_a_failure_the_next_call_works(backend: Backend) {
    for fault in [
        Fault::Drop,
        Fault::CutHead,
        Fault::CutBody,
        Fault::Garbage,
        Fault::Status(500),
    ] {
        let server = Server::new(move |number, _| match number {
            0 => fault.step(),
            _ => Step::Answer(answer(200, &[], "[7]")),
        });
        let session = backend.session(&server.url()).build().expect("a session");
        send(&session, &Method::POST).expect_err("a failure");
        let answer = send(&session, &Method::POST).expect("an answer");
        assert_eq!(
            (answer.body(), answer.attempts()),
            (&b"[7]"[..], 1),
            "{fault:?}"
        );
    }
}

fn the_body_of_a_retry_is_the_same(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 => Step::Answer(answer(503, &[], "")),
        _ => Step::Answer(ok()),
    });
    let session = backend.session(&server.url()).build().expect("a session");
    send(&session, &Method::POST).expect("an answer");
    let requests = server.requests();
    assert_eq!(requests[0].body, b"{}");
    assert_eq!(requests[1].body, b"{}");
    assert_eq!(requests[0].headers, requests[1].headers);
}

fn an_error_tells_whether_the_request_may_have_executed(backend: Backend) {
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
        // It may have been deleted at the first sending.
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
        let told = error.may_have_executed();
        assert_eq!(told, may_have_executed, "{method} {faults:?}: {error}");
        assert_eq!(server.requests().len(), faults.len());
    }
    let session = backend
        .session(&refused())
        .retry(RetryPolicy::none())
        .build();
    let error = send(&session.expect("a session"), &Method::POST).expect_err("a failure");
    assert!(!error.may_have_executed(), "{error}");
}

fn statuses_are_added_and_taken_away_for_methods_that_are_safe_to_repeat(backend: Backend) {
    let status = |number: u16| StatusCode::from_u16(number).expect("a status");
    let policy = RetryPolicy::default()
        .retry_on(status(500))
        .retry_on(status(404))
        .retry_on(status(200))
        .do_not_retry_on(status(502))
        .do_not_retry_on(status(503));
    for (number, safe, unsafe_) in [
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
            (Method::GET, safe),
            (Method::PUT, safe),
            (Method::DELETE, safe),
            (Method::POST, unsafe_),
            (Method::PATCH, unsafe_),
        ] {
            let server = Server::always(answer(number, &[], ""));
            let session = backend.session(&server.url());
            let session = session.retry(policy.clone().max_retries(1));
            let _outcome = send(&session.build().expect("a session"), &method);
            assert_eq!(server.requests().len(), attempts, "{method} {number}");
        }
    }
}
