//! Workflows: their definitions, and executions whose tasks run jobs.

use serde_json::{Value, json};

use crate::platform::clock::text;
use crate::platform::object::{Facts, facts, named, set};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::platform::workflows::definition::Definition;
use crate::platform::workflows::tasks::State;
use crate::reply::Reply;
use jiff::Timestamp;

#[derive(Debug)]
pub(crate) struct Workflow {
    sent: Facts,
    /// Why its definition cannot be executed, if it cannot.
    definition: Result<Definition, String>,
    created_at: Timestamp,
    archived: bool,
    /// Oldest first.
    pub(crate) executions: Vec<u64>,
}

impl Workflow {
    /// Its definition as it was sent.
    pub(crate) fn text(&self) -> Value {
        named(&self.sent, "definition").cloned().unwrap_or_default()
    }

    pub(crate) fn definition(&self) -> Result<&Definition, &str> {
        self.definition.as_ref().map_err(String::as_str)
    }
}

impl World {
    fn add_workflow(&mut self, sent: Facts) -> u64 {
        let id = self.new_id();
        let workflow = Workflow {
            definition: definition_of(&sent),
            sent,
            created_at: self.now(),
            archived: false,
            executions: Vec::new(),
        };
        self.workflows.insert(id, workflow);
        id
    }

    fn workflow_facts(&self, id: u64, workflow: &Workflow) -> Facts {
        let executions = workflow.executions.iter().rev();
        let states: Vec<State> = executions
            .filter_map(|id| Some(self.executions.get(id)?.state))
            .collect();
        // While any runs it is running, else as the last one has ended.
        let mut running = states.iter().filter(|state| state.word() == "running");
        let state = running.next().or(states.first());
        let mut shown = workflow.sent.clone();
        let own = json!({
            "id": id,
            "valid": workflow.definition.is_ok(),
            "validationErrors": workflow.definition.as_ref().err(),
            "user": self.fixtures.author(),
            "state": state.map_or("idle", |state| state.word()),
            "lastExecutionId": workflow.executions.last(),
            "archived": workflow.archived,
            "myPermissionLevel": "manage",
            "createdAt": text(workflow.created_at),
            "updatedAt": text(workflow.created_at),
        });
        for (name, value) in facts(own) {
            set(&mut shown, &name, value);
        }
        shown
    }
}

fn definition_of(sent: &Facts) -> Result<Definition, String> {
    match named(sent, "definition").and_then(Value::as_str) {
        Some(text) => Definition::read(text),
        None => Ok(Definition::default()),
    }
}

impl Ask<'_> {
    pub(crate) fn add_workflow(&mut self) -> Reply {
        let sent = self.sent();
        let id = self.world.add_workflow(sent);
        self.workflow(id)
    }

    pub(crate) fn workflow(&self, id: u64) -> Reply {
        match self.world.workflows.get(&id) {
            Some(workflow) => self.one(&self.world.workflow_facts(id, workflow)),
            None => self.not_found(),
        }
    }

    pub(crate) fn workflows(&self) -> Reply {
        let workflows = self.world.workflows.iter().rev();
        let shown = workflows.map(|(id, workflow)| self.world.workflow_facts(*id, workflow));
        self.list(shown.collect())
    }

    pub(crate) fn change_workflow(&mut self, id: u64) -> Reply {
        let sent = self.sent();
        if let Some(workflow) = self.world.workflows.get_mut(&id) {
            for (name, value) in sent {
                set(&mut workflow.sent, &name, value);
            }
            workflow.definition = definition_of(&workflow.sent);
        }
        self.workflow(id)
    }

    pub(crate) fn archive_workflow(&mut self, id: u64) -> Reply {
        let status = named(&self.sent(), "status").and_then(Value::as_bool);
        if let Some(workflow) = self.world.workflows.get_mut(&id) {
            workflow.archived = status.unwrap_or(true);
        }
        self.workflow(id)
    }
}

impl Ask<'_> {
    pub(crate) fn execute_workflow(&mut self, workflow: u64) -> Reply {
        if !self.world.workflows.contains_key(&workflow) {
            return self.not_found();
        }
        let input = named(&self.sent(), "input")
            .cloned()
            .unwrap_or_else(|| json!({}));
        match self.world.execute(workflow, input) {
            Ok(id) => self.execution(id),
            Err(complaint) => Reply::bad_request(&complaint),
        }
    }

    pub(crate) fn executions(&self, workflow: u64) -> Reply {
        let Some(workflow) = self.world.workflows.get(&workflow) else {
            return self.not_found();
        };
        let executions = workflow.executions.iter().rev();
        let shown = executions.filter_map(|id| self.world.executions.get(id));
        self.list(shown.map(|e| self.world.execution_facts(e)).collect())
    }

    fn execution(&self, id: u64) -> Reply {
        match self.world.executions.get(&id) {
            Some(execution) => self.one(&self.world.execution_facts(execution)),
            None => self.not_found(),
        }
    }

    /// Whether an execution is one of a workflow.
    pub(crate) fn is_of(&self, workflow: u64, id: u64) -> bool {
        let execution = self.world.executions.get(&id);
        execution.is_some_and(|execution| execution.workflow == workflow)
    }

    pub(crate) fn poll_execution(&mut self, id: u64) -> Reply {
        self.world.poll_execution(id);
        self.execution(id)
    }

    pub(crate) fn execution_task(&mut self, id: u64) -> Reply {
        self.world.poll_execution(id);
        let name = self.call.path.last().map_or("", String::as_str);
        let tasks = self
            .world
            .executions
            .get(&id)
            .map(|execution| execution.tasks.as_slice());
        let mut tasks = tasks.unwrap_or_default().iter();
        match tasks.find(|task| task.definition.name == name) {
            Some(task) => self.one(&facts(self.world.task_facts(task))),
            None => self.not_found(),
        }
    }

    pub(crate) fn cancel_execution(&mut self, id: u64) -> Reply {
        if self.world.cancel_execution(id) {
            self.execution(id)
        } else {
            Reply::not_found("There is no execution that goes on.")
        }
    }

    /// Goes on with an execution that pauses, or begins those tasks again that
    /// have failed.
    pub(crate) fn resume_execution(&mut self, id: u64, retry: bool) -> Reply {
        let sent = self.sent();
        let only = named(&sent, "taskName").and_then(Value::as_str);
        if let Some(execution) = self.world.executions.get_mut(&id) {
            execution.state = State::Running;
            execution.finished_at = None;
            for task in &mut execution.tasks {
                let is_meant = only.is_none_or(|name| task.definition.name == name);
                if retry && is_meant && matches!(task.state, State::Error | State::Cancelled) {
                    task.state = State::Idle;
                    task.info = None;
                }
            }
        }
        self.world.go_on(id);
        self.execution(id)
    }
}
