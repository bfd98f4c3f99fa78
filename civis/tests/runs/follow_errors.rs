//! Logs that cannot be followed to their end.

use std::thread;
use std::time::{Duration, Instant};

use civis::jobs::{Kind, Run};
use civis::{CancelToken, ErrorKind, jobs, logs};
use civis_mock::{Cut, Fault, Reply, RunPlan};
use serde_json::json;

use super::follow::{FakeLog, LOG, served};
use crate::support::{World, bare_session};

#[test]
fn failed_requests_lose_no_line() {
    for fault in [
        Fault::status(500),
        Fault::status(404),
        Fault::cut(Cut::BeforeAnswer),
        Fault::cut(Cut::InBody),
        Fault::reply(Reply::json(200, &json!({"error": "no"}))),
        Fault::reply(Reply::bytes(200, "text/html", "<html>no</html>")),
    ] {
        let world = World::new();
        let run = served(&world, |number, log| {
            let first = i64::try_from(number).expect("small") * 1500 + 1;
            if log.lines.len() < 6000 {
                log.lines.extend((first..first + 1500).map(FakeLog::line));
            }
            log.is_complete = log.lines.len() >= 6000;
        });
        let log = run.log();
        let mut lines = log.follow();
        let mut ids = Vec::new();
        for line in lines.by_ref() {
            ids.push(line.expect("a line").id);
            if ids.len() % 1000 == 500 {
                world.server.fault(fault.clone().on("GET", LOG).times(2));
            }
        }
        assert!(
            ids.len() >= 6000 && ids.is_sorted(),
            "{fault:?}: {} lines",
            ids.len()
        );
        assert!(
            ids.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "{fault:?}"
        );
    }
}

#[test]
fn too_many_failed_requests_end_the_log_with_one_error() {
    let world = World::new();
    world
        .server
        .fault(Fault::status(500).on("GET", LOG).always());
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let mut lines = run.log().failed_polls(2).follow();
    let error = lines.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(lines.next().is_none());
    assert_eq!(world.count("GET", "/logs"), 3);
}

#[test]
fn a_cancelled_token_ends_the_log() {
    let world = World::new();
    let token = CancelToken::new();
    let session = bare_session(&world.server).cancelled_by(&token);
    let job = world.script();
    world
        .platform
        .plan(&format!("/jobs/{job}"), RunPlan::succeeds().endless());
    let run = jobs::run(&session, job).expect("a run");
    let start = Instant::now();
    let lines = thread::scope(|scope| {
        let follows = scope.spawn(|| run.log().follow().collect::<Vec<_>>());
        while world.count("GET", "/logs") == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        token.cancel();
        follows.join().expect("no panic")
    });
    assert!(start.elapsed() < Duration::from_secs(30));
    let error = lines
        .last()
        .expect("an error")
        .as_ref()
        .expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn the_timeout_ends_the_log() {
    let world = World::new();
    let run = served(&world, |_, _| {});
    let mut lines = run.log().timeout(Duration::from_secs(12)).follow();
    let error = lines.next().expect("an error").expect_err("no end");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(world.clock.elapsed(), Duration::from_secs(12));
    assert!(lines.next().is_none());
}

#[test]
fn following_a_kind_without_a_log_is_an_error() {
    let world = World::new();
    let run = Run::attach(&world.session, Kind::WorkflowExecution, 7, 9);
    let error = run
        .log()
        .follow()
        .next()
        .expect("an error")
        .expect_err("no log");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let error = run.log().tail(5).expect_err("no log");
    assert!(
        error.message().contains("an execution of a workflow"),
        "{error}"
    );
    let error = run.log().interval(Duration::ZERO).follow().next();
    assert!(error.is_some_and(|error| error.is_err()));
    assert!(world.requests().is_empty());
    let job = world.script();
    let error = logs::of_last_run(&world.session, job)
        .tail(5)
        .expect_err("no run");
    assert_eq!(error.message(), format!("job {job} has not been run"));
}
