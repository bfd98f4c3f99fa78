//! Content encodings and the framing of bodies, which both transports handle alike.

use std::io::Write as _;

use civis_core::ErrorKind;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use serde_json::json;

use crate::support::server::{Server, Step};
use crate::support::{Backend, call, for_each_backend, get, send};

for_each_backend!(
    every_valid_form_of_gzip_is_decoded,
    invalid_gzip_is_an_error,
    a_body_that_decompresses_beyond_the_limit_is_an_error,
    other_encodings_are_passed_through,
    an_empty_encoded_body_is_not_an_error,
    transfer_encoding_identity_is_ignored,
    chunks_must_end_with_crlf,
);

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("bytes");
    encoder.finish().expect("bytes")
}

fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 200 OK\r\n{encoding}\r\n").into_bytes();
    bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    bytes.extend(body);
    bytes
}

fn every_valid_form_of_gzip_is_decoded(backend: Backend) {
    let whole = gzip(b"[1,2,3]");
    let members = [gzip(b"[1,"), gzip(b""), gzip(b"2,3]")].concat();
    let padded = [&*whole, &[0; 512]].concat();
    let followed = [&*whole, b"garbage"].concat();
    for (header, body) in [
        ("Content-Encoding: gzip", &whole),
        ("Content-Encoding: GZIP", &whole),
        ("CONTENT-ENCODING:  x-gzip ", &whole),
        ("Content-Encoding: X-GZip", &whole),
        ("Content-Encoding: identity, gzip", &whole),
        ("Content-Encoding: gzip, identity", &whole),
        ("Content-Encoding: gzip,", &whole),
        ("Content-Encoding: gzip, gzip", &gzip(&whole)),
        (
            "Content-Encoding: gzip, gzip, gzip, gzip",
            &gzip(&gzip(&gzip(&whole))),
        ),
        (
            "Content-Encoding: gzip\r\nContent-Encoding: gzip",
            &gzip(&whole),
        ),
        ("Content-Encoding: identity", &b"[1,2,3]".to_vec()),
        ("Content-Encoding:", &b"[1,2,3]".to_vec()),
        ("Content-Encoding: gzip", &members),
        ("Content-Encoding: gzip", &padded),
        ("Content-Encoding: gzip", &followed),
    ] {
        let server = Server::always(encoded(header, body));
        let session = backend.session(&server.url()).build().expect("a session");
        for _ in 0..2 {
            let value = call(&session, &Method::GET, "/").send_json();
            assert_eq!(value.expect(header), json!([1, 2, 3]), "{header}");
        }
        assert_eq!(server.connections(), 1, "{header}");
        let accepted = server.requests()[0]
            .header("accept-encoding")
            .map(str::to_owned);
        assert_eq!(accepted.as_deref(), Some("gzip"));
        if header.contains("gzip") {
            let response = get(&session).expect("a response");
            assert_eq!(response.headers().get("content-encoding"), None, "{header}");
            assert_eq!(response.headers().get("content-length"), None, "{header}");
        }
    }
}

fn invalid_gzip_is_an_error(backend: Backend) {
    let whole = gzip(b"[1,2,3]");
    let mut wrong = whole.clone();
    wrong[12] ^= 0xff;
    let mut wrong_checksum = whole.clone();
    let crc = wrong_checksum.len() - 6;
    wrong_checksum[crc] ^= 0xff;
    let cut_member = [&*whole, &whole[..whole.len() - 3]].concat();
    for (header, body) in [
        ("Content-Encoding: gzip", &b"[1,2,3]"[..]),
        ("Content-Encoding: gzip", &whole[..whole.len() - 3]),
        ("Content-Encoding: gzip", &whole[..5]),
        ("Content-Encoding: gzip", &wrong),
        ("Content-Encoding: gzip", &wrong_checksum),
        ("Content-Encoding: gzip", &cut_member),
        ("Content-Encoding: gzip, gzip", &whole),
        (
            "Content-Encoding: gzip, gzip, gzip, gzip, gzip",
            &gzip(&gzip(&gzip(&gzip(&whole)))),
        ),
        (
            "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip",
            &gzip(&gzip(&gzip(&gzip(&gzip(&whole))))),
        ),
    ] {
        let server = Server::always(encoded(header, body));
        let session = backend.session(&server.url()).build().expect("a session");
        let error = send(&session, &Method::POST).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.may_have_executed());
        let text = error.to_string();
        assert!(
            text.contains("the response is not valid: the body is"),
            "{text}"
        );
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_body_that_decompresses_beyond_the_limit_is_an_error(backend: Backend) {
    let million = gzip(&vec![b' '; 1_000_000]);
    assert!(million.len() < 10_000);
    for (body, limit, fits) in [
        (million.clone(), 1_000_000, true),
        (million.clone(), 999_999, false),
        ([&*million, &*million].concat(), 1_999_999, false),
        ([&*million, &*million].concat(), 2_000_000, true),
    ] {
        let server = Server::always(encoded("Content-Encoding: gzip", &body));
        let session = backend.session(&server.url()).max_response_bytes(limit);
        match get(&session.build().expect("a session")) {
            Ok(response) => assert!(fits && response.body().len() as u64 == limit),
            Err(error) => {
                assert!(!fits && error.to_string().contains("too long"), "{error}");
            }
        }
        assert_eq!(server.requests().len(), 1);
    }
}

fn other_encodings_are_passed_through(backend: Backend) {
    for header in ["br", "zstd", "gzip, br", "br, gzip"] {
        let head = format!("Content-Encoding: {header}");
        let server = Server::always(encoded(&head, b"abc"));
        let session = backend.session(&server.url()).build().expect("a session");
        let response = get(&session).expect("a response");
        assert_eq!(response.body(), b"abc");
        let encoding = response.headers().get("content-encoding");
        assert_eq!(
            encoding.map(http::HeaderValue::as_bytes),
            Some(header.as_bytes())
        );
    }
}

fn an_empty_encoded_body_is_not_an_error(backend: Backend) {
    let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 27\r\n\r\n";
    let server = Server::new(|_, request| match &*request.method {
        "HEAD" => Step::Respond(head.to_vec()),
        _ => Step::Respond(encoded("Content-Encoding: gzip", b"")),
    });
    let session = backend.session(&server.url()).build().expect("a session");
    for method in [Method::HEAD, Method::GET, Method::HEAD] {
        let response = send(&session, &method).expect("a response");
        assert_eq!(response.body(), b"");
    }
}

fn transfer_encoding_identity_is_ignored(backend: Backend) {
    let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\
        Content-Length: 7\r\n\r\n[1,2,3]";
    let server = Server::new(|_, _| Step::RespondAndClose(bytes.to_vec()));
    let session = backend.session(&server.url()).build().expect("a session");
    let response = send(&session, &Method::POST).expect("a response");
    assert_eq!(response.body(), b"[1,2,3]");
}

fn chunks_must_end_with_crlf(backend: Backend) {
    let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\n[1,2,3]\n0\n\n";
    let server = Server::new(|_, _| Step::RespondAndClose(bytes.to_vec()));
    let session = backend.session(&server.url()).build().expect("a session");
    let error = send(&session, &Method::POST).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
}
