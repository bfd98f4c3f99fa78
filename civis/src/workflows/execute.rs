//! Starts executions.

use civis_core::{Call, Location, Request, Result, Session, support};
use http::Method;
use serde_json::{Map, Value};

use super::execution::Execution;
use crate::jobs::{Kind, Run};

/// An execution of a workflow, ready to be sent; from [`execute`](super::execute).
#[derive(Debug, Clone)]
#[must_use = "nothing is executed until it is sent"]
pub struct Execute {
    session: Session,
    workflow: i64,
    input: Map<String, Value>,
    target_task: Option<String>,
    included_tasks: Vec<String>,
}

impl Execute {
    pub(super) fn new(session: &Session, workflow: i64) -> Self {
        Execute {
            session: session.clone(),
            workflow,
            input: Map::new(),
            target_task: None,
            included_tasks: Vec::new(),
        }
    }

    /// Sets a value of the execution's input, by its name in `input` of the definition. Replaces a value that is already set.
    /// By default the input is empty.
    pub fn input(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.input.insert(name.into(), value.into());
        self
    }

    /// Sets the task to reach, for a workflow of `type: reverse`, which needs one. By default there is none.
    pub fn target_task(mut self, name: impl Into<String>) -> Self {
        self.target_task = Some(name.into());
        self
    }

    /// Limits the execution to these tasks. By default it consists of all.
    pub fn only_tasks<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.included_tasks = names.into_iter().map(Into::into).collect();
        self
    }

    /// Starts the execution.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an empty name, and those of any call. If
    /// [`Error::may_have_executed`](crate::Error::may_have_executed) returns true, an execution may have been started.
    pub fn send(self) -> Result<Execution> {
        let inputs = self.input.keys().map(|name| ("input", name));
        let targets = self.target_task.iter().map(|name| ("target_task", name));
        let tasks = self.included_tasks.iter().map(|name| ("only_tasks", name));
        let mut names = inputs.chain(targets).chain(tasks);
        if let Some((argument, _)) = names.find(|(_, name)| name.trim().is_empty()) {
            let message = "has an empty name";
            return Err(support::invalid_argument(
                "workflows::execute",
                argument,
                message,
            ));
        }
        const OPERATION: &str = "workflows.post_executions";
        let mut request = Request::new(OPERATION, Method::POST, "/workflows/{id}/executions").with(
            Location::Path,
            "id",
            self.workflow,
        );
        if !self.input.is_empty() {
            request.set(Location::Field, "input", self.input);
        }
        if let Some(task) = self.target_task {
            request.set(Location::Field, "targetTask", task);
        }
        if !self.included_tasks.is_empty() {
            request.set(Location::Field, "includedTasks", self.included_tasks);
        }
        let response = Call::<Value>::new(&self.session, request).send_json()?;
        let field = |name: &str| response.get(name).cloned();
        let kind = Kind::WorkflowExecution;
        let run = Run::of_fields(&self.session, kind, self.workflow, field).ok_or_else(|| {
            let error = support::missing_field(OPERATION, "id");
            support::with_advice(error, "the execution was started")
        })?;
        Ok(Execution::new(run))
    }
}
