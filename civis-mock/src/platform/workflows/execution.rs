//! The state of an execution and its tasks, and which tasks can start.

use jiff::Timestamp;
use serde_json::Value;

use super::definition::{Definition, TaskDefinition};
use crate::platform::object::Object;

#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) id: u64,
    pub(crate) workflow: u64,
    pub(crate) input: Value,
    pub(crate) state: TaskState,
    pub(crate) tasks: Vec<Task>,
    pub(crate) started_at: Timestamp,
    pub(crate) finished_at: Option<Timestamp>,
}

/// The state of an execution or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskState {
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
    pub(crate) state: TaskState,
    pub(crate) info: Option<String>,
    /// Job and run.
    pub(crate) runs: Vec<(u64, u64)>,
    pub(crate) executions: Vec<u64>,
    /// The tasks that have led to it.
    pub(crate) reached_from: Vec<String>,
}

impl TaskState {
    /// The name in the property `state`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            TaskState::Idle => "idle",
            TaskState::Running | TaskState::Paused => "running",
            TaskState::Success => "succeeded",
            TaskState::Error => "failed",
            TaskState::Cancelled => "cancelled",
        }
    }

    /// The name in the property `mistralState`.
    pub(crate) fn mistral_name(self) -> &'static str {
        match self {
            TaskState::Idle => "idle",
            TaskState::Running => "running",
            TaskState::Paused => "paused",
            TaskState::Success => "success",
            TaskState::Error => "error",
            TaskState::Cancelled => "cancelled",
        }
    }
}

impl Task {
    /// Whether it has failed and no transition handles that.
    pub(crate) fn is_unhandled(&self) -> bool {
        let definition = &self.definition;
        matches!(self.state, TaskState::Error | TaskState::Cancelled)
            && definition.on_error.is_empty()
            && definition.on_complete.is_empty()
    }
}

impl Execution {
    pub(crate) fn new(
        id: u64,
        workflow: u64,
        definition: Definition,
        input: Value,
        started_at: Timestamp,
    ) -> Self {
        let task = |definition| Task {
            definition,
            state: TaskState::Idle,
            info: None,
            runs: Vec::new(),
            executions: Vec::new(),
            reached_from: Vec::new(),
        };
        Execution {
            id,
            workflow,
            input,
            state: TaskState::Running,
            tasks: definition.tasks.into_iter().map(task).collect(),
            started_at,
            finished_at: None,
        }
    }

    /// Whether it runs or is paused.
    pub(crate) fn is_in_progress(&self) -> bool {
        matches!(self.state, TaskState::Running | TaskState::Paused)
    }

    pub(crate) fn running_tasks(&self) -> impl Iterator<Item = &Task> {
        let tasks = self.tasks.iter();
        tasks.filter(|task| task.state == TaskState::Running)
    }

    /// Follows the transitions of a task that has ended: to other tasks, or to an
    /// end of the execution.
    pub(crate) fn follow_transitions(&mut self, index: usize) {
        let task = &self.tasks[index];
        let name = task.definition.name.clone();
        let ended = match task.state {
            TaskState::Success => &task.definition.on_success,
            _ => &task.definition.on_error,
        };
        let next: Vec<String> = ended
            .iter()
            .chain(&task.definition.on_complete)
            .cloned()
            .collect();
        for next in next {
            match next.as_str() {
                "fail" => self.state = TaskState::Error,
                "succeed" => self.state = TaskState::Success,
                "pause" => self.state = TaskState::Paused,
                next => {
                    let mut tasks = self.tasks.iter_mut();
                    if let Some(task) = tasks.find(|task| task.definition.name == next) {
                        task.reached_from.push(name.clone());
                    }
                }
            }
        }
    }

    /// The indexes of the tasks that can start now.
    pub(crate) fn due_tasks(&self) -> Vec<usize> {
        let tasks = self.tasks.iter().enumerate();
        let due = tasks.filter(|(_, task)| task.state == TaskState::Idle && self.is_due(task));
        due.map(|(index, _)| index).collect()
    }

    fn is_due(&self, task: &Task) -> bool {
        let definition = &task.definition;
        let leads_here = |other: &&Task| {
            let mut next = other.definition.transitions();
            next.any(|name| *name == definition.name)
        };
        let predecessors = self.tasks.iter().filter(leads_here).count();
        let has_succeeded = |name: &String| {
            let mut tasks = self.tasks.iter();
            tasks.any(|task| task.definition.name == *name && task.state == TaskState::Success)
        };
        let reached = task.reached_from.len();
        definition.requires.iter().all(has_succeeded)
            && (predecessors == 0 || reached > 0 && (!definition.joins || reached >= predecessors))
    }
}

/// The input of a task, with `<% $.name %>` replaced by the execution's input of
/// that name. Other expressions are left unchanged.
pub(crate) fn evaluate_input(value: &Value, input: &Value) -> Value {
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
        Value::Array(items) => items
            .iter()
            .map(|item| evaluate_input(item, input))
            .collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), evaluate_input(value, input)))
            .collect::<Object>()
            .into(),
        value => value.clone(),
    }
}
