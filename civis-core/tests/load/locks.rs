//! A call that waits keeps no other one from going on.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use civis_core::Session;
use http::Method;

use crate::server::Server;
use crate::support::{Backend, call, for_each_backend};

for_each_backend!(
    a_call_that_waits_for_its_answer_delays_no_other,
    a_lookup_that_waits_delays_neither_others_nor_calls,
);

/// Much more than the calls take, and less than the server's silence.
const SOON: Duration = Duration::from_secs(10);

fn a_call_that_waits_for_its_answer_delays_no_other(backend: Backend) {
    let server = Arc::new(Server::new(1000, 0.0));
    let session = backend.session(&server.url()).build().expect("a session");
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| call(&session, &Method::GET, "/silent").send_raw()))
            .collect();
        go_on(&session);
        assert!(waiting.iter().all(|call| !call.is_finished()));
        server.release();
        for call in waiting {
            call.join().expect("no panic").expect("an answer");
        }
    });
}

fn a_lookup_that_waits_delays_neither_others_nor_calls(backend: Backend) {
    let server = Arc::new(Server::new(1000, 0.0));
    let session = backend.session(&server.url()).build().expect("a session");
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| session.get_database_id("it")))
            .collect();
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        let id = session.get_storage_host_id("it").expect("an ID");
        assert_eq!(id, 7);
        go_on(&session);
        assert!(start.elapsed() < SOON);
        assert!(waiting.iter().all(|lookup| !lookup.is_finished()));
        server.release();
        for lookup in waiting {
            assert_eq!(lookup.join().expect("no panic").expect("an ID"), 7);
        }
    });
}

fn go_on(session: &Session) {
    let start = Instant::now();
    for _ in 0..100 {
        let answer = call(session, &Method::POST, "/number/5").send_json();
        assert_eq!(answer.expect("an answer")["number"], 5);
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
