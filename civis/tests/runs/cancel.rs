//! Cancelling runs and waits.

use std::thread;
use std::time::{Duration, Instant};

use civis::jobs::{self, Run, State, Waiter};
use civis::{CancelToken, ErrorKind};
use civis_mock::{Cut, Fault, Reply, RunPlan};

use crate::support::{World, bare_session};

const RUN: &str = "/jobs/{id}/runs/{run_id}";

fn endless(world: &World) -> Run {
    world.run(RunPlan::succeeds().endless())
}

#[test]
fn a_run_is_cancelled_with_any_response() {
    for status in [200, 202, 204] {
        let world = World::new();
        let run = endless(&world);
        let platform = world.platform.clone();
        let id = run.run_id().expect("an ID");
        // The state changes, and the response is empty.
        world.server.handle("DELETE", RUN, move |_| {
            platform.log(id.unsigned_abs(), "info", "asked to stop");
            Reply::empty(status)
        });
        assert!(run.cancel().expect("accepted"), "{status}");
    }
    let world = World::new();
    let run = endless(&world);
    assert!(run.cancel().expect("accepted"));
    assert_eq!(
        run.wait().expect_err("cancelled").kind(),
        ErrorKind::RunCancelled
    );
    assert!(!run.cancel().expect("ended already"));
}

#[test]
fn a_finished_run_is_not_cancelled() {
    let world = World::new();
    let run = jobs::run(&world.session, world.script()).expect("a run");
    run.wait().expect("success");
    assert!(!run.cancel().expect("ended already"));
    assert_eq!(run.poll().expect("a status").state(), &State::Succeeded);
}

#[test]
fn a_run_that_does_not_exist_is_an_error() {
    let world = World::new();
    let run = Run::attach(&world.session, jobs::Kind::Job, 7, 9);
    let error = run.cancel().expect_err("no run");
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn cancelling_succeeds_even_if_the_response_is_lost() {
    let world = World::with(|builder| {
        let quick = civis::RetryPolicy::default().base_backoff(Duration::from_millis(1));
        builder.retry(quick)
    });
    let run = endless(&world);
    let platform = world.platform.clone();
    let job = run.id();
    let handled = std::sync::atomic::AtomicBool::new(false);
    let fault = Fault::cut(Cut::BeforeAnswer).on("DELETE", RUN);
    world.server.fault(fault);
    // The first attempt cancels the run, so the retry gets a 404.
    world.server.handle("DELETE", RUN, move |_| {
        handled.store(true, std::sync::atomic::Ordering::Relaxed);
        let _ = &platform;
        Reply::error(404, "not_found", "There is no run in progress.")
    });
    let state = serde_json::json!({"id": run.run_id(), "state": "cancelled"});
    world
        .server
        .answer("GET", &format!("/jobs/{job}/runs/{{run_id}}"), 200, &state);
    assert!(run.cancel().expect("a result"));
    assert_eq!(world.count("DELETE", ""), 2);
}

#[test]
fn a_cancelled_token_ends_the_wait_and_the_run_can_still_be_cancelled() {
    let world = World::new();
    let run = endless(&world);
    let token = CancelToken::new();
    let session = bare_session(&world.server).cancelled_by(&token);
    let id = run.run_id().expect("an ID");
    let run = Run::attach(&session, run.kind(), run.id(), id);
    let start = Instant::now();
    let error = thread::scope(|scope| {
        let waits = scope.spawn(|| run.wait());
        while world.count("GET", "") == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        token.cancel();
        waits.join().expect("no panic").expect_err("cancelled")
    });
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(error.run().expect("details").run_id, Some(id));
    assert_eq!(
        world.platform.run_state(id.unsigned_abs()).as_deref(),
        Some("running")
    );
    // The session sends nothing more, but the run can still be cancelled.
    assert_eq!(
        run.poll().expect_err("cancelled").kind(),
        ErrorKind::Cancelled
    );
    assert!(run.cancel().expect("accepted"));
    assert_eq!(
        world.platform.run_state(id.unsigned_abs()).as_deref(),
        Some("cancelled")
    );
}

#[test]
fn a_token_cancelled_while_a_poll_is_in_flight_ends_the_wait() {
    let world = World::new();
    let token = CancelToken::new();
    let session = bare_session(&world.server).cancelled_by(&token);
    world.server.fault(
        Fault::delay(Duration::from_secs(600))
            .on("GET", RUN)
            .always(),
    );
    let run = Run::attach(&session, jobs::Kind::Job, 7, 9);
    let start = Instant::now();
    let error = thread::scope(|scope| {
        let waits = scope.spawn(|| Waiter::new().max_retries(3).wait(&run));
        while world.count("GET", "") == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        token.cancel();
        waits.join().expect("no panic").expect_err("cancelled")
    });
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(world.requests().len(), 1);
}

#[test]
fn a_token_cancelled_before_the_wait_sends_nothing() {
    let world = World::new();
    let token = CancelToken::new();
    token.cancel();
    let session = world.session.cancelled_by(&token);
    let runs: Vec<Run> = (1..=5)
        .map(|run| Run::attach(&session, jobs::Kind::Job, 7, run))
        .collect();
    for result in jobs::wait_all(&runs) {
        assert_eq!(result.expect_err("cancelled").kind(), ErrorKind::Cancelled);
    }
    assert!(world.requests().is_empty());
}
