//! Faults at every stage: nothing is done twice, lost, or left half done.

use std::thread;
use std::time::{Duration, Instant};

use civis::{CancelToken, Error, ErrorKind, sql};
use civis_mock::{Cut, Fault, Platform, Reply, RunPlan};

use crate::support::{CONTENT, DATABASE, Fixture, Folder, PEOPLE, PEOPLE_CSV, quick};

const RUN: &str = "/scripts/sql/{id}/runs/{run_id}";

/// Long enough to see that a call did not wait for it.
const LONG: Duration = Duration::from_secs(60);

fn text(fixture: &Fixture) -> Result<String, Error> {
    let mut text = Vec::new();
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    export.to_writer(&mut text)?;
    Ok(String::from_utf8(text).expect("UTF-8"))
}

fn expired() -> Fault {
    let xml = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    Fault::reply(Reply::bytes(403, "application/xml", xml)).on("GET", CONTENT)
}

fn count(fixture: &Fixture, method: &str, part: &str) -> usize {
    let requests = fixture.server.requests();
    let is_one = |request: &&civis_mock::RecordedRequest| {
        request.method == method && request.path.contains(part)
    };
    requests.iter().filter(is_one).count()
}

#[test]
fn a_broken_poll_does_not_end_the_wait() {
    let fixture = Fixture::new();
    fixture
        .server
        .fault(Fault::cut(Cut::InBody).on("GET", RUN).times(20));
    assert_eq!(text(&fixture).expect("text"), PEOPLE_CSV);
    assert_eq!(count(&fixture, "POST", "/runs"), 1);
}

#[test]
fn a_broken_download_resumes() {
    for cut in [Cut::BeforeAnswer, Cut::AfterHeaders, Cut::InBody] {
        let fixture = Fixture::new();
        fixture.server.fault(Fault::cut(cut).on("GET", CONTENT));
        assert_eq!(text(&fixture).expect("text"), PEOPLE_CSV, "{cut:?}");
        assert_eq!(count(&fixture, "POST", "/scripts"), 2, "{cut:?}");
    }
}

#[test]
fn an_expired_link_is_renewed_once() {
    let fixture = Fixture::new();
    fixture.server.fault(expired());
    assert_eq!(text(&fixture).expect("text"), PEOPLE_CSV);
    assert_eq!(
        count(&fixture, "GET", "/files/"),
        3,
        "two of the content, one of the link"
    );
    assert_eq!(count(&fixture, "POST", "/scripts"), 2);

    let fixture = Fixture::new();
    fixture.server.fault(expired().always());
    let error = text(&fixture).expect_err("no access");
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(403),
        "{error}"
    );
    let (_, run) = fixture.script();
    let place = format!(" on the Platform, which run {run} of ");
    assert!(error.to_string().contains(&place), "{error}");
    let ids = error.run().expect("a run").run_id;
    assert_eq!(ids, i64::try_from(run).ok());
    assert!(!error.to_string().contains("X-Amz"), "{error}");
}

#[test]
fn a_failed_download_leaves_no_file() {
    let fixture = Fixture::new();
    let folder = Folder::new("fails");
    let path = folder.join("people.csv");
    std::fs::write(&path, "old").expect("written");
    fixture
        .server
        .fault(Fault::cut(Cut::InBody).on("GET", CONTENT).always());
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let error = export.to_path(&path).expect_err("a broken transfer");
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "old");
    assert_eq!(folder.names(), ["people.csv"]);
}

#[test]
fn a_damaged_file_is_an_error() {
    let fixture = Fixture::new();
    let mut packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff".to_vec();
    packed.extend_from_slice(&[0; 40]);
    let reply = Reply::bytes(200, "binary/octet-stream", packed);
    fixture
        .server
        .fault(Fault::reply(reply).on("GET", CONTENT).always());
    let error = text(&fixture).expect_err("no gzip");
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[test]
fn the_error_of_a_failed_run_has_its_message_and_log() {
    let platform = Platform::new();
    let plan = RunPlan::fails("disk quota exceeded").log("info", "scanning");
    platform.plan("/scripts/sql/{id}", plan);
    let fixture = Fixture::with_platform(platform);
    let error = text(&fixture).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let (text, (script, _)) = (error.to_string(), fixture.script());
    for part in [
        "disk quota exceeded",
        "scanning",
        &format!("sql::read (script {script} is left on the Platform): "),
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_timeout_does_not_stop_the_run() {
    let platform = Platform::new();
    platform.plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let fixture = Fixture::with_platform(platform);
    let waiter = quick().timeout(Duration::from_millis(50));
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(waiter);
    let error = export.to_file().expect_err("a time-out");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    let (script, run) = fixture.script();
    let left = format!(
        "run {run} of job {script} did not end before the time-out of the wait; it continues"
    );
    assert!(error.to_string().contains(&left), "{error}");
    assert_ne!(
        fixture.platform.run_state(run).as_deref(),
        Some("cancelled")
    );
}

/// Cancels once a request was seen whose path has this part, and returns the error.
fn cancel_at(fixture: &Fixture, part: &str, path: &std::path::Path) -> Error {
    let token = CancelToken::new();
    let session = fixture.session.cancelled_by(&token);
    let start = Instant::now();
    let error = thread::scope(|scope| {
        scope.spawn(|| {
            while !fixture
                .server
                .requests()
                .iter()
                .any(|request| request.path.contains(part))
            {
                thread::sleep(Duration::from_millis(1));
                assert!(start.elapsed() < LONG, "no request for {part}");
            }
            token.cancel();
        });
        let export = sql::read(&session, PEOPLE, DATABASE).waiter(quick());
        export.to_path(path).expect_err("cancelled")
    });
    assert!(start.elapsed() < LONG / 2, "{error}");
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    error
}

#[test]
fn every_stage_can_be_cancelled() {
    let folder = Folder::new("cancelled");
    let path = folder.join("people.csv");
    let stages = [
        ("GET", "/databases", "/databases"),
        ("POST", "/scripts/sql", "/scripts/sql"),
        ("POST", "/scripts/sql/{id}/runs", "/runs"),
        ("GET", RUN, "/runs/"),
        ("GET", CONTENT, "/civis-mock-files"),
    ];
    for (method, stage, part) in stages {
        let fixture = Fixture::new();
        fixture.server.fault(Fault::delay(LONG).on(method, stage));
        cancel_at(&fixture, part, &path);
        assert_eq!(folder.names(), [""; 0], "{stage}");
    }
}

#[test]
fn a_run_is_cancelled_when_its_wait_ends() {
    let platform = Platform::new();
    platform.plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let fixture = Fixture::with_platform(platform);
    let folder = Folder::new("run");
    let error = cancel_at(&fixture, "/runs/", &folder.join("people.csv"));
    let (script, run) = fixture.script();
    let left = format!("sql::read: cancelled; run {run} of job {script} is being cancelled too");
    assert!(error.to_string().contains(&left), "{error}");
    assert_eq!(
        fixture.platform.run_state(run).as_deref(),
        Some("cancelled")
    );
}
