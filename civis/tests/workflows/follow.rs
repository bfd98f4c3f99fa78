//! Following, waiting for, pausing and retrying executions.

use std::time::Duration;

use civis::ErrorKind;
use civis::jobs::{State, Waiter};
use civis::workflows::{self, Event, Execution};
use civis_mock::RunPlan;
use serde_json::json;

use crate::support::World;
use crate::{events, execute, shown, workflow};

#[test]
fn each_task_is_reported_when_it_starts_and_when_it_ends() {
    let world = World::new();
    let (first, second) = (world.script(), world.script());
    let tasks = format!(
        "    load: {{action: civis.run_job, input: {{job_id: {first}}}, on-success: [check, note]}}\n    \
         check: {{action: civis.run_job, input: {{job_id: {second}}}}}\n    note: {{action: std.noop}}\n"
    );
    let execution = execute(&world, &tasks);
    let mut runs = Vec::new();
    let mut seen = Vec::new();
    for event in execution.follow() {
        let event = event.expect("an event");
        if let Event::TaskSucceeded(task) = &event {
            runs.extend(task.runs().map(|run| (run.id(), run.run_id())));
        }
        seen.push(shown(&event));
    }
    assert_eq!(
        seen,
        [
            "task load has started (run of job)".to_owned(),
            "task load has succeeded (run of job)".to_owned(),
            "task note has started".to_owned(),
            "task note has succeeded".to_owned(),
            "task check has started (run of job)".to_owned(),
            "task check has succeeded (run of job)".to_owned(),
            "execution of workflow is succeeded".to_owned(),
        ]
    );
    let wanted = [first, second].map(|job| {
        let run = world.platform.runs(job.unsigned_abs())[0];
        (job, Some(i64::try_from(run).expect("an ID")))
    });
    assert_eq!(runs, wanted);
    // The official client's schedule.
    assert_eq!(world.clock.sleeps()[..3], [1000, 1200, 1440]);
}

#[test]
fn an_execution_started_elsewhere_is_followed_by_its_ids() {
    let world = World::new();
    let execution = execute(&world, "    a: {action: std.noop}\n");
    let attached = Execution::attach(&world.session, execution.workflow_id(), execution.id());
    let wanted = [
        "task a has started",
        "task a has succeeded",
        "execution of workflow is succeeded",
    ];
    assert_eq!(events(&attached), wanted);
    assert!(world.clock.sleeps().is_empty());
}

#[test]
fn input_and_tasks_are_sent() {
    let world = World::new();
    let workflow = workflow(
        &world,
        "    a: {action: std.echo, input: {output: <% $.day %>}}\n",
    );
    let execution = workflows::execute(&world.session, workflow)
        .input("day", "2026-11-30")
        .input("count", 3)
        .target_task("a")
        .only_tasks(["a"])
        .send()
        .expect("an execution");
    let body = world.server.requests()[1].json().expect("JSON");
    let wanted = json!({
        "input": {"day": "2026-11-30", "count": 3}, "targetTask": "a", "includedTasks": ["a"],
    });
    assert_eq!(body, wanted);
    let done = execution.wait().expect("success");
    assert_eq!(done.json()["input"]["count"], 3);
    assert_eq!(done.tasks()[0].name(), "a");
}

#[test]
fn a_failure_names_the_task_and_the_run_with_its_last_lines() {
    let world = World::new();
    let plan = RunPlan::fails("no such table")
        .log("info", "loading")
        .log("error", "exiting: 3");
    world.platform.plan("/scripts/python3/{id}", plan);
    let job = world.script();
    let tasks = format!(
        "    first: {{action: std.noop, on-success: [load, stop]}}\n    \
         load: {{action: civis.run_job, input: {{job_id: {job}}}}}\n    stop: {{action: std.fail}}\n"
    );
    let execution = execute(&world, &tasks);
    let error = execution.wait().expect_err("a failure");
    let run = world.platform.runs(job.unsigned_abs())[0];
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.to_string();
    let beginning = format!(
        "{execution}: task `load` (and `stop`): run {run} of job {job} failed: no such table"
    );
    assert!(text.starts_with(&beginning), "{text}");
    assert!(
        text.ends_with("\n  loading\n  exiting: 3\n  no such table"),
        "{text}"
    );
    let details = error.run().expect("a run");
    assert_eq!(
        (details.job_id, details.run_id),
        (job, i64::try_from(run).ok())
    );
    assert_eq!(details.exit_code, Some(3));
}

#[test]
fn a_failure_without_a_run_has_the_message_of_the_engine() {
    let world = World::new();
    let inner = workflow(&world, "    stop: {action: std.fail}\n");
    let outer = format!(
        "    nested: {{action: civis.workflows.execute, input: {{workflow_id: {inner}}}}}\n"
    );
    let execution = execute(&world, &outer);
    let error = execution.wait().expect_err("a failure");
    let nested = execution.poll().expect("a status").tasks()[0]
        .executions()
        .next()
        .map(Execution::id);
    let nested = nested.expect("an execution");
    assert_eq!(
        error.message(),
        format!(
            "{execution}: task `nested`: execution {nested} of workflow {inner}: task `stop`: \
             failed: the definition makes the task fail"
        )
    );
}

#[test]
fn failed_tasks_can_be_retried() {
    let world = World::new();
    world
        .platform
        .plan("/scripts/python3/{id}", RunPlan::fails("no"));
    let job = world.script();
    let tasks = format!(
        "    load: {{action: civis.run_job, input: {{job_id: {job}}}, on-success: done}}\n    done: {{action: std.noop}}\n"
    );
    let execution = execute(&world, &tasks);
    let failed = events(&execution);
    assert_eq!(
        failed[1..],
        [
            "task load has failed (run of job)",
            "execution of workflow is failed"
        ]
    );
    execution.retry_task("load").expect("another attempt");
    execution.wait().expect_err("it fails again");
    world
        .platform
        .plan("/scripts/python3/{id}", RunPlan::succeeds());
    execution.retry().expect("another attempt");
    let done = execution.wait().expect("success");
    assert_eq!(done.tasks()[0].runs().count(), 3);
    assert_eq!(world.runs(job), 3);
}

#[test]
fn a_paused_execution_is_reported_and_can_be_resumed() {
    let world = World::new();
    let job = world.script();
    let tasks = format!(
        "    a: {{action: std.noop, on-success: [b, pause]}}\n    b: {{action: civis.run_job, input: {{job_id: {job}}}}}\n"
    );
    let execution = execute(&world, &tasks);
    assert!(execution.poll().expect("a status").is_paused());
    let mut seen = Vec::new();
    for event in execution.follow() {
        let event = event.expect("an event");
        if matches!(event, Event::Paused) {
            execution.resume().expect("a response");
        }
        seen.push(shown(&event));
    }
    let pause = seen
        .iter()
        .position(|event| event == "the execution is paused")
        .expect("a pause");
    assert!(
        seen[pause..].contains(&"the execution goes on".to_owned()),
        "{seen:?}"
    );
    assert_eq!(
        seen.last().map(String::as_str),
        Some("execution of workflow is succeeded")
    );
}

#[test]
fn settings_of_the_wait_apply() {
    let world = World::new();
    let job = world.script();
    let plan = RunPlan::succeeds().lasting(Duration::from_secs(3600));
    world.platform.plan("/scripts/python3/{id}", plan);
    let tasks = format!("    a: {{action: civis.run_job, input: {{job_id: {job}}}}}\n");
    let execution = execute(&world, &tasks);
    let mut states = Vec::new();
    let waiter = Waiter::new()
        .interval(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .on_state(|status| states.push(status.state().clone()));
    let error = execution.wait_with(waiter).expect_err("a time-out");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        format!("{execution} did not end before the time-out of the wait; it continues")
    );
    assert_eq!(states, [State::Running]);
    assert_eq!(world.clock.sleeps()[..3], [5000, 5000, 5000]);
    for (waiter, wanted) in [
        (Waiter::new().max_retries(1), "`max_retries` must be 0"),
        (
            Waiter::new().interval(Duration::ZERO),
            "`interval` must be more than zero",
        ),
    ] {
        let before = world.requests().len();
        let error = execution.wait_with(waiter).expect_err(wanted);
        assert!(error.to_string().contains(wanted), "{error}");
        assert_eq!(world.requests().len(), before);
    }
}
