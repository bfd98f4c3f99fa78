//! Scripted faults and answers, and the end of a server.

#![forbid(unsafe_code)]

mod common;

use std::net::TcpStream;
use std::time::{Duration, Instant};

use civis_mock::{Cut, Error, Fault, MockServer, Reply};
use common::{Client, raw, small};
use serde_json::json;

#[test]
fn a_fault_comes_as_often_as_it_is_told_to() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(503).header("retry-after", "1").times(2));
    for _ in 0..2 {
        let answer = client.get("/jobs/1");
        assert_eq!(answer.problem().0, 503);
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    assert_eq!(client.get("/jobs/1").status, 200);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn faults_meet_only_what_they_are_meant_for() {
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
fn a_lasting_fault_ends_when_faults_are_cleared() {
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
fn a_delayed_answer_is_otherwise_the_ordinary_one() {
    let server = small();
    let delay = Duration::from_millis(40);
    server.fault(Fault::delay(delay));
    let start = Instant::now();
    assert_eq!(Client::new(&server).get("/jobs/7").json()["id"], 7);
    assert!(start.elapsed() >= delay);
}

#[test]
fn a_delayed_answer_holds_up_no_other() {
    let server = small();
    server.fault(Fault::delay(Duration::from_secs(3600)).on_path("/jobs/1"));
    let client = Client::new(&server);
    std::thread::scope(|scope| {
        scope.spawn(|| client.try_send("GET", "/jobs/1", ""));
        while server.requests().is_empty() {
            std::thread::yield_now();
        }
        assert_eq!(client.get("/jobs/2").status, 200);
        // The one who waits is let go when the server ends.
        drop(server);
    });
}

#[test]
fn a_connection_breaks_where_it_is_told_to() {
    let server = small();
    let client = Client::new(&server);
    let whole = client.get("/jobs").body;

    server.fault(Fault::cut(Cut::BeforeAnswer));
    assert!(client.try_send("GET", "/jobs", "").is_none());

    server.fault(Fault::cut(Cut::AfterHeaders));
    let answer = client.get("/jobs");
    assert!(answer.is_cut && answer.status == 200 && answer.body.is_empty());
    let announced = whole.len().to_string();
    assert_eq!(answer.header("content-length"), Some(&*announced));

    server.fault(Fault::cut(Cut::InBody));
    let answer = client.get("/jobs");
    assert!(answer.is_cut);
    assert_eq!(answer.body, whole[..whole.len() / 2]);

    assert_eq!(client.get("/jobs").body, whole);
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn the_newest_scripted_answer_counts() {
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
fn a_scripted_answer_comes_after_the_checks() {
    let server = small();
    server.answer("GET", "/jobs/{id}", 200, &json!({}));
    assert_eq!(Client::new(&server).get("/jobs/x").problem().0, 400);
    let refused = raw(server.address(), "GET", "/jobs/1", "", "").expect("an answer");
    assert_eq!(refused.status, 401);
}

#[test]
fn a_handler_sees_the_request() {
    let server = small();
    server.handle("PATCH", "/jobs/{job}", |request| {
        let body = request.json().expect("a body");
        Reply::json(202, &json!({"job": request.param("job"), "body": body}))
    });
    let answer = Client::new(&server).send("PATCH", "/jobs/4", "{\"name\": \"a\"}");
    assert_eq!(answer.status, 202);
    assert_eq!(answer.json(), json!({"job": "4", "body": {"name": "a"}}));
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
fn a_path_outside_the_specification_takes_whatever_comes() {
    let server = small();
    server.handle("PUT", "/uploads/{name}", |request| {
        Reply::bytes(200, "text/plain", request.body.clone()).header("etag", "\"1\"")
    });
    let answer = raw(server.address(), "PUT", "/uploads/a?sign=x", "", "bytes");
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, &*answer.body), (200, &b"bytes"[..]));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
}

#[test]
fn an_answer_that_http_forbids_is_told() {
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
fn every_answer_tells_the_rate_limit() {
    let server = small();
    let client = Client::new(&server);
    server.fault(Fault::status(500).on_path("/jobs/1"));
    let mut before = None;
    for path in ["/jobs/1", "/jobs/1", "/nothing"] {
        let answer = client.get(path);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("1000"));
        let left = answer.header("x-ratelimit-remaining").expect("a rest");
        let left: u64 = left.parse().expect("a number");
        assert!(before.is_none_or(|before| left + 1 == before), "{left}");
        before = Some(left);
    }
}

#[test]
fn dropping_the_server_closes_its_port() {
    let server = small();
    let address = server.address();
    let idle = TcpStream::connect(address).expect("it listens");
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    drop(idle);
}

#[test]
fn a_start_that_fails_says_why() {
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
