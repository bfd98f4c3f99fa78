//! Sessions in asynchronous programs: made, used and dropped on the threads of a runtime.

use civis_core::Session;
use http::Method;
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

use crate::support::server::{Server, ok};
use crate::support::{Backend, for_each_backend, get, send};

for_each_backend!(
    a_session_works_in_spawn_blocking,
    a_session_works_on_the_thread_of_a_runtime,
    a_session_is_made_in_one_place_and_dropped_in_another,
    a_session_outlives_the_runtime_that_it_was_made_in,
);

fn runtimes() -> [Runtime; 2] {
    let current = Builder::new_current_thread().build();
    let multi = Builder::new_multi_thread().worker_threads(2).build();
    [current.expect("a runtime"), multi.expect("a runtime")]
}

fn session(backend: Backend, server: &Server) -> Session {
    backend.session(&server.url()).build().expect("a session")
}

fn a_session_works_in_spawn_blocking(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let made = session(backend, &server);
        runtime.block_on(async {
            let first = made.clone();
            let (first, second) = (
                spawn_blocking(move || get(&first)),
                spawn_blocking(move || send(&made, &Method::POST)),
            );
            first.await.expect("no panic").expect("an answer");
            second.await.expect("no panic").expect("an answer");
        });
    }
    assert_eq!(server.requests().len(), 4);
}

fn a_session_works_on_the_thread_of_a_runtime(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        runtime.block_on(async {
            let made = session(backend, &server);
            get(&made).expect("an answer");
            let task = tokio::spawn(async move {
                get(&made).expect("an answer");
                drop(made);
            });
            task.await.expect("no panic");
        });
    }
    assert_eq!(server.requests().len(), 4);
}

fn a_session_is_made_in_one_place_and_dropped_in_another(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let made = session(backend, &server);
        runtime.block_on(async move {
            tokio::task::yield_now().await;
            drop(made);
        });
        let made = runtime.block_on(async { session(backend, &server) });
        get(&made).expect("an answer");
        let moved = runtime.block_on(runtime.spawn_blocking(move || made));
        drop(moved.expect("no panic"));
    }
    assert_eq!(server.requests().len(), 2);
}

fn a_session_outlives_the_runtime_that_it_was_made_in(backend: Backend) {
    let server = Server::always(ok());
    for runtime in runtimes() {
        let made = runtime.block_on(async { session(backend, &server) });
        drop(runtime);
        get(&made).expect("an answer");
    }
    assert_eq!(server.requests().len(), 2);
}
