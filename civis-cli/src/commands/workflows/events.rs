//! What happens in an execution, as lines.

use civis::jiff::Timestamp;
use civis::jobs::Run;
use civis::workflows::{Event, Execution, Task};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::output::Format;
use crate::wait::WaitArgs;

/// Prints what happens in an execution until it has ended. One that failed is an error, which names the task and its run.
pub(super) fn follow(
    context: &Context,
    execution: &Execution,
    wait: &WaitArgs,
) -> Result<(), Error> {
    let stopped = |error| wait.stopped(context, execution.run(), error);
    let format = context.chosen_format();
    let mut held = Vec::new();
    let mut failure = None;
    for event in execution.follow_with(wait.quiet_waiter(context)) {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                failure = Some(stopped(error));
                break;
            }
        };
        match format {
            None | Some(Format::Raw) => {
                let now = Timestamp::now();
                let line = format!("{now:.0} {event}");
                context.print_line(&civis_spec::escape_control(&line))?;
            }
            Some(Format::Ndjson) => context.print_value(object(&event))?,
            Some(_) => held.push(object(&event)),
        }
        context.flush()?;
    }
    if !held.is_empty() {
        let columns = ["event", "task", "state", "run", "message"].map(str::to_owned);
        context.print_rows_with(&columns, held.into_iter().map(Ok::<_, Error>))?;
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    // It has ended, so this takes one look, and fetches the log of the run that failed.
    execution
        .wait_with(wait.quiet_waiter(context))
        .map_err(stopped)?;
    Ok(())
}

fn object(event: &Event) -> Value {
    let (name, task) = match event {
        Event::TaskStarted(task) => ("task_started", task),
        Event::TaskSucceeded(task) => ("task_succeeded", task),
        Event::TaskFailed(task) => ("task_failed", task),
        Event::TaskCancelled(task) => ("task_cancelled", task),
        Event::Paused => return json!({"event": "paused"}),
        Event::Resumed => return json!({"event": "resumed"}),
        Event::Ended(status) => {
            let state = status.state().as_str();
            return json!({"event": "ended", "state": state, "message": status.message()});
        }
        _ => return json!({"event": event.to_string()}),
    };
    task_object(name, task)
}

fn task_object(name: &str, task: &Task) -> Value {
    json!({
        "event": name,
        "task": task.name(),
        "state": task.state().as_str(),
        "run": task.runs().next_back().map(Run::to_string),
        "message": task.message(),
    })
}
