//! Workflows, executions and tasks as the API shows them.

use serde_json::{Value, json};

use super::execution::{Execution, Task, TaskState};
use super::store::{Workflow, Workflows};
use crate::platform::catalog::store::Catalog;
use crate::platform::clock::format_time;
use crate::platform::jobs::store::Jobs;
use crate::platform::object::{Object, object, set_all};

impl Workflows {
    pub(crate) fn workflow_object(
        &self,
        id: u64,
        workflow: &Workflow,
        catalog: &Catalog,
    ) -> Object {
        let executions = workflow.executions.iter().rev();
        let states = executions.filter_map(|id| Some(self.executions.get(id)?.state.name()));
        let states: Vec<&str> = states.collect();
        // It is running while any execution is, and otherwise has the last one's state.
        let state = if states.contains(&TaskState::Running.name()) {
            TaskState::Running.name()
        } else {
            states.first().copied().unwrap_or(TaskState::Idle.name())
        };
        let mut shown = workflow.sent.clone();
        let own = json!({
            "id": id,
            "valid": workflow.definition.is_ok(),
            "validationErrors": workflow.definition.as_ref().err(),
            "user": catalog.author(),
            "state": state,
            "lastExecutionId": workflow.executions.last(),
            "archived": workflow.archived,
            "myPermissionLevel": "manage",
            "createdAt": format_time(workflow.created_at),
            "updatedAt": format_time(workflow.created_at),
        });
        set_all(&mut shown, object(own));
        shown
    }

    pub(crate) fn execution_object(
        &self,
        execution: &Execution,
        jobs: &Jobs,
        catalog: &Catalog,
    ) -> Object {
        let workflow = self.workflows.get(&execution.workflow);
        let tasks = execution.tasks.iter();
        let tasks = tasks.map(|task| Value::Object(self.task_object(task, jobs, catalog)));
        let updated_at = execution.finished_at.unwrap_or(execution.started_at);
        object(json!({
            "id": execution.id,
            "state": execution.state.name(),
            "mistralState": execution.state.mistral_name(),
            "mistralStateInfo": execution.tasks.iter().find_map(|task| task.info.as_ref()),
            "user": catalog.author(),
            "definition": workflow.map(Workflow::text),
            "input": execution.input,
            "includedTasks": [],
            "tasks": tasks.collect::<Value>(),
            "startedAt": format_time(execution.started_at),
            "finishedAt": execution.finished_at.map(format_time),
            "createdAt": format_time(execution.started_at),
            "updatedAt": format_time(updated_at),
        }))
    }

    pub(crate) fn task_object(&self, task: &Task, jobs: &Jobs, catalog: &Catalog) -> Object {
        let shared = |mut shown: Object, id_name: &str, id: u64| {
            shown.insert(id_name.to_owned(), id.into());
            shown.insert("myPermissionLevel".to_owned(), "manage".into());
            Value::Object(shown)
        };
        let runs = task.runs.iter().filter_map(|(job, run)| {
            let shown = jobs.run_object(jobs.run(*run)?);
            Some(shared(shown, "jobId", *job))
        });
        let executions = task.executions.iter().filter_map(|id| {
            let execution = self.executions.get(id)?;
            let shown = self.execution_object(execution, jobs, catalog);
            Some(shared(shown, "workflowId", execution.workflow))
        });
        object(json!({
            "name": task.definition.name,
            "mistralState": task.state.mistral_name(),
            "mistralStateInfo": task.info,
            "runs": runs.collect::<Value>(),
            "executions": executions.collect::<Value>(),
        }))
    }
}
