//! Bodies that are not plain JSON in UTF-8.

use civis_core::{Call, Error, ErrorKind, PagedCall, Request, Session};
use http::Method;
use serde_json::{Value, json};

use crate::support::server::{Server, Step, http_response};
use crate::support::{Backend, for_each_backend};

for_each_backend!(
    text_is_decoded_by_its_charset,
    invalid_bytes_do_not_lose_a_response,
    white_space_is_an_empty_body,
    a_decode_error_has_the_position_and_whether_the_request_may_have_executed,
    the_body_of_an_error_is_decoded_too,
    every_page_is_decoded_too,
    a_lookup_is_decoded_too,
    a_specification_is_downloaded_in_utf8,
);

fn server(status: u16, content_type: &str, body: &[u8]) -> Server {
    Server::always(http_response(
        status,
        &[("Content-Type", content_type)],
        body,
    ))
}

fn call(session: &Session, method: Method) -> Call<Value> {
    Call::new(session, Request::new("things.do", method, "/thing"))
}

/// Decodes a body with `send` and with `send_json`, which must agree.
fn json(backend: Backend, content_type: &str, body: &[u8]) -> Result<Value, Error> {
    let server = server(200, content_type, body);
    let session = backend.session(&server.url()).build().expect("a session");
    let call = call(&session, Method::POST);
    let value = call.send_json()?;
    let response = call.send()?;
    assert_eq!(*response, value);
    assert_eq!(response.raw(), body);
    assert_eq!(server.requests().len(), 2, "each call sends one request");
    Ok(value)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn text_is_decoded_by_its_charset(backend: Backend) {
    let text = r#"{"name":"é€"}"#;
    for (content_type, body) in [
        ("application/json", text.as_bytes().to_vec()),
        ("application/json", format!("\u{feff}{text}").into_bytes()),
        ("application/json; charset=utf-16", utf16(text)),
        ("application/json", utf16(&format!("\u{feff}{text}"))),
        (
            "application/json;charset=windows-1252",
            b"{\"name\":\"\xe9\x80\"}".to_vec(),
        ),
        (
            "application/json; charset=\"ISO-8859-1\"",
            b"{\"name\":\"\xe9\x80\"}".to_vec(),
        ),
    ] {
        let value = json(backend, content_type, &body).expect("JSON");
        assert_eq!(value, json!({"name": "é€"}), "{content_type} {body:?}");
    }
}

fn invalid_bytes_do_not_lose_a_response(backend: Backend) {
    for (body, expected) in [
        (&b"{\"log\":\"a\xffb\"}"[..], json!({"log": "a\u{fffd}b"})),
        (b"{\"log\":\"a\tb\x1b\"}", json!({"log": "a\tb\u{1b}"})),
        (
            b"[NaN, Infinity, -Infinity, 1]",
            json!(["NaN", "Infinity", "-Infinity", 1]),
        ),
        (
            b"{\"n\": 18446744073709551616}",
            json!({"n": "18446744073709551616"}),
        ),
        (b"{\"half\": \"\\ud83d\"}", json!({"half": "\u{fffd}"})),
    ] {
        let value = json(backend, "application/json", body).expect("JSON");
        assert_eq!(value, expected);
    }
}

fn white_space_is_an_empty_body(backend: Backend) {
    for body in ["", " ", "\r\n", " \t\n ", "\u{feff}", "\u{feff} \n"] {
        for bytes in [body.as_bytes().to_vec(), utf16(body)] {
            let value = json(backend, "application/json", &bytes).expect("an empty body");
            assert_eq!(value, Value::Null, "{bytes:?}");
        }
        let server = server(200, "application/json", body.as_bytes());
        let session = backend.session(&server.url()).build().expect("a session");
        let list: Call<Vec<i64>> = Call::new(&session, Request::new("", Method::GET, "/list"));
        let response = list.send().expect("an empty list");
        assert!(response.is_empty() && response.unexpected().is_none());
    }
}

fn a_decode_error_has_the_position_and_whether_the_request_may_have_executed(backend: Backend) {
    for (body, pointer) in [
        (&b"{\"a\": [1, nope]}"[..], ""),
        (b"{\"a\": 1", ""),
        (b"{\"a\": \xff}", ""),
        (b"{\"a\": NaN} x", ""),
    ] {
        let server = server(200, "application/json", body);
        let session = backend.session(&server.url()).build().expect("a session");
        for method in [Method::GET, Method::POST] {
            let error = call(&session, method.clone()).send().expect_err("an error");
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert_eq!(error.pointer(), Some(pointer));
            assert_eq!(error.body(), Some(body));
            assert_eq!(error.may_have_executed(), method == Method::POST);
            let text = error.to_string();
            assert!(text.contains("line 1 column"), "{text}");
            let is_mentioned = text.contains("the request may have executed");
            assert_eq!(is_mentioned, method == Method::POST, "{text}");
        }
    }
}

fn the_body_of_an_error_is_decoded_too(backend: Backend) {
    let text = "{\"error\":\"taken\",\"errorDescription\":\"é is taken\"}";
    let marked = format!("\u{feff}{text}");
    let latin1: Vec<u8> = text.chars().map(|char| u32::from(char) as u8).collect();
    for (content_type, body) in [
        ("application/json", marked.clone().into_bytes()),
        ("application/json", utf16(&marked)),
        ("application/json; charset=utf-16", utf16(text)),
        ("application/json; charset=iso-8859-1", latin1),
    ] {
        let server = server(422, content_type, &body);
        let session = backend.session(&server.url()).build().expect("a session");
        let error = call(&session, Method::POST).send().expect_err("an error");
        assert_eq!(error.code(), Some("taken"));
        assert_eq!(error.message(), "é is taken");
        assert_eq!(error.body(), Some(&*body));
    }
    let odd = server(
        422,
        "application/json",
        b"{\"error\":\"taken\",\"errorDescription\":\"a\xff\",\"share\":NaN}",
    );
    let session = backend.session(&odd.url()).build().expect("a session");
    let error = call(&session, Method::POST).send().expect_err("an error");
    assert_eq!(error.message(), "a\u{fffd}");
    let page = server(502, "text/html; charset=iso-8859-1", b"<p>Cr\xe9dits</p>");
    let session = backend.session(&page.url()).build().expect("a session");
    let error = call(&session, Method::POST).send().expect_err("an error");
    assert!(error.message().contains("Crédits"), "{error}");
}

fn every_page_is_decoded_too(backend: Backend) {
    let server = Server::new(|number, _| {
        let body: &[u8] = match number {
            0 => b"\xef\xbb\xbf[\"a\"]",
            1 => b"[\"b\xff\", NaN]",
            _ => b" \n",
        };
        Step::Respond(http_response(200, &[], body))
    });
    let session = backend.session(&server.url()).build().expect("a session");
    let request = Request::new("things.list", Method::GET, "/things");
    let items = PagedCall::<Value>::new(&session, request).iter();
    let items: Result<Vec<Value>, Error> = items.collect();
    assert_eq!(
        items.expect("pages"),
        [json!("a"), json!("b\u{fffd}"), json!("NaN")]
    );
}

fn a_lookup_is_decoded_too(backend: Backend) {
    let server = server(
        200,
        "application/json; charset=iso-8859-1",
        b"[{\"id\": 7, \"name\": \"entrep\xf4t\", \"load\": NaN}]",
    );
    let session = backend.session(&server.url()).build().expect("a session");
    assert_eq!(session.get_database_id("entrepôt").expect("an ID"), 7);
}

fn a_specification_is_downloaded_in_utf8(backend: Backend) {
    let text = "{\"swagger\": \"2.0\", \"info\": {\"title\": \"é\"}}";
    let marked = format!("\u{feff}{text}");
    for body in [
        text.as_bytes(),
        marked.as_bytes(),
        &utf16(&marked),
        &utf16(text),
    ] {
        let server = server(200, "application/json", body);
        let session = backend.session(&server.url()).build().expect("a session");
        let downloaded = civis_core::spec::download(&session).expect("a specification");
        assert_eq!(downloaded, text.as_bytes());
    }
    for body in [
        &b" "[..],
        b"{\"swagger\": NaN}",
        b"{\"swagger\": \"2.0\"} x",
    ] {
        let server = server(200, "application/json", body);
        let session = backend.session(&server.url()).build().expect("a session");
        let error = civis_core::spec::download(&session).expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
