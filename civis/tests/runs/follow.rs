//! Reading and following logs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use civis::jobs::{Kind, Run};
use civis::logs;
use civis::logs::{Line, Position};
use civis_mock::{Reply, RunPlan};
use serde_json::{Value, json};

use crate::support::World;

pub(crate) const LOG: &str = "/jobs/{id}/runs/{run_id}/logs";

pub(crate) fn messages(lines: impl IntoIterator<Item = civis::Result<Line>>) -> Vec<String> {
    let message = |line: civis::Result<Line>| line.expect("a line").message;
    lines.into_iter().map(message).collect()
}

/// A log like those of the Platform: lines in order of their IDs, some of which are stored late.
pub(crate) struct FakeLog {
    pub(crate) lines: Vec<Value>,
    pub(crate) is_complete: bool,
}

impl FakeLog {
    pub(crate) fn line(id: i64) -> Value {
        let (seconds, millis) = (id / 1000, id % 1000);
        let time = format!(
            "2026-01-01T00:{:02}:{:02}.{millis:03}Z",
            seconds / 60,
            seconds % 60
        );
        json!({"id": id, "createdAt": time, "level": "info", "message": id.to_string()})
    }

    /// Responds as specified: with the lines after `last_id` in order, or otherwise with the last ones.
    fn reply(&self, request: &civis_mock::RecordedRequest) -> Reply {
        let number = |name| {
            request
                .query_value(name)
                .and_then(|text| text.parse::<i64>().ok())
        };
        let id = |line: &Value| line["id"].as_i64().expect("an ID");
        let mut lines = self.lines.clone();
        lines.sort_by_key(id);
        lines.retain(|line| number("last_id").is_none_or(|last| id(line) > last));
        lines.truncate(usize::try_from(number("limit").unwrap_or(10_000)).expect("a limit"));
        let control = if self.is_complete {
            "max-age=86400"
        } else {
            "no-store"
        };
        let reply = Reply::json(200, &json!(lines)).header("civis-cache-control", control);
        match self.lines.iter().map(id).max() {
            Some(newest) => reply.header("civis-max-id", &newest.to_string()),
            None => reply,
        }
    }
}

/// Serves a log that changes before each response, and returns a handle of its run.
pub(crate) fn served(
    world: &World,
    mut change: impl FnMut(usize, &mut FakeLog) + Send + 'static,
) -> Run {
    let log = FakeLog {
        lines: Vec::new(),
        is_complete: false,
    };
    let state = Mutex::new((0, log));
    let change = Mutex::new(move |number, log: &mut FakeLog| change(number, log));
    world
        .server
        .handle("GET", "/jobs/7/runs/9/logs", move |request| {
            let mut state = state.lock().expect("the lock");
            let (number, log) = &mut *state;
            (change.lock().expect("the lock"))(*number, log);
            *number += 1;
            log.reply(request)
        });
    Run::attach(&world.session, Kind::Job, 7, 9)
}

#[test]
fn the_log_of_a_run_is_followed_to_its_end() {
    let world = World::new();
    let lines: Vec<String> = (0..2_600).map(|number| format!("line {number}")).collect();
    let plan = lines
        .iter()
        .fold(RunPlan::succeeds(), |plan, line| plan.log("info", line));
    let run = world.run(plan);
    let job = run.id();
    let followed = messages(run.log().follow());
    let mut expected = vec!["Queued".to_owned(), "Running".to_owned()];
    expected.extend(lines);
    expected.push("Succeeded".to_owned());
    assert_eq!(followed, expected);
    // The run is queued at the first poll, and ends while its lines are fetched.
    assert_eq!(world.clock.sleeps(), [5000]);
    let last = messages(logs::of_last_run(&world.session, job).lines());
    assert_eq!(last, expected);
    let tail = run.log().tail(2).expect("lines");
    assert_eq!(messages(tail.into_iter().map(Ok)), expected[2_601..]);
}

#[test]
fn an_empty_log_ends() {
    let world = World::new();
    let run = served(&world, |number, log| log.is_complete = number == 3);
    assert!(run.log().follow().next().is_none());
    assert_eq!(world.count("GET", "/logs"), 4);
    assert!(run.log().lines().next().is_none());
}

#[test]
fn a_log_without_an_end_marker_ends_after_its_run() {
    let world = World::new();
    let run = served(&world, |_, log| log.lines = vec![FakeLog::line(1)]);
    let ended = json!({"id": 9, "state": "succeeded", "finishedAt": "2026-01-01T00:00:00Z"});
    world.server.answer("GET", "/jobs/7/runs/9", 200, &ended);
    let log = run.log().finished_timeout(Duration::from_secs(30));
    assert_eq!(messages(log.follow()), ["1"]);
    // Silent for a minute, and then for half a minute more.
    assert_eq!(world.clock.elapsed(), Duration::from_secs(90));
    assert_eq!(world.count("GET", "/jobs/7/runs/9"), 1);
}

#[test]
fn a_log_without_headers_is_followed_to_the_end_of_the_run() {
    let world = World::new();
    let lines: Vec<Value> = (1..=3).map(FakeLog::line).collect();
    world
        .server
        .answer("GET", "/jobs/7/runs/9/logs", 200, &json!(lines));
    let polls = AtomicUsize::new(0);
    world.server.handle("GET", "/jobs/7/runs/9", move |_| {
        let poll = polls.fetch_add(1, Ordering::Relaxed);
        let state = if poll < 2 { "running" } else { "failed" };
        Reply::json(200, &json!({"id": 9, "state": state}))
    });
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    assert_eq!(messages(run.log().follow()), ["1", "2", "3"]);
    assert_eq!(world.count("GET", "/jobs/7/runs/9"), 3);
}

#[test]
fn late_lines_are_returned_once() {
    let world = World::new();
    let run = served(&world, |number, log| {
        // Each request finds ten more lines, and an earlier one that was missing.
        let first = i64::try_from(number).expect("small") * 10;
        if number > 0 {
            log.lines.push(FakeLog::line(first - 3));
        }
        let new = (first..first + 10).filter(|id| *id != first + 7);
        log.lines.extend(new.map(FakeLog::line));
        log.is_complete = number == 60;
    });
    let log = run.log().after(-1);
    let mut ids: Vec<i64> = log.follow().map(|line| line.expect("a line").id).collect();
    ids.sort_unstable();
    let expected: Vec<i64> = (0..610).filter(|id| *id != 607).collect();
    assert_eq!(ids, expected);
}

#[test]
fn a_log_resumes_at_its_position() {
    let world = World::new();
    let run = served(&world, |number, log| {
        if number == 0 {
            log.lines = (1..=300)
                .filter(|id| *id != 250)
                .map(FakeLog::line)
                .collect();
        } else {
            // In the meantime, a late line and some others were stored.
            log.lines = (1..=310).map(FakeLog::line).collect();
            log.is_complete = true;
        }
    });
    let mut first = run.log().follow();
    let mut ids: Vec<i64> = first
        .by_ref()
        .take(280)
        .map(|line| line.expect("a line").id)
        .collect();
    let stored = first.position().to_string();
    let position: Position = stored.parse().expect("a position");
    ids.extend(
        run.log()
            .after(position)
            .follow()
            .map(|line| line.expect("a line").id),
    );
    assert_eq!(ids.len(), 310);
    ids.sort_unstable();
    assert_eq!(ids, (1..=310).collect::<Vec<_>>());
    // The ID of a line is enough if no line is late.
    let after: Vec<i64> = run
        .log()
        .after(305)
        .lines()
        .map(|line| line.expect("a line").id)
        .collect();
    assert_eq!(after, [306, 307, 308, 309, 310]);
}

#[test]
fn repeated_and_unordered_pages_are_corrected() {
    let world = World::new();
    let page = |ids: std::ops::Range<i64>| -> Vec<Value> { ids.rev().map(FakeLog::line).collect() };
    let pages = [
        page(1..500),
        page(1..500),
        page(900..1200),
        page(400..950),
        page(1..1200),
    ];
    let number = AtomicUsize::new(0);
    world.server.handle("GET", "/jobs/7/runs/9/logs", move |_| {
        let number = number.fetch_add(1, Ordering::Relaxed);
        let page = &pages[number.min(pages.len() - 1)];
        let control = if number < pages.len() {
            "no-store"
        } else {
            "max-age=1"
        };
        let reply = Reply::json(200, &json!(page)).header("civis-max-id", "1199");
        reply.header("civis-cache-control", control)
    });
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let ids: Vec<i64> = run
        .log()
        .follow()
        .map(|line| line.expect("a line").id)
        .collect();
    let mut expected: Vec<i64> = (1..500).collect();
    expected.extend(900..1200);
    expected.extend(500..900);
    assert_eq!(ids, expected);
}

#[test]
fn a_line_that_only_the_header_names_does_not_prevent_the_end() {
    let world = World::new();
    let lines = json!([FakeLog::line(1)]);
    let reply = Reply::json(200, &lines).header("civis-max-id", "5");
    let reply = reply.header("civis-cache-control", "max-age=1");
    world.server.reply("GET", "/jobs/7/runs/9/logs", reply);
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    assert_eq!(messages(run.log().follow()), ["1"]);
    assert_eq!(world.count("GET", "/logs"), 4);
}

#[test]
fn a_hundred_thousand_lines_take_few_requests_and_little_memory() {
    let world = World::new();
    let total = 100_000;
    let page: Arc<Vec<String>> = Arc::new(
        (1..=total)
            .map(|id| FakeLog::line(id).to_string())
            .collect(),
    );
    world
        .server
        .handle("GET", "/jobs/7/runs/9/logs", move |request| {
            let number = |name| {
                request
                    .query_value(name)
                    .and_then(|text| text.parse::<usize>().ok())
            };
            let (last, limit) = (
                number("last_id").expect("an ID"),
                number("limit").expect("a limit"),
            );
            let lines = &page[last..page.len().min(last + limit)];
            let body = format!("[{}]", lines.join(","));
            let reply = Reply::bytes(200, "application/json", body);
            reply
                .header("civis-max-id", "100000")
                .header("civis-cache-control", "max-age=1")
        });
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let mut lines = run.log().follow();
    let mut expected = 0;
    for line in lines.by_ref() {
        expected += 1;
        assert_eq!(line.expect("a line").id, expected);
    }
    assert_eq!((expected, world.count("GET", "/logs")), (total, 100));
    assert!(lines.position().to_string().len() < 1_000);
}

#[test]
fn a_log_that_is_quiet_for_long_is_not_fetched_again() {
    let world = World::new();
    let run = served(&world, |number, log| {
        log.lines = (1..=150).map(FakeLog::line).collect();
        log.is_complete = number == 80;
    });
    let status = json!({"id": 9, "state": "running", "finishedAt": null});
    world.server.answer("GET", "/jobs/7/runs/9", 200, &status);
    assert_eq!(run.log().follow().count(), 150);
    let requests = world.server.requests();
    let after: Vec<&str> = requests
        .iter()
        .filter_map(|request| request.query_value("last_id"))
        .collect();
    // All lines, then a hundred lines again for five minutes, then new ones only.
    assert_eq!(
        (after.len(), after[0], after[1], after[60]),
        (81, "0", "50", "50")
    );
    assert!(after[61..].iter().all(|id| *id == "150"), "{after:?}");
    // The state is looked at once a minute.
    assert_eq!(world.count("GET", "/jobs/7/runs/9"), 6);
}
