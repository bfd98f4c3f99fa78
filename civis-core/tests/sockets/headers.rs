//! Headers, path and body of requests.

use civis_core::ErrorKind;
use civis_core::transport::{Limits, RequestBody, Settings, Transport as _, TransportErrorKind};
use http::Method;

use crate::support::server::{Server, ok};
use crate::support::{BASIC, Backend, call, for_each_backend, get, send};

for_each_backend!(
    the_key_and_the_user_agent_are_sent,
    job_and_run_headers_follow_the_environment,
    a_body_is_sent_only_if_there_is_one,
    the_prefix_path_and_query_are_preserved,
    framing_headers_are_rejected,
);

fn the_key_and_the_user_agent_are_sent(backend: Backend) {
    let server = Server::always(ok());
    get(&backend.session(&server.url()).build().expect("a session")).expect("a response");
    let session = backend
        .session(&server.url())
        .user_agent(" report/2.0 ")
        .build();
    get(&session.expect("a session")).expect("a response");
    let requests = server.requests();
    assert_eq!(requests[0].header("authorization"), Some(BASIC));
    let agent = format!(
        "civis-rust/{} (Rust; {}; {})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        format!("{backend:?}").to_lowercase(),
    );
    assert_eq!(requests[0].header("user-agent"), Some(&*agent));
    assert_eq!(
        requests[1].header("user-agent"),
        Some(&*format!("report/2.0 {agent}"))
    );
    assert_eq!(requests[0].header("accept-encoding"), Some("gzip"));
    assert_eq!(requests[0].header("x-civis-job-id"), None);
}

fn job_and_run_headers_follow_the_environment(backend: Backend) {
    for (job, run, sent_job, sent_run) in [
        ("", "", None, None),
        ("", "8", None, None),
        ("7", "", Some("7"), None),
        ("7", "8", Some("7"), Some("8")),
    ] {
        let server = Server::always(ok());
        let session = backend
            .session(&server.url())
            .environment(move |name| match name {
                "CIVIS_JOB_ID" => Some(job.into()),
                "CIVIS_RUN_ID" => Some(run.into()),
                _ => None,
            });
        get(&session.build().expect("a session")).expect("a response");
        let request = &server.requests()[0];
        assert_eq!(request.header("x-civis-job-id"), sent_job);
        assert_eq!(request.header("x-civis-run-id"), sent_run);
    }
    let server = Server::always(ok());
    let session = backend.session(&server.url()).job(5, Some(6));
    get(&session.build().expect("a session")).expect("a response");
    let request = &server.requests()[0];
    assert_eq!(request.header("x-civis-job-id"), Some("5"));
    assert_eq!(request.header("x-civis-run-id"), Some("6"));
}

fn a_body_is_sent_only_if_there_is_one(backend: Backend) {
    let server = Server::always(ok());
    let session = backend.session(&server.url()).build().expect("a session");
    for method in [Method::GET, Method::HEAD, Method::DELETE, Method::OPTIONS] {
        send(&session, &method).expect("a response");
    }
    for request in server.requests() {
        for name in ["content-length", "transfer-encoding", "content-type"] {
            assert_eq!(request.header(name), None, "{} {name}", request.method);
        }
    }
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        send(&session, &method).expect("a response");
        let request = server.requests().pop().expect("a request");
        assert_eq!(request.body, b"{}", "{method}");
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
    let request = civis_core::Request::new("", Method::DELETE, "/thing");
    let request = request.with(civis_core::Location::Field, "a", 1);
    let call = civis_core::Call::<serde_json::Value>::new(&session, request);
    call.send_raw().expect("a response");
    let request = server.requests().pop().expect("a request");
    assert_eq!(
        (&*request.method, &request.body[..]),
        ("DELETE", &br#"{"a":1}"#[..])
    );
}

fn the_prefix_path_and_query_are_preserved(backend: Backend) {
    let server = Server::always(ok());
    for (base, target) in [
        ("", "/a%2Fb%20c/d/?q%5B%5D=x%26y&q%5B%5D=%C3%A9"),
        ("/", "/a%2Fb%20c/d/?q%5B%5D=x%26y&q%5B%5D=%C3%A9"),
        (
            "/pre/fix/",
            "/pre/fix/a%2Fb%20c/d/?q%5B%5D=x%26y&q%5B%5D=%C3%A9",
        ),
    ] {
        let session = backend.session(&format!("{}{base}", server.url()));
        let session = session.build().expect("a session");
        let request = civis_core::Request::new("", Method::GET, "/{name}/d/")
            .with(civis_core::Location::Path, "name", "a/b c")
            .with(civis_core::Location::Query, "q", vec!["x&y", "é"]);
        let call = civis_core::Call::<serde_json::Value>::new(&session, request);
        call.send_raw().expect("a response");
        assert_eq!(server.requests().pop().expect("a request").target, target);
    }
    let session = backend.session(&server.url()).build().expect("a session");
    call(&session, &Method::GET, "/")
        .send_raw()
        .expect("a response");
    assert_eq!(server.requests().pop().expect("a request").target, "/");
}

fn framing_headers_are_rejected(backend: Backend) {
    let server = Server::always(ok());
    let session = backend.session(&server.url()).build().expect("a session");
    for (name, value) in [
        ("Content-Length", "5"),
        ("Transfer-Encoding", "chunked"),
        ("Host", "h"),
    ] {
        for method in [Method::GET, Method::POST] {
            let request = civis_core::Request::new("things.do", method.clone(), "/thing");
            let request = request.with(civis_core::Location::Header, name, value);
            let call = civis_core::Call::<serde_json::Value>::new(&session, request);
            let error = call.send_raw().expect_err("a failure");
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.to_string().contains(name), "{error}");

            // A transport rejects them too if it is used without a session.
            let mut request = http::Request::new(RequestBody::from(&b"abc"[..]));
            *request.uri_mut() = server.url().parse().expect("a URL");
            *request.method_mut() = method;
            request.headers_mut().insert(
                http::HeaderName::from_bytes(name.as_bytes()).expect("a name"),
                http::HeaderValue::from_static(value),
            );
            let sent = backend
                .transport(Settings::default())
                .send(request, &Limits::default());
            let error = sent.expect_err("a failure");
            assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
            assert!(!error.sent());
        }
        let secret = backend.session(&server.url()).secret_header(name, value);
        let error = secret.build().expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
    assert_eq!(server.connections(), 0);
}
