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

for_each_backend!(
    a_service_receives_its_sign_in_cookie_and_never_the_key,
    a_session_signs_in_again_when_its_cookie_is_rejected,
    attempts_before_a_new_sign_in_may_have_executed,
    a_failed_sign_in_is_an_error_without_secrets,
    other_credentials_replace_the_key,
    a_service_receives_its_own_credentials_beside_its_cookie,
    a_get_that_is_redirected_to_a_sign_in_page_signs_in_again,
    the_requests_of_a_sign_in_do_not_wait_for_the_rate_limiter,
    a_sign_in_that_fails_with_a_server_error_is_an_error,
    a_newer_sign_in_is_used_instead_of_another,
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

fn a_session_signs_in_again_when_its_cookie_is_rejected(backend: Backend) {
    let app = App::start();
    let platform = app.platform();
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    call(&service, &Method::GET, "/a")
        .send_raw()
        .expect("a response");
    app.signed_in.fetch_add(10, Ordering::SeqCst);
    call(&service, &Method::POST, "/b")
        .send_raw()
        .expect("a response");
    assert_eq!(app.signed_in.load(Ordering::SeqCst), 12);
    let requests = app.server.requests();
    let to_b = requests.iter().filter(|request| request.target == "/b");
    let cookies: Vec<_> = to_b.map(|request| request.header("cookie")).collect();
    assert_eq!(
        cookies,
        [Some("app_session=cookie-1"), Some("app_session=cookie-12")]
    );
}

fn attempts_before_a_new_sign_in_may_have_executed(backend: Backend) {
    let last = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&last);
    let app = Server::new(move |_, request: &Received| {
        if request.target == "/sign" {
            return Step::Respond(http_response(
                200,
                &[("Set-Cookie", "app_session=cookie")],
                "",
            ));
        }
        let status = [502, 401, 404][count.fetch_add(1, Ordering::SeqCst).min(2)];
        Step::Respond(http_response(status, &[], "{}"))
    });
    let url = app.url();
    let signed = json!({"displayUrl": format!("{url}/sign")});
    let platform = platform(&json!({"currentUrl": url, "currentDeployment": signed}));
    let policy = RetryPolicy::default().base_backoff(Duration::ZERO);
    let session = backend.session(&platform.url()).retry(policy);
    let session = session.build().expect("a session");
    let service = session.service(7).expect("a service");
    let error = call(&service, &Method::DELETE, "/jobs")
        .send_raw()
        .expect_err("a 404");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(error.may_have_executed(), "{error}");
    // If every attempt was rejected, nothing has executed.
    let error = call(&service, &Method::DELETE, "/jobs")
        .send_raw()
        .expect_err("a 404");
    assert!(!error.may_have_executed(), "{error}");
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

fn a_get_that_is_redirected_to_a_sign_in_page_signs_in_again(backend: Backend) {
    for (status, method, signs_in) in [
        (302, Method::GET, true),
        (303, Method::HEAD, true),
        (307, Method::GET, true),
        (302, Method::POST, false),
        (307, Method::DELETE, false),
        (304, Method::GET, false),
        (403, Method::POST, true),
        (404, Method::GET, false),
        (500, Method::GET, false),
    ] {
        let location = [("Location", "https://login.test/?next=/api")];
        let app = App::rejecting_with(http_response(status, &location, ""));
        let platform = app.platform();
        let session = backend.session(&platform.url()).build().expect("a session");
        let service = session.service(7).expect("a service");
        call(&service, &Method::GET, "/a")
            .send_raw()
            .expect("a response");
        app.signed_in.fetch_add(10, Ordering::SeqCst);
        let result = call(&service, &method, "/b").send_raw();
        assert_eq!(result.is_ok(), signs_in, "{method} {status}: {result:?}");
        let expected = if signs_in { 12 } else { 11 };
        assert_eq!(
            app.signed_in.load(Ordering::SeqCst),
            expected,
            "{method} {status}"
        );
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

fn a_newer_sign_in_is_used_instead_of_another(backend: Backend) {
    let (sign_ins, early) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (count, waiting) = (Arc::clone(&sign_ins), Arc::clone(&early));
    // Rejects `/late` only after the call of `/early` has signed in again.
    let app = Server::new(move |_, request: &Received| {
        if request.target == "/sign" {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let cookie = format!("app_session=cookie-{number}");
            return Step::Respond(http_response(200, &[("Set-Cookie", &cookie)], ""));
        }
        let is_valid = request.header("cookie") != Some("app_session=cookie-0");
        if request.target == "/early" && is_valid {
            waiting.fetch_add(1, Ordering::SeqCst);
        }
        let start = Instant::now();
        while request.target == "/late"
            && waiting.load(Ordering::SeqCst) == 0
            && start.elapsed() < Duration::from_secs(20)
        {
            thread::sleep(Duration::from_millis(1));
        }
        let is_rejected = !is_valid && request.target != "/first";
        let status = if is_rejected { 401 } else { 200 };
        Step::Respond(http_response(status, &[], "{}"))
    });
    let url = app.url();
    let signed = json!({"displayUrl": format!("{url}/sign")});
    let platform = platform(&json!({"currentUrl": url, "currentDeployment": signed}));
    let session = backend.session(&platform.url()).build().expect("a session");
    let service = session.service(7).expect("a service");
    let send = |path| {
        let response = call(&service, &Method::GET, path).send_raw();
        response.expect("a response");
    };
    send("/first");
    thread::scope(|scope| {
        let late = scope.spawn(|| send("/late"));
        // The late request is on its way with the first cookie.
        let start = Instant::now();
        while !app.requests().iter().any(|one| one.target == "/late")
            && start.elapsed() < Duration::from_secs(20)
        {
            thread::sleep(Duration::from_millis(1));
        }
        send("/early");
        late.join().expect("no panic");
    });
    assert_eq!(sign_ins.load(Ordering::SeqCst), 2);
}

fn http_is_allowed_to_the_service_where_the_session_allows_it(backend: Backend) {
    let platform = platform(&json!({"currentUrl": "http://app.test"}));
    let session = |builder: SessionBuilder| builder.build().expect("a session").service(7);
    let service = session(backend.session(&platform.url()).allow_http_to("app.test"));
    assert_eq!(service.expect("a service").base_url(), "http://app.test");
    let error = session(backend.session(&platform.url())).expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Configuration);
}
