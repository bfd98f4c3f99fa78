//! Jobs and their runs: one store, whatever the path that leads to them.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::platform::clock::{later, text};
use crate::platform::job_effects;
use crate::platform::jobs::logs::{Line, Pending};
use crate::platform::jobs::outputs::Output;
use crate::platform::jobs::plan::{Outcome, RunPlan};
use crate::platform::object::{Facts, facts, named, set};
use crate::platform::state::World;
use crate::platform::tables::table::Table;
use crate::route::Pattern;

/// What can be run.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    /// The path of its kind, `scripts/sql`.
    pub(crate) home: String,
    /// What was sent for it.
    pub(crate) sent: Facts,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) archived: bool,
    /// Oldest first.
    pub(crate) runs: Vec<u64>,
}

/// One run of a job.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) job: u64,
    plan: RunPlan,
    /// What successive polls see, if time does not decide.
    states: Vec<String>,
    polls: usize,
    /// As it was last seen.
    pub(crate) state: String,
    pub(crate) created_at: Timestamp,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) end: Option<Outcome>,
    pub(crate) lines: Vec<Line>,
    pub(crate) pending: Pending,
    pub(crate) outputs: Vec<Output>,
    /// The files that a SQL script has written.
    pub(crate) files: Vec<u64>,
    /// The rows of a query.
    pub(crate) rows: Option<Table>,
}

/// The states that end a run.
const FAILED: &str = "failed";
const CANCELLED: &str = "cancelled";
const SUCCEEDED: &str = "succeeded";

impl World {
    pub(crate) fn add_job(&mut self, home: &str, sent: Facts) -> u64 {
        let id = self.new_id();
        self.adopt_job(id, home, sent);
        id
    }

    /// Adds a job under an id that it has already.
    pub(crate) fn adopt_job(&mut self, id: u64, home: &str, sent: Facts) {
        let now = self.now();
        let job = Job {
            id,
            home: home.to_owned(),
            sent,
            created_at: now,
            updated_at: now,
            archived: false,
            runs: Vec::new(),
        };
        self.jobs.insert(id, job);
    }

    /// Starts a run.
    pub(crate) fn start_run(&mut self, job: u64) -> u64 {
        let id = self.new_id();
        let now = self.now();
        let mut plan = self.plan_of(job);
        plan.time = plan.time.or(self.usual_time);
        let states = states_of(&plan.outcome, &self.states);
        let run = Run {
            id,
            job,
            plan,
            states,
            polls: 0,
            state: "queued".to_owned(),
            created_at: now,
            started_at: None,
            finished_at: None,
            end: None,
            lines: Vec::new(),
            pending: Pending::default(),
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
        let paths = self.jobs.get(&job).map(|job| {
            let id = job.id.to_string();
            let home = job.home.split('/').map(str::to_owned);
            let family: Vec<String> = home.clone().take(1).chain([id.clone()]).collect();
            let own: Vec<String> = home.chain([id.clone()]).collect();
            [own, family, vec!["jobs".to_owned(), id]]
        });
        let fits = |pattern: &Pattern| {
            let mut paths = paths.iter().flatten();
            paths.any(|path| pattern.params(path).is_some())
        };
        let mut plans = self.plans.iter().rev();
        let planned = plans.find(|(pattern, _)| fits(pattern));
        planned.map_or_else(RunPlan::succeeds, |(_, plan)| plan.clone())
    }

    /// Brings every run that goes by time to where it is now, in the order in
    /// which they end.
    pub(crate) fn settle(&mut self) {
        let mut timed: Vec<(Timestamp, u64)> = self
            .runs
            .values()
            .filter(|run| run.end.is_none())
            .filter_map(|run| Some((run.ends()?, run.id)))
            .collect();
        timed.sort_unstable();
        for (_, id) in timed {
            self.advance(id);
        }
    }

    /// Brings a run to where it is, which a poll sees a step further if time
    /// does not decide.
    pub(crate) fn poll(&mut self, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        if run.end.is_none() && run.plan.time.is_none() {
            let last = run.states.len().saturating_sub(1);
            run.state = run.states[run.polls.min(last)].clone();
            run.polls += 1;
        }
        self.advance(id);
    }

    fn advance(&mut self, id: u64) {
        let now = self.now();
        let Some(run) = self.runs.get_mut(&id) else {
            return;
        };
        if run.end.is_some() {
            return;
        }
        let (starts, ends) = match run.plan.time {
            Some((queued, lasting)) => {
                let starts = later(run.created_at, queued);
                let ends = later(starts, lasting);
                (
                    (starts <= now).then_some(starts),
                    (ends <= now).then_some(ends),
                )
            }
            None => {
                let is_queued = run.state == "queued";
                let ended = [SUCCEEDED, FAILED, CANCELLED].contains(&run.state.as_str());
                ((!is_queued).then_some(now), ended.then_some(now))
            }
        };
        if let Some(starts) = starts
            && run.started_at.is_none()
        {
            run.started_at = Some(starts);
            run.pending = Pending::new(&run.plan, starts);
            if run.plan.time.is_some() {
                run.state = "running".to_owned();
            }
            self.log(id, starts, "info", "Running");
        }
        self.log_pending(id, ends.unwrap_or(now));
        if let Some(ends) = ends {
            self.finish(id, ends);
        }
    }

    /// Ends a run as it was planned, doing its work if it succeeds.
    fn finish(&mut self, id: u64, at: Timestamp) {
        let Some(run) = self.runs.get(&id) else {
            return;
        };
        let mut outcome = match (run.plan.time, run.state.as_str()) {
            (None, FAILED) if run.plan.outcome == Outcome::Succeeded => {
                Outcome::Failed("The run failed.".to_owned())
            }
            (None, CANCELLED) => Outcome::Cancelled,
            _ => run.plan.outcome.clone(),
        };
        if outcome == Outcome::Succeeded {
            let planned = run.plan.outputs.clone();
            match job_effects::of(self, id) {
                Ok(()) => self.put_out(id, planned),
                Err(error) => outcome = Outcome::Failed(error),
            }
        }
        self.end(id, outcome, at);
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
        run.end = Some(outcome);
        run.finished_at = Some(at);
        if let Some(job) = self.jobs.get_mut(&run.job) {
            job.updated_at = at;
        }
    }

    /// Ends a run that goes on. Whether it did.
    pub(crate) fn cancel(&mut self, run: u64) -> bool {
        let goes_on = self.runs.get(&run).is_some_and(|run| run.end.is_none());
        if goes_on {
            let now = self.now();
            self.end(run, Outcome::Cancelled, now);
        }
        goes_on
    }

    /// The properties of a run, as every path to it shows them.
    pub(crate) fn run_facts(&self, run: &Run) -> Facts {
        let error = match &run.end {
            Some(Outcome::Failed(error)) => error.as_str().into(),
            _ => Value::Null,
        };
        let mut shown = facts(json!({
            "id": run.id,
            "runId": run.id,
            "state": run.state,
            "isCancelRequested": run.end == Some(Outcome::Cancelled),
            "createdAt": text(run.created_at),
            "startedAt": run.started_at.map(text),
            "finishedAt": run.finished_at.map(text),
            "error": error,
        }));
        if let Some(job) = self.jobs.get(&run.job) {
            for segment in job.home.split('/') {
                for name in names_of_id(segment) {
                    shown.insert(name, job.id.into());
                }
            }
            shown.insert("jobId".to_owned(), job.id.into());
        }
        shown
    }

    /// The properties of a job, as every path to it shows them.
    pub(crate) fn job_facts(&self, job: &Job) -> Facts {
        let runs = job.runs.iter().rev().filter_map(|id| self.runs.get(id));
        let runs: Vec<Value> = runs.map(|run| self.run_facts(run).into()).collect();
        let last = job.runs.last().and_then(|id| self.runs.get(id));
        let me = self.fixtures.author();
        let mut shown = job.sent.clone();
        if named(&shown, "name").is_none_or(Value::is_null) {
            set(&mut shown, "name", usual_name(job).into());
        }
        if named(&shown, "hidden").is_none_or(Value::is_null) {
            set(&mut shown, "hidden", false.into());
        }
        let own = json!({
            "id": job.id,
            "type": type_of(&job.home),
            "jobType": type_of(&job.home),
            "state": last.map_or("idle", |run| run.state.as_str()),
            "createdAt": text(job.created_at),
            "updatedAt": text(job.updated_at),
            "lastRunUpdatedAt": last.map(|run| text(run.finished_at.unwrap_or(job.updated_at))),
            "finishedAt": last.and_then(|run| run.finished_at).map(text),
            "lastRun": runs.first(),
            "runs": runs,
            "archived": job.archived,
            "author": me.clone(),
            "user": me.clone(),
            "runningAs": me,
            "runningAsUser": self.fixtures.username(),
            "runByUser": self.fixtures.username(),
            "myPermissionLevel": "manage",
        });
        for (name, value) in facts(own) {
            set(&mut shown, &name, value);
        }
        shown
    }
}

impl Run {
    /// When it ends, if time decides.
    fn ends(&self) -> Option<Timestamp> {
        let (queued, lasting) = self.plan.time?;
        Some(later(later(self.created_at, queued), lasting))
    }
}

/// The states that polls see: those that were set, with the planned end.
fn states_of(outcome: &Outcome, usual: &[String]) -> Vec<String> {
    let ended = |state: &String| [SUCCEEDED, FAILED, CANCELLED].contains(&state.as_str());
    let planned = match outcome {
        Outcome::Succeeded if usual.is_empty() => SUCCEEDED,
        Outcome::Succeeded => return usual.to_vec(),
        Outcome::Failed(_) => FAILED,
        Outcome::Cancelled => CANCELLED,
    };
    let before = usual.iter().filter(|state| !ended(state)).cloned();
    before.chain([planned.to_owned()]).collect()
}

/// The names of the property of a run that holds the id of its job: `sqlId` of
/// `sql`, `pythonId` of `python3`, `queryId` of `queries`.
fn names_of_id(segment: &str) -> [String; 2] {
    let stem = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.replace('-', "_");
    let singular = match stem.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => stem.strip_suffix('s').unwrap_or(&stem).to_owned(),
    };
    [format!("{singular}_id"), format!("{stem}_id")]
}

fn usual_name(job: &Job) -> String {
    match job.home.as_str() {
        "queries" => format!("Query #{}", job.id),
        "files/preprocess/csv" => format!("CSV preprocess #{}", job.id),
        home => {
            let kind = home.rsplit('/').next().unwrap_or(home);
            format!("{kind} #{}", job.id)
        }
    }
}

/// The type of the jobs of a kind. Those of imports, queries, containers, SQL
/// and CASS are in the published specification's recorded exchanges.
fn type_of(home: &str) -> &'static str {
    match home {
        "queries" => "JobTypes::Query",
        "scripts/sql" => "JobTypes::SqlRunner",
        "scripts/containers" | "scripts" => "JobTypes::ContainerDocker",
        "scripts/python3" => "JobTypes::PythonDocker",
        "scripts/r" => "JobTypes::RDocker",
        "scripts/custom" => "JobTypes::Custom",
        "files/preprocess/csv" => "JobTypes::PreprocessCsv",
        "enhancements/cass-ncoa" => "JobTypes::CassNcoa",
        home if home.starts_with("imports") || home.starts_with("exports") => "JobTypes::Import",
        _ => "JobTypes::Job",
    }
}
