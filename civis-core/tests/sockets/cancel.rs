//! Calls that another thread ends.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, Error, ErrorKind, Session};
use http::Method;

use crate::support::server::{Server, Step, answer, ok};
use crate::support::{
    Backend, FakeClock, bare_session, for_each_backend, get, send, timed_session,
};

for_each_backend!(
    a_call_that_waits_for_an_answer_ends_at_once,
    a_call_that_waits_for_tls_ends_at_once,
    a_call_that_waits_for_a_retry_ends_at_once,
    a_call_that_is_held_back_by_the_rate_limit_ends_at_once,
    many_calls_end_at_once_and_others_go_on,
    a_token_that_is_cancelled_before_sends_nothing,
    the_sign_in_to_a_service_ends_at_once,
    a_call_with_a_token_is_like_one_without,
);

/// What the end of a call may take on a busy machine: far less than any of the
/// waits that it ends.
const AT_ONCE: Duration = Duration::from_secs(15);

fn session(backend: Backend, url: &str) -> Session {
    timed_session(backend, url).build().expect("a session")
}

/// Sends a call through a session.
type Send<'a, T> = dyn Fn(&Session) -> Result<T, Error> + Sync + 'a;

/// The error of calls that are cancelled once `begun` holds.
fn cancelled<T: std::marker::Send>(
    session: &Session,
    begun: impl Fn() -> bool,
    sends: &[&Send<'_, T>],
) -> Vec<Error> {
    let token = CancelToken::new();
    let session = session.cancelled_by(&token);
    thread::scope(|scope| {
        let session = &session;
        let calls: Vec<_> = sends
            .iter()
            .map(|send| scope.spawn(move || send(session)))
            .collect();
        while !begun() {
            thread::sleep(Duration::from_millis(5));
        }
        // On to where it waits.
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        token.cancel();
        let errors = calls.into_iter().map(|call| {
            let outcome = call.join().expect("a thread");
            outcome.err().expect("a failure")
        });
        let errors: Vec<_> = errors.collect();
        assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
        for error in &errors {
            assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        }
        errors
    })
}

fn a_call_that_waits_for_an_answer_ends_at_once(backend: Backend) {
    for method in [Method::GET, Method::POST] {
        let server = Server::new(|_, _| Step::Hang);
        let session = session(backend, &server.url());
        let begun = || !server.requests().is_empty();
        let errors = cancelled(&session, begun, &[&|session| send(session, &method)]);
        let error = &errors[0];
        let told = match method.is_safe() {
            true => "cancelled",
            false => "cancelled, and may have executed",
        };
        assert_eq!(error.may_have_executed(), !method.is_safe());
        assert_eq!(
            (error.attempts(), error.to_string()),
            (1, format!("{method} /thing: {told}"))
        );
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_call_that_waits_for_tls_ends_at_once(backend: Backend) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let session = session(backend, &url);
    let (say, connected) = mpsc::channel();
    // Keeps the connection, and says nothing on it.
    thread::spawn(move || {
        let stream = listener.accept();
        say.send(()).expect("a test");
        thread::sleep(AT_ONCE * 2);
        drop(stream);
    });
    let connected = Mutex::new(connected);
    let begun = || connected.lock().expect("the lock").recv().is_ok();
    cancelled(&session, begun, &[&|session| get(session)]);
}

fn a_call_that_waits_for_a_retry_ends_at_once(backend: Backend) {
    // A refusal, a gateway that gave up, and a connection that broke.
    for (step, method, may_have_executed) in [
        (
            (|| Step::Answer(answer(503, &[("Retry-After", "300")], ""))) as fn() -> Step,
            Method::POST,
            false,
        ),
        (
            || Step::Answer(answer(504, &[("Retry-After", "300")], "")),
            Method::PUT,
            true,
        ),
    ] {
        let server = Server::new(move |_, _| step());
        let session = session(backend, &server.url());
        let begun = || !server.requests().is_empty();
        let errors = cancelled(&session, begun, &[&|session| send(session, &method)]);
        assert_eq!(errors[0].attempts(), 1);
        assert_eq!(errors[0].may_have_executed(), may_have_executed, "{method}");
        assert_eq!(server.requests().len(), 1);
    }
}

fn a_call_that_is_held_back_by_the_rate_limit_ends_at_once(backend: Backend) {
    let server = Server::always(answer(429, &[("Retry-After", "300")], ""));
    let session = session(backend, &server.url());
    let refused = || !server.requests().is_empty();
    let later = |session: &Session| {
        while server.requests().is_empty() {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(20));
        send(session, &Method::POST)
    };
    let errors = cancelled(&session, refused, &[&|session| get(session), &later]);
    assert_eq!((errors[0].attempts(), errors[1].attempts()), (1, 0));
    assert!(!errors[1].may_have_executed());
    assert!(errors[1].to_string().ends_with("before it was sent"));
    assert_eq!(server.requests().len(), 1);
}

fn many_calls_end_at_once_and_others_go_on(backend: Backend) {
    let server = Server::new(|_, request| match &*request.target {
        "/thing" => Step::Hang,
        _ => Step::Answer(ok()),
    });
    let session = session(backend, &server.url());
    let begun = || server.requests().len() >= 32;
    let call: &Send<'_, _> = &|session| get(session);
    let errors = cancelled(&session, begun, &[call; 32]);
    assert_eq!(errors.len(), 32);
    // The same connections and settings, and no token.
    let other = crate::support::call(&session, &Method::GET, "/other");
    other.send_raw().expect("an answer");
}

fn a_token_that_is_cancelled_before_sends_nothing(backend: Backend) {
    let server = Server::always(ok());
    let session = session(backend, &server.url());
    let token = CancelToken::new();
    token.cancel();
    let session = session.cancelled_by(&token);
    for error in [
        send(&session, &Method::POST).map(drop),
        session.get_database_id("redshift-general").map(drop),
        session.default_credential().map(drop),
        session.username().map(drop),
        session.service(7).map(drop),
        civis_core::spec::download(&session).map(drop),
    ] {
        let error = error.expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        assert!(!error.may_have_executed());
    }
    assert_eq!(server.connections(), 0);
}

fn the_sign_in_to_a_service_ends_at_once(backend: Backend) {
    let app = Server::new(|_, _| Step::Hang);
    let url = app.url();
    let service = serde_json::json!({
        "currentUrl": url,
        "currentDeployment": {"displayUrl": format!("{url}/sign")},
    });
    let platform = Server::always(answer(200, &[], &service.to_string()));
    let service = session(backend, &platform.url())
        .service(7)
        .expect("a service");
    let begun = || !app.requests().is_empty();
    cancelled(&service, begun, &[&|service| get(service)]);
}

fn a_call_with_a_token_is_like_one_without(backend: Backend) {
    let server = Server::new(|number, request| match number % 3 {
        0 => Step::Answer(answer(503, &[], "")),
        _ => Step::Answer(answer(200, &[], &String::from_utf8_lossy(&request.body))),
    });
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.build().expect("a session");
    let cancellable = session.cancelled_by(&CancelToken::new());
    for session in [&session, &cancellable] {
        let answer = send(session, &Method::POST).expect("an answer");
        assert_eq!((answer.attempts(), answer.body()), (2, &b"{}"[..]));
        get(session).expect("an answer");
    }
    let requests = server.requests();
    for (plain, cancellable) in requests[..3].iter().zip(&requests[3..]) {
        assert_eq!(plain.headers, cancellable.headers);
        assert_eq!(plain.body, cancellable.body);
    }
    assert_eq!(server.connections(), 1);
}

/// Writes down which threads it is used on.
#[derive(Debug, Default)]
struct Threads(Mutex<Vec<ThreadId>>);

impl Transport for Threads {
    fn name(&self) -> &str {
        "threads"
    }

    fn send(
        &self,
        _: http::Request<RequestBody<'_>>,
        _: &Limits,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        self.0
            .lock()
            .expect("the lock")
            .push(thread::current().id());
        Ok(http::Response::default())
    }
}

#[test]
fn only_a_call_with_a_token_needs_a_thread() {
    let threads = Arc::new(Threads::default());
    let session = bare_session("http://localhost").transport(Arc::clone(&threads));
    let session = session.build().expect("a session");
    get(&session).expect("an answer");
    get(&session.cancelled_by(&CancelToken::new())).expect("an answer");
    let used = threads.0.lock().expect("the lock");
    let here = thread::current().id();
    assert_eq!((used[0] == here, used[1] == here), (true, false));
}
