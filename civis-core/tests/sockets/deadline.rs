//! The time of a whole call holds, whatever it is spent on.

use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use civis_core::transport::Settings;
use civis_core::{Call, CancelToken, Error, ErrorKind, Location, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::support::server::{Received, Server, Step, answer, ok};
use crate::support::{Backend, bare_session, call, for_each_backend, get, timed_session};

for_each_backend!(
    the_time_ends_a_call_in_every_phase,
    the_time_ends_a_wait_that_began_late,
    the_time_counts_for_the_sign_in_to_a_service_too,
    a_derived_session_has_a_time_of_its_own_and_shares_the_rest,
);

/// What calls are given.
const GIVEN: Duration = Duration::from_millis(400);

/// What they may take on a busy machine: less than the time-outs of connections,
/// which would end them else.
const TAKEN: Duration = Duration::from_secs(15);

fn session(backend: Backend, url: &str) -> Session {
    let builder = timed_session(backend, url).timeout(GIVEN);
    builder.build().expect("a session")
}

/// Fails if a call, with and without a token, takes much longer than it is given.
fn ends_in_time(phase: &str, session: &Session, send: impl Fn(&Session) -> Error) {
    for session in [session, &session.cancelled_by(&CancelToken::new())] {
        let start = Instant::now();
        let error = send(session);
        let took = start.elapsed();
        assert!(took < TAKEN, "{phase}: {took:?} {error}");
        assert_ne!(error.kind(), ErrorKind::Cancelled, "{phase}: {error}");
        if phase != "backoff" {
            assert_eq!(error.kind(), ErrorKind::Timeout, "{phase}: {error}");
            assert!(took >= GIVEN / 2, "{phase}: {took:?} {error}");
        }
    }
}

fn fails(session: &Session) -> Error {
    get(session).expect_err("a failure")
}

fn the_time_ends_a_call_in_every_phase(backend: Backend) {
    let pause = Duration::from_millis(100);
    // Connections are made by the system, and nobody speaks or reads on them.
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
            // The head at once, and the body byte by byte.
            let whole = answer(200, &[], &"x".repeat(1000));
            let step = move |_, _: &Received| Step::Split(whole.clone(), 40, pause);
            serves("body", Server::new(step));
        });
        scope.spawn(|| {
            let step = move |_, _: &Received| {
                thread::sleep(pause);
                Step::Answer(answer(302, &[("Location", "/thing")], ""))
            };
            serves("redirections", Server::new(step));
        });
        scope.spawn(|| serves("backoff", Server::always(answer(503, &[], ""))));
    });
}

fn the_time_ends_a_wait_that_began_late(backend: Backend) {
    // The time to wait for the next bytes is the shorter one, and begins anew with the
    // head, when little is left of the whole.
    const WAIT: Duration = Duration::from_millis(3000);
    const WHOLE: Duration = Duration::from_millis(3500);
    const HEAD: Duration = Duration::from_millis(2500);
    let server = Server::new(|_, _| {
        thread::sleep(HEAD);
        Step::Split(answer(200, &[], "[]"), 40, WHOLE * 10)
    });
    let settings = Settings::default().read_timeout(WAIT);
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
        // As it is documented: by one time to wait at most.
        #[cfg(feature = "reqwest")]
        Backend::Reqwest => WHOLE + WAIT,
    };
    assert!(took >= HEAD && took < longest, "{took:?} {error}");
}

fn the_time_counts_for_the_sign_in_to_a_service_too(backend: Backend) {
    // Each of the requests takes less than is given, and all of them more.
    let pause = GIVEN / 2;
    let app = Server::new(move |_, request| {
        thread::sleep(pause);
        let set = [("Set-Cookie", "app=1"), ("Location", "/")];
        match &*request.target {
            "/sign" => Step::Answer(answer(302, &set, "")),
            _ => Step::Answer(ok()),
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
        Step::Answer(answer(200, &[], &body))
    });
    let session = session(backend, &platform.url());
    let patient = session.with_timeout(None).service(7).expect("a service");
    ends_in_time("sign-in", &patient.with_timeout(GIVEN), |service| {
        call(service, &Method::GET, "/status")
            .send_raw()
            .expect_err("a failure")
    });
    call(&patient, &Method::GET, "/status")
        .send_raw()
        .expect("an answer");
}

fn a_derived_session_has_a_time_of_its_own_and_shares_the_rest(backend: Backend) {
    let server = Server::new(|number, _| match number {
        1 => Step::Hang,
        _ => Step::Answer(ok()),
    });
    let session = session(backend, &server.url()).with_timeout(None);
    get(&session).expect("an answer");
    let error = fails(&session.with_timeout(GIVEN));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    get(&session).expect("an answer");
    // The connection of the first request served the second; the third needs a new one.
    assert_eq!((server.requests().len(), server.connections()), (3, 2));
    let error = fails(&session.with_timeout(Duration::ZERO));
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(server.requests().len(), 3);
}

/// A listener that takes no more connections, and those that fill it.
fn full_backlog() -> (TcpListener, Vec<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 5000, "the backlog has no end");
    }
    (listener, waiting)
}
