//! The state of an execution and its tasks, and which task follows which.

use jiff::Timestamp;
use serde_json::Value;

use crate::platform::object::Facts;
use crate::platform::workflows::definition::TaskDefinition;

#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) id: u64,
    pub(crate) workflow: u64,
    pub(crate) input: Value,
    pub(crate) state: State,
    pub(crate) tasks: Vec<Task>,
    pub(crate) started_at: Timestamp,
    pub(crate) finished_at: Option<Timestamp>,
}

/// The state of an execution or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Idle,
    Running,
    Paused,
    Success,
    Error,
    Cancelled,
}

#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) definition: TaskDefinition,
    pub(crate) state: State,
    pub(crate) info: Option<String>,
    /// Job and run.
    pub(crate) runs: Vec<(u64, u64)>,
    pub(crate) executions: Vec<u64>,
    /// The tasks that have led here.
    pub(crate) reached_from: Vec<String>,
}

impl State {
    /// As the API's own states name it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Running | State::Paused => "running",
            State::Success => "succeeded",
            State::Error => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// As `mistralState` names it.
    pub(crate) fn mistral(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Running => "running",
            State::Paused => "paused",
            State::Success => "success",
            State::Error => "error",
            State::Cancelled => "cancelled",
        }
    }
}

impl Task {
    /// Whether it has ended in a way that leads nowhere but to an error.
    pub(crate) fn is_unhandled(&self) -> bool {
        let definition = &self.definition;
        matches!(self.state, State::Error | State::Cancelled)
            && definition.on_error.is_empty()
            && definition.on_complete.is_empty()
    }
}

impl Execution {
    /// Marks the tasks that follow one that has ended, and obeys the ends that
    /// it leads to.
    pub(crate) fn lead_on(&mut self, index: usize) {
        let task = &self.tasks[index];
        let name = task.definition.name.clone();
        let ended = match task.state {
            State::Success => &task.definition.on_success,
            _ => &task.definition.on_error,
        };
        let next: Vec<String> = ended
            .iter()
            .chain(&task.definition.on_complete)
            .cloned()
            .collect();
        for next in next {
            match next.as_str() {
                "fail" => self.state = State::Error,
                "succeed" => self.state = State::Success,
                "pause" => self.state = State::Paused,
                next => {
                    let mut tasks = self.tasks.iter_mut();
                    if let Some(task) = tasks.find(|task| task.definition.name == next) {
                        task.reached_from.push(name.clone());
                    }
                }
            }
        }
    }

    /// The tasks that can start now.
    pub(crate) fn due(&self) -> Vec<usize> {
        let is_due = |task: &Task| {
            let own = &task.definition;
            let before = self.tasks.iter().map(|task| &task.definition);
            let before = before.filter(|task| task.transitions().any(|next| *next == own.name));
            let ways = before.count();
            let are_met = own.requires.iter().all(|name| {
                let mut tasks = self.tasks.iter();
                tasks.any(|task| task.definition.name == *name && task.state == State::Success)
            });
            let reached = task.reached_from.len();
            are_met && (ways == 0 || reached > 0 && (!own.joins || reached >= ways))
        };
        let tasks = self.tasks.iter().enumerate();
        let due = tasks.filter(|(_, task)| task.state == State::Idle && is_due(task));
        due.map(|(index, _)| index).collect()
    }
}

/// The input of a task, with that of the execution in the places that name it
/// (`<% $.name %>`). Other expressions stay as they are.
pub(crate) fn with_input(value: &Value, input: &Value) -> Value {
    match value {
        Value::String(text) => {
            let name = text
                .trim()
                .strip_prefix("<%")
                .and_then(|rest| rest.strip_suffix("%>"));
            let name = name.and_then(|name| name.trim().strip_prefix("$."));
            let known = name.and_then(|name| input.get(name));
            known.unwrap_or(value).clone()
        }
        Value::Array(items) => items.iter().map(|item| with_input(item, input)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), with_input(value, input)))
            .collect::<Facts>()
            .into(),
        value => value.clone(),
    }
}
