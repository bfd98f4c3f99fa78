//! A statement as a hidden SQL script: created, run, waited for.

use civis_core::support::{self, missing_field, with_advice, with_context};
use http::Method;
use serde_json::Value;

use super::statement::{Checked, Statement};
use crate::jobs::{self, Kind, Run, Status, Waiter};
use crate::{Call, Error, ErrorKind, Location, Request, Result};

impl Statement {
    /// Creates the script and starts its run.
    pub(super) fn start(&self, checked: Checked) -> Result<Run> {
        let (database, credential) = self.ids()?;
        let mut request = Request::new("scripts.post_sql", Method::POST, "/scripts/sql")
            .with(Location::Field, "name", checked.name.as_str())
            .with(Location::Field, "sql", checked.sql)
            .with(Location::Field, "remoteHostId", database)
            .with(Location::Field, "credentialId", credential)
            .with(Location::Field, "hidden", self.hidden);
        if let Some((params, arguments)) = checked.params {
            request.set(Location::Field, "params", params);
            request.set(Location::Field, "arguments", arguments);
        }
        let created = Call::<Value>::new(&self.session, request).send_json();
        let created = created.map_err(|error| {
            let error = with_context(error, self.function);
            if error.may_have_executed() {
                with_advice(
                    error,
                    &format!("a script {:?} may have been created", checked.name),
                )
            } else {
                error
            }
        })?;
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
    waiter.wait(run).map_err(|error| {
        let error = match error.kind() {
            ErrorKind::Cancelled => cancel(error, run),
            ErrorKind::RunFailed | ErrorKind::RunCancelled => with_advice(
                error,
                &format!("script {} is left on the Platform", run.id()),
            ),
            // It says that the run goes on.
            ErrorKind::Timeout => error,
            _ => with_advice(error, &format!("{run} may go on")),
        };
        with_context(error, function)
    })
}

fn cancel(error: Error, run: &Run) -> Error {
    let outcome = match run.cancel() {
        Ok(true) => "is being cancelled too",
        Ok(false) => "had ended",
        Err(cancel) => return with_advice(error, &format!("cancelling it failed: {cancel}")),
    };
    let error = support::error(ErrorKind::Cancelled, format!("cancelled; {run} {outcome}"));
    support::with_run(error, run.details())
}
