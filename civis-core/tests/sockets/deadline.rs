//! The timeout of a call applies to everything that the call does.

use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::transport::Settings;
use civis_core::{Call, CancelToken, Error, ErrorKind, Location, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::support::server::{Received, Server, Step, http_response, ok};
use crate::support::{Backend, bare_session, call, for_each_backend, get, timed_session};

for_each_backend!(
    the_timeout_ends_a_call_in_every_phase,
    the_timeout_ends_a_late_read,
    the_timeout_includes_the_sign_in_to_a_service,
    a_derived_session_has_its_own_timeout_and_shares_the_rest,
);

/// The timeout of calls.
const TIMEOUT: Duration = Duration::from_millis(400);

/// The longest time that they may take on a busy machine. It is less than the timeouts of
/// connections, which would end them otherwise.
const MAX_ELAPSED: Duration = Duration::from_secs(15);

fn session(backend: Backend, url: &str) -> Session {
    let builder = timed_session(backend, url).timeout(TIMEOUT);
    builder.build().expect("a session")
}

/// Fails if a call, with or without a token, takes much longer than its timeout.
fn ends_in_time(phase: &str, session: &Session, send: impl Fn(&Session) -> Error) {
    for session in [session, &session.cancelled_by(&CancelToken::new())] {
        let start = Instant::now();
        let error = send(session);
        let took = start.elapsed();
        assert!(took < MAX_ELAPSED, "{phase}: {took:?} {error}");
        assert_ne!(error.kind(), ErrorKind::Cancelled, "{phase}: {error}");
        if phase != "backoff" {
            assert_eq!(error.kind(), ErrorKind::Timeout, "{phase}: {error}");
            assert!(took >= TIMEOUT / 2, "{phase}: {took:?} {error}");
        }
    }
}

fn fails(session: &Session) -> Error {
    get(session).expect_err("a failure")
}

fn the_timeout_ends_a_call_in_every_phase(backend: Backend) {
    let pause = Duration::from_millis(100);
    // The system accepts connections, but nothing is sent or read on them.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address");
    let ends = |phase, url: &str| ends_in_time(phase, &session(backend, url), fails);
    let serves = |phase, server: Server| ends(phase, &server.url());
    thread::scope(|scope| {
        scope.spawn(|| {
            let full = full_backlog();
            let address = full.0.local_addr().expect("an address");
            ends("connect", &format!("http://{address}"));
        });
        scope.spawn(move || ends("TLS", &format!("https://{address}")));
        scope.spawn(move || {
            let session = session(backend, &format!("http://{address}"));
            ends_in_time("upload", &session, |session| {
                let large = "x".repeat(16 << 20);
                let request = Request::new("things.post", Method::POST, "/thing");
                let request = request.with(Location::Field, "text", large);
                let call: Call<Value> = Call::new(session, request);
                call.send_raw().expect_err("a failure")
            });
        });
        scope.spawn(|| serves("first byte", Server::new(|_, _| Step::Hang)));
        scope.spawn(|| {
            serves("head", Server::new(move |_, _| Step::Trickle(ok(), pause)));
        });
        scope.spawn(|| {
            // The headers arrive at once, the body byte by byte.
            let whole = http_response(200, &[], &"x".repeat(1000));
            let step = move |_, _: &Received| Step::Split(whole.clone(), 40, pause);
            serves("body", Server::new(step));
        });
        scope.spawn(|| {
            let step = move |_, _: &Received| {
                thread::sleep(pause);
                Step::Respond(http_response(302, &[("Location", "/thing")], ""))
            };
            serves("redirections", Server::new(step));
        });
        scope.spawn(|| serves("backoff", Server::always(http_response(503, &[], ""))));
    });
}

fn the_timeout_ends_a_late_read(backend: Backend) {
    // The read timeout is shorter than the timeout of the call, and starts again after the
    // headers, when little of the latter remains.
    const WAIT: Duration = Duration::from_millis(3000);
    const WHOLE: Duration = Duration::from_millis(3500);
    const HEAD: Duration = Duration::from_millis(2500);
    let server = Server::new(|_, _| {
        thread::sleep(HEAD);
        Step::Split(http_response(200, &[], "[]"), 40, WHOLE * 10)
    });
    let settings = Settings::default().read_timeout(WAIT);
    // A timeout that is much longer than that of connections is kept in another way.
    let settings = settings.connect_timeout(WHOLE / 4);
    let session = bare_session(&server.url())
        .transport(backend.transport(settings))
        .retry(RetryPolicy::none())
        .timeout(WHOLE)
        .build()
        .expect("a session");
    let start = Instant::now();
    let error = fails(&session);
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    let took = start.elapsed();
    let longest = match backend {
        #[cfg(feature = "ureq")]
        Backend::Ureq => HEAD + WAIT,
        // As documented, later than the timeout by at most one read timeout.
        #[cfg(feature = "reqwest")]
        Backend::Reqwest => WHOLE + WAIT,
    };
    assert!(took >= HEAD && took < longest, "{took:?} {error}");
}

fn the_timeout_includes_the_sign_in_to_a_service(backend: Backend) {
    // Each request takes less than the timeout, but all of them take more.
    let pause = TIMEOUT / 2;
    let app = Server::new(move |_, request| {
        thread::sleep(pause);
        let set = [("Set-Cookie", "app=1"), ("Location", "/")];
        match &*request.target {
            "/sign" => Step::Respond(http_response(302, &set, "")),
            _ => Step::Respond(ok()),
        }
    });
    let url = app.url();
    let service = serde_json::json!({
        "currentUrl": url,
        "currentDeployment": {"displayUrl": format!("{url}/sign")},
    });
    let body = service.to_string();
    let platform = Server::new(move |_, _| {
        thread::sleep(pause);
        Step::Respond(http_response(200, &[], &body))
    });
    let session = session(backend, &platform.url());
    let without_timeout = session.with_timeout(None).service(7).expect("a service");
    ends_in_time(
        "sign-in",
        &without_timeout.with_timeout(TIMEOUT),
        |service| {
            call(service, &Method::GET, "/status")
                .send_raw()
                .expect_err("a failure")
        },
    );
    call(&without_timeout, &Method::GET, "/status")
        .send_raw()
        .expect("a response");
}

fn a_derived_session_has_its_own_timeout_and_shares_the_rest(backend: Backend) {
    let server = Server::new(|number, _| match number {
        1 => Step::Hang,
        _ => Step::Respond(ok()),
    });
    let session = session(backend, &server.url()).with_timeout(None);
    get(&session).expect("a response");
    let error = fails(&session.with_timeout(TIMEOUT));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    get(&session).expect("a response");
    // The second request reuses the connection of the first. The third needs a new one.
    assert_eq!((server.requests().len(), server.connections()), (3, 2));
    let error = fails(&session.with_timeout(Duration::ZERO));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(server.requests().len(), 3);
}

/// A listener with a full backlog, and the connections that fill it.
fn full_backlog() -> (TcpListener, Vec<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 5000, "the backlog does not fill up");
    }
    (listener, waiting)
}
