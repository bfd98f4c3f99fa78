//! The life of a run: it is queued, runs, and ends as planned.
//!
//! A run either follows the clock, if its plan has durations, or advances with
//! each poll.

use jiff::Timestamp;

use super::log::PlannedLines;
use super::plan::{Outcome, PlannedOutput, RunPlan};
use super::store::{Jobs, Run};
use crate::platform::clock::later;
use crate::platform::environment::Environment;
use crate::platform::job_effects;
use crate::platform::resources::Resources;
use crate::route::Pattern;

/// The states of a run that has ended.
const FAILED: &str = "failed";
const CANCELLED: &str = "cancelled";
const SUCCEEDED: &str = "succeeded";

fn has_ended(state: &str) -> bool {
    [SUCCEEDED, FAILED, CANCELLED].contains(&state)
}

impl Jobs {
    /// Starts a run, and returns its id.
    pub(crate) fn start_run(&mut self, job: u64, env: &mut Environment) -> u64 {
        let (id, now) = (env.new_id(), env.now());
        let mut plan = self.plan_of(job);
        plan.durations = plan.durations.or(self.default_durations);
        let run = Run {
            id,
            job,
            states: polled_states(&plan.outcome, &self.states),
            plan,
            polls: 0,
            state: "queued".to_owned(),
            created_at: now,
            started_at: None,
            finished_at: None,
            outcome: None,
            lines: Vec::new(),
            planned_lines: PlannedLines::default(),
            outputs: Vec::new(),
            files: Vec::new(),
            rows: None,
        };
        self.runs.insert(id, run);
        if let Some(job) = self.jobs.get_mut(&job) {
            job.runs.push(id);
            job.updated_at = now;
        }
        self.log(id, now, "info", "Queued");
        id
    }

    fn plan_of(&self, job: u64) -> RunPlan {
        let paths = self.job(job).map(|job| {
            let id = job.id.to_string();
            let kind = job.kind.split('/').map(str::to_owned);
            let family: Vec<String> = kind.clone().take(1).chain([id.clone()]).collect();
            let own: Vec<String> = kind.chain([id.clone()]).collect();
            [own, family, vec!["jobs".to_owned(), id]]
        });
        let applies = |pattern: &Pattern| {
            let mut paths = paths.iter().flatten();
            paths.any(|path| pattern.params(path).is_some())
        };
        let mut plans = self.plans.iter().rev();
        let plan = plans.find(|(pattern, _)| applies(pattern));
        plan.map_or_else(RunPlan::succeeds, |(_, plan)| plan.clone())
    }

    /// Brings every run that follows the clock up to date, in the order in which
    /// they end.
    pub(crate) fn catch_up(&mut self, resources: &mut Resources) {
        let running = self.runs.values().filter(|run| run.outcome.is_none());
        let mut timed: Vec<(Timestamp, u64)> = running
            .filter_map(|run| Some((run.times()?.1, run.id)))
            .collect();
        timed.sort_unstable();
        for (_, id) in timed {
            self.advance(id, resources);
        }
    }

    /// Brings a run up to date. A poll advances it by one step if it does not
    /// follow the clock.
    pub(crate) fn poll(&mut self, id: u64, resources: &mut Resources) {
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        if run.outcome.is_none() && run.plan.durations.is_none() {
            let last = run.states.len().saturating_sub(1);
            run.state = run.states[run.polls.min(last)].clone();
            run.polls += 1;
        }
        self.advance(id, resources);
    }

    fn advance(&mut self, id: u64, resources: &mut Resources) {
        let now = resources.env.now();
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        if run.outcome.is_some() {
            return;
        }
        let (starts, ends) = match run.times() {
            Some((starts, ends)) => (
                (starts <= now).then_some(starts),
                (ends <= now).then_some(ends),
            ),
            None => (
                (run.state != "queued").then_some(now),
                has_ended(&run.state).then_some(now),
            ),
        };
        if let Some(starts) = starts
            && run.started_at.is_none()
        {
            run.started_at = Some(starts);
            run.planned_lines = PlannedLines::new(&run.plan, starts);
            if run.plan.durations.is_some() {
                run.state = "running".to_owned();
            }
            self.log(id, starts, "info", "Running");
        }
        self.log_planned(id, ends.unwrap_or(now));
        if let Some(ends) = ends {
            self.finish(id, ends, resources);
        }
    }

    /// Logs the planned lines that are due.
    fn log_planned(&mut self, id: u64, until: Timestamp) {
        while let Some(run) = self.runs.get_mut(&id)
            && let Some((due, level, message)) = run.planned_lines.pop_due(until)
        {
            self.log(id, due, &level, &message);
        }
    }

    /// Ends a run as planned. If it succeeds, it does the work of its job.
    fn finish(&mut self, id: u64, at: Timestamp, resources: &mut Resources) {
        let Some(run) = self.run(id) else {
            return;
        };
        let mut outcome = match (run.plan.durations, run.state.as_str()) {
            (None, FAILED) if run.plan.outcome == Outcome::Succeeded => {
                Outcome::Failed("The run failed.".to_owned())
            }
            (None, CANCELLED) => Outcome::Cancelled,
            _ => run.plan.outcome.clone(),
        };
        if outcome == Outcome::Succeeded {
            let planned = run.plan.outputs.clone();
            match self.perform(id, resources) {
                Ok(()) => self.add_planned_outputs(id, planned, resources),
                Err(error) => outcome = Outcome::Failed(error),
            }
        }
        self.end(id, outcome, at);
    }

    /// Does the work of a run, and stores what it produces.
    fn perform(&mut self, id: u64, resources: &mut Resources) -> Result<(), String> {
        let job = self.run(id).and_then(|run| self.job(run.job));
        let Some(job) = job else {
            return Ok(());
        };
        let effects = job_effects::perform(&job.kind, &job.sent, id, resources)?;
        for file in &effects.files {
            self.add_output(id, "File", *file);
        }
        if let Some(run) = self.runs.get_mut(&id) {
            run.rows = effects.rows;
            if effects.lists_files {
                run.files = effects.files;
            }
        }
        Ok(())
    }

    fn add_planned_outputs(
        &mut self,
        run: u64,
        planned: Vec<PlannedOutput>,
        resources: &mut Resources,
    ) {
        let Resources { env, files, .. } = resources;
        for output in planned {
            match output {
                PlannedOutput::Json(name, value) => {
                    let id = self.add_json_value(name.into(), value, env);
                    self.add_output(run, "JSONValue", id);
                }
                PlannedOutput::File(name, content) => {
                    let id = files.add(&name, content, env);
                    self.add_output(run, "File", id);
                }
            }
        }
    }

    fn end(&mut self, id: u64, outcome: Outcome, at: Timestamp) {
        let (state, level, message) = match &outcome {
            Outcome::Succeeded => (SUCCEEDED, "info", "Succeeded".to_owned()),
            Outcome::Failed(error) => (FAILED, "error", error.clone()),
            Outcome::Cancelled => (CANCELLED, "info", "Cancelled".to_owned()),
        };
        self.log(id, at, level, &message);
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        run.state = state.to_owned();
        run.outcome = Some(outcome);
        run.finished_at = Some(at);
        if let Some(job) = self.jobs.get_mut(&run.job) {
            job.updated_at = at;
        }
    }

    /// Cancels a run. Returns whether it was in progress.
    pub(crate) fn cancel(&mut self, run: u64, now: Timestamp) -> bool {
        let in_progress = self.run(run).is_some_and(|run| run.outcome.is_none());
        if in_progress {
            self.end(run, Outcome::Cancelled, now);
        }
        in_progress
    }
}

impl Run {
    /// When it starts and ends, if it follows the clock.
    fn times(&self) -> Option<(Timestamp, Timestamp)> {
        let (queued, running) = self.plan.durations?;
        let starts = later(self.created_at, queued);
        Some((starts, later(starts, running)))
    }
}

/// The states that polls see: the default ones, with the planned end.
fn polled_states(outcome: &Outcome, default: &[String]) -> Vec<String> {
    let planned = match outcome {
        Outcome::Succeeded if default.is_empty() => SUCCEEDED,
        Outcome::Succeeded => return default.to_vec(),
        Outcome::Failed(_) => FAILED,
        Outcome::Cancelled => CANCELLED,
    };
    let before = default.iter().filter(|state| !has_ended(state)).cloned();
    before.chain([planned.to_owned()]).collect()
}
