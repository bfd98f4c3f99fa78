//! Jobs, runs and outputs as the API shows them.

use serde_json::{Value, json};

use super::plan::Outcome;
use super::store::{Job, Jobs, Output, Run};
use crate::platform::catalog::store::Catalog;
use crate::platform::clock::format_time;
use crate::platform::files::store::Files;
use crate::platform::object::{Object, get, object, set, set_all};
use crate::platform::tables::table::Table;

impl Jobs {
    /// The properties of a run, on every path to it.
    pub(crate) fn run_object(&self, run: &Run) -> Object {
        let mut shown = object(json!({
            "id": run.id,
            "runId": run.id,
            "state": run.state,
            "isCancelRequested": run.outcome == Some(Outcome::Cancelled),
            "createdAt": format_time(run.created_at),
            "startedAt": run.started_at.map(format_time),
            "finishedAt": run.finished_at.map(format_time),
            "error": run.error(),
        }));
        if let Some(job) = self.job(run.job) {
            for segment in job.kind.split('/') {
                for name in job_id_names(segment) {
                    shown.insert(name, job.id.into());
                }
            }
            shown.insert("jobId".to_owned(), job.id.into());
        }
        shown
    }

    /// The properties of a job, on every path to it.
    pub(crate) fn job_object(&self, job: &Job, catalog: &Catalog) -> Object {
        let runs = job.runs.iter().rev().filter_map(|id| self.run(*id));
        let runs: Vec<Value> = runs.map(|run| self.run_object(run).into()).collect();
        let last = self.last_run(job.id);
        let (author, username) = (catalog.author(), catalog.username());
        let mut shown = job.sent.clone();
        if get(&shown, "name").is_none_or(Value::is_null) {
            set(&mut shown, "name", default_name(job).into());
        }
        if get(&shown, "hidden").is_none_or(Value::is_null) {
            set(&mut shown, "hidden", false.into());
        }
        let own = json!({
            "id": job.id,
            "type": type_of(&job.kind),
            "jobType": type_of(&job.kind),
            "state": last.map_or("idle", |run| run.state.as_str()),
            "createdAt": format_time(job.created_at),
            "updatedAt": format_time(job.updated_at),
            "lastRunUpdatedAt": last.map(|run| {
                format_time(run.finished_at.unwrap_or(job.updated_at))
            }),
            "finishedAt": last.and_then(|run| run.finished_at).map(format_time),
            "lastRun": runs.first(),
            "runs": runs,
            "archived": job.archived,
            "author": author.clone(),
            "user": author.clone(),
            "runningAs": author,
            "runningAsUser": username.clone(),
            "runByUser": username,
            "myPermissionLevel": "manage",
        });
        set_all(&mut shown, object(own));
        shown
    }

    /// The properties of a job on the paths of queries.
    pub(crate) fn query_object(&self, job: &Job, catalog: &Catalog) -> Object {
        let run = self.last_run(job.id);
        let rows = run.and_then(|run| run.rows.as_ref());
        let columns: Vec<&str> = rows.into_iter().flat_map(Table::columns).collect();
        let error = run.and_then(Run::error);
        let mut shown = self.job_object(job, catalog);
        shown.extend(object(json!({
            "resultColumns": columns,
            "resultRows": rows.map_or(&[][..], Table::rows),
            "startedAt": run.and_then(|run| run.started_at).map(format_time),
            "lastRunId": run.map(|run| run.id),
            "error": error,
            "exception": error,
        })));
        shown
    }

    pub(crate) fn output_object(&self, output: &Output, files: &Files) -> Object {
        let id = output.object;
        let (path, name, value) = match output.kind.as_str() {
            "File" => {
                let file = files.get(id);
                ("files", file.map(|file| file.name.clone().into()), None)
            }
            "JSONValue" => match self.json_values.get(&id) {
                Some((name, value)) => ("json_values", Some(name.clone()), Some(value.clone())),
                None => ("json_values", None, None),
            },
            kind => (kind, Some(format!("{kind} {id}").into()), None),
        };
        object(json!({
            "objectType": output.kind,
            "objectId": id,
            "name": name,
            "link": format!("api.civisanalytics.com/{path}/{id}"),
            "value": value,
        }))
    }
}

impl Run {
    /// The error of a run that has failed.
    fn error(&self) -> Option<&str> {
        match &self.outcome {
            Some(Outcome::Failed(error)) => Some(error),
            _ => None,
        }
    }
}

/// The names of a run's property that holds the id of its job: `sqlId` for
/// `sql`, `pythonId` for `python3`, `queryId` for `queries`.
fn job_id_names(segment: &str) -> [String; 2] {
    let stem = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.replace('-', "_");
    let singular = match stem.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => stem.strip_suffix('s').unwrap_or(&stem).to_owned(),
    };
    [format!("{singular}_id"), format!("{stem}_id")]
}

fn default_name(job: &Job) -> String {
    let kind = match job.kind.as_str() {
        "queries" => "Query",
        "files/preprocess/csv" => "CSV preprocess",
        kind => kind.rsplit('/').next().unwrap_or(kind),
    };
    format!("{kind} #{}", job.id)
}

/// The type of a kind of jobs. Those of imports, queries, containers, SQL and
/// CASS are in the recorded exchanges of the published specification.
fn type_of(kind: &str) -> &'static str {
    match kind {
        "queries" => "JobTypes::Query",
        "scripts/sql" => "JobTypes::SqlRunner",
        "scripts/containers" | "scripts" => "JobTypes::ContainerDocker",
        "scripts/python3" => "JobTypes::PythonDocker",
        "scripts/r" => "JobTypes::RDocker",
        "scripts/custom" => "JobTypes::Custom",
        "files/preprocess/csv" => "JobTypes::PreprocessCsv",
        "enhancements/cass-ncoa" => "JobTypes::CassNcoa",
        kind if kind.starts_with("imports") || kind.starts_with("exports") => "JobTypes::Import",
        _ => "JobTypes::Job",
    }
}
