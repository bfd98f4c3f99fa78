//! The result of a run.

use civis::jobs::Status;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::output::Format;

/// Prints what the Platform says about a run that has ended: its most important fields in a table, and all of them in other
/// formats.
pub(crate) fn print_status(context: &Context, status: &Status) -> Result<(), Error> {
    let run = status.run();
    let columns = ["job", "run", "state", "startedAt", "finishedAt", "url"].map(str::to_owned);
    if context.format() != Format::Table {
        return context.print_value(without_links(status.json().clone()));
    }
    let time = |time: Option<civis::Timestamp>| time.map(|time| time.to_string());
    let shown = json!({
        "job": run.id(),
        "run": run.run_id(),
        "state": status.state().as_str(),
        "startedAt": time(status.started_at()),
        "finishedAt": time(status.finished_at()),
        "url": run.url(),
    });
    context.print_value_with(&columns, shown)
}

/// Without the signed URLs of outputs, which give a file to everyone who has them.
fn without_links(mut status: Value) -> Value {
    let outputs = status.get_mut("output").and_then(Value::as_array_mut);
    for output in outputs.into_iter().flatten() {
        if let Some(fields) = output.as_object_mut() {
            fields.remove("path");
        }
    }
    status
}
