//! What an error says of a call: its kind, its retries, and whether anything was done.

use std::time::Duration;

use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::support::server::{Server, Step, answer};
use crate::support::{Backend, FakeClock, for_each_backend, get, send};

for_each_backend!(
    a_status_that_callers_handle_has_a_kind_of_its_own,
    what_only_reads_has_not_executed,
    an_error_counts_the_attempts_and_the_time,
    a_404_does_not_mean_that_there_is_no_default_credential,
);

fn a_status_that_callers_handle_has_a_kind_of_its_own(backend: Backend) {
    for (status, kind) in [
        (400, ErrorKind::Api),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::Api),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (410, ErrorKind::Api),
        (422, ErrorKind::Unprocessable),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Api),
        (503, ErrorKind::Api),
    ] {
        let server = Server::always(answer(status, &[], ""));
        let session = backend.session(&server.url()).retry(RetryPolicy::none());
        let session = session.build().expect("a session");
        for method in [Method::GET, Method::POST] {
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!(error.status().expect("a status").as_u16(), status);
        }
    }
}

fn what_only_reads_has_not_executed(backend: Backend) {
    let cut = || Step::Last(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec());
    let failures: [fn() -> Step; 4] = [
        || Step::Drop,
        cut,
        || Step::Answer(answer(500, &[], "")),
        || Step::Answer(answer(504, &[], "")),
    ];
    for (method, may_have_executed) in [
        (Method::GET, false),
        (Method::OPTIONS, false),
        (Method::TRACE, false),
        (Method::PUT, true),
        (Method::DELETE, true),
        (Method::POST, true),
        (Method::PATCH, true),
    ] {
        for failure in failures {
            let server = Server::new(move |_, _| failure());
            let policy = RetryPolicy::default().max_retries(1);
            let session = backend.session(&server.url()).retry(policy);
            let session = session.build().expect("a session");
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
        }
    }
    // A body that is not JSON.
    let server = Server::always(answer(200, &[], "{"));
    let session = backend.session(&server.url()).build().expect("a session");
    for (method, may_have_executed) in [(Method::GET, false), (Method::POST, true)] {
        let call = crate::support::call(&session, &method, "/thing");
        let error = call.send_json().expect_err("not JSON");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
    }
}

fn an_error_counts_the_attempts_and_the_time(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 | 1 => Step::Answer(answer(503, &[("Retry-After", "40")], "")),
        _ => Step::Answer(answer(404, &[], "")),
    });
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock);
    let session = session.build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.attempts(), 3);
    assert_eq!(error.elapsed(), Some(Duration::from_secs(80)));
    let text = error.to_string();
    assert!(text.ends_with(", after 3 attempts in 80.0 s"), "{text}");
    // Without a retry there is nothing to add.
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.to_string(), "GET /thing: 404 Not Found");
    assert!(error.elapsed() < Some(Duration::from_secs(1)));
}

fn a_404_does_not_mean_that_there_is_no_default_credential(backend: Backend) {
    let server = Server::always(answer(404, &[], ""));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = session.default_credential().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let server = Server::always(answer(200, &[], "[]"));
    let session = backend.session(&server.url()).build().expect("a session");
    assert_eq!(session.default_credential().expect("an answer"), None);
}
