//! Everything that the Platform keeps.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::platform::catalog::fixtures::Fixtures;
use crate::platform::clock::Clock;
use crate::platform::files::handler::Files;
use crate::platform::jobs::lifecycle::{Job, Run};
use crate::platform::jobs::plan::RunPlan;
use crate::platform::tables::table::Databases;
use crate::platform::workflows::handler::Workflow;
use crate::platform::workflows::tasks::Execution;
use crate::route::Pattern;

/// The first id that is given to what is created.
const FIRST_ID: u64 = 1001;

/// What the Platform keeps.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    last_id: u64,
    /// The ids of log lines grow over all runs.
    pub(crate) last_line: u64,
    pub(crate) fixtures: Fixtures,
    pub(crate) jobs: BTreeMap<u64, Job>,
    pub(crate) runs: BTreeMap<u64, Run>,
    /// The newest last.
    pub(crate) plans: Vec<(Pattern, RunPlan)>,
    /// What runs take where their plan does not tell.
    pub(crate) usual_time: Option<(Duration, Duration)>,
    pub(crate) files: Files,
    pub(crate) databases: Databases,
    /// Name and value.
    pub(crate) json_values: BTreeMap<u64, (Value, Value)>,
    pub(crate) workflows: BTreeMap<u64, Workflow>,
    pub(crate) executions: BTreeMap<u64, Execution>,
    /// The address under which the last client has reached the server.
    pub(crate) host: String,
    /// What successive polls of a new run see.
    pub(crate) states: Vec<String>,
}

impl World {
    pub(crate) fn new() -> Self {
        World {
            clock: Clock::real(),
            last_id: FIRST_ID - 1,
            last_line: 0,
            fixtures: Fixtures::usual(),
            jobs: BTreeMap::new(),
            runs: BTreeMap::new(),
            plans: Vec::new(),
            usual_time: None,
            files: Files::default(),
            databases: Databases::default(),
            json_values: BTreeMap::new(),
            workflows: BTreeMap::new(),
            executions: BTreeMap::new(),
            host: String::new(),
            states: Vec::new(),
        }
    }

    pub(crate) fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
