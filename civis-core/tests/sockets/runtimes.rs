//! Sessions in asynchronous programs: created, used and dropped on the threads of a runtime.

use civis_core::Session;
use http::Method;
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

use crate::support::server::{Server, ok};
use crate::support::{Backend, for_each_backend, get, send};

for_each_backend!(
    a_session_works_in_spawn_blocking,
    a_session_works_on_a_runtime_thread,
    a_session_may_be_created_and_dropped_on_different_threads,
    a_session_outlives_the_runtime_it_was_created_in,
);

fn runtimes() -> [Runtime; 2] {
    let current = Builder::new_current_thread().build();
    let multi = Builder::new_multi_thread().worker_threads(2).build();
    [current.expect("a runtime"), multi.expect("a runtime")]
}

fn create_session(backend: Backend, server: &Server) -> Session {
    backend.session(&server.url()).build().expect("a session")
}

fn a_session_works_in_spawn_blocking(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let session = create_session(backend, &server);
        runtime.block_on(async {
            let first = session.clone();
            let (first, second) = (
                spawn_blocking(move || get(&first)),
                spawn_blocking(move || send(&session, &Method::POST)),
            );
            first.await.expect("no panic").expect("a response");
            second.await.expect("no panic").expect("a response");
        });
    }
    assert_eq!(server.requests().len(), 4);
}

fn a_session_works_on_a_runtime_thread(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        runtime.block_on(async {
            let session = create_session(backend, &server);
            get(&session).expect("a response");
            let task = tokio::spawn(async move {
                get(&session).expect("a response");
                drop(session);
            });
            task.await.expect("no panic");
        });
    }
    assert_eq!(server.requests().len(), 4);
}

fn a_session_may_be_created_and_dropped_on_different_threads(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let session = create_session(backend, &server);
        runtime.block_on(async move {
            tokio::task::yield_now().await;
            drop(session);
        });
        let session = runtime.block_on(async { create_session(backend, &server) });
        get(&session).expect("a response");
        let moved = runtime.block_on(runtime.spawn_blocking(move || session));
        drop(moved.expect("no panic"));
    }
    assert_eq!(server.requests().len(), 2);
}

fn a_session_outlives_the_runtime_it_was_created_in(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let session = runtime.block_on(async { create_session(backend, &server) });
        drop(runtime);
        get(&session).expect("a response");
    }
    assert_eq!(server.requests().len(), 2);
}
