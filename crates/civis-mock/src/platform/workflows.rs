//! Workflows: their definitions, and executions whose tasks run jobs.

use serde_json::{Value, json};

use super::ask::Ask;
use super::clock::text;
use super::definition::Definition;
use super::facts::{Facts, facts, named, set};
use super::world::World;
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
        let last = workflow
            .executions
            .last()
            .and_then(|id| self.executions.get(id));
        let mut shown = workflow.sent.clone();
        let own = json!({
            "id": id,
            "valid": workflow.definition.is_ok(),
            "validationErrors": workflow.definition.as_ref().err(),
            "user": self.fixtures.author(),
            "state": last.map_or("idle", |last| last.state.word()),
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
