//! Scripted faults and responses, and shutting the server down.

#![forbid(unsafe_code)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use civis_mock::{Cut, Error, Fault, MockServer, Reply};
use common::{Client, raw, small};
use serde_json::json;

#[test]
fn a_fault_occurs_as_often_as_configured() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(503).header("retry-after", "1").times(2));
    for _ in 0..2 {
        let response = client.get("/jobs/1");
        assert_eq!(response.problem().0, 503);
        assert_eq!(response.header("retry-after"), Some("1"));
    }
    assert_eq!(client.get("/jobs/1").status, 200);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_fault_applies_only_to_matching_requests() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(500).on("get", "/jobs/{job}"));
    server.fault(Fault::status(502).on_method("POST"));
    server.fault(Fault::status(504).on_path("/jobs/9"));
    assert_eq!(client.get("/jobs").status, 200);
    assert_eq!(client.get("/jobs/recent").status, 200);
    assert_eq!(client.send("DELETE", "/jobs/8", "").status, 204);
    assert_eq!(client.post("/jobs", &json!({"name": "a"})).status, 502);
    assert_eq!(client.get("/jobs/9").status, 500);
    assert_eq!(client.get("/jobs/9").status, 504);
    assert_eq!(client.get("/jobs/9").status, 200);
}

#[test]
fn a_permanent_fault_ends_when_faults_are_cleared() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(429).json(&json!({"code": 429})).always());
    for _ in 0..5 {
        assert_eq!(client.get("/jobs/1").json(), json!({"code": 429}));
    }
    server.clear_faults();
    assert_eq!(client.get("/jobs/1").status, 200);
}

#[test]
fn a_delayed_response_is_otherwise_unchanged() {
    let server = small();
    let delay = Duration::from_millis(40);
    server.fault(Fault::delay(delay));
    let start = Instant::now();
    assert_eq!(Client::new(&server).get("/jobs/7").json()["id"], 7);
    assert!(start.elapsed() >= delay);
}

#[test]
fn a_delayed_response_does_not_block_others() {
    let server = small();
    server.fault(Fault::delay(Duration::from_secs(3600)).on_path("/jobs/1"));
    let client = Client::new(&server);
    std::thread::scope(|scope| {
        scope.spawn(|| client.try_send("GET", "/jobs/1", ""));
        while server.requests().is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(client.get("/jobs/2").status, 200);
        // Dropping the server ends the delayed request.
        drop(server);
    });
}

#[test]
fn a_connection_is_cut_at_the_configured_point() {
    let server = small();
    let client = Client::new(&server);
    let whole = client.get("/jobs").body;

    server.fault(Fault::cut(Cut::BeforeAnswer));
    assert!(client.try_send("GET", "/jobs", "").is_none());

    server.fault(Fault::cut(Cut::AfterHeaders));
    let response = client.get("/jobs");
    assert!(response.is_truncated && response.status == 200 && response.body.is_empty());
    let length = whole.len().to_string();
    assert_eq!(response.header("content-length"), Some(&*length));

    server.fault(Fault::cut(Cut::InBody));
    let response = client.get("/jobs");
    assert!(response.is_truncated);
    assert_eq!(response.body, whole[..whole.len() / 2]);

    assert_eq!(client.get("/jobs").body, whole);
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_connection_is_cut_while_a_request_is_read() {
    let server = small();
    server.fault(Fault::cut(Cut::InRequest).on("POST", "/jobs"));
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    let head = format!(
        "POST /jobs HTTP/1.1\r\nHost: {}\r\nContent-Length: 10\r\n\r\n",
        server.address()
    );
    stream.write_all(head.as_bytes()).expect("written");
    stream.write_all(b"12345").expect("written");
    let mut response = Vec::new();
    // It may be a reset.
    let _ = stream.read_to_end(&mut response);
    assert_eq!(response, b"");
    assert_eq!(server.requests()[0].body, &b"12345"[..]);

    let client = Client::new(&server);
    assert_eq!(client.post("/jobs", &json!({"name": "a"})).status, 201);
}

#[test]
fn the_newest_scripted_response_wins() {
    let server = small();
    let client = Client::new(&server);
    server.answer("GET", "/jobs/{id}", 200, &json!({"id": "odd"}));
    server.answer("GET", "/jobs/3", 404, &json!({"error": "gone"}));
    assert_eq!(client.get("/jobs/1").json(), json!({"id": "odd"}));
    assert_eq!(client.get("/jobs/3").status, 404);
    server.answer("GET", "/jobs/{id}", 200, &json!(null));
    assert_eq!(client.get("/jobs/3").json(), json!(null));
    assert!(client.get("/jobs/recent").json().is_array());
}

#[test]
fn a_scripted_response_does_not_replace_the_checks() {
    let server = small();
    server.answer("GET", "/jobs/{id}", 200, &json!({}));
    assert_eq!(Client::new(&server).get("/jobs/x").problem().0, 400);
    let rejected = raw(server.address(), "GET", "/jobs/1", "", "").expect("a response");
    assert_eq!(rejected.status, 401);
}

#[test]
fn a_handler_receives_the_request() {
    let server = small();
    server.handle("PATCH", "/jobs/{job}", |request| {
        let body = request.json().expect("a body");
        Reply::json(202, &json!({"job": request.param("job"), "body": body}))
    });
    let response = Client::new(&server).send("PATCH", "/jobs/4", "{\"name\": \"a\"}");
    assert_eq!(response.status, 202);
    assert_eq!(response.json(), json!({"job": "4", "body": {"name": "a"}}));
}

#[test]
fn a_handler_may_use_the_server_and_may_panic() {
    let server = small();
    let client = Client::new(&server);
    server.handle("GET", "/jobs/1", move |_| {
        Reply::json(200, &client.get("/jobs/2").json()["id"])
    });
    server.handle("GET", "/jobs/3", |_| panic!("on purpose"));
    let client = Client::new(&server);
    assert_eq!(client.get("/jobs/1").json(), 2);
    assert_eq!(client.get("/jobs/3").problem().0, 500);
    assert_eq!(client.get("/jobs/2").status, 200);
}

#[test]
fn a_handler_outside_the_specification_receives_unchecked_requests() {
    let server = small();
    server.handle("PUT", "/uploads/{name}", |request| {
        Reply::bytes(200, "text/plain", request.body.clone()).header("etag", "\"1\"")
    });
    let response = raw(server.address(), "PUT", "/uploads/a?sign=x", "", "bytes");
    let response = response.expect("a response");
    assert_eq!((response.status, &*response.body), (200, &b"bytes"[..]));
    assert_eq!(response.header("etag"), Some("\"1\""));
    assert_eq!(response.header("content-type"), Some("text/plain"));
}

#[test]
fn an_invalid_scripted_response_becomes_an_error() {
    let server = small();
    let client = Client::new(&server);
    for reply in [
        Reply::empty(7),
        Reply::empty(101),
        Reply::empty(200).header("a b", "c"),
        Reply::empty(200).header("a", "b\nc"),
    ] {
        server.reply("GET", "/jobs/1", reply);
        assert_eq!(client.get("/jobs/1").problem().0, 500);
    }
}

#[test]
fn every_response_has_the_rate_limit_headers() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(500).on_path("/jobs/1"));
    let mut previous = None;
    for path in ["/jobs/1", "/jobs/1", "/nothing"] {
        let response = client.get(path);
        assert_eq!(response.header("x-ratelimit-limit"), Some("1000"));
        let remaining = response
            .header("x-ratelimit-remaining")
            .expect("a remaining number");
        let remaining: u64 = remaining.parse().expect("a number");
        assert!(
            previous.is_none_or(|previous| remaining + 1 == previous),
            "{remaining}"
        );
        previous = Some(remaining);
    }
}

#[test]
fn dropping_the_server_closes_its_port() {
    let server = small();
    let address = server.address();
    let idle = TcpStream::connect(address).expect("the server listens");
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    drop(idle);
}

#[test]
fn a_failed_start_returns_its_cause() {
    let none = MockServer::builder().start().expect_err("no specification");
    assert!(matches!(none, Error::NoSpec));
    let missing = MockServer::start("/nowhere/spec.json").expect_err("no file");
    assert!(
        missing.to_string().contains("/nowhere/spec.json"),
        "{missing}"
    );
    let broken = MockServer::builder().spec_bytes(*b"{").start();
    assert!(matches!(broken, Err(Error::Spec(_))));
    let first = small();
    let port = first.address().port();
    let second = common::builder().port(port).start();
    assert!(matches!(second, Err(Error::Start(_))));
}
