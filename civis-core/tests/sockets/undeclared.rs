//! Responses that no schema describes: what came, as bytes, text or JSON.

use std::io::Read as _;
use std::time::{Duration, Instant};

use civis_core::transport::{TransportError, TransportErrorKind};
use civis_core::{Blob, Call, CancelToken, ErrorKind, Request, Response};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, for_each_backend, timed_session};

for_each_backend!(
    nothing_is_received_where_nothing_came,
    what_came_is_received_with_its_media_type_and_name,
    any_json_may_be_text,
    text_may_be_sent_without_quotes,
    any_text_but_a_page_may_come_where_nothing_is_declared,
    accept_is_sent_as_set,
    a_body_of_any_length_is_read_as_it_comes,
    a_streamed_call_is_retried_and_reports_errors_like_others,
    the_timeout_ends_a_streamed_call_that_has_no_response,
);

fn request(backend: Backend, server: &Server, method: Method) -> Response<Blob> {
    let session = backend.session(&server.url()).build().expect("a session");
    let call: Call<Blob> = Call::new(&session, Request::new("", method, "/thing"));
    call.send().expect("a response")
}

fn nothing_is_received_where_nothing_came(backend: Backend) {
    for (status, method) in [
        (204, Method::DELETE),
        (200, Method::POST),
        (202, Method::PUT),
        (200, Method::HEAD),
    ] {
        let server = Server::always(http_response(status, &[], ""));
        let response = request(backend, &server, method);
        assert!(response.is_empty());
        assert_eq!(response.status(), status);
        assert_eq!((&*Blob::text(&response), response.media_type()), ("", None));
        assert_eq!(response.json::<Value>().expect("null"), json!(null));
    }
}

fn what_came_is_received_with_its_media_type_and_name(backend: Backend) {
    let json = http_response(200, &[("Content-Type", "application/json")], "{\"id\": 7}");
    let response = request(backend, &Server::always(json), Method::POST);
    assert_eq!(response.media_type(), Some("application/json"));
    assert_eq!(response.json::<Value>().expect("JSON"), json!({"id": 7}));
    assert_eq!(response.file_name(), None);

    let csv = [("Content-Type", "text/csv; charset=iso-8859-1")];
    let csv = http_response(200, &csv, b"name\ncaf\xe9\n");
    let response = request(backend, &Server::always(csv), Method::GET);
    assert_eq!(response.text(), "name\ncafé\n");
    assert_eq!(response.bytes(), b"name\ncaf\xe9\n");
    let error = response.json::<Value>().expect_err("not JSON");
    assert_eq!(error.kind(), ErrorKind::Decode);

    let disposition = "attachment; filename=\"x.png\"; filename*=UTF-8''%C3%A9.png";
    let png = [
        ("Content-Type", "image/png"),
        ("Content-Disposition", disposition),
    ];
    let png = http_response(200, &png, b"\x89PNG\r\n\0\xff");
    let file = request(backend, &Server::always(png), Method::GET).into_inner();
    let expected = Blob::new(*b"\x89PNG\r\n\0\xff")
        .name("é.png")
        .content_type("image/png");
    assert_eq!(file, expected);
}

fn any_json_may_be_text(backend: Backend) {
    let send = |media_type: &str, body: &str| {
        let server = Server::always(http_response(200, &[("Content-Type", media_type)], body));
        let session = backend.session(&server.url()).build().expect("a session");
        let request = Request::new("", Method::GET, "/thing");
        Call::<Value>::new(&session, request).send_json()
    };
    for (media_type, body, expected) in [
        ("text/csv", "id\n1\n", json!("id\n1\n")),
        ("Text/Plain; charset=utf-8", "fine", json!("fine")),
        ("text/plain", "{\"id\": 7}", json!({"id": 7})),
        ("text/csv", "", json!(null)),
        (
            "application/x-ndjson",
            "{\"id\": 7}\n{}\n",
            json!("{\"id\": 7}\n{}\n"),
        ),
        ("application/xml", "<id>7</id>", json!("<id>7</id>")),
        ("image/svg+xml", "<svg/>", json!("<svg/>")),
    ] {
        assert_eq!(send(media_type, body).expect("text"), expected);
    }
    for media_type in ["text/html", "application/json", "image/png", ""] {
        let error = send(media_type, "<p>Please sign in").expect_err("no JSON");
        assert_eq!(error.kind(), ErrorKind::Decode, "{media_type}");
    }
}

fn text_may_be_sent_without_quotes(backend: Backend) {
    let send = |media_type: &str, body: &str| {
        let server = Server::always(http_response(200, &[("Content-Type", media_type)], body));
        let session = backend.session(&server.url()).build().expect("a session");
        let request = Request::new("", Method::GET, "/thing");
        Call::<String>::new(&session, request).send()
    };
    for (media_type, body) in [
        ("text/plain", "fine, thanks"),
        ("text/plain", "\"fine, thanks\""),
        // Frameworks call plain text HTML, too.
        ("text/html", "fine, thanks"),
    ] {
        let text = send(media_type, body).expect("text").into_inner();
        assert_eq!(text, "fine, thanks", "{body}");
    }
    for (media_type, body) in [
        ("application/json", "fine, thanks"),
        ("text/html", "<p>fine, thanks"),
    ] {
        let error = send(media_type, body).expect_err("no JSON");
        assert_eq!(error.kind(), ErrorKind::Decode, "{media_type}");
    }
}

fn any_text_but_a_page_may_come_where_nothing_is_declared(backend: Backend) {
    let send = |media_type: &str, body: &str| {
        let server = Server::always(http_response(200, &[("Content-Type", media_type)], body));
        let session = backend.session(&server.url()).build().expect("a session");
        Call::<()>::new(&session, Request::new("", Method::POST, "/thing")).send()
    };
    for (media_type, body) in [
        ("text/plain", "fine, thanks"),
        ("application/json", "fine, thanks"),
        ("text/html", "fine, thanks"),
        ("image/svg+xml", "<svg/>"),
    ] {
        let response = send(media_type, body).expect("a response");
        assert_eq!(response.unexpected(), Some(&json!(body)), "{media_type}");
    }
    let error = send("text/html", "<p>Please sign in").expect_err("a page");
    assert_eq!(error.kind(), ErrorKind::Decode);
}

fn accept_is_sent_as_set(backend: Backend) {
    let server = Server::new(|_, request| {
        let accept = request.header("accept").unwrap_or("none").to_owned();
        Step::Respond(http_response(200, &[], &accept))
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let accept = |request: Request| {
        let call: Call<Blob> = Call::new(&session, request);
        let response = call.send().expect("a response");
        Blob::text(&response).into_owned()
    };
    let mut request = Request::new("", Method::GET, "/thing");
    // As the official Python client.
    assert_eq!(accept(request.clone()), "*/*");
    request.set_accept("application/json, */*;q=0.1");
    assert_eq!(accept(request.clone()), "application/json, */*;q=0.1");
    let own = request.with(civis_core::Location::Header, "Accept", "text/csv");
    assert_eq!(accept(own), "text/csv");
}

/// A session that refuses bodies of more than 10 bytes.
fn narrow(backend: Backend, server: &Server) -> Call<Blob> {
    let session = backend.session(&server.url()).max_response_bytes(10);
    let session = session.build().expect("a session");
    Call::new(&session, Request::new("", Method::POST, "/thing"))
}

fn a_body_of_any_length_is_read_as_it_comes(backend: Backend) {
    let long = "x".repeat(100_000);
    let whole = http_response(200, &[("Content-Type", "text/csv")], &long);
    let server = Server::always(whole.clone());
    let call = narrow(backend, &server);
    call.send().expect_err("it is too long");
    let mut response = call.send_streamed().expect("a response");
    assert_eq!(response.headers()["content-type"], "text/csv");
    let mut text = String::new();
    response
        .body_mut()
        .read_to_string(&mut text)
        .expect("a text");
    assert_eq!(text, long);

    // The head is enough to begin, and a body that is cut off is an error.
    let cut = whole[..50_000].to_vec();
    let server = Server::new(move |_, _| Step::RespondAndClose(cut.clone()));
    let mut response = narrow(backend, &server)
        .send_streamed()
        .expect("a response");
    let mut bytes = Vec::new();
    let error = response
        .body_mut()
        .read_to_end(&mut bytes)
        .expect_err("cut off");
    assert!(bytes.len() > 1000, "{}", bytes.len());
    let kind = TransportError::from(error).kind();
    assert!(matches!(
        kind,
        TransportErrorKind::Io | TransportErrorKind::Protocol
    ));
    assert_eq!(server.requests().len(), 1);
}

fn a_streamed_call_is_retried_and_reports_errors_like_others(backend: Backend) {
    let server = Server::new(|number, _| {
        let (status, body) = match number {
            0 => (503, ""),
            1 => (307, ""),
            2 => (200, "fine"),
            _ => (404, r#"{"detail": "gone"}"#),
        };
        let headers = [("Retry-After", "1"), ("Location", "/thing/")];
        Step::Respond(http_response(status, &headers, body))
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let call: Call<Blob> = Call::new(&session, Request::new("", Method::POST, "/thing"));
    let token = CancelToken::new();
    let cancellable: Call<Blob> = Call::new(&session.cancelled_by(&token), call.request().clone());
    let mut response = cancellable.send_streamed().expect("a response");
    assert_eq!(server.requests()[2].target, "/thing/");
    let mut text = String::new();
    response
        .body_mut()
        .read_to_string(&mut text)
        .expect("a text");
    assert_eq!(text, "fine");
    let error = call.send_streamed().map(drop).expect_err("a failure");
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::NotFound, "gone")
    );
}

fn the_timeout_ends_a_streamed_call_that_has_no_response(backend: Backend) {
    let server = Server::new(|_, _| Step::Hang);
    let session = timed_session(backend, &server.url()).timeout(Duration::from_millis(200));
    let session = session.build().expect("a session");
    let call: Call<Blob> = Call::new(&session, Request::new("", Method::GET, "/thing"));
    let start = Instant::now();
    let error = call.send_streamed().map(drop).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(start.elapsed() < Duration::from_secs(20));
}
