//! Polls that fail, and cancellation at every stage.

use std::time::Duration;

use civis::workflows::{self, Event};
use civis::{CancelToken, ErrorKind};
use civis_mock::{Cut, Fault, RunPlan};

use crate::support::World;
use crate::{events, execute, workflow};

const STATUS: &str = "/workflows/{id}/executions/{execution_id}";

#[test]
fn failed_polls_do_not_end_the_wait() {
    let world = World::new();
    let job = world.script();
    let tasks = format!("    a: {{action: civis.run_job, input: {{job_id: {job}}}}}\n");
    for fault in [
        Fault::status(500),
        Fault::status(404),
        Fault::cut(Cut::BeforeAnswer),
    ] {
        let execution = execute(&world, &tasks);
        world.server.fault(fault.times(3).on("GET", STATUS));
        let seen = events(&execution);
        assert_eq!(seen.len(), 3, "{seen:?}");
    }
    let execution = execute(&world, &tasks);
    world
        .server
        .fault(Fault::status(500).always().on("GET", STATUS));
    let mut events = execution.follow();
    let error = events.next().expect("an item").expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    assert!(events.next().is_none());
    assert_eq!(world.count("GET", &format!("/{}", execution.id())), 11);
}

#[test]
fn an_execution_that_does_not_exist_is_an_error() {
    let world = World::new();
    let workflow = workflow(&world, "    a: {action: std.noop}\n");
    let execution = workflows::Execution::attach(&world.session, workflow, 999_999);
    for error in [
        execution.wait().expect_err("no execution"),
        execution.cancel().expect_err("no execution"),
        execution.resume().expect_err("no execution"),
        execution.retry().expect_err("no execution"),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
}

#[test]
fn an_execution_that_may_have_started_is_not_started_twice() {
    let world = World::new();
    let workflow = workflow(&world, "    a: {action: std.noop}\n");
    let path = "/workflows/{id}/executions";
    world
        .server
        .fault(Fault::cut(Cut::BeforeAnswer).on("POST", path));
    let error = workflows::execute(&world.session, workflow)
        .send()
        .expect_err("no response");
    assert!(error.may_have_executed(), "{error}");
    assert_eq!(world.count("POST", "/executions"), 1);
}

#[test]
fn an_execution_can_be_cancelled_at_every_stage() {
    let world = World::new();
    let plan = RunPlan::succeeds().lasting(Duration::from_secs(3600));
    world.platform.plan("/scripts/python3/{id}", plan);
    let job = world.script();
    let tasks = format!(
        "    a: {{action: civis.run_job, input: {{job_id: {job}}}}}\n    b: {{action: std.noop}}\n"
    );

    let before = execute(&world, &tasks);
    assert!(before.cancel().expect("a response"));
    assert_eq!(
        before.wait().expect_err("cancelled").kind(),
        ErrorKind::RunCancelled
    );

    let during = execute(&world, &tasks);
    let mut events = during.follow();
    assert!(
        events.any(|event| matches!(event, Ok(Event::TaskStarted(task)) if task.name() == "a"))
    );
    assert!(during.cancel().expect("a response"));
    let rest: Vec<_> = events
        .map(|event| event.expect("an event").to_string())
        .collect();
    assert!(
        rest.iter()
            .any(|event| event.starts_with("task a was cancelled")),
        "{rest:?}"
    );
    for run in world.platform.runs(job.unsigned_abs()) {
        assert_eq!(world.platform.run_state(run).as_deref(), Some("cancelled"));
    }

    let after = execute(&world, "    a: {action: std.noop}\n");
    after.wait().expect("success");
    assert!(!after.cancel().expect("a response"));
}

#[test]
fn a_cancelled_token_ends_the_wait_and_the_execution_can_still_be_cancelled() {
    let token = CancelToken::new();
    let mut world = World::new();
    world.session = world.session.cancelled_by(&token);
    let plan = RunPlan::succeeds().lasting(Duration::from_secs(3600));
    world.platform.plan("/scripts/python3/{id}", plan);
    let job = world.script();
    let execution = execute(
        &world,
        &format!("    a: {{action: civis.run_job, input: {{job_id: {job}}}}}\n"),
    );
    token.cancel();
    let error = execution.wait().expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(error.to_string().ends_with("it continues"), "{error}");
    assert!(execution.cancel().expect("a response"));
    let run = world.platform.runs(job.unsigned_abs())[0];
    assert_eq!(world.platform.run_state(run).as_deref(), Some("cancelled"));
}
