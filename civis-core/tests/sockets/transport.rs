//! Connections, limits, redirects and bodies.

use std::net::TcpListener;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::transport::Settings;
use civis_core::{Call, ErrorKind, Location, Request, RetryPolicy};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::server::{Server, Step, http_response, ok};
use crate::support::{BASIC, Backend, bare_session, call, for_each_backend, get, send};

for_each_backend!(
    connections_are_reused_and_shared_by_clones,
    eight_threads_send_requests_concurrently,
    a_silent_server_times_out,
    the_timeout_of_the_call_ends_a_trickling_response,
    a_response_beyond_the_limit_is_an_error,
    a_redirect_to_another_origin_is_not_followed,
    only_reads_follow_a_redirect_within_the_origin,
    a_corrected_slash_is_followed_with_method_and_body,
    circular_redirects_end,
    a_response_may_be_gzipped,
    a_chunked_response_is_reassembled,
    a_response_may_be_empty,
    dot_segments_are_encoded_or_rejected,
    a_url_that_is_too_long_is_an_invalid_request,
    an_error_in_html_shows_its_heading,
    an_unknown_host_is_a_connect_error,
    a_server_without_tls_is_a_tls_error_without_retry,
);

fn connections_are_reused_and_shared_by_clones(backend: Backend) {
    let server = Server::always(http_response(200, &[], "[]"));
    let session = backend.session(&server.url()).build().expect("a session");
    for method in [
        Method::GET,
        Method::POST,
        Method::DELETE,
        Method::PATCH,
        Method::PUT,
    ] {
        send(&session.clone(), &method).expect("a response");
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

fn eight_threads_send_requests_concurrently(backend: Backend) {
    // No request gets a response before all eight have arrived.
    let all = Arc::new(Barrier::new(8));
    let server = Server::new(move |_, _| {
        all.wait();
        Step::Respond(ok())
    });
    let settings = Settings::default().read_timeout(Duration::from_secs(10));
    let session = bare_session(&server.url())
        .transport(backend.transport(settings))
        .retry(RetryPolicy::none())
        .build()
        .expect("a session");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..3 {
                    get(&session).expect("a response");
                }
            });
        }
    });
    assert_eq!((server.requests().len(), server.connections()), (24, 8));
}

fn a_silent_server_times_out(backend: Backend) {
    for (method, attempts) in [(Method::GET, 2), (Method::POST, 1)] {
        let server = Server::new(|_, _| Step::Hang);
        let settings = Settings::default().read_timeout(Duration::from_millis(50));
        let session = bare_session(&server.url())
            .transport(backend.transport(settings))
            .retry(RetryPolicy::default().max_retries(1))
            .build()
            .expect("a session");
        let error = send(&session, &method).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        #[cfg(feature = "ureq")]
        if matches!(backend, Backend::Ureq) {
            let expected = "timed out: no bytes were transferred within `read_timeout`";
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert_eq!(server.requests().len(), attempts, "{method}");
    }
}

fn the_timeout_of_the_call_ends_a_trickling_response(backend: Backend) {
    let server = Server::new(|_, _| {
        let whole = http_response(200, &[], &"x".repeat(10_000));
        Step::Trickle(whole, Duration::from_millis(2))
    });
    let session = backend
        .session(&server.url())
        .timeout(Duration::from_millis(300))
        .retry(RetryPolicy::none())
        .build()
        .expect("a session");
    let start = Instant::now();
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    // The whole response would take 20 seconds.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

fn a_response_beyond_the_limit_is_an_error(backend: Backend) {
    let chunked =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n";
    for (bytes, is_within) in [
        (http_response(200, &[], "1234567890"), true),
        (http_response(200, &[], "12345678901"), false),
        (chunked.to_vec(), false),
    ] {
        let server = Server::always(bytes);
        let session = backend.session(&server.url()).max_response_bytes(10);
        let session = session.build().expect("a session");
        match get(&session) {
            Ok(_) => assert!(is_within),
            Err(error) => {
                assert!(
                    !is_within && error.kind() == ErrorKind::Transport,
                    "{error}"
                );
                assert!(error.to_string().contains("too long"), "{error}");
            }
        }
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_redirect_to_another_origin_is_not_followed(backend: Backend) {
    let other = Server::always(ok());
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/there?signature=secret", other.url());
        let server = Server::always(http_response(status, &[("Location", &location)], ""));
        let session = backend.session(&server.url()).build().expect("a session");
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let error = send(&session, &method).expect_err("a failure");
            assert_eq!(error.kind(), ErrorKind::Api);
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let text = error.to_string();
            assert!(
                text.contains("a redirect to 127.0.0.1 is not followed"),
                "{text}"
            );
            assert!(!text.contains("secret"), "{text}");
        }
        assert_eq!(server.requests().len(), 3);
    }
    assert_eq!(other.connections(), 0);
}

fn only_reads_follow_a_redirect_within_the_origin(backend: Backend) {
    let server = Server::new(|_, request| match &*request.target {
        "/there?a=b" => Step::Respond(ok()),
        _ => Step::Respond(http_response(302, &[("Location", "/there?a=b")], "moved")),
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let response = get(&session).expect("a response");
    assert_eq!(
        (response.status(), response.attempts()),
        (StatusCode::OK, 1)
    );
    assert_eq!(server.requests()[1].header("authorization"), Some(BASIC));
    send(&session, &Method::POST).expect_err("a redirect");
    assert_eq!(server.requests().len(), 3);
}

fn a_corrected_slash_is_followed_with_method_and_body(backend: Backend) {
    for (status, is_followed) in [(307, true), (308, true), (301, false), (302, false)] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let server = Server::new(move |_, request| match &*request.target {
                "/items?a=b" => {
                    let location = [("Location", "/items/?a=b")];
                    Step::Respond(http_response(status, &location, "moved"))
                }
                _ => Step::Respond(ok()),
            });
            let session = backend.session(&server.url()).build().expect("a session");
            let request = Request::new("items", method.clone(), "/items")
                .with(Location::Query, "a", "b")
                .with(Location::Field, "name", "anvil");
            let sent = Call::<Value>::new(&session, request).send_raw();
            assert_eq!(sent.is_ok(), is_followed, "{status} {method}");
            let requests = server.requests();
            assert_eq!(requests.len(), 1 + usize::from(is_followed));
            for request in &requests {
                assert_eq!(request.method, method.as_str());
                assert_eq!(request.body, br#"{"name":"anvil"}"#);
                assert_eq!(request.header("authorization"), Some(BASIC));
                assert_eq!(request.header("content-type"), Some("application/json"));
            }
        }
    }
    // Two that lead to each other end.
    let server = Server::new(|_, request| {
        let other = if request.target == "/thing" {
            "/thing/"
        } else {
            "/thing"
        };
        Step::Respond(http_response(307, &[("Location", other)], ""))
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let error = send(&session, &Method::POST).expect_err("a failure");
    assert_eq!(error.status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert!(!error.may_have_executed());
    assert_eq!(server.requests().len(), 6);
}

fn circular_redirects_end(backend: Backend) {
    let server = Server::always(http_response(302, &[("Location", "/thing")], ""));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert_eq!(server.requests().len(), 6);
}

fn a_response_may_be_gzipped(backend: Backend) {
    // gzip of `[1,2,3]`.
    const GZIPPED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x8b\x36\xd4\
        \x31\xd2\x31\x8e\x05\x00\xe9\xb3\x6d\xfd\x07\x00\x00\x00";
    let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n".to_vec();
    bytes.extend(format!("Content-Length: {}\r\n\r\n", GZIPPED.len()).bytes());
    let mut cut = bytes.clone();
    cut.extend(&GZIPPED[..GZIPPED.len() - 12]);
    bytes.extend(GZIPPED);

    let server = Server::always(bytes);
    let session = backend.session(&server.url()).build().expect("a session");
    for _ in 0..2 {
        let value = call(&session, &Method::GET, "/").send_json();
        assert_eq!(value.expect("a response"), json!([1, 2, 3]));
    }
    assert_eq!(server.connections(), 1);

    let server = Server::new(move |_, _| Step::RespondAndClose(cut.clone()));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = send(&session, &Method::POST).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
}

fn a_chunked_response_is_reassembled(backend: Backend) {
    let bytes =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n";
    let server = Server::always(&bytes[..]);
    let session = backend.session(&server.url()).build().expect("a session");
    for _ in 0..2 {
        let value = call(&session, &Method::GET, "/")
            .send_json()
            .expect("a response");
        assert_eq!(value, json!([1, 2]));
    }
    assert_eq!(server.connections(), 1);
}

fn a_response_may_be_empty(backend: Backend) {
    for status in [200, 202, 204, 205] {
        let server = Server::always(http_response(status, &[], ""));
        let session = backend.session(&server.url()).build().expect("a session");
        for method in [Method::GET, Method::DELETE, Method::POST] {
            let call = call(&session, &method, "/thing");
            assert_eq!(call.send_json().expect("a response"), Value::Null);
            assert_eq!(
                call.send_raw().expect("a response").status().as_u16(),
                status
            );
        }
    }
}

fn dot_segments_are_encoded_or_rejected(backend: Backend) {
    let server = Server::always(ok());
    let session = backend.session(&server.url()).build().expect("a session");
    let request = Request::new("a.get", Method::DELETE, "/a/{name}/b");
    let request = request.with(Location::Path, "name", "..");
    match Call::<Value>::new(&session, request).send_raw() {
        Ok(_) => assert_eq!(server.requests()[0].target, "/a/%2E%2E/b"),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert_eq!(server.connections(), 0);
        }
    }
}

fn a_url_that_is_too_long_is_an_invalid_request(backend: Backend) {
    let server = Server::always(ok());
    let session = backend.session(&server.url()).build().expect("a session");
    let request = Request::new("a.get", Method::GET, "/a");
    let request = request.with(Location::Query, "q", "x".repeat(70_000));
    let error = Call::<Value>::new(&session, request)
        .send_raw()
        .expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().len() < 300, "{error}");
}

fn an_error_in_html_shows_its_heading(backend: Backend) {
    let page = format!("<html>\r\n<h1>Bad\tGateway</h1>{}</html>", "é".repeat(5000));
    let server = Server::always(http_response(500, &[], &page));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    let text = error.to_string();
    assert_eq!(text, "GET /thing: 500 Internal Server Error: Bad Gateway");
    assert_eq!(error.body(), Some(page.as_bytes()));
}

fn an_unknown_host_is_a_connect_error(backend: Backend) {
    let session = backend
        .session("https://no-such-host.invalid")
        .retry(RetryPolicy::default().max_retries(1))
        .build()
        .expect("a session");
    let error = send(&session, &Method::POST).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Connect, 2),
        "{error}"
    );
}

fn a_server_without_tls_is_a_tls_error_without_retry(backend: Backend) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let server = thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().expect("a connection");
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let session = backend.session(&url).build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Tls, 1),
        "{error}"
    );
    server.join().expect("the server");
}
