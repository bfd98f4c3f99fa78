//! Services: apps on the Platform, which authenticate their users by cookies.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::{ErrorKind, RetryPolicy, Session, SessionBuilder};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::server::{Received, Server, Step, http_response};
use crate::support::{BASIC, Backend, FakeClock, KEY, call, for_each_backend, get};

mod again;

for_each_backend!(
    a_service_receives_its_sign_in_cookie_and_never_the_key,
    a_failed_sign_in_is_an_error_without_secrets,
    other_credentials_replace_the_key,
    a_service_receives_its_own_credentials_beside_its_cookie,
    the_requests_of_a_sign_in_do_not_wait_for_the_rate_limiter,
    a_sign_in_that_fails_with_a_server_error_is_an_error,
    http_is_allowed_to_the_service_where_the_session_allows_it,
);

const SIGNED: &str = "signature-0123456789";

/// A service that accepts only the cookie of the newest sign-in.
struct App {
    server: Server,
    signed_in: Arc<AtomicUsize>,
}

impl App {
    fn start() -> Self {
        Self::rejecting_with(http_response(401, &[], r#"{"error": "who?"}"#))
    }

    /// A service that sends this response if the cookie is not valid.
    fn rejecting_with(rejection: Vec<u8>) -> Self {
        let signed_in = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&signed_in);
        let server = Server::new(move |_, request: &Received| {
            let target = request.target.as_str();
            if target == format!("/sign?token={SIGNED}") {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                let cookie = format!("app_session=cookie-{number}; Path=/; HttpOnly");
                let headers = [("Set-Cookie", cookie.as_str()), ("Location", "/")];
                return Step::Respond(http_response(302, &headers, ""));
            }
            let expected = format!("app_session=cookie-{}", count.load(Ordering::SeqCst));
            Step::Respond(if request.header("cookie") != Some(expected.as_str()) {
                rejection.clone()
            } else if request.method == "HEAD" {
                http_response(200, &[], "")
            } else {
                http_response(200, &[], r#"{"fine": true}"#)
            })
        });
        Self { server, signed_in }
    }

    fn platform(&self) -> Server {
        let url = self.server.url();
        platform(&json!({
            "id": 7,
            "currentUrl": url,
            "currentDeployment": {"displayUrl": format!("{url}/sign?token={SIGNED}")},
        }))
    }
}

fn platform(service: &Value) -> Server {
    Server::always(http_response(200, &[], &service.to_string()))
}

fn a_service_receives_its_sign_in_cookie_and_never_the_key(backend: Backend) {
    let app = App::start();
    let platform = app.platform();
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    assert_eq!(service.base_url(), app.server.url());
    for method in [Method::GET, Method::POST] {
        let response = call(&service, &method, "/api/jobs").send_json();
        assert_eq!(response.expect("a response"), json!({"fine": true}));
    }
    let requests_to_platform = platform.requests();
    assert!(
        requests_to_platform
            .iter()
            .all(|request| request.target == "/services/7")
    );
    assert!(
        requests_to_platform
            .iter()
            .all(|request| request.header("authorization") == Some(BASIC))
    );
    let requests = app.server.requests();
    let targets: Vec<_> = requests
        .iter()
        .map(|request| request.target.as_str())
        .collect();
    let sign = format!("/sign?token={SIGNED}");
    assert_eq!(targets, [sign.as_str(), "/", "/api/jobs", "/api/jobs"]);
    for request in &requests {
        assert_eq!(request.header("authorization"), None);
        assert!(request.header("user-agent").is_some());
    }
    let shown = format!("{service:?}");
    assert!(
        !shown.contains(KEY) && !shown.contains("cookie-1"),
        "{shown}"
    );
}

fn a_failed_sign_in_is_an_error_without_secrets(backend: Backend) {
    let app = Server::always(http_response(200, &[], "hello"));
    let url = app.url();
    let signed =
        |url: &str| json!({"currentUrl": app.url(), "currentDeployment": {"displayUrl": url}});
    for (service, kind, text) in [
        (json!({"id": 7}), ErrorKind::NotFound, "deployed"),
        (json!({"currentUrl": null}), ErrorKind::NotFound, "deployed"),
        (json!({"currentUrl": ""}), ErrorKind::NotFound, "deployed"),
        (
            json!({"currentUrl": "ftp://h"}),
            ErrorKind::Configuration,
            "service 7",
        ),
        (
            json!({"currentUrl": url.clone(), "currentDeployment": null}),
            ErrorKind::NotFound,
            "deployed",
        ),
        (
            signed(&format!("{url}/sign?token={SIGNED}")),
            ErrorKind::Authentication,
            "no cookie",
        ),
        (
            signed(&format!("http://h.test/?token={SIGNED}")),
            ErrorKind::Configuration,
            "http://",
        ),
        (
            signed(&format!("x y {SIGNED}")),
            ErrorKind::Configuration,
            "not a valid URL",
        ),
    ] {
        let platform = platform(&service);
        let session = backend.session(&platform.url()).build().expect("a session");
        let error = session
            .service(7)
            .and_then(|service| call(&service, &Method::GET, "/").send_raw())
            .expect_err("an error");
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(text), "{error}");
        assert!(!format!("{error} {error:?}").contains(SIGNED), "{error:?}");
    }
}

fn a_service_receives_its_own_credentials_beside_its_cookie(backend: Backend) {
    const TOKEN: &str = "tulip-0123456789";
    let app = App::start();
    let platform = app.platform();
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    let own = service
        .with_secret_header("authorization", "Token daisy-0123456789")
        .and_then(|own| own.with_secret_header("Authorization", format!("Token {TOKEN}")))
        .expect("a session");
    call(&own, &Method::POST, "/api/jobs")
        .send_json()
        .expect("a response");
    let request = app.server.requests().pop().expect("a request");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Token {TOKEN}"))
    );
    assert_eq!(request.header("cookie"), Some("app_session=cookie-1"));
    // Neither the sign-in nor the Platform receives it, and nothing shows it.
    let others = app.server.requests().into_iter().chain(platform.requests());
    let sent = others.filter(|one| one.target != "/api/jobs");
    let is_token = |one: &Received| format!("{one:?}").contains(TOKEN);
    assert_eq!(sent.filter(is_token).count(), 0);
    assert!(!format!("{own:?}").contains(TOKEN));
    let error = own.with_secret_header("Host", TOKEN).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Configuration);

    // A session without a sign-in has one more header.
    let echo = Server::new(|_, request: &Received| {
        let body = format!(r#"{{"detail": "{:?}"}}"#, request.header("x-key"));
        Step::Respond(http_response(403, &[], &body.replace('"', "'")))
    });
    let plain = backend.session(&echo.url()).build().expect("a session");
    let own = plain.with_secret_header("X-Key", TOKEN).expect("a session");
    let error = get(&own).expect_err("a failure");
    assert!(!error.to_string().contains(TOKEN), "{error}");
    let request = echo.requests().pop().expect("a request");
    assert_eq!(request.header("x-key"), Some(TOKEN));
    assert_eq!(request.header("authorization"), Some(BASIC));
}

fn other_credentials_replace_the_key(backend: Backend) {
    let seen: Arc<Mutex<Vec<Received>>> = Arc::default();
    let record = Arc::clone(&seen);
    let server = Server::new(move |_, request: &Received| {
        record.lock().expect("the lock").push(request.clone());
        Step::Respond(http_response(
            403,
            &[],
            r#"{"error": "no tulip-0123456789"}"#,
        ))
    });
    let builder = || {
        Session::builder()
            .base_url(server.url())
            .environment(|_| None)
    };
    for (builder, header, value) in [
        (
            builder().bearer_token("tulip-0123456789"),
            "authorization",
            Some("Bearer tulip-0123456789"),
        ),
        (
            builder().secret_header("X-Key", "tulip-0123456789"),
            "x-key",
            Some("tulip-0123456789"),
        ),
        (builder().anonymous(), "authorization", None),
    ] {
        let transport = backend.transport(civis_core::transport::Settings::default());
        let session = builder.transport(transport).build().expect("a session");
        let error = call(&session, &Method::GET, "/")
            .send_raw()
            .expect_err("an error");
        let seen = seen.lock().expect("the lock").pop().expect("a request");
        assert_eq!(seen.header(header), value);
        let is_redacted = !error.to_string().contains("tulip");
        assert_eq!(is_redacted, value.is_some(), "{error}");
        assert!(!format!("{session:?}").contains("tulip"));
    }
}

fn the_requests_of_a_sign_in_do_not_wait_for_the_rate_limiter(backend: Backend) {
    let app = App::start();
    let url = app.server.url();
    let service = json!({
        "currentUrl": url,
        "currentDeployment": {"displayUrl": format!("{url}/sign?token={SIGNED}")},
    });
    let platform = Server::new(move |number, _| {
        Step::Respond(match number {
            0 => http_response(429, &[("Retry-After", "7")], ""),
            _ => http_response(200, &[], &service.to_string()),
        })
    });
    let clock = FakeClock::default();
    let session = backend.session(&platform.url()).clock(clock.clone());
    let session = session.build().expect("a session");
    let service = session.service(7).expect("a service");
    call(&service, &Method::GET, "/a")
        .send_raw()
        .expect("a response");
    get(&session).expect("a response");
    get(&session).expect("a response");
    // One wait for the 429, and one for each later request to the Platform. These become shorter
    // with each accepted request. The two requests of the sign-in neither wait nor count.
    let waits: Vec<_> = clock
        .sleeps()
        .iter()
        .map(|wait| wait.as_secs_f64())
        .collect();
    let expected = [7.0, 0.1, 0.08, 0.064];
    assert_eq!(waits.len(), expected.len(), "{waits:?}");
    for (wait, expected) in waits.iter().zip(expected) {
        assert!((wait - expected).abs() < 0.001, "{waits:?}");
    }
}

fn a_sign_in_that_fails_with_a_server_error_is_an_error(backend: Backend) {
    for (status, is_signed_in) in [(404, true), (500, false)] {
        let app = Server::new(move |_, request: &Received| {
            Step::Respond(match request.target.as_str() {
                "/sign" => http_response(status, &[("Set-Cookie", "app_session=cookie")], ""),
                _ => http_response(200, &[], "{}"),
            })
        });
        let url = app.url();
        let signed = json!({"displayUrl": format!("{url}/sign")});
        let platform = platform(&json!({"currentUrl": url, "currentDeployment": signed}));
        let session = backend.session(&platform.url()).retry(RetryPolicy::none());
        let session = session.build().expect("a session");
        let service = session.service(7).expect("a service");
        let result = get(&service);
        assert_eq!(result.is_ok(), is_signed_in, "{status}: {result:?}");
    }
}

fn http_is_allowed_to_the_service_where_the_session_allows_it(backend: Backend) {
    let platform = platform(&json!({"currentUrl": "http://app.test"}));
    let session = |builder: SessionBuilder| builder.build().expect("a session").service(7);
    let service = session(backend.session(&platform.url()).allow_http_to("app.test"));
    assert_eq!(service.expect("a service").base_url(), "http://app.test");
    let error = session(backend.session(&platform.url())).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Configuration);
}
