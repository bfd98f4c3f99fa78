//! Responses that no schema describes: what came, as bytes, text or JSON.

use civis_core::{Blob, Call, ErrorKind, Request, Response};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    nothing_is_received_where_nothing_came,
    what_came_is_received_with_its_media_type_and_name,
    any_json_may_be_text,
    accept_is_sent_as_set,
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
    ] {
        assert_eq!(send(media_type, body).expect("text"), expected);
    }
    for media_type in ["text/html", "application/json", "image/png", ""] {
        let error = send(media_type, "<p>Please sign in").expect_err("no JSON");
        assert_eq!(error.kind(), ErrorKind::Decode, "{media_type}");
    }
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
