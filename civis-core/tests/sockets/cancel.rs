//! Calls that another thread cancels.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use civis_core::transport::{Limits, RequestBody, ResponseBody, Transport, TransportError};
use civis_core::{CancelToken, Error, ErrorKind, RetryPolicy, Session};
use http::{Method, StatusCode};

use crate::support::server::{Server, Step, http_response, ok};
use crate::support::{
    Backend, FakeClock, bare_session, for_each_backend, get, send, timed_session,
};

for_each_backend!(
    cancelling_ends_a_wait_for_a_response,
    cancelling_ends_a_wait_for_tls,
    cancelling_ends_a_wait_for_a_retry,
    cancelling_ends_a_wait_for_the_rate_limiter,
    cancelling_ends_many_calls_and_leaves_others_alone,
    nothing_is_sent_with_a_cancelled_token,
    cancelling_ends_a_sign_in_to_a_service,
    a_token_does_not_change_the_requests,
);

/// The longest time that cancelling may take on a busy machine. It is much shorter than the
/// waits that it ends.
const MAX_DELAY: Duration = Duration::from_secs(15);

fn session(backend: Backend, url: &str) -> Session {
    timed_session(backend, url).build().expect("a session")
}

/// Sends a call through a session.
type Send<'a, T> = dyn Fn(&Session) -> Result<T, Error> + Sync + 'a;

/// Cancels calls once `started` returns true, and returns their errors.
fn cancel<T: std::marker::Send>(
    session: &Session,
    started: impl Fn() -> bool,
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
        while !started() {
            thread::sleep(Duration::from_millis(5));
        }
        // The calls have to reach their wait.
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        token.cancel();
        let errors = calls.into_iter().map(|call| {
            let outcome = call.join().expect("a thread");
            outcome.err().expect("a failure")
        });
        let errors: Vec<_> = errors.collect();
        assert!(start.elapsed() < MAX_DELAY, "{:?}", start.elapsed());
        for error in &errors {
            assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
        }
        errors
    })
}

fn cancelling_ends_a_wait_for_a_response(backend: Backend) {
    for method in [Method::GET, Method::POST] {
        let server = Server::new(|_, _| Step::Hang);
        let session = session(backend, &server.url());
        let started = || !server.requests().is_empty();
        let errors = cancel(&session, started, &[&|session| send(session, &method)]);
        let error = &errors[0];
        let description = match method.is_safe() {
            true => "cancelled",
            false => "cancelled, and may have executed",
        };
        assert_eq!(error.may_have_executed(), !method.is_safe());
        assert_eq!(
            (error.attempts(), error.to_string()),
            (1, format!("{method} /thing: {description}"))
        );
        assert_eq!(server.requests().len(), 1);
    }
}

fn cancelling_ends_a_wait_for_tls(backend: Backend) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let session = session(backend, &url);
    let (notify, connected) = mpsc::channel();
    // Keeps the connection open, and sends nothing.
    thread::spawn(move || {
        let stream = listener.accept();
        notify.send(()).expect("a test");
        thread::sleep(MAX_DELAY * 2);
        drop(stream);
    });
    let connected = Mutex::new(connected);
    let started = || connected.lock().expect("the lock").recv().is_ok();
    cancel(&session, started, &[&|session| get(session)]);
}

fn cancelling_ends_a_wait_for_a_retry(backend: Backend) {
    // A rejection, and a timeout of a gateway.
    for (step, method, may_have_executed) in [
        (
            (|| Step::Respond(http_response(503, &[("Retry-After", "300")], ""))) as fn() -> Step,
            Method::POST,
            false,
        ),
        (
            || Step::Respond(http_response(504, &[("Retry-After", "300")], "")),
            Method::PUT,
            true,
        ),
    ] {
        let server = Server::new(move |_, _| step());
        let session = session(backend, &server.url());
        let started = || !server.requests().is_empty();
        let errors = cancel(&session, started, &[&|session| send(session, &method)]);
        assert_eq!(errors[0].attempts(), 1);
        assert_eq!(errors[0].may_have_executed(), may_have_executed, "{method}");
        assert_eq!(server.requests().len(), 1);
    }
}

fn cancelling_ends_a_wait_for_the_rate_limiter(backend: Backend) {
    let server = Server::always(http_response(429, &[("Retry-After", "300")], ""));
    let policy = RetryPolicy::default().do_not_retry_on(StatusCode::TOO_MANY_REQUESTS);
    let session = timed_session(backend, &server.url()).retry(policy);
    let session = session.build().expect("a session");
    let error = get(&session).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    // From now on the limiter lets nothing pass.
    let post: &Send<'_, _> = &|session| send(session, &Method::POST);
    let errors = cancel(&session, || true, &[post]);
    assert_eq!(errors[0].attempts(), 0);
    assert!(!errors[0].may_have_executed());
    assert!(errors[0].to_string().ends_with("before it was sent"));
    assert_eq!(server.requests().len(), 1);
}

fn cancelling_ends_many_calls_and_leaves_others_alone(backend: Backend) {
    let server = Server::new(|_, request| match &*request.target {
        "/thing" => Step::Hang,
        _ => Step::Respond(ok()),
    });
    let session = session(backend, &server.url());
    let started = || server.requests().len() >= 32;
    let call: &Send<'_, _> = &|session| get(session);
    let errors = cancel(&session, started, &[call; 32]);
    assert_eq!(errors.len(), 32);
    // The same connections and settings, without the token.
    let other = crate::support::call(&session, &Method::GET, "/other");
    other.send_raw().expect("a response");
}

fn nothing_is_sent_with_a_cancelled_token(backend: Backend) {
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

fn cancelling_ends_a_sign_in_to_a_service(backend: Backend) {
    let app = Server::new(|_, _| Step::Hang);
    let url = app.url();
    let service = serde_json::json!({
        "currentUrl": url,
        "currentDeployment": {"displayUrl": format!("{url}/sign")},
    });
    let platform = Server::always(http_response(200, &[], &service.to_string()));
    let service = session(backend, &platform.url())
        .service(7)
        .expect("a service");
    let started = || !app.requests().is_empty();
    cancel(&service, started, &[&|service| get(service)]);
}

fn a_token_does_not_change_the_requests(backend: Backend) {
    let server = Server::new(|number, request| match number % 3 {
        0 => Step::Respond(http_response(503, &[], "")),
        _ => Step::Respond(http_response(200, &[], &request.body)),
    });
    let clock = FakeClock::default();
    let session = backend.session(&server.url()).clock(clock.clone());
    let session = session.build().expect("a session");
    let cancellable = session.cancelled_by(&CancelToken::new());
    for session in [&session, &cancellable] {
        let response = send(session, &Method::POST).expect("a response");
        assert_eq!((response.attempts(), response.body()), (2, &b"{}"[..]));
        get(session).expect("a response");
    }
    let requests = server.requests();
    for (plain, cancellable) in requests[..3].iter().zip(&requests[3..]) {
        assert_eq!(plain.headers, cancellable.headers);
        assert_eq!(plain.body, cancellable.body);
    }
    assert_eq!(server.connections(), 1);
}

/// Records the threads on which it is used.
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
    get(&session).expect("a response");
    get(&session.cancelled_by(&CancelToken::new())).expect("a response");
    let used = threads.0.lock().expect("the lock");
    let here = thread::current().id();
    assert_eq!((used[0] == here, used[1] == here), (true, false));
}
