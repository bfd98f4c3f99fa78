//! Workflows and their executions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::definition::Definition;
use super::execution::Execution;
use crate::platform::environment::Environment;
use crate::platform::object::{Object, get, set_all, text};

#[derive(Debug, Default)]
pub(crate) struct Workflows {
    pub(super) workflows: BTreeMap<u64, Workflow>,
    pub(super) executions: BTreeMap<u64, Execution>,
}

#[derive(Debug)]
pub(crate) struct Workflow {
    /// The properties that requests have set.
    pub(crate) sent: Object,
    /// The parsed definition, or why it cannot be executed.
    pub(crate) definition: Result<Definition, String>,
    pub(crate) created_at: Timestamp,
    pub(crate) archived: bool,
    /// Oldest first.
    pub(crate) executions: Vec<u64>,
}

impl Workflow {
    /// The definition as it was sent.
    pub(crate) fn text(&self) -> Value {
        get(&self.sent, "definition").cloned().unwrap_or_default()
    }

    pub(crate) fn change(&mut self, sent: Object) {
        set_all(&mut self.sent, sent);
        self.definition = parse_definition(&self.sent);
    }
}

impl Workflows {
    /// Adds a workflow, and returns its id.
    pub(crate) fn add(&mut self, sent: Object, env: &mut Environment) -> u64 {
        let id = env.new_id();
        let workflow = Workflow {
            definition: parse_definition(&sent),
            sent,
            created_at: env.now(),
            archived: false,
            executions: Vec::new(),
        };
        self.workflows.insert(id, workflow);
        id
    }
}

fn parse_definition(sent: &Object) -> Result<Definition, String> {
    match text(sent, "definition") {
        Some(text) => Definition::parse(text),
        None => Ok(Definition::default()),
    }
}
