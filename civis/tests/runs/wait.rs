//! Waiting for one run.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use civis::ErrorKind;
use civis::jobs::{self, Kind, Run, State, Waiter};
use civis_mock::{Reply, RunPlan};
use serde_json::{Value, json};

use crate::support::World;

#[test]
fn a_run_is_polled_on_the_schedule_of_the_official_client() {
    let world = World::new();
    world
        .server
        .run_states(["queued", "running", "running", "succeeded"]);
    let job = world.script();
    let done = jobs::run(&world.session, job)
        .and_then(|run| run.wait())
        .expect("success");
    assert_eq!(*done.state(), State::Succeeded);
    assert!(done.started_at().is_some() && done.finished_at() >= done.started_at());
    // A new run is first polled after a second.
    assert_eq!(world.clock.sleeps(), [1000, 1200, 1440, 1728]);
    let run = done.run().run_id().expect("an ID");
    let mut requests = vec![format!("POST /jobs/{job}/runs")];
    requests.resize(5, format!("GET /jobs/{job}/runs/{run}"));
    assert_eq!(world.requests(), requests);
}

#[test]
fn a_run_of_another_program_is_polled_at_once() {
    let world = World::new();
    let run = jobs::run(&world.session, world.script()).expect("a run");
    let same = Run::attach(
        &world.session,
        Kind::Job,
        run.id(),
        run.run_id().expect("an ID"),
    );
    for _ in 0..3 {
        same.poll().expect("a status");
    }
    let done = same.wait().expect("success");
    assert_eq!(done.run().to_string(), run.to_string());
    assert!(world.clock.sleeps().is_empty());
}

#[test]
fn the_interval_is_configurable() {
    let world = World::new();
    let run = jobs::run(&world.session, world.script()).expect("a run");
    let half = Duration::from_millis(500);
    Waiter::new().interval(half).wait(&run).expect("success");
    assert_eq!(world.clock.sleeps(), [500, 500, 500]);
}

#[test]
fn the_callback_receives_each_state_once() {
    let world = World::new();
    world
        .server
        .run_states(["queued", "queued", "running", "running", "succeeded"]);
    let run = jobs::run(&world.session, world.script()).expect("a run");
    let states = RefCell::new(Vec::new());
    let waiter = Waiter::new().on_state(|status| states.borrow_mut().push(status.state().clone()));
    waiter.wait(&run).expect("success");
    assert_eq!(
        *states.borrow(),
        [State::Queued, State::Running, State::Succeeded]
    );
}

#[test]
fn a_failure_has_the_ids_the_message_and_the_last_lines() {
    let world = World::new();
    let mut plan = RunPlan::fails("object 'x' not found");
    for number in 0..40 {
        plan = plan.log("info", &format!("line {number}"));
    }
    let run = world.run(plan);
    let job = run.id();
    let id = run.run_id();
    let error = run.wait().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.to_string();
    let first = format!("{run} failed: object 'x' not found\nlast lines of its log:\n  line 26\n");
    assert!(text.starts_with(&first), "{text}");
    assert!(
        text.ends_with("\n  line 39\n  object 'x' not found"),
        "{text}"
    );
    let details = error.run().expect("details");
    assert_eq!((details.job_id, details.run_id), (job, id));
    assert_eq!(details.message.as_deref(), Some("object 'x' not found"));
    assert_eq!((details.log.len(), details.out_of_memory), (15, false));
    // With a message, the wait for more lines is omitted.
    assert_eq!(world.count("GET", "/logs"), 1);
}

#[test]
fn the_log_of_a_failure_is_not_read_if_no_lines_are_requested() {
    let world = World::new();
    let run = world.run(RunPlan::fails("no"));
    let error = Waiter::new()
        .log_lines(0)
        .wait(&run)
        .expect_err("a failure");
    assert_eq!(error.message(), format!("{run} failed: no"));
    assert_eq!(world.count("GET", "/logs"), 0);
}

#[test]
fn memory_and_exit_code_are_read_from_the_log() {
    let world = World::new();
    let memory = "Process ran out of its allowed 3000 MiB of memory and was killed.";
    let plan = RunPlan::fails("")
        .log("error", memory)
        .log("error", "Process ended with an error, exiting: 137.");
    let run = world.run(plan);
    let error = run.wait().expect_err("a failure");
    let text = format!("{run} failed: out of memory: {memory}\n");
    assert!(error.message().starts_with(&text), "{error}");
    let details = error.run().expect("details");
    assert!(details.out_of_memory);
    assert_eq!((details.exit_code, &details.message), (Some(137), &None));
}

#[test]
fn a_failure_without_a_message_waits_for_late_lines() {
    let world = World::new();
    let run = world.run(RunPlan::fails("None"));
    let job = run.id();
    let log = format!("/jobs/{job}/runs/{}/logs", run.run_id().expect("an ID"));
    // The Platform announces more lines for longer than the wait.
    let line = json!([{"id": 1, "createdAt": null, "level": "info", "message": "so far"}]);
    let reply = Reply::json(200, &line).header("civis-cache-control", "no-store");
    world.server.reply("GET", &log, reply);
    let error = run.wait().expect_err("a failure");
    assert!(error.message().ends_with("\n  so far"), "{error}");
    assert_eq!(world.clock.sleeps()[3..], [5000, 5000, 5000]);
    assert_eq!(world.count("GET", "/logs"), 4);
}

#[test]
fn a_timeout_does_not_stop_the_run() {
    let world = World::new();
    let run = world.run(RunPlan::succeeds().endless());
    let timeout = Duration::from_millis(9_500);
    let error = Waiter::new()
        .timeout(timeout)
        .wait(&run)
        .expect_err("no end");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("it continues"), "{error}");
    assert_eq!(error.run().expect("details").run_id, run.run_id());
    assert_eq!(world.clock.elapsed(), timeout);
    // The interval of 2.5 s would end after the timeout, so the last poll comes earlier.
    assert_eq!(world.clock.sleeps()[5..], [1108, 950]);
    assert_eq!(world.count("GET", ""), 6);
    assert_eq!(run.poll().expect("a status").state(), &State::Running);
    assert_eq!(world.count("DELETE", ""), 0);
}

#[test]
fn a_timeout_of_zero_sends_nothing() {
    let world = World::new();
    let run = jobs::run(&world.session, world.script()).expect("a run");
    world.server.clear_requests();
    let error = Waiter::new()
        .timeout(Duration::ZERO)
        .wait(&run)
        .expect_err("no time");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(world.requests().is_empty());
}

#[test]
fn an_unknown_state_does_not_end_the_wait() {
    let world = World::new();
    let polls = AtomicUsize::new(0);
    world.server.handle("GET", "/jobs/7/runs/9", move |_| {
        let poll = polls.fetch_add(1, Ordering::Relaxed);
        let state = ["queued", "pending", "sleeping", "succeeded"][poll];
        Reply::json(200, &json!({"id": 9, "state": state, "finishedAt": null}))
    });
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let states = RefCell::new(Vec::new());
    let waiter =
        Waiter::new().on_state(|status| states.borrow_mut().push(status.state().to_string()));
    waiter.wait(&run).expect("success");
    assert_eq!(
        *states.borrow(),
        ["queued", "pending", "sleeping", "succeeded"]
    );
}

#[test]
fn finishing_in_an_unknown_state_is_an_error() {
    let world = World::new();
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let ended = json!({"id": 9, "state": "vanished", "finishedAt": "2026-01-01T00:00:00Z"});
    world.server.answer("GET", "/jobs/7/runs/9", 200, &ended);
    let error = run.wait().expect_err("an end");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    assert!(
        error
            .message()
            .starts_with("run 9 of job 7 ended in the unknown state `vanished`")
    );
}

#[test]
fn a_failed_run_is_rerun_only_on_request() {
    let world = World::new();
    let job = world.script();
    let plan = format!("/jobs/{job}");
    world.platform.plan(&plan, RunPlan::fails("once"));
    let run = jobs::run(&world.session, job).expect("a run");
    run.wait().expect_err("a failure");
    assert_eq!(world.runs(job), 1);

    let run = jobs::run(&world.session, job).expect("a run");
    world.platform.plan(&plan, RunPlan::succeeds());
    let done = Waiter::new().max_retries(2).wait(&run).expect("success");
    assert_ne!(done.run().run_id(), run.run_id());
    assert_eq!(world.runs(job), 3);
}

#[test]
fn the_last_failure_of_several_runs_is_returned() {
    let world = World::new();
    let run = world.run(RunPlan::fails("always"));
    let job = run.id();
    let error = Waiter::new()
        .max_retries(2)
        .wait(&run)
        .expect_err("a failure");
    assert_eq!(world.runs(job), 3);
    let last = world.platform.runs(job.unsigned_abs())[2];
    let last = i64::try_from(last).expect("an ID");
    assert_eq!(error.run().expect("details").run_id, Some(last));
}

#[test]
fn a_cancelled_run_is_not_rerun() {
    let world = World::new();
    let run = world.run(RunPlan::is_cancelled());
    let job = run.id();
    let error = Waiter::new()
        .max_retries(3)
        .wait(&run)
        .expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::RunCancelled);
    assert_eq!(world.runs(job), 1);
}

#[test]
fn settings_out_of_range_are_errors_before_any_request() {
    let world = World::new();
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let second = Duration::from_secs(1);
    for (waiter, argument) in [
        (Waiter::new().interval(Duration::ZERO), "`interval`"),
        (Waiter::new().backoff(second, 0.5, second), "`factor`"),
        (Waiter::new().backoff(second, 2.0, second / 2), "`longest`"),
        (Waiter::new().threads(0), "`threads`"),
    ] {
        let error = waiter.wait(&run).expect_err("out of range");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains(argument), "{error}");
    }
    assert!(world.requests().is_empty());
}

#[test]
fn a_time_out_while_late_lines_are_waited_for_does_not_hide_the_failure() {
    let world = World::new();
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let failed = json!({"id": 9, "state": "failed", "error": null});
    world.server.answer("GET", "/jobs/7/runs/9", 200, &failed);
    let reply = Reply::json(200, &json!([])).header("civis-cache-control", "no-store");
    world.server.reply("GET", "/jobs/7/runs/9/logs", reply);
    let waiter = Waiter::new().timeout(Duration::from_secs(8));
    let error = waiter.wait(&run).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    assert_eq!(error.message(), "run 9 of job 7 failed");
}

#[test]
fn a_key_in_the_log_of_a_failure_is_not_shown() {
    let world = World::new();
    let key = world.server.api_key().to_owned();
    let plan = RunPlan::fails(format!("cannot sign in with {key}")).log("error", &key);
    let run = world.run(plan);
    let error = run.wait().expect_err("a failure");
    let all = format!("{error} {error:?} {:?}", error.run());
    assert!(
        all.contains("cannot sign in with") && !all.contains(&key),
        "{all}"
    );
}

#[test]
fn a_status_is_decoded_or_says_why_not() {
    let world = World::new();
    let run = jobs::run(&world.session, world.script()).expect("a run");
    let status = run.poll().expect("a status");
    let run_id = run.run_id().expect("an ID");
    assert_eq!(status.decode::<Value>().expect("JSON")["id"], run_id);
    let error = status.decode::<Vec<i64>>().expect_err("no list");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = format!("{run}: its status cannot be decoded: ");
    assert!(error.message().starts_with(&text), "{error}");
    // Its JSON may have signed URLs, so `Debug` leaves it out.
    assert!(!format!("{status:?}").contains("createdAt"));
}
