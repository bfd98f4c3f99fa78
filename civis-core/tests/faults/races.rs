//! Race conditions, tried many times.

use std::thread;
use std::time::{Duration, Instant};

use civis_core::transport::Settings;
use civis_core::{Call, ErrorKind, Request, RetryPolicy, Session};
use http::Method;
use serde_json::Value;

use crate::fault::responses::ENDLESS;
use crate::fault::{ALWAYS, FORGED};
use crate::server::{Action, End, Piece, Reading, Server};
use crate::support::{Backend, bare_session, for_each_backend};
use crate::tls;

for_each_backend!(
    a_connection_closed_just_before_reuse_never_duplicates_a_request,
    surplus_bytes_are_never_taken_for_the_next_response,
    the_timeout_of_the_call_ends_endless_responses,
);

const TRIES: usize = 300;

fn session(backend: Backend, server: &Server) -> Session {
    let settings = Settings::default().root_certificates(tls::root());
    let transport = backend.transport(settings);
    let session = bare_session(&server.url()).transport(transport).build();
    session.expect("a session")
}

fn call(session: &Session, method: &Method, target: &str) -> Call<Value> {
    Call::new(
        session,
        Request::new("things.do", method.clone(), target.to_owned()),
    )
}

fn a_connection_closed_just_before_reuse_never_duplicates_a_request(backend: Backend) {
    for (end, tls) in [(End::Close, false), (End::Reset, false), (End::Close, true)] {
        let action = Action::Http(Reading::Whole, vec![Piece::Echo, Piece::Moment], end);
        let server = Server::new(&action, ALWAYS, tls, "");
        let session = session(backend, &server);
        let mut succeeded = 0;
        for number in 0..TRIES {
            let method = [Method::POST, Method::GET, Method::PATCH][number % 3].clone();
            let target = format!("/fault/{number}");
            let result = call(&session, &method, &target).send_json();
            let arrived = server.arrivals(&target).len();
            match result {
                Ok(value) => {
                    assert_eq!(value, target);
                    succeeded += 1;
                }
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
                    assert!(arrived <= error.attempts() as usize, "{error}");
                }
            }
            if method != Method::GET {
                assert!(arrived <= 1, "{method} arrived {arrived} times, {end:?}");
            }
            thread::sleep(Duration::from_micros(fastrand::u64(..300)));
        }
        // Up to a third of the calls may hit the close, but not all.
        assert!(succeeded > TRIES / 2, "{succeeded} responses, {end:?}");
    }
}

fn surplus_bytes_are_never_taken_for_the_next_response(backend: Backend) {
    let whole = FORGED.to_vec();
    for (forged, tls) in [
        (whole.clone(), false),
        (whole.clone(), true),
        (whole.repeat(2000), false),
        (whole.repeat(2000), true),
        (whole[..9].to_vec(), false),
    ] {
        let action = Action::Http(Reading::Whole, vec![Piece::EchoAnd(forged)], End::Keep);
        let server = Server::new(&action, ALWAYS, tls, "");
        let session = session(backend, &server);
        for number in 0..TRIES / 3 {
            let target = format!("/fault/{number}");
            let method = [Method::GET, Method::POST][number % 2].clone();
            let value = call(&session, &method, &target).send_json();
            assert_eq!(value.expect("a response"), target);
        }
    }
}

fn the_timeout_of_the_call_ends_endless_responses(backend: Backend) {
    for (name, head, unit) in ENDLESS {
        let pieces = vec![
            Piece::Bytes(head.to_vec()),
            Piece::Endless(unit.repeat(100)),
        ];
        let action = Action::Http(Reading::Whole, pieces, End::Close);
        let server = Server::new(&action, ALWAYS, false, "");
        let session = bare_session(&server.url())
            .transport(backend.transport(Settings::default()))
            .timeout(Duration::from_secs(1))
            .retry(RetryPolicy::none())
            .build()
            .expect("a session");
        let start = Instant::now();
        let error = call(&session, &Method::GET, "/fault").send_raw();
        let kind = error.expect_err(name).kind();
        // A size limit may end some of them earlier.
        assert!(
            kind == ErrorKind::Timeout || kind == ErrorKind::Transport,
            "{name}: {kind:?}"
        );
        assert!(start.elapsed() < Duration::from_secs(10), "{name}");
    }
}
