//! Every path that leads to jobs, runs, logs, outputs and JSON values.

use civis_spec::HttpMethod;

use super::handler::JobHandler;
use crate::platform::object::flag;
use crate::reply::Reply;

/// The first segments of the paths that lead to jobs.
const FAMILIES: [&str; 6] = [
    "jobs",
    "scripts",
    "imports",
    "exports",
    "enhancements",
    "queries",
];

/// The kinds of jobs whose runs have no path of their own.
const KINDS_WITHOUT_RUNS: [&str; 2] = ["files/preprocess/csv", "scripts"];

impl JobHandler<'_> {
    /// Responds to a path of the specification, in which `{}` stands for each
    /// placeholder, or returns `None` if it does not lead to jobs.
    pub(crate) fn handle(mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        match (method, path) {
            (HttpMethod::Post, ["json_values"]) => return Some(self.add_json_value()),
            (HttpMethod::Get, ["json_values", "{}"]) => {
                let id = self.context.id(1).unwrap_or_default();
                return Some(self.json_value(id));
            }
            _ => {}
        }
        let Some(index) = path.iter().position(|segment| *segment == "{}") else {
            return self.collection(method, path);
        };
        let kind = path[..index].join("/");
        if !FAMILIES.contains(&kind.as_str()) && !self.is_kind(&kind) {
            return None;
        }
        let id = self.context.id(index)?;
        let rest = &path[index + 1..];
        if !self.leads_to(&kind, id) {
            return is_handled(rest).then(|| self.context.not_found());
        }
        match rest {
            ["runs", "{}", rest @ ..] => self.run(method, rest, id, self.context.id(index + 2)),
            ["syncs", "{}"] => {
                let sync = self.context.id(index + 2).unwrap_or_default();
                match method {
                    HttpMethod::Put => Some(self.change_sync(id, sync)),
                    HttpMethod::Delete => Some(self.remove_sync(id, sync)),
                    _ => None,
                }
            }
            _ => self.job(method, rest, &kind, id),
        }
    }

    /// A path without an id: a list of jobs, or a new one.
    fn collection(&mut self, method: HttpMethod, path: &[&str]) -> Option<Reply> {
        let kind = path.join("/");
        match (method, path) {
            (HttpMethod::Get, [family]) if FAMILIES.contains(family) => Some(self.list(family)),
            (HttpMethod::Post, ["queries"]) => Some(self.add_query()),
            (HttpMethod::Post, ["imports", "files"]) => Some(self.add_upload_import()),
            (HttpMethod::Post, ["tables", "scan"]) => Some(self.scan_table()),
            (HttpMethod::Post, _) if self.is_kind(&kind) => Some(self.create(&kind)),
            _ => None,
        }
    }

    /// A path of a job, `rest` being what follows its id.
    fn job(&mut self, method: HttpMethod, rest: &[&str], kind: &str, id: u64) -> Option<Reply> {
        Some(match (method, rest) {
            (HttpMethod::Get, []) if kind == "queries" => self.poll_query(id),
            (HttpMethod::Delete, []) if kind == "queries" => self.hide_query(id),
            (HttpMethod::Get, []) => {
                self.poll_last_run(id);
                self.show(id)
            }
            (HttpMethod::Put | HttpMethod::Patch, []) => self.change(id),
            (HttpMethod::Delete, []) => self.archive(id, true),
            (HttpMethod::Put, ["archive"]) => {
                let status = flag(&self.context.sent(), "status");
                self.archive(id, status.unwrap_or(true))
            }
            (HttpMethod::Post, ["runs" | "run"]) => self.start(id),
            (HttpMethod::Get, ["runs"]) => self.runs(id),
            (HttpMethod::Post, ["cancel"]) => {
                let last = self.jobs.last_run(id).map(|run| run.id);
                self.cancel(last.unwrap_or_default())
            }
            (HttpMethod::Post, ["clone"]) => self.clone_job(id),
            (HttpMethod::Post, ["syncs"]) => self.add_sync(id),
            (HttpMethod::Get, ["children"]) => self.children(id),
            (HttpMethod::Get, ["parents"]) => self.parents(id),
            _ => return None,
        })
    }

    /// A path of a run, `rest` being what follows its id.
    fn run(
        &mut self,
        method: HttpMethod,
        rest: &[&str],
        job: u64,
        run: Option<u64>,
    ) -> Option<Reply> {
        let run = run.and_then(|run| self.jobs.run(run));
        let Some(run) = run.filter(|run| run.job == job).map(|run| run.id) else {
            return Some(self.context.not_found());
        };
        Some(match (method, rest) {
            (HttpMethod::Get, []) => {
                self.jobs.poll(run, self.resources);
                self.show_run(run)
            }
            (HttpMethod::Delete, []) => self.cancel(run),
            (HttpMethod::Get, ["logs"]) => self.logs(run),
            (HttpMethod::Post, ["logs"]) => self.add_logs(run),
            (HttpMethod::Get, ["outputs"]) => self.outputs(run),
            (HttpMethod::Post, ["outputs"]) => self.add_output(run),
            _ => return None,
        })
    }

    /// Whether a path is a kind of jobs: one whose runs can be started.
    fn is_kind(&self, path: &str) -> bool {
        let runs = format!("/{path}/{{}}/runs");
        let in_family = FAMILIES.iter().any(|family| path.starts_with(family));
        KINDS_WITHOUT_RUNS.contains(&path)
            || (in_family
                && self
                    .context
                    .request
                    .api
                    .find(HttpMethod::Post, &runs)
                    .is_some())
    }

    /// Whether a job is found under a path: `jobs` leads to all jobs, `scripts`
    /// to every script, `imports/files` to every import.
    fn leads_to(&self, path: &str, id: u64) -> bool {
        self.jobs.job(id).is_some_and(|job| {
            path == "jobs"
                || job.kind == path
                || job.kind.starts_with(&format!("{path}/"))
                || (path.starts_with("imports") && job.kind.starts_with("imports"))
        })
    }
}

/// Whether the Platform handles what follows a job's id. Other paths get the
/// default response.
fn is_handled(rest: &[&str]) -> bool {
    matches!(
        rest,
        [] | ["runs" | "run" | "cancel" | "children" | "parents", ..]
    )
}
