//! Secrets never appear in logs, errors or `Debug`.

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::time::Duration;

use civis_core::transport::{Limits, RequestBody, Settings, Transport as _};
use civis_core::{Call, CancelToken, Error, Location, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::log_events;
use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{
    BASIC, Backend, KEY, bare_session, call, for_each_backend, send, unreachable_url,
};

for_each_backend!(
    the_key_is_never_logged_or_shown,
    no_part_of_an_echoed_key_is_shown,
    proxy_passwords_are_never_logged_or_shown,
    secret_headers_are_never_logged_or_shown,
    bodies_of_requests_are_sent_but_not_logged,
    streamed_bodies_are_sent_but_not_logged,
    bodies_and_secret_headers_of_responses_are_returned_but_not_logged,
    signed_url_queries_are_redacted_in_errors_and_kept_in_bodies,
    an_echoed_key_is_returned_but_not_logged,
    an_echoed_key_is_redacted_in_errors_in_any_encoding,
);

fn the_key_is_never_logged_or_shown(backend: Backend) {
    log_events::record();
    let mut shown = String::new();
    // A server that echoes the credentials.
    let echo = |status: u16| {
        Server::new(move |_, request| {
            let sent = request.header("authorization").unwrap_or_default();
            let body = format!(r#"{{"errorDescription":"{sent} {KEY}","error":"{KEY}"}}"#);
            Step::Respond(http_response(status, &[("X-Echo", sent)], &body))
        })
    };
    let page = Server::new(|_, request| {
        Step::Respond(http_response(
            502,
            &[],
            &format!("<p>{:?} {KEY}", request.headers),
        ))
    });
    let challenge = Server::always(http_response(401, &[("WWW-Authenticate", KEY)], ""));
    let drops = Server::new(|_, _| Step::Close);
    let servers = [
        echo(200),
        echo(401),
        echo(404),
        echo(429),
        echo(503),
        page,
        challenge,
    ];
    let urls = servers
        .iter()
        .map(Server::url)
        .chain([drops.url(), unreachable_url()]);
    for url in urls {
        let builder = backend
            .session(&url)
            .retry(RetryPolicy::default().max_retries(1));
        show(&mut shown, &builder);
        let session = builder.build().expect("a session");
        let cancellable = session.cancelled_by(&CancelToken::new());
        let with_timeout = session.with_timeout(Duration::from_secs(60));
        for session in [&session, &cancellable, &with_timeout] {
            show(&mut shown, session);
            for method in [Method::GET, Method::POST] {
                show(&mut shown, &call(session, &method, "/thing"));
                match send(session, &method) {
                    Ok(response) => show(&mut shown, &response),
                    Err(error) => show_error(&mut shown, &error),
                }
            }
        }
    }
    let not_json = Server::new(|_, request| {
        let sent = request.header("authorization").unwrap_or_default();
        Step::Respond(http_response(200, &[], &format!("not JSON: {KEY} {sent}")))
    });
    let session = backend.session(&not_json.url()).build().expect("a session");
    let error = call(&session, &Method::GET, "/thing")
        .send_json()
        .expect_err("a failure");
    show(&mut shown, &error);
    for bad in [format!("{KEY}\n"), format!("{KEY} "), format!("{KEY}é")] {
        let error = Session::builder()
            .api_key(bad)
            .build()
            .expect_err("a failure");
        show(&mut shown, &error);
    }
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    assert_absent(&shown, &[KEY, encoded]);
}

/// Fails if a secret is in the text or in the log.
fn assert_absent(shown: &str, secrets: &[&str]) {
    let log = log_events::all();
    // The log has the events of this library, and the records of others.
    for part in ["DEBUG civis", "TRACE log"] {
        assert!(log.contains(part), "{log}");
    }
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
    log_events::assert_absent(secrets);
}

fn show_error(shown: &mut String, error: &Error) {
    show(shown, error);
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        write!(shown, "{error} {error:?}").expect("a text");
        cause = error.source();
    }
}

fn show(shown: &mut String, value: &dyn Debug) {
    writeln!(shown, "{value:?} {value:#?}").expect("a text");
}

fn no_part_of_an_echoed_key_is_shown(backend: Backend) {
    // The excerpt in the error ends within the key.
    let body = |before: usize| format!("{}{KEY} {}", "x".repeat(before), "y".repeat(400));
    for before in [150, 180, 190, 195, 199] {
        for (status, is_json) in [(500, false), (200, true)] {
            let server = Server::always(http_response(status, &[], &body(before)));
            let session = backend.session(&server.url()).build().expect("a session");
            let call = call(&session, &Method::GET, "/thing");
            let sent = if is_json {
                call.send_json().map(drop)
            } else {
                call.send_raw().map(drop)
            };
            let text = format!("{:?}", sent.expect_err("a failure"));
            assert!(text.contains("xxx") && !text.contains(&KEY[..4]), "{text}");
        }
    }
}

fn proxy_passwords_are_never_logged_or_shown(backend: Backend) {
    const PASSWORD: &str = "tulip-0123456789";
    // `user:tulip-0123456789`
    const ENCODED: &str = "dXNlcjp0dWxpcC0wMTIzNDU2Nzg5";
    log_events::record();
    let mut shown = String::new();
    let rejecting = Server::always(http_response(407, &[], "who are you?"));
    for proxy in [rejecting.url(), unreachable_url()] {
        let proxy = proxy.replace("http://", &format!("http://user:{PASSWORD}@"));
        for base in ["http://platform.test", "https://platform.test"] {
            let session = bare_session(base)
                .allow_http_to("platform.test")
                .transport(backend.transport_with_proxy(Settings::default().proxy(&*proxy)))
                .retry(RetryPolicy::default().max_retries(1));
            show(&mut shown, &session);
            let session = session.build().expect("a session");
            show(&mut shown, &session);
            let error = send(&session, &Method::GET).expect_err("a failure");
            show_error(&mut shown, &error);
        }
    }
    let authorization = |request: Received| {
        let value = request.header("proxy-authorization").map(str::to_owned);
        value.unwrap_or_default()
    };
    let mut values = rejecting.requests().into_iter().map(authorization);
    assert!(values.all(|value| value.contains(ENCODED)));
    assert!(!rejecting.requests().is_empty());
    assert_absent(&shown, &[PASSWORD, ENCODED]);
}

fn secret_headers_are_never_logged_or_shown(backend: Backend) {
    const SECRET: &str = "narcissus-0123456789";
    log_events::record();
    let mut shown = String::new();
    let server = Server::new(|_, request| {
        Step::Respond(http_response(403, &[], &format!("{:?}", request.headers)))
    });
    for builder in [
        bare_session(&server.url()).secret_header("X-Key", SECRET),
        bare_session(&server.url()).bearer_token(SECRET),
    ] {
        let session = builder.transport(backend.transport(Settings::default()));
        show(&mut shown, &session);
        let session = session.build().expect("a session");
        let error = send(&session, &Method::GET).expect_err("a failure");
        show_error(&mut shown, &error);
    }
    assert_absent(&shown, &[SECRET]);
}

fn bodies_of_requests_are_sent_but_not_logged(backend: Backend) {
    const PASSWORD: &str = "hyacinth-0123456789";
    log_events::record();
    let server = Server::always(http_response(200, &[], "{}"));
    let session = backend.session(&server.url()).build().expect("a session");
    // In one buffer of the transport, and in several.
    for length in [0, 300_000] {
        let padding = "x".repeat(length);
        let mut request = Request::new("credentials.post", Method::POST, "/credentials");
        request.set(Location::Field, "padding", padding.as_str());
        request.set(Location::Field, "password", PASSWORD);
        let body = format!(r#"{{"padding":"{padding}","password":"{PASSWORD}"}}"#);
        Call::<Value>::new(&session, request)
            .send_raw()
            .expect("a response");
        let received = server.requests().pop().expect("a request");
        assert_eq!(String::from_utf8_lossy(&received.body), body);
    }
    assert_absent("", &[PASSWORD]);
}

fn streamed_bodies_are_sent_but_not_logged(backend: Backend) {
    const LINE: &str = "anemone-0123456789\r\n\r\n";
    log_events::record();
    let server = Server::always(http_response(200, &[], "{}"));
    let transport = backend.transport(Settings::default());
    // In one buffer of the transport, and in several.
    for (lines, has_length) in [(1, true), (1, false), (2_000, true), (2_000, false)] {
        let content = LINE.repeat(lines);
        let length = has_length.then_some(content.len() as u64);
        let body = RequestBody::reader(content.as_bytes(), length);
        let request = http::Request::put(server.url()).body(body);
        let request = request.expect("a request");
        let response = transport.send(request, &Limits::default());
        response.expect("a response");
        let received = server.requests().pop().expect("a request");
        assert!(received.body == content.as_bytes(), "{lines} {length:?}");
    }
    // The transport alone logs no event of this library.
    assert!(!log_events::all().is_empty());
    log_events::assert_absent(&[LINE.trim_end()]);
}

fn bodies_and_secret_headers_of_responses_are_returned_but_not_logged(backend: Backend) {
    const LOCATION: &str = "https://bucket.test/a?X-Amz-Signature=foxglove-0123456789";
    const COOKIE: &str = "session=lavender-0123456789; Path=/";
    const LINE: &str = "primrose-0123456789\r\n\r\n";
    log_events::record();
    for (lines, interim) in [(1, "HTTP/1.1 100 Continue\r\n\r\n"), (2_000, "")] {
        let head = format!(
            "{interim}HTTP/1.1 201 Created\r\nSet-Cookie: {COOKIE}\r\nlocation:{LOCATION} \r\n"
        );
        let body = LINE.repeat(lines);
        let sized = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        let half = body.len() / 2;
        let chunked = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n{half:x};a=b\r\n{}\r\n{:X}\r\n{}\r\n0\r\n\r\n",
            &body[..half],
            body.len() - half,
            &body[half..],
        );
        let closed = format!("{head}Connection: close\r\n\r\n{body}");
        for (whole, is_closed) in [(sized, false), (chunked, false), (closed, true)] {
            // Long bodies arrive in several parts anyway.
            let splits = [whole.len(), head.len() - 30, head.len() + 30];
            for at in splits.into_iter().take(if lines == 1 { 3 } else { 1 }) {
                let whole = whole.clone().into_bytes();
                let server = Server::new(move |_, _| match is_closed {
                    true => Step::RespondAndClose(whole.clone()),
                    false => Step::Split(whole.clone(), at, Duration::from_millis(1)),
                });
                let session = backend.session(&server.url()).build().expect("a session");
                // The second request uses the same connection, if it is open.
                for _ in 0..2 {
                    let response = send(&session, &Method::GET).expect("a response");
                    assert_eq!(response.headers()["location"], LOCATION);
                    assert_eq!(response.headers()["set-cookie"], COOKIE);
                    assert!(response.body() == body.as_bytes());
                }
            }
        }
    }
    assert_absent(
        "",
        &[
            "foxglove-0123456789",
            "lavender-0123456789",
            LINE.trim_end(),
        ],
    );
}

fn signed_url_queries_are_redacted_in_errors_and_kept_in_bodies(backend: Backend) {
    const URL: &str = "https://bucket.test/a/file.csv?X-Amz-Signature=crocus";
    for (status, body) in [
        (
            404,
            format!(r#"{{"errorDescription":"no {URL}","error":"{URL}"}}"#),
        ),
        (409, format!(r#"{{"url":"{}"}}"#, URL.replace('/', r"\/"))),
        (500, format!("<a href='{URL}'>gone</a>")),
        (200, format!("{URL} is not JSON")),
    ] {
        let server = Server::always(http_response(status, &[], &body));
        let session = backend.session(&server.url()).build().expect("a session");
        let error = call(&session, &Method::GET, "/thing")
            .send_json()
            .expect_err("a failure");
        let mut shown = String::new();
        show_error(&mut shown, &error);
        assert!(shown.contains("file.csv?…"), "{shown}");
        assert!(!shown.contains("crocus"), "{shown}");
        assert_eq!(error.body(), Some(body.as_bytes()));
    }
}

fn an_echoed_key_is_returned_but_not_logged(backend: Backend) {
    log_events::record();
    let body = format!("you are {KEY}, {BASIC} and {KEY}");
    let plain = http_response(200, &[("X-Echo", BASIC), ("X-Key", KEY)], &body);
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
    let chunked = format!(
        "{head}X-Echo: {BASIC}\r\nX-Key: {KEY}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    for whole in [plain, chunked.into_bytes()] {
        let length = whole.len();
        // In one piece, and split within the headers and within each key of the body.
        for at in [length, 60, length - 75, length - 40, length - 20] {
            let part = whole.clone();
            let server =
                Server::new(move |_, _| Step::Split(part.clone(), at, Duration::from_millis(1)));
            let session = backend.session(&server.url()).build().expect("a session");
            for method in [Method::GET, Method::POST] {
                let response = send(&session, &method).expect("a response");
                assert_eq!(response.headers()["x-echo"], BASIC);
                assert_eq!(response.headers()["x-key"], KEY);
                assert_eq!(response.body(), body.as_bytes());
            }
            let requests = server.requests();
            assert_eq!(requests[0].header("authorization"), Some(BASIC));
        }
    }
    let encoded = BASIC.trim_start_matches("Basic ").trim_end_matches('=');
    assert_absent("", &[KEY, encoded]);
}

fn an_echoed_key_is_redacted_in_errors_in_any_encoding(backend: Backend) {
    const URL: &str = "https://bucket.test/a.csv?X-Amz-Signature=crocus";
    let each = |spell: fn(u8) -> String| KEY.bytes().map(spell).collect::<String>();
    for echo in [
        KEY.to_owned(),
        BASIC.to_owned(),
        KEY.replace('-', "\\u002d"),
        KEY.replace('-', "%2D"),
        KEY.replace('-', "&#45;"),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("{byte:02x}")),
        "b3Blbi1zZXNhbWUtMDEyMzQ1Njc4OQ==".to_owned(),
        URL.to_owned(),
        URL.replace('/', "\\/"),
    ] {
        let quoted = format!("\"{echo}\"");
        for (status, body) in [
            (200, quoted.clone()),
            (200, format!("[{quoted}]")),
            (200, format!("not JSON {echo}")),
            (
                400,
                format!(r#"{{"error":{quoted},"errorDescription":{{{quoted}:[{quoted}]}}}}"#),
            ),
            (400, format!(r#"{{"odd":{quoted}}}"#)),
            (502, format!("<html><title>{echo}</title><h1>{echo}")),
            (503, format!("<p>{echo}")),
        ] {
            let server = Server::always(http_response(status, &[], &body));
            let session = backend.session(&server.url()).retry(RetryPolicy::none());
            let session = session.build().expect("a session");
            let mut shown = String::new();
            let error = civis_core::spec::download(&session).expect_err("a failure");
            show_error(&mut shown, &error);
            if let Err(error) = call(&session, &Method::GET, "/thing").send_json() {
                show_error(&mut shown, &error);
            }
            for secret in [echo.as_str(), KEY, "crocus"] {
                assert!(!shown.contains(secret), "{secret} in {shown}");
            }
        }
    }
}
