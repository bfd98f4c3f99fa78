//! Requests are checked against the specification: which are accepted, which are rejected, and why.

#![forbid(unsafe_code)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use civis_mock::{Cut, Fault, MockServer};
use common::{Client, basic, builder, raw, small};
use serde_json::json;

const SINCE: &str = "since=2024-01-01T00:00:00Z";

#[test]
fn an_unknown_path_is_not_found() {
    let server = small();
    for path in [
        "/nothing",
        "/jobs/1/nothing",
        "/",
        "/jobs//runs",
        "/jobs/1//",
    ] {
        let (status, _) = Client::new(&server).get(path).problem();
        assert_eq!(status, 404, "{path}");
    }
}

#[test]
fn a_wrong_method_is_rejected_with_the_allowed_ones() {
    let server = small();
    let response = Client::new(&server).send("PUT", "/jobs/1", "");
    assert_eq!(response.problem().0, 405);
    assert_eq!(response.header("allow"), Some("GET, DELETE, PATCH"));
}

#[test]
fn a_fixed_segment_is_preferred_to_a_placeholder() {
    let server = small();
    let client = Client::new(&server);
    assert!(client.get("/jobs/recent").json().is_array());
    assert_eq!(
        server.requests()[0].operation.as_deref(),
        Some("/jobs/recent")
    );
    // There is no DELETE for `recent`, so it is taken for an id, and is not a valid one.
    let (status, problem) = client.send("DELETE", "/jobs/recent", "").problem();
    assert_eq!(status, 400);
    assert!(problem.contains("`id` must be an integer"), "{problem}");
}

#[test]
fn a_trailing_slash_and_the_base_path_are_ignored() {
    let server = small();
    let client = Client::new(&server);
    for path in ["/jobs", "/jobs/", "/api/jobs", "/api/jobs/"] {
        assert_eq!(client.get(path).status, 200, "{path}");
    }
}

#[test]
fn a_rejection_names_the_wrong_parameter() {
    let server = small();
    let client = Client::new(&server);
    let check = |method: &str, target: &str, body: &str, expected: &str| {
        let (status, problem) = client.send(method, target, body).problem();
        let request = format!("{method} {target} {body}: {problem}");
        assert_eq!(status, 400, "{request}");
        assert!(problem.contains(expected), "{request}");
    };
    for (target, expected) in [
        ("/jobs/abc", "`id` must be an integer"),
        ("/jobs?size=1", "`size` is not a parameter"),
        ("/jobs?limit=ten", "`limit` must be an integer"),
        ("/jobs?limit=0", "`limit` must be a positive"),
        ("/jobs?page_num=-1", "`page_num` must be a positive"),
        ("/jobs?hidden=yes", "`hidden` must be true or false"),
        ("/jobs?order_dir=up", "`order_dir` must be one of asc, desc"),
        ("/jobs?state[]=gone", "`state` must be one of running, idle"),
        ("/jobs?limit[]=1", "`limit` takes one value"),
        ("/jobs/1/files/a", "`since` is missing"),
        ("/jobs/1/files/a?since=now", "`since` must be a timestamp"),
    ] {
        check("GET", target, "", expected);
    }
    for (body, expected) in [
        ("", "`name` is missing"),
        ("{}", "`name` is missing"),
        (r#"{"name": null}"#, "`name` must not be null"),
        (r#"{"name": 5}"#, "`name` must be a string"),
        (r#"{"name""#, "the body is not JSON"),
        ("[]", "the body must be an object"),
    ] {
        check("POST", "/jobs", body, expected);
    }
    for (property, expected) in [
        (r#""sql": 1"#, "`sql` is not a property"),
        (r#""kind": "c""#, "`kind` must be one of sql, r"),
        (r#""remoteHostId": "7""#, "`remoteHostId` must be"),
        (r#""labels": [1]"#, "`labels[0]` must be a string"),
        (
            r#""options": {"retryCount": "x"}"#,
            "`options.retryCount` must be an integer",
        ),
        (
            r#""options": {"other": 1}"#,
            "`options.other` is not a declared property",
        ),
    ] {
        let body = format!(r#"{{"name": "a", {property}}}"#);
        check("POST", "/jobs", &body, expected);
    }
    let no_property = "`a` is not a property";
    check("POST", "/jobs/1/runs", r#"{"a": 1}"#, no_property);
    check("DELETE", "/jobs/1", r#"{"a": 1}"#, no_property);
}

#[test]
fn requests_that_the_platform_accepts_are_accepted() {
    let server = small();
    let client = Client::new(&server);
    let valid = [
        ("GET", "/jobs?hidden=True", ""),
        ("GET", "/jobs?hidden=false&limit=5&page_num=2", "{}"),
        ("GET", "/jobs?state%5B%5D=running&state[]=idle", ""),
        ("GET", "/jobs?state=running&state=idle", ""),
        ("GET", "/jobs?orderDir=asc&pageNum=1", ""),
        ("GET", "/jobs/1/runs?id=1", ""),
        ("GET", &format!("/jobs/1/files/a%2Fb?{SINCE}"), ""),
        ("POST", "/jobs", "{\"name\": \"a\", \"remote_host_id\": 7}"),
        (
            "POST",
            "/jobs",
            "{\"name\": \"a\", \"remoteHostId\": 7.0, \"hidden\": true}",
        ),
        (
            "POST",
            "/jobs",
            "{\"name\": \"a\", \"hidden\": null, \"labels\": []}",
        ),
        (
            "POST",
            "/jobs",
            "{\"name\": \"a\", \"options\": {\"retry_count\": 1}}",
        ),
        ("POST", "/jobs/1/runs", "{}"),
        ("DELETE", "/jobs/1", "{}"),
    ];
    for (method, target, body) in valid {
        let response = client.send(method, target, body);
        assert!(
            response.status < 300,
            "{method} {target} {body}: {response:?}"
        );
    }
}

#[test]
fn a_connection_serves_many_requests() {
    let server = small();
    let agent = ureq::Agent::new_with_defaults();
    let url = format!("{}/jobs/1", server.url());
    for _ in 0..50 {
        let request = agent.get(&url).header("authorization", basic("key"));
        let mut response = request.call().expect("a response");
        let job = response.body_mut().read_to_string().expect("a body");
        assert!(job.contains("\"id\":1"), "{job}");
    }
    assert_eq!(server.requests().len(), 50);
}

#[test]
fn an_encoded_slash_stays_in_its_segment() {
    let server = small();
    let target = format!("/jobs/1/files/a%2Fb%20c?{SINCE}");
    let response = Client::new(&server).get(&target);
    assert_eq!(response.json()["name"], "a/b c");
    let requests = server.requests();
    assert_eq!(requests[0].param("name"), Some("a/b c"));
    assert_eq!(requests[0].path, "/jobs/1/files/a%2Fb%20c");
}

#[test]
fn checks_can_be_disabled() {
    let server = builder().check_requests(false).start().expect("a server");
    let client = Client::new(&server);
    assert_eq!(client.get("/jobs?size=1").status, 200);
    assert_eq!(client.post("/jobs", &json!({"x": 1})).status, 201);
    assert_eq!(client.get("/nothing").status, 404);
}

#[test]
fn a_missing_or_wrong_key_is_rejected_with_a_challenge() {
    let server = builder().api_key("right").start().expect("a server");
    let send =
        |headers: &str| raw(server.address(), "GET", "/jobs/1", headers, "").expect("a response");
    let authorization = |value: String| format!("Authorization: {value}\r\n");
    for headers in [
        String::new(),
        authorization(basic("wrong")),
        authorization(basic("")),
        authorization("Bearer right".to_owned()),
        authorization("Basic ???".to_owned()),
        authorization("Basic".to_owned()),
    ] {
        let response = send(&headers);
        assert_eq!(response.problem().0, 401, "{headers}");
        let challenge = response.header("www-authenticate").expect("a challenge");
        assert!(challenge.starts_with("Basic realm="), "{challenge}");
    }
    assert_eq!(send(&authorization(basic("right"))).status, 200);
    assert_eq!(server.api_key(), "right");
}

#[test]
fn any_non_empty_key_is_accepted_by_default() {
    let server = small();
    let send = |key: &str| {
        let headers = format!("Authorization: {}\r\n", basic(key));
        let response = raw(server.address(), "GET", "/jobs/1", &headers, "");
        response.expect("a response").status
    };
    assert_eq!(send("anything"), 200);
    assert_eq!(send(server.api_key()), 200);
    assert_eq!(send(""), 401);
}

#[test]
fn requests_are_recorded_and_debug_output_redacts_the_key() {
    let server = builder().api_key("secret-key").start().expect("a server");
    let client = Client::new(&server);
    client.get("/jobs?state[]=running&state[]=idle&limit=3");
    client.post("/jobs", &json!({"name": "a b"}));
    client.get("/nothing?q=a+b%26c");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].path, "/jobs");
    let state = |value: &str| ("state[]".to_owned(), value.to_owned());
    assert_eq!(requests[0].query[..2], [state("running"), state("idle")]);
    assert_eq!(requests[0].query_value("limit"), Some("3"));
    assert_eq!(requests[0].operation.as_deref(), Some("/jobs/"));
    assert_eq!(requests[1].json(), Some(json!({"name": "a b"})));
    assert_eq!(requests[2].operation, None);
    assert_eq!(requests[2].query_value("q"), Some("a b&c"));
    assert_eq!(requests[0].json(), None);

    let authorization = basic("secret-key");
    assert_eq!(requests[0].header("authorization"), Some(&*authorization));
    let encoded = authorization.strip_prefix("Basic ").expect("Basic");
    for debug in [format!("{requests:?}"), format!("{server:?}")] {
        assert!(
            !debug.contains("secret-key") && !debug.contains(encoded),
            "{debug}"
        );
    }
    server.clear_requests();
    assert!(server.requests().is_empty());
}

/// Sends a GET to a target with these headers. Returns the status and the whole response.
fn get_with_headers(server: &MockServer, target: &str, headers: &[&str]) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    let headers: String = headers.iter().map(|one| format!("{one}\r\n")).collect();
    let authorization = basic(server.api_key());
    let request = format!(
        "GET {target} HTTP/1.1\r\n{headers}Authorization: {authorization}\r\nConnection: close\r\n\r\n"
    );
    stream
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("text");
    let status = response
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (status.expect("a status"), response)
}

#[test]
fn requests_to_other_hosts_are_rejected_and_consume_no_fault() {
    let server = builder().allow_host("mock.test").start().expect("a server");
    let port = server.address().port();
    let get = |host: &str| get_with_headers(&server, "/jobs/7", &[&format!("Host: {host}")]).0;
    server.fault(Fault::cut(Cut::InRequest));
    for host in [
        &*format!("evil.test:{port}"),
        "evil.test",
        "localhost:1",
        &format!("0.0.0.0:{port}"),
        &format!("127.0.0.1.:{port}"),
        &format!("127.1:{port}"),
        &format!("[::ffff:127.0.0.1]:{port}"),
        &format!("localhost:{port}@evil.test"),
        "",
    ] {
        let host = format!("Host: {host}");
        let (status, response) = get_with_headers(&server, "/jobs/7", &[&host]);
        assert_eq!(status, 421, "{host}: {response}");
        assert!(
            response.contains("is not a host of this server"),
            "{response}"
        );
    }
    let own = format!("Host: localhost:{port}");
    assert_eq!(get_with_headers(&server, "/jobs/7", &[]).0, 400);
    assert_eq!(get_with_headers(&server, "/jobs/7", &[&own, &own]).0, 400);
    let target = format!("http://evil.test:{port}/jobs/7");
    assert_eq!(get_with_headers(&server, &target, &[&own]).0, 421);

    assert!(
        Client::new(&server)
            .try_send("GET", "/jobs/7", "")
            .is_none()
    );
    for host in ["127.0.0.1", "localhost", "[::1]", "LOCALHOST", "mock.test"] {
        assert_eq!(get(&format!("{host}:{port}")), 200, "{host}");
    }
    assert_eq!(get("mock.test"), 200);
    let target = format!("http://mock.test:{port}/jobs/7");
    assert_eq!(get_with_headers(&server, &target, &["Host: x"]).0, 200);
}

#[test]
fn pages_of_other_hosts_are_rejected() {
    let server = builder().allow_host("mock.test").start().expect("a server");
    let port = server.address().port();
    let host = format!("Host: 127.0.0.1:{port}");
    for (origin, expected) in [
        (format!("http://127.0.0.1:{port}"), 200),
        (format!("http://LOCALHOST:{port}"), 200),
        ("https://mock.test".to_owned(), 200),
        (format!("http://localhost:{}", port ^ 1), 403),
        ("http://localhost".to_owned(), 403),
        ("https://evil.test".to_owned(), 403),
        (format!("https://evil.test:{port}"), 403),
        (format!("https://mock.test.evil.test:{port}"), 403),
        ("null".to_owned(), 403),
        ("file://".to_owned(), 403),
        (String::new(), 403),
    ] {
        let origin = format!("Origin: {origin}");
        let (status, response) = get_with_headers(&server, "/jobs/7", &[&host, &origin]);
        assert_eq!(status, expected, "{origin}: {response}");
    }
}
