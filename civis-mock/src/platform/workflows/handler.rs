//! Requests for workflows and their executions.

use civis_spec::HttpMethod;
use serde_json::json;

use super::execution::{Execution, TaskState};
use super::store::{Workflow, Workflows};
use crate::platform::jobs::store::Jobs;
use crate::platform::object::{Object, flag, get, text};
use crate::platform::request_context::RequestContext;
use crate::platform::resources::Resources;
use crate::reply::Reply;

pub(crate) struct WorkflowHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) workflows: &'a mut Workflows,
    pub(crate) jobs: &'a mut Jobs,
    pub(crate) resources: &'a mut Resources,
}

impl WorkflowHandler<'_> {
    /// Responds to a path of the specification after `/workflows`, in which `{}`
    /// stands for each placeholder, or returns `None` for the default response.
    pub(crate) fn handle(mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let id = self.context.id(1).unwrap_or_default();
        Some(match (method, path) {
            (_, ["{}", "executions", "{}", rest @ ..]) => {
                let execution = self.context.id(3).unwrap_or_default();
                return self.execution(method, rest, id, execution);
            }
            (HttpMethod::Get, []) => self.list(),
            (HttpMethod::Post, []) => {
                let env = &mut self.resources.env;
                let id = self.workflows.add(self.context.sent(), env);
                self.show(id)
            }
            (HttpMethod::Get, ["{}"]) => self.show(id),
            (HttpMethod::Put | HttpMethod::Patch, ["{}"]) => {
                if let Some(workflow) = self.workflows.workflows.get_mut(&id) {
                    workflow.change(self.context.sent());
                }
                self.show(id)
            }
            (HttpMethod::Put, ["{}", "archive"]) => {
                if let Some(workflow) = self.workflows.workflows.get_mut(&id) {
                    workflow.archived = flag(&self.context.sent(), "status").unwrap_or(true);
                }
                self.show(id)
            }
            (HttpMethod::Get, ["{}", "executions"]) => self.executions(id),
            (HttpMethod::Post, ["{}", "executions"]) => self.execute(id),
            _ => return None,
        })
    }

    /// A path of an execution, `rest` being what follows its id.
    fn execution(
        &mut self,
        method: HttpMethod,
        rest: &[&str],
        workflow: u64,
        id: u64,
    ) -> Option<Reply> {
        let execution = self.workflows.executions.get(&id);
        if execution.is_none_or(|execution| execution.workflow != workflow) {
            return Some(self.context.not_found());
        }
        Some(match (method, rest) {
            (HttpMethod::Get, []) => {
                self.workflows.poll(id, self.jobs, self.resources);
                self.show_execution(id)
            }
            (HttpMethod::Get, ["tasks", "{}"]) => {
                self.workflows.poll(id, self.jobs, self.resources);
                self.show_task(id)
            }
            (HttpMethod::Post, ["cancel"]) => {
                if self.workflows.cancel(id, self.jobs, self.resources) {
                    self.show_execution(id)
                } else {
                    Reply::not_found("There is no execution in progress.")
                }
            }
            (HttpMethod::Post, ["resume"]) => self.resume(id, false),
            (HttpMethod::Post, ["retry"]) => self.resume(id, true),
            _ => return None,
        })
    }

    fn object(&self, id: u64, workflow: &Workflow) -> Object {
        let catalog = &self.resources.catalog;
        self.workflows.workflow_object(id, workflow, catalog)
    }

    fn show(&self, id: u64) -> Reply {
        let workflow = self.workflows.workflows.get(&id);
        let workflow = workflow.map(|workflow| self.object(id, workflow));
        self.context.one_or_not_found(workflow)
    }

    fn list(&self) -> Reply {
        let workflows = self.workflows.workflows.iter().rev();
        let workflows = workflows.map(|(id, workflow)| self.object(*id, workflow));
        self.context.list(workflows.collect())
    }

    fn execution_object(&self, execution: &Execution) -> Object {
        let catalog = &self.resources.catalog;
        self.workflows
            .execution_object(execution, self.jobs, catalog)
    }

    fn show_execution(&self, id: u64) -> Reply {
        let execution = self.workflows.executions.get(&id);
        let execution = execution.map(|execution| self.execution_object(execution));
        self.context.one_or_not_found(execution)
    }

    fn show_task(&self, id: u64) -> Reply {
        let name = self.context.request.path.last();
        let execution = self.workflows.executions.get(&id);
        let mut tasks = execution.into_iter().flat_map(|execution| &execution.tasks);
        let task = tasks.find(|task| Some(&task.definition.name) == name);
        let catalog = &self.resources.catalog;
        let task = task.map(|task| self.workflows.task_object(task, self.jobs, catalog));
        self.context.one_or_not_found(task)
    }

    fn execute(&mut self, id: u64) -> Reply {
        if !self.workflows.workflows.contains_key(&id) {
            return self.context.not_found();
        }
        let sent = self.context.sent();
        let input = get(&sent, "input").cloned().unwrap_or_else(|| json!({}));
        let execution = self.workflows.execute(id, input, self.jobs, self.resources);
        match execution {
            Ok(id) => self.show_execution(id),
            Err(problem) => Reply::bad_request(&problem),
        }
    }

    fn executions(&self, workflow: u64) -> Reply {
        let Some(workflow) = self.workflows.workflows.get(&workflow) else {
            return self.context.not_found();
        };
        let executions = workflow.executions.iter().rev();
        let executions = executions.filter_map(|id| self.workflows.executions.get(id));
        let executions = executions.map(|execution| self.execution_object(execution));
        self.context.list(executions.collect())
    }

    /// Continues a paused execution. A retry also restarts the tasks that have
    /// failed, or the one that is named.
    fn resume(&mut self, id: u64, retry: bool) -> Reply {
        let sent = self.context.sent();
        let name = text(&sent, "taskName");
        if let Some(execution) = self.workflows.executions.get_mut(&id) {
            execution.state = TaskState::Running;
            execution.finished_at = None;
            for task in &mut execution.tasks {
                let is_named = name.is_none_or(|name| task.definition.name == name);
                let has_failed = matches!(task.state, TaskState::Error | TaskState::Cancelled);
                if retry && is_named && has_failed {
                    task.state = TaskState::Idle;
                    task.info = None;
                }
            }
        }
        self.workflows.advance(id, self.jobs, self.resources);
        self.show_execution(id)
    }
}
