//! What happens to a run if the wait for it ends early.

use civis::jobs::{Kind, Run};

use crate::context::Context;
use crate::error::{Error, Exit};

/// The error after Ctrl-C. The run is cancelled if that was asked for, or if a person says so.
pub(super) fn after_interrupt(context: &Context, run: &Run, cancels: bool) -> Error {
    let cancels = cancels || wants_to_cancel(context, run);
    if !cancels {
        return interrupted(&format!("{run} continues")).with_hint(hint(run));
    }
    match run.cancel() {
        Ok(true) => interrupted(&format!("{run} is being cancelled")),
        Ok(false) => interrupted(&format!("{run} had ended")),
        Err(error) => {
            let message = format!("{run} may continue: cancelling it failed: {error}");
            interrupted(&message).with_hint(hint(run))
        }
    }
}

/// Asks, if there is a person to answer.
fn wants_to_cancel(context: &Context, run: &Run) -> bool {
    let terminal = context.terminal();
    let can_answer = terminal.stdin() && terminal.stderr();
    can_answer
        && context
            .confirm(&format!("Cancel {run} too?"))
            .unwrap_or(false)
}

fn interrupted(what: &str) -> Error {
    Error::new(Exit::Interrupted, format!("interrupted; {what}"))
}

/// How to come back to a run.
pub(super) fn hint(run: &Run) -> String {
    let id = run.id();
    match (run.kind(), run.run_id()) {
        (Kind::WorkflowExecution, Some(execution)) => {
            format!("`civis workflows follow {id} {execution}` waits for it")
        }
        (Kind::Query, _) => format!("`civis queries get {id}` shows it"),
        (_, Some(run)) => {
            format!(
                "`civis jobs wait {id} {run}` waits for it, `civis jobs cancel {id} {run}` ends it"
            )
        }
        (_, None) => format!("`civis jobs wait {id}` waits for it"),
    }
}
