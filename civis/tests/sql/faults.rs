//! Faults at every stage: nothing is done twice, lost, or left half done.

use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use civis::{CancelToken, Error, ErrorKind, Session, sql};
use civis_mock::{Cut, Fault, Platform, RecordedRequest, Reply, RunPlan};

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
    let is_one =
        |request: &&RecordedRequest| request.method == method && request.path.contains(part);
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
    let folder = Folder::new();
    let path = folder.file("people.csv", "old");
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
fn cancel_at<T: std::fmt::Debug>(
    fixture: &Fixture,
    part: &str,
    statement: impl FnOnce(&Session) -> Result<T, Error>,
) -> Error {
    let token = CancelToken::new();
    let session = fixture.session.cancelled_by(&token);
    let start = Instant::now();
    let error = thread::scope(|scope| {
        scope.spawn(|| {
            let has_part = |request: &RecordedRequest| request.path.contains(part);
            while !fixture.server.requests().iter().any(has_part) {
                thread::sleep(Duration::from_millis(1));
                assert!(start.elapsed() < LONG, "no request for {part}");
            }
            token.cancel();
        });
        statement(&session).expect_err("cancelled")
    });
    assert!(start.elapsed() < LONG / 2, "{error}");
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    error
}

fn to_path(session: &Session, path: &Path) -> Result<u64, Error> {
    let export = sql::read(session, PEOPLE, DATABASE).waiter(quick());
    export.to_path(path)
}

#[test]
fn every_stage_can_be_cancelled() {
    let folder = Folder::new();
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
        cancel_at(&fixture, part, |session| to_path(session, &path));
        assert_eq!(folder.names(), [""; 0], "{stage}");
    }
}

#[test]
fn a_run_is_cancelled_when_its_wait_ends() {
    let platform = Platform::new();
    platform.plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let fixture = Fixture::with_platform(platform);
    let folder = Folder::new();
    let path = folder.join("people.csv");
    let error = cancel_at(&fixture, "/runs/", |session| to_path(session, &path));
    let (script, run) = fixture.script();
    let left = format!("sql::read: cancelled; run {run} of job {script} is being cancelled too");
    assert_eq!(error.to_string(), left);
    assert_eq!(
        fixture.platform.run_state(run).as_deref(),
        Some("cancelled")
    );
}

#[test]
fn a_query_that_nobody_waits_for_any_more_is_cancelled() {
    let platform = Platform::new();
    platform.plan("/queries/{id}", RunPlan::succeeds().endless());
    let fixture = Fixture::with_platform(platform);
    let error = cancel_at(&fixture, "/queries/", |session| {
        sql::query(session, PEOPLE, DATABASE).waiter(quick()).send()
    });
    let id = error.run().expect("a query").job_id;
    let left = format!("sql::query: cancelled; query {id} is being cancelled too");
    assert_eq!(error.to_string(), left);
    let [run] = *fixture.platform.runs(u64::try_from(id).expect("an ID")) else {
        panic!("there is more than one run");
    };
    assert_eq!(
        fixture.platform.run_state(run).as_deref(),
        Some("cancelled")
    );
}

#[test]
fn a_cancellation_that_fails_is_told() {
    let platform = Platform::new();
    platform.plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let fixture = Fixture::with_platform(platform);
    let refused = Fault::status(403).on_method("DELETE").always();
    fixture.server.fault(refused);
    let error = cancel_at(&fixture, "/runs/", |session| {
        sql::read(session, PEOPLE, DATABASE)
            .waiter(quick())
            .to_file()
    });
    assert!(
        error.to_string().contains("; cancelling it failed: "),
        "{error}"
    );
}

/// A writer whose disk is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.min(bytes.len()) {
            0 => Err(io::ErrorKind::StorageFull.into()),
            count => {
                self.0 -= count;
                Ok(count)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error_with_its_cause() {
    let fixture = Fixture::new();
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let error = export.to_writer(Full(9)).expect_err("a full disk");
    assert_eq!(error.kind(), ErrorKind::File);
    assert_eq!(error.to_string(), "sql::read: the writer failed");
    let cause = std::error::Error::source(&error).expect("a cause");
    let cause = cause.downcast_ref::<io::Error>().expect("an I/O error");
    assert_eq!(cause.kind(), io::ErrorKind::StorageFull);
}
