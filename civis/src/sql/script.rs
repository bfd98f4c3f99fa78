//! A statement as a hidden SQL script: created, run, waited for.

use std::time::Duration;

use civis_core::support::{self, missing_field, with_advice, with_context, with_run};
use http::Method;
use serde_json::Value;

use super::statement::{Checked, Statement};
use crate::jobs::{self, Kind, Run, Status, Waiter};
use crate::{Call, Error, ErrorKind, Location, Request, Result};

/// The longest time that the cancellation of a run takes.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(10);

/// A file that a run has written.
#[derive(Debug, Clone)]
pub(super) struct OutputFile {
    pub(super) id: i64,
    /// The signed URL, as the run shows it.
    pub(super) path: String,
}

impl Statement {
    /// Sends a request that creates something. An error after which it may be there says so by `left`.
    pub(super) fn create(&self, request: Request, left: &str) -> Result<Value> {
        let created = Call::<Value>::new(&self.session, request).send_json();
        created.map_err(|error| {
            let error = with_context(error, self.function);
            if error.may_have_executed() {
                with_advice(error, left)
            } else {
                error
            }
        })
    }

    /// Creates the script and starts its run.
    pub(super) fn start(&self, checked: Checked, csv_settings: Option<Value>) -> Result<Run> {
        let (database, credential) = self.ids()?;
        let mut request = Request::new("scripts.post_sql", Method::POST, "/scripts/sql")
            .with(Location::Field, "name", checked.name.as_str())
            .with(Location::Field, "sql", checked.sql)
            .with(Location::Field, "remoteHostId", database)
            .with(Location::Field, "credentialId", credential)
            .with(Location::Field, "hidden", self.hidden);
        if let Some(settings) = csv_settings {
            request.set(Location::Field, "csvSettings", settings);
        }
        if let Some((params, arguments)) = checked.params {
            request.set(Location::Field, "params", params);
            request.set(Location::Field, "arguments", arguments);
        }
        let left = format!("a script {:?} may have been created", checked.name);
        let created = self.create(request, &left)?;
        let script = created.get("id").and_then(Value::as_i64);
        let script = script.ok_or_else(|| missing_field("scripts.post_sql", "id"))?;
        jobs::start(&self.session, Kind::Sql, script).map_err(|error| {
            let state = if error.may_have_executed() {
                "its run may have started"
            } else {
                "it was not run"
            };
            let error = with_context(error, self.function);
            with_advice(
                error,
                &format!("script {script} is left on the Platform, and {state}"),
            )
        })
    }
}

/// Waits for a run, and says in an error what is left of it.
///
/// A cancelled wait cancels the run too: the program does not have its handle.
pub(super) fn wait(function: &str, run: &Run, waiter: Waiter<'_>) -> Result<Status> {
    waiter.wait(run).map_err(|error| match error.kind() {
        ErrorKind::Cancelled => with_context(cancel(error, run), function),
        // Before the message, which ends with the lines of the log.
        ErrorKind::RunFailed | ErrorKind::RunCancelled => {
            let noun = if run.kind() == Kind::Query {
                "query"
            } else {
                "script"
            };
            let left = format!("{function} ({noun} {} is left on the Platform)", run.id());
            with_context(error, &left)
        }
        // It says that the run continues.
        ErrorKind::Timeout => with_context(error, function),
        _ => with_context(with_advice(error, &format!("{run} may continue")), function),
    })
}

fn cancel(error: Error, run: &Run) -> Error {
    let session = run.session();
    let timeout = support::timeout(session).map_or(CANCEL_TIMEOUT, |own| own.min(CANCEL_TIMEOUT));
    let session = session.with_timeout(timeout);
    // After re-runs it is the last one.
    let run_id = error.run().and_then(|run| run.run_id).or(run.run_id());
    let run = match run_id {
        Some(run_id) => Run::attach(&session, run.kind(), run.id(), run_id),
        None => Run::of_query(&session, run.id()),
    };
    let outcome = match run.cancel() {
        Ok(true) => "is being cancelled too",
        Ok(false) => "had ended",
        Err(cancel) => return with_advice(error, &format!("cancelling it failed: {cancel}")),
    };
    let error = support::error(ErrorKind::Cancelled, format!("cancelled; {run} {outcome}"));
    with_run(error, run.details())
}

/// The files that a run has written. If a run does not show any right after its end, it is polled once more, as the
/// official client does in every case.
pub(super) fn outputs(status: &Status) -> Result<Vec<OutputFile>> {
    let files = output_files(status.json())?;
    if files.is_empty() {
        return output_files(status.run().poll()?.json());
    }
    Ok(files)
}

fn output_files(run: &Value) -> Result<Vec<OutputFile>> {
    let output = run.get("output").and_then(Value::as_array);
    let missing = |field| missing_field("scripts.get_sql_runs", field);
    let file = |file: &Value| {
        Ok(OutputFile {
            id: file
                .get("fileId")
                .and_then(Value::as_i64)
                .ok_or_else(|| missing("output[].fileId"))?,
            path: file
                .get("path")
                .and_then(Value::as_str)
                .ok_or_else(|| missing("output[].path"))?
                .to_owned(),
        })
    };
    output.into_iter().flatten().map(file).collect()
}
