//! The status of an execution and of its tasks.

use std::fmt;

use civis_core::{Result, Session};
use serde_json::Value;

use super::execution::Execution;
use crate::jobs::{Kind, Run, State, Status};

/// The status of an execution, as one request has returned it.
#[derive(Debug, Clone)]
pub struct ExecutionStatus {
    status: Status,
    tasks: Vec<Task>,
}

impl Execution {
    /// Fetches the status of the execution and its tasks, with one request.
    ///
    /// # Errors
    /// Those of any call, and [`ErrorKind::Missing`](crate::ErrorKind::Missing) if the response has no state.
    pub fn poll(&self) -> Result<ExecutionStatus> {
        Ok(ExecutionStatus::new(self.run().poll()?))
    }
}

impl ExecutionStatus {
    pub(super) fn new(status: Status) -> Self {
        let tasks = status.json()["tasks"].as_array().into_iter().flatten();
        let session = status.run().session();
        let tasks = tasks.map(|task| Task::new(session, task)).collect();
        ExecutionStatus { status, tasks }
    }

    /// The state of the execution. One that is paused is [`State::Running`]; see [`is_paused`](Self::is_paused).
    #[must_use]
    pub fn state(&self) -> &State {
        self.status.state()
    }

    /// Whether it waits to be resumed: its definition has `pause` or `pause-before`, or a user has paused it.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        !self.state().has_ended() && self.status.json()["mistralState"] == "paused"
    }

    /// What the engine says about the state, mostly of executions that have failed.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.status.error()
    }

    /// The tasks, in the order of the response.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The whole response.
    #[must_use]
    pub fn json(&self) -> &Value {
        self.status.json()
    }

    pub(super) fn status(&self) -> &Status {
        &self.status
    }
}

/// A task of an execution.
#[derive(Clone)]
pub struct Task {
    name: String,
    state: State,
    message: Option<String>,
    runs: Vec<(Run, State)>,
    executions: Vec<(Execution, State)>,
}

impl Task {
    /// Reads a task as tolerantly as all responses are read: what is missing is empty.
    fn new(session: &Session, json: &Value) -> Self {
        let text = |name: &str| json[name].as_str().filter(|text| !text.is_empty());
        let mut runs = started(json, "runs", "jobId");
        runs.sort_by_key(|(_, run, _)| *run);
        let runs = runs.into_iter().map(|(job, run, state)| {
            let run = Run::attach(session, Kind::Job, job, run);
            (run, state)
        });
        let mut executions = started(json, "executions", "workflowId");
        executions.sort_by_key(|(_, execution, _)| *execution);
        let executions = executions.into_iter().map(|(workflow, id, state)| {
            let execution = Execution::attach(session, workflow, id);
            (execution, state)
        });
        Task {
            name: text("name").unwrap_or_default().to_owned(),
            state: State::from(text("mistralState").unwrap_or_default()),
            message: text("mistralStateInfo").map(str::to_owned),
            runs: runs.collect(),
            executions: executions.collect(),
        }
    }

    /// The name in the definition.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The state of the task. Before it starts it is [`State::Other`] with `idle`, `waiting` or `delayed`.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the engine says about the state, mostly of tasks that have failed.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The runs of jobs that the task has started, oldest first: one for each attempt and each of its items. Their logs and
    /// outputs can be fetched.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = &Run> {
        self.runs.iter().map(|(run, _)| run)
    }

    /// The executions of other workflows that the task has started, oldest first.
    pub fn executions(&self) -> impl DoubleEndedIterator<Item = &Execution> {
        self.executions.iter().map(|(execution, _)| execution)
    }

    /// The last run that failed.
    pub(super) fn failed_run(&self) -> Option<&Run> {
        let mut runs = self.runs.iter().rev();
        Some(&runs.find(|(_, state)| *state == State::Failed)?.0)
    }

    /// The last execution that failed.
    pub(super) fn failed_execution(&self) -> Option<&Execution> {
        let mut executions = self.executions.iter().rev();
        let failed = executions.find(|(_, state)| *state == State::Failed);
        Some(&failed?.0)
    }

    /// How many runs and executions it has started.
    pub(super) fn attempts(&self) -> usize {
        self.runs.len() + self.executions.len()
    }
}

/// The runs or executions of a task: the IDs of the job or workflow, and of the run or execution, and its state.
fn started(task: &Value, list: &str, parent: &str) -> Vec<(i64, i64, State)> {
    let items = task[list].as_array().into_iter().flatten();
    let items = items.filter_map(|item| {
        let state = State::from(item["state"].as_str().unwrap_or_default());
        Some((item[parent].as_i64()?, item["id"].as_i64()?, state))
    });
    items.collect()
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs: Vec<String> = self.runs().map(Run::to_string).collect();
        let executions: Vec<String> = self.executions().map(Execution::to_string).collect();
        f.debug_struct("Task")
            .field("name", &self.name)
            .field("state", &self.state)
            .field("message", &self.message)
            .field("runs", &runs)
            .field("executions", &executions)
            .finish()
    }
}
