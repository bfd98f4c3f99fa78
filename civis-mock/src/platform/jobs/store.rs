//! Jobs, runs, outputs and JSON values.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::log::{LogLine, PlannedLines};
use super::plan::{Outcome, RunPlan};
use crate::platform::environment::Environment;
use crate::platform::object::Object;
use crate::platform::tables::table::Table;
use crate::route::Pattern;

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    pub(super) jobs: BTreeMap<u64, Job>,
    pub(super) runs: BTreeMap<u64, Run>,
    /// The newest last.
    pub(crate) plans: Vec<(Pattern, RunPlan)>,
    /// How long runs are queued and run unless their plan says otherwise.
    pub(crate) default_durations: Option<(Duration, Duration)>,
    /// The states that successive polls of a new run see.
    pub(crate) states: Vec<String>,
    /// Name and value.
    pub(super) json_values: BTreeMap<u64, (Value, Value)>,
    /// The ids of log lines increase over all runs.
    last_line: u64,
}

/// Anything that can be run.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    /// The path of its collection: `scripts/sql`.
    pub(crate) kind: String,
    /// The properties that requests have set.
    pub(crate) sent: Object,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) archived: bool,
    /// Oldest first.
    pub(crate) runs: Vec<u64>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) job: u64,
    pub(crate) plan: RunPlan,
    /// The states that successive polls see, if it does not follow the clock.
    pub(crate) states: Vec<String>,
    pub(crate) polls: usize,
    /// The state when it was last polled.
    pub(crate) state: String,
    pub(crate) created_at: Timestamp,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) lines: Vec<LogLine>,
    pub(crate) planned_lines: PlannedLines,
    pub(crate) outputs: Vec<Output>,
    /// The files that a SQL script has written.
    pub(crate) files: Vec<u64>,
    /// The rows of a query.
    pub(crate) rows: Option<Table>,
}

/// An object that a run has output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// `File`, `JSONValue`, `Report`, …
    pub(crate) kind: String,
    pub(crate) object: u64,
}

impl Jobs {
    pub(crate) fn job(&self, id: u64) -> Option<&Job> {
        self.jobs.get(&id)
    }

    pub(crate) fn run(&self, id: u64) -> Option<&Run> {
        self.runs.get(&id)
    }

    pub(crate) fn last_run(&self, job: u64) -> Option<&Run> {
        self.run(*self.job(job)?.runs.last()?)
    }

    /// Adds a job, and returns its id.
    pub(crate) fn add(&mut self, kind: &str, sent: Object, env: &mut Environment) -> u64 {
        let id = env.new_id();
        self.adopt(id, kind, sent, env.now());
        id
    }

    /// Adds a job that already has an id.
    pub(crate) fn adopt(&mut self, id: u64, kind: &str, sent: Object, now: Timestamp) {
        let job = Job {
            id,
            kind: kind.to_owned(),
            sent,
            created_at: now,
            updated_at: now,
            archived: false,
            runs: Vec::new(),
        };
        self.jobs.insert(id, job);
    }

    /// Adds a line to the log of a run.
    pub(crate) fn log(&mut self, run: u64, created_at: Timestamp, level: &str, message: &str) {
        if let Some(run) = self.runs.get_mut(&run) {
            self.last_line += 1;
            run.lines.push(LogLine {
                id: self.last_line,
                created_at,
                level: level.to_owned(),
                message: message.to_owned(),
            });
        }
    }

    pub(crate) fn add_output(&mut self, run: u64, kind: &str, object: u64) {
        if let Some(run) = self.runs.get_mut(&run) {
            run.outputs.push(Output {
                kind: kind.to_owned(),
                object,
            });
        }
    }

    pub(crate) fn add_json_value(
        &mut self,
        name: Value,
        value: Value,
        env: &mut Environment,
    ) -> u64 {
        let id = env.new_id();
        self.json_values.insert(id, (name, value));
        id
    }
}
