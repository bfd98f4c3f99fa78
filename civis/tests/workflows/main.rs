//! Workflows and their executions, against the embedded server.

mod define;
mod faults;
mod follow;
#[allow(dead_code, reason = "shared with the tests of runs")]
#[path = "../runs/support.rs"]
mod support;

use civis::workflows::{self, Event, Execution};
use support::World;

/// Creates a workflow with these tasks. Each line is indented by four spaces.
fn workflow(world: &World, tasks: &str) -> i64 {
    let definition = format!("version: '2.0'\nw:\n  tasks:\n{tasks}");
    let created = workflows::create(&world.session, "nightly", definition).send();
    created.expect("a workflow").id
}

fn execute(world: &World, tasks: &str) -> Execution {
    let workflow = workflow(world, tasks);
    let execution = workflows::execute(&world.session, workflow).send();
    execution.expect("an execution")
}

/// The events of an execution, without IDs.
fn events(execution: &Execution) -> Vec<String> {
    execution
        .follow()
        .map(|event| shown(&event.expect("an event")))
        .collect()
}

fn shown(event: &Event) -> String {
    let text = event.to_string();
    let is_word = |word: &&str| !word.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = text
        .trim_end_matches(')')
        .split(' ')
        .filter(is_word)
        .collect();
    let end = if text.ends_with(')') { ")" } else { "" };
    words.join(" ") + end
}
