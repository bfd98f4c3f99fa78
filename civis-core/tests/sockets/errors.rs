//! What an error reports: its kind, its attempts, and whether the request may have executed.

use std::error::Error as StdError;
use std::iter::successors;
use std::time::Duration;

use civis_core::{ErrorKind, RetryPolicy};
use http::Method;

use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, FakeClock, call, for_each_backend, get, send, unreachable_url};

for_each_backend!(
    each_status_that_callers_handle_has_its_own_kind,
    a_failed_read_has_not_executed,
    an_error_reports_attempts_and_elapsed_time,
    a_404_is_not_taken_for_a_missing_default_credential,
    each_cause_appears_once_in_the_error_chain,
    error_bodies_of_any_shape_are_described,
    a_page_instead_of_json_is_described,
    an_unsupported_encoding_is_named,
    causes_are_named_without_the_layers_of_libraries,
);

fn each_status_that_callers_handle_has_its_own_kind(backend: Backend) {
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
        let server = Server::always(http_response(status, &[], ""));
        let session = backend.session(&server.url()).retry(RetryPolicy::none());
        let session = session.build().expect("a session");
        for method in [Method::GET, Method::POST] {
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!(error.status().expect("a status").as_u16(), status);
        }
    }
}

fn a_failed_read_has_not_executed(backend: Backend) {
    let cut = || Step::RespondAndClose(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec());
    let failures: [fn() -> Step; 4] = [
        || Step::Close,
        cut,
        || Step::Respond(http_response(500, &[], "")),
        || Step::Respond(http_response(504, &[], "")),
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
    let server = Server::always(http_response(200, &[], "{"));
    let session = backend.session(&server.url()).build().expect("a session");
    for (method, may_have_executed) in [(Method::GET, false), (Method::POST, true)] {
        let call = crate::support::call(&session, &method, "/thing");
        let error = call.send_json().expect_err("not JSON");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
    }
}

fn an_error_reports_attempts_and_elapsed_time(backend: Backend) {
    let server = Server::new(|number, _| match number {
        0 | 1 => Step::Respond(http_response(503, &[("Retry-After", "40")], "")),
        _ => Step::Respond(http_response(404, &[], "")),
    });
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock);
    let session = session.build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.attempts(), 3);
    assert_eq!(error.elapsed(), Some(Duration::from_secs(80)));
    let text = error.to_string();
    assert!(text.ends_with(", after 3 attempts in 80.0 s"), "{text}");
    // Attempts and time are shown only after a retry.
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.to_string(), "GET /thing: 404 Not Found");
    assert!(error.elapsed() < Some(Duration::from_secs(1)));
}

fn a_404_is_not_taken_for_a_missing_default_credential(backend: Backend) {
    let server = Server::always(http_response(404, &[], ""));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = session.default_credential().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let server = Server::always(http_response(200, &[], "[]"));
    let session = backend.session(&server.url()).build().expect("a session");
    assert_eq!(session.default_credential().expect("a response"), None);
}

fn each_cause_appears_once_in_the_error_chain(backend: Backend) {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}";
    let servers = [
        Server::new(|_, _| Step::Close),
        Server::new(move |_, _| Step::RespondAndClose(cut.to_vec())),
        Server::always("not HTTP\r\n\r\n"),
        Server::always(http_response(200, &[], "\"not an object")),
        Server::always(http_response(422, &[], r#"{"error":"invalid"}"#)),
        Server::always(http_response(500, &[], "<p>gone")),
    ];
    let urls = servers.iter().map(Server::url);
    for url in urls.chain([unreachable_url(), "https://127.0.0.1:1".to_owned()]) {
        let session = backend.session(&url).retry(RetryPolicy::none());
        let session = session.build().expect("a session");
        let error = call(&session, &Method::GET, "/thing").send_json();
        let error: Box<dyn StdError> = Box::new(error.expect_err("a failure"));
        let chain = successors(Some(&*error as &dyn StdError), |error| (*error).source());
        let texts: Vec<String> = chain.map(ToString::to_string).collect();
        for (number, text) in texts.iter().enumerate() {
            let before = texts[..number].concat();
            assert!(!before.contains(text.as_str()), "{texts:#?}");
        }
        let first = &texts[0];
        assert!(first.matches("onnection refused").count() <= 1, "{first}");
    }
}

fn error_bodies_of_any_shape_are_described(backend: Backend) {
    let page = format!(
        "<!doctype html><html><head><style>{}</style><title>Sign in</title>",
        "p { color: red } ".repeat(100)
    );
    let long = format!(
        r#"{{"error":"invalid","errors":{{"a":["{}"]}}}}"#,
        "x".repeat(99_999)
    );
    for (body, text) in [
        (
            r#"{"error":"invalid","errorDescription":{"name":["is taken"]}}"#,
            "422 Unprocessable Entity: name: is taken (invalid)",
        ),
        (r#"{"message":"No such column"}"#, "Entity: No such column"),
        (r#"{"errors":["a","b"]}"#, "Entity: a, b"),
        (page.as_str(), "Entity: Sign in"),
        (long.as_str(), "xx… (invalid)"),
    ] {
        let server = Server::always(http_response(422, &[], body));
        let session = backend.session(&server.url()).build().expect("a session");
        let error = get(&session).expect_err("a failure").to_string();
        assert!(error.ends_with(text), "{error}");
        assert!(error.len() < 1200, "{error}");
    }
}

fn a_page_instead_of_json_is_described(backend: Backend) {
    let style = "p { color: red } ".repeat(100);
    let page = format!("<!doctype html><html><head><style>{style}</style><title>Sign in</title>");
    let server = Server::always(http_response(200, &[], &page));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = call(&session, &Method::GET, "/thing")
        .send_json()
        .expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(text.ends_with(": an HTML page: Sign in"), "{text}");
    assert_eq!(error.body(), Some(page.as_bytes()));
}

fn an_unsupported_encoding_is_named(backend: Backend) {
    for encoding in ["br", "gzip, zstd", "deflate"] {
        let headers = [("Content-Encoding", encoding)];
        let server = Server::always(http_response(200, &headers, "\u{b}\u{4}"));
        let session = backend.session(&server.url()).build().expect("a session");
        let error = call(&session, &Method::GET, "/thing")
            .send_json()
            .expect_err("a failure");
        let text = error.to_string();
        let expected = format!("the encoding {encoding:?} of the body is not supported");
        assert!(text.contains(&expected), "{text}");
    }
}

fn causes_are_named_without_the_layers_of_libraries(backend: Backend) {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_vec();
    let server = Server::new(move |_, _| Step::RespondAndClose(cut.clone()));
    for (url, kind, cause) in [
        (unreachable_url(), "cannot connect: ", "refused"),
        (server.url(), "the connection failed: ", ""),
    ] {
        let session = backend.session(&url).retry(RetryPolicy::none());
        let session = session.build().expect("a session");
        let text = get(&session).expect_err("a failure").to_string();
        assert!(text.contains(kind) && text.contains(cause), "{text}");
        for layer in [
            ": io: ",
            "client error",
            "error sending request",
            "error decoding response body",
            "request or response body error",
        ] {
            assert!(!text.contains(layer), "{text}");
        }
    }
}
