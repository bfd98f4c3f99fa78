//! A waiting call does not delay others.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use civis_core::Session;
use http::Method;

use crate::server::Server;
use crate::support::{Backend, call, for_each_backend};

for_each_backend!(
    a_waiting_call_does_not_delay_others,
    a_waiting_lookup_does_not_delay_others,
);

/// Much longer than the calls take, and shorter than the server stays silent.
const SOON: Duration = Duration::from_secs(10);

fn a_waiting_call_does_not_delay_others(backend: Backend) {
    let server = Arc::new(Server::new(1000, 0.0));
    let session = backend.session(&server.url()).build().expect("a session");
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| call(&session, &Method::GET, "/silent").send_raw()))
            .collect();
        send_calls(&session);
        assert!(waiting.iter().all(|call| !call.is_finished()));
        server.release();
        for call in waiting {
            call.join().expect("no panic").expect("a response");
        }
    });
}

fn a_waiting_lookup_does_not_delay_others(backend: Backend) {
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
        send_calls(&session);
        assert!(start.elapsed() < SOON);
        assert!(waiting.iter().all(|lookup| !lookup.is_finished()));
        server.release();
        for lookup in waiting {
            assert_eq!(lookup.join().expect("no panic").expect("an ID"), 7);
        }
    });
}

fn send_calls(session: &Session) {
    let start = Instant::now();
    for _ in 0..100 {
        let response = call(session, &Method::POST, "/number/5").send_json();
        assert_eq!(response.expect("a response")["number"], 5);
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
