//! The error of an execution that failed.

use civis_core::{Error, ErrorKind, support};

use super::execution::Execution;
use super::status::{ExecutionStatus, Task};
use crate::jobs::State;
use crate::jobs::failure::{self, LastLines};

/// How many workflows that execute each other are looked into.
const MAX_DEPTH: usize = 5;

/// Names the execution, the task and the run that failed.
pub(super) fn failed(execution: &Execution, status: &ExecutionStatus, log_lines: u32) -> Error {
    let (context, error) = describe(execution, status, log_lines, MAX_DEPTH);
    support::with_context(error, &format!("{execution}{context}"))
}

/// The path to what has failed, and its error.
fn describe(
    execution: &Execution,
    status: &ExecutionStatus,
    log_lines: u32,
    depth: usize,
) -> (String, Error) {
    let tasks = status.tasks().iter();
    let mut failed = tasks.filter(|task| *task.state() == State::Failed);
    let Some(task) = failed.next() else {
        let message = match status.message() {
            Some(message) => format!("failed: {message}"),
            None => "failed".to_owned(),
        };
        return (String::new(), of_execution(execution, message));
    };
    let mut context = format!(": task `{}`", task.name());
    let others: Vec<_> = failed.map(|task| format!("`{}`", task.name())).collect();
    if !others.is_empty() {
        context.push_str(&format!(" (and {})", others.join(", ")));
    }
    if let Some(error) = of_run(task, log_lines) {
        return (context, error);
    }
    if let Some(nested) = task.failed_execution()
        && depth > 0
        && let Ok(status) = nested.poll()
    {
        let (inner, error) = describe(nested, &status, log_lines, depth - 1);
        return (format!("{context}: {nested}{inner}"), error);
    }
    let message = match task.message() {
        Some(message) => format!("failed: {message}"),
        None => "failed".to_owned(),
    };
    (context, of_execution(execution, message))
}

/// The error of the run of a task that failed.
fn of_run(task: &Task, log_lines: u32) -> Option<Error> {
    let run = task.failed_run()?;
    let status = run.poll().ok()?;
    let log = match log_lines {
        0 => Ok(LastLines::default()),
        count => LastLines::fetch(run, run.session(), count),
    };
    Some(failure::failed(&status, log))
}

fn of_execution(execution: &Execution, message: String) -> Error {
    let error = support::error(ErrorKind::RunFailed, message);
    support::with_run(error, execution.run().details())
}
