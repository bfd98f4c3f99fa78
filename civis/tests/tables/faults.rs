//! Failures between the first request and the import.

use std::thread;
use std::time::{Duration, Instant};

use civis::jobs::{State, Status, Waiter};
use civis::{CancelToken, ErrorKind, RetryPolicy, tables};
use civis_mock::{Cut, Fault, RunPlan};

use crate::support::{World, bare};
use crate::{DATABASE, file, operations, rows};

#[test]
fn a_failed_cleaning_run_is_an_error() {
    let world = World::new();
    let good = file(&world, "good.csv", "a\n1\n");
    let broken = [
        file(&world, "one.csv.gz", b"\x1f\x8bno".to_vec()),
        file(&world, "two.csv.gz", b"\x1f\x8bno".to_vec()),
    ];
    let files = [good, broken[0], broken[1]];
    let error = tables::load_files(&world.session, files, DATABASE, "scratch.t")
        .send()
        .expect_err("two broken files");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.to_string();
    assert!(
        text.contains(&format!("cleaning file {}: ", broken[0])),
        "{text}"
    );
    assert!(text.contains("not valid gzip"), "{text}");
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.ends_with(&format!("the same for the files {}", broken[1])),
        "{text}"
    );
    assert_eq!(world.count("POST", "/imports/files/csv"), 0);
}

#[test]
fn a_failed_cleaning_run_can_be_repeated() {
    let world = World::new();
    let cleaning = "/files/preprocess/csv/{id}";
    world.platform.plan(cleaning, RunPlan::fails("no disk"));
    let id = file(&world, "a.csv", "a\n1\n");
    let plans = world.platform.clone();
    let repair = |status: &Status| {
        if *status.state() == State::Failed {
            plans.plan(cleaning, RunPlan::succeeds());
        }
    };
    tables::load_files(&world.session, [id], DATABASE, "scratch.t")
        .waiter(Waiter::new().max_retries(1).on_state(repair))
        .send()
        .expect("an import")
        .wait()
        .expect("a success");
    assert_eq!(rows(&world, "scratch.t"), ["[1]"]);
}

#[test]
fn a_cancelled_cleaning_run_is_an_error() {
    let world = World::new();
    world
        .platform
        .plan("/files/preprocess/csv/{id}", RunPlan::is_cancelled());
    let id = file(&world, "a.csv", "a\n1\n");
    let load = tables::load_files(&world.session, [id], DATABASE, "scratch.t");
    assert_eq!(
        load.send().expect_err("cancelled").kind(),
        ErrorKind::RunCancelled
    );
}

#[test]
fn the_error_for_a_cleaning_run_without_a_file_names_the_run() {
    let world = World::new();
    world
        .server
        .list("/jobs/{id}/runs/{run_id}/outputs", Vec::new());
    let id = file(&world, "a.csv", "a\n1\n");
    let load = tables::load_files(&world.session, [id], DATABASE, "scratch.t");
    let error = load.send().expect_err("no output");
    assert_eq!(error.kind(), ErrorKind::Missing);
    let text = error.to_string();
    assert!(text.contains("has no file among its outputs"), "{text}");
    assert!(
        text.starts_with(&format!("cleaning file {id}: job ")),
        "{text}"
    );
}

#[test]
fn a_file_that_does_not_exist_is_named() {
    let world = World::new();
    let load = tables::load_files(&world.session, [999_999], DATABASE, "scratch.t");
    let error = load.send().expect_err("no such file");
    assert!(
        error.to_string().contains("cleaning file 999999"),
        "{error}"
    );
}

#[test]
fn broken_polls_do_not_end_a_load() {
    let world = World::new();
    let id = file(&world, "a.csv", "a\n1\n");
    for cut in [Cut::BeforeAnswer, Cut::AfterHeaders, Cut::InBody] {
        let fault = Fault::cut(cut).on("GET", "/jobs/{id}/runs/{run_id}");
        world.server.fault(fault.times(2));
        let table = format!("scratch.t{cut:?}");
        let import = tables::load_files(&world.session, [id], DATABASE, table.as_str()).send();
        import.expect("an import").wait().expect("a success");
    }
}

/// Every request of a load. Each of them fails in turn.
const STEPS: [(&str, &str); 9] = [
    ("GET", "/databases"),
    ("GET", "/credentials"),
    (
        "GET",
        "/databases/{id}/schemas/{schema_name}/tables/{table_name}",
    ),
    ("POST", "/files/preprocess/csv"),
    ("POST", "/jobs/{id}/runs"),
    ("GET", "/jobs/{id}/runs/{run_id}/outputs"),
    ("GET", "/files/{id}"),
    ("POST", "/imports/files/csv"),
    // The second run is the import.
    ("POST", "/jobs/{id}/runs"),
];

#[test]
fn the_error_of_a_failed_request_names_the_step_of_the_load() {
    for (step, (method, path)) in STEPS.into_iter().enumerate() {
        for fault in [Fault::status(500), Fault::cut(Cut::BeforeAnswer)] {
            let world = World::new();
            let id = file(&world, "a.csv", "a\n1\n");
            if step == STEPS.len() - 1 {
                // The first run gets a fault without an effect.
                world
                    .server
                    .fault(Fault::delay(Duration::ZERO).on(method, path));
            }
            world.server.fault(fault.on(method, path));
            let load = tables::load_files(&world.session, [id], DATABASE, "scratch.t");
            let error = load.send().expect_err(path);
            assert_eq!(
                error.method().map(|method| method.as_str()),
                Some(method),
                "{error}"
            );
            let text = error.to_string();
            match step {
                3..=6 => assert!(text.contains(&format!("cleaning file {id}")), "{text}"),
                8 => assert!(text.contains("starting import "), "{text}"),
                _ => {}
            }
            assert_eq!(error.may_have_executed(), method == "POST", "{text}");
            assert!(
                world.platform.table(DATABASE, "scratch.t").is_none(),
                "{text}"
            );
        }
    }
}

#[test]
fn a_failed_request_is_retried_if_that_is_safe() {
    for (method, path) in STEPS {
        let retry = RetryPolicy::default().base_backoff(Duration::ZERO);
        let world = World::with(|builder| builder.retry(retry));
        let id = file(&world, "a.csv", "a\n1\n");
        world.server.fault(Fault::status(503).on(method, path));
        let import = tables::load_files(&world.session, [id], DATABASE, "scratch.t").send();
        import.expect(path).wait().expect("a success");
        assert_eq!(
            world.count("POST", "/imports/files/csv"),
            if path == "/imports/files/csv" { 2 } else { 1 }
        );
    }
}

#[test]
fn an_error_names_the_runs_that_were_started() {
    let world = World::new();
    let ids = [
        file(&world, "a.csv", "a\n1\n"),
        file(&world, "b.csv", "a\n2\n"),
    ];
    let start = Fault::status(500).on("POST", "/files/preprocess/csv");
    world
        .server
        .fault(Fault::delay(Duration::ZERO).on("POST", "/files/preprocess/csv"));
    world.server.fault(start);
    let load = tables::load_files(&world.session, ids, DATABASE, "scratch.t");
    let text = load.send().expect_err("the second file").to_string();
    assert!(
        text.contains(&format!("cleaning file {}: ", ids[1])),
        "{text}"
    );
    assert!(text.contains(" had been started and go"), "{text}");
}

#[test]
fn the_timeout_ends_the_wait_for_cleaning_runs() {
    let world = World::new();
    world
        .platform
        .plan("/files/preprocess/csv/{id}", RunPlan::succeeds().endless());
    let id = file(&world, "a.csv", "a\n1\n");
    let error = tables::load_files(&world.session, [id], DATABASE, "scratch.t")
        .waiter(Waiter::new().timeout(Duration::from_secs(60)))
        .send()
        .expect_err("a time-out");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error.to_string().contains(&format!("cleaning file {id}")),
        "{error}"
    );
}

#[test]
fn cancelling_ends_a_load_at_every_step() {
    for (step, (method, path)) in STEPS.into_iter().enumerate() {
        let world = World::new();
        let id = file(&world, "a.csv", "a\n1\n");
        if step == STEPS.len() - 1 {
            world
                .server
                .fault(Fault::delay(Duration::ZERO).on(method, path));
        }
        world
            .server
            .fault(Fault::delay(Duration::from_secs(600)).on(method, path));
        let token = CancelToken::new();
        let session = bare(&world.server)
            .build()
            .expect("a session")
            .cancelled_by(&token);
        let start = Instant::now();
        let error = thread::scope(|scope| {
            let load = scope.spawn(|| {
                tables::load_files(&session, [id], DATABASE, "scratch.t")
                    .waiter(Waiter::new().interval(Duration::from_millis(1)))
                    .send()
            });
            let wanted = format!("{method} {path}");
            let is_there = || {
                let operations = operations(&world);
                let sent = operations.iter().filter(|one| **one == wanted);
                sent.count() > usize::from(step == STEPS.len() - 1)
            };
            while !is_there() && start.elapsed() < Duration::from_secs(60) {
                thread::sleep(Duration::from_millis(1));
            }
            token.cancel();
            load.join().expect("no panic").expect_err("cancelled")
        });
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{path}: {error}");
        assert!(start.elapsed() < Duration::from_secs(60), "{path}");
    }
}

#[test]
fn cancelling_ends_the_wait_for_cleaning_runs() {
    let world = World::new();
    world
        .platform
        .plan("/files/preprocess/csv/{id}", RunPlan::succeeds().endless());
    let id = file(&world, "a.csv", "a\n1\n");
    let token = CancelToken::new();
    let session = bare(&world.server)
        .build()
        .expect("a session")
        .cancelled_by(&token);
    let cancels = token.clone();
    let error = tables::load_files(&session, [id], DATABASE, "scratch.t")
        .waiter(Waiter::new().on_state(move |_| cancels.cancel()))
        .send()
        .expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}
