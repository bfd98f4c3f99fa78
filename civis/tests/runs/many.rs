//! Waiting for many runs at once.

use std::time::Duration;

use civis::ErrorKind;
use civis::jobs::{self, Kind, Run, Waiter};
use civis_mock::{Fault, Reply, RunPlan};
use serde_json::json;

use crate::support::{World, bare_session};

#[test]
fn results_have_the_order_of_the_runs() {
    let world = World::new();
    let plans = [
        RunPlan::succeeds(),
        RunPlan::fails("no"),
        RunPlan::is_cancelled(),
    ];
    let start = |index: usize| {
        let job = world.script();
        let plan = plans[index % 3].clone();
        world.platform.plan(&format!("/jobs/{job}"), plan);
        jobs::run(&world.session, job).expect("a run")
    };
    let runs: Vec<Run> = (0..30).map(start).collect();
    let results = jobs::wait_all(&runs);
    assert_eq!(results.len(), 30);
    for (index, result) in results.into_iter().enumerate() {
        let kind = result.map_err(|error| error.kind());
        match index % 3 {
            0 => assert_eq!(kind.expect("success").run().id(), runs[index].id()),
            1 => assert_eq!(kind.expect_err("a failure"), ErrorKind::RunFailed),
            _ => assert_eq!(kind.expect_err("cancelled"), ErrorKind::RunCancelled),
        }
    }
    // All runs share one polling interval.
    assert!(
        world.clock.sleeps().len() <= 90,
        "{:?}",
        world.clock.sleeps()
    );
}

/// Makes run `n` end with its `n`th poll.
fn ends_with_its_nth_poll(world: &World) {
    let polls = std::sync::Mutex::new(std::collections::HashMap::<u64, u64>::new());
    world
        .server
        .handle("GET", "/jobs/{id}/runs/{run_id}", move |request| {
            let run: u64 = request
                .param("run_id")
                .and_then(|id| id.parse().ok())
                .expect("an ID");
            let mut polls = polls.lock().expect("the lock");
            let polls = polls.entry(run).or_default();
            *polls += 1;
            let state = if *polls >= run {
                "succeeded"
            } else {
                "running"
            };
            Reply::json(200, &json!({"id": run, "state": state}))
        });
}

#[test]
fn runs_are_returned_as_they_end() {
    let world = World::new();
    ends_with_its_nth_poll(&world);
    let runs = [4, 1, 3, 2].map(|run| Run::attach(&world.session, Kind::Job, 7, run));
    let mut ended = jobs::as_completed(&runs);
    assert_eq!(ended.len(), 4);
    let order: Vec<usize> = ended.by_ref().map(|(index, _)| index).collect();
    assert_eq!(order, [1, 3, 2, 0]);
    assert!(ended.next().is_none());
    let (index, result) = jobs::wait_any(&runs).expect("a run");
    assert_eq!((index, result.is_ok()), (0, true));
    assert!(jobs::wait_any(&[]).is_none());
}

#[test]
fn the_timeout_applies_to_the_whole_wait() {
    let world = World::new();
    ends_with_its_nth_poll(&world);
    let runs = [1, 1000, 2, 1000].map(|run| Run::attach(&world.session, Kind::Job, 7, run));
    let results = Waiter::new()
        .timeout(Duration::from_secs(60))
        .wait_all(&runs);
    let kinds: Vec<Option<ErrorKind>> = results
        .iter()
        .map(|result| result.as_ref().err().map(civis::Error::kind))
        .collect();
    let timeout = Some(ErrorKind::Timeout);
    assert_eq!(kinds, [None, timeout, None, timeout]);
    assert_eq!(world.clock.elapsed(), Duration::from_secs(60));
}

#[test]
fn waiting_for_a_thousand_runs_takes_few_requests_and_threads() {
    let world = World::new();
    ends_with_its_nth_poll(&world);
    let runs: Vec<Run> = (0..1000)
        .map(|index| Run::attach(&world.session, Kind::Job, index, index % 5 + 1))
        .collect();
    // One handler counts the polls of all jobs, so that later jobs need only one poll.
    let results = jobs::wait_all(&runs);
    assert!(results.iter().all(Result::is_ok));
    let polls = world.requests().len();
    assert!((1000..1100).contains(&polls), "{polls} polls");
}

#[test]
fn polls_are_concurrent_up_to_the_limit() {
    for threads in [1, 3] {
        let world = World::new();
        let session = bare_session(&world.server);
        let now = std::sync::Arc::new(std::sync::Mutex::new((0_usize, 0_usize)));
        let seen = std::sync::Arc::clone(&now);
        world
            .server
            .handle("GET", "/jobs/{id}/runs/{run_id}", move |_| {
                {
                    let mut now = now.lock().expect("the lock");
                    now.0 += 1;
                    now.1 = now.1.max(now.0);
                }
                std::thread::sleep(Duration::from_millis(30));
                now.lock().expect("the lock").0 -= 1;
                Reply::json(200, &json!({"id": 1, "state": "succeeded"}))
            });
        let runs: Vec<Run> = (1..=9)
            .map(|run| Run::attach(&session, Kind::Job, 7, run))
            .collect();
        let results = Waiter::new().threads(threads).wait_all(&runs);
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(seen.lock().expect("the lock").1, threads);
    }
}

#[test]
fn a_run_with_failing_polls_does_not_delay_the_others() {
    let world = World::new();
    let broken = Fault::status(500).on("GET", "/jobs/7/runs/{run_id}");
    world.server.fault(broken.always());
    let job = world.script();
    let good = jobs::run(&world.session, job).expect("a run");
    let bad = Run::attach(&world.session, Kind::Job, 7, 9);
    let mut ended = jobs::as_completed(&[bad, good]);
    let (index, result) = ended.next().expect("a run");
    assert_eq!((index, result.is_ok()), (1, true));
    let (index, result) = ended.next().expect("a run");
    assert_eq!((index, result.is_ok()), (0, false));
}
