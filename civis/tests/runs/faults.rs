//! Polls that fail.

use std::time::Duration;

use civis::ErrorKind;
use civis::jobs::{self, Kind, Run, Waiter};
use civis_mock::{Cut, Fault, Reply, RunPlan};
use serde_json::json;

use crate::support::{World, bare_session};

/// Faults of a poll that say nothing about the run.
fn faults() -> Vec<(&'static str, Fault)> {
    let html = Reply::bytes(200, "text/html", "<html>maintenance</html>");
    vec![
        ("500", Fault::status(500)),
        ("502", Fault::status(502)),
        ("429", Fault::status(429)),
        ("404", Fault::status(404)),
        ("reset", Fault::cut(Cut::BeforeAnswer)),
        ("cut after the headers", Fault::cut(Cut::AfterHeaders)),
        ("cut in the body", Fault::cut(Cut::InBody)),
        ("an empty body", Fault::status(200)),
        ("null", Fault::reply(Reply::json(200, &json!(null)))),
        (
            "no state",
            Fault::reply(Reply::json(200, &json!({"state": null}))),
        ),
        (
            "an empty state",
            Fault::reply(Reply::json(200, &json!({"state": ""}))),
        ),
        ("HTML", Fault::reply(html)),
    ]
}

const POLL: &str = "/jobs/{id}/runs/{run_id}";

#[test]
fn a_failed_poll_neither_ends_the_wait_nor_starts_a_run() {
    let world = World::new();
    for (name, fault) in faults() {
        for times in [1, 3] {
            world.server.clear_requests();
            let job = world.script();
            let run = jobs::run(&world.session, job).expect("a run");
            world
                .server
                .fault(fault.clone().on("GET", POLL).times(times));
            let done = Waiter::new().max_retries(5).wait(&run);
            let done = done.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(done.run().run_id(), run.run_id(), "{name}");
            assert_eq!(world.runs(job), 1, "{name}");
            // The run advances even if the response to a poll is lost.
            let polls = match name.starts_with("cut") || name == "reset" {
                true => 3.max(times + 1),
                false => times + 3,
            };
            assert_eq!(world.count("GET", ""), polls, "{name}");
        }
    }
}

#[test]
fn too_many_failed_polls_end_the_wait_with_their_error() {
    let world = World::new();
    for (name, fault) in faults() {
        world.server.clear_requests();
        world.server.clear_faults();
        let run = jobs::run(&world.session, world.script()).expect("a run");
        world.server.fault(fault.on("GET", POLL).always());
        let error = Waiter::new().max_retries(5).wait(&run).expect_err(name);
        let polls = if name == "404" { 4 } else { 11 };
        assert_eq!(world.count("GET", ""), polls, "{name}: {error}");
        assert!(
            error
                .message()
                .contains(&format!("the wait for {run} ends")),
            "{name}: {error}"
        );
        assert_eq!(error.run().expect("details").run_id, run.run_id());
        assert_eq!(world.runs(run.id()), 1, "{name}");
    }
}

#[test]
fn a_rejected_key_ends_the_wait_at_once() {
    for status in [401, 403] {
        let world = World::new();
        let run = jobs::run(&world.session, world.script()).expect("a run");
        world
            .server
            .fault(Fault::status(status).on("GET", POLL).always());
        run.wait().expect_err("refused");
        assert_eq!(world.count("GET", ""), 1);
    }
}

#[test]
fn only_consecutive_failures_count() {
    let world = World::new();
    world
        .server
        .run_states(["running", "running", "running", "succeeded"]);
    let run = jobs::run(&world.session, world.script()).expect("a run");
    // Two of three polls fail.
    let polls = std::sync::atomic::AtomicUsize::new(0);
    let states = ["running", "running", "succeeded"];
    world.server.handle("GET", POLL, move |_| {
        let number = polls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match number % 3 {
            2 => Reply::json(200, &json!({"id": 1, "state": states[number / 3]})),
            _ => Reply::empty(500),
        }
    });
    Waiter::new().failed_polls(2).wait(&run).expect("success");
    assert_eq!(world.count("GET", ""), 9);
}

#[test]
fn a_slow_poll_ends_with_the_timeout_of_the_wait() {
    let world = World::new();
    let session = bare_session(&world.server);
    let run = Run::attach(&session, Kind::Job, 7, 9);
    let slow = Fault::delay(Duration::from_secs(600)).on("GET", POLL);
    world.server.fault(slow.always());
    let start = std::time::Instant::now();
    let timeout = Duration::from_millis(300);
    let error = Waiter::new()
        .timeout(timeout)
        .wait(&run)
        .expect_err("no end");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("it continues"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn an_unreadable_log_does_not_hide_the_failure() {
    let world = World::new();
    let run = world.run(RunPlan::fails("no such table"));
    world.server.fault(
        Fault::status(500)
            .on("GET", "/jobs/{id}/runs/{run_id}/logs")
            .always(),
    );
    let error = run.wait().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.message();
    assert!(
        text.starts_with(&format!(
            "{run} failed: no such table; its log cannot be read: "
        )),
        "{text}"
    );
}

#[test]
fn a_failed_rerun_is_an_error() {
    let world = World::new();
    let run = world.run(RunPlan::fails("no"));
    world.server.fault(
        Fault::cut(Cut::BeforeAnswer)
            .on("POST", "/jobs/{id}/runs")
            .always(),
    );
    let error = Waiter::new().max_retries(3).wait(&run).expect_err("no run");
    assert!(
        error
            .message()
            .contains(&format!("{run} failed, and cannot be run again")),
        "{error}"
    );
    assert!(error.may_have_executed());
    // The run may have started, so the request is not retried.
    assert_eq!(world.count("POST", "/runs"), 2);
}

#[test]
fn the_error_for_a_start_without_an_id_says_that_a_run_was_started() {
    let world = World::new();
    world.server.answer("POST", "/jobs/7/runs", 201, &json!({}));
    let error = jobs::run(&world.session, 7).expect_err("no ID");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert_eq!(
        error.message(),
        "jobs.post_runs: the response has no `id`; the run was started"
    );
}
