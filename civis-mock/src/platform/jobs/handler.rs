//! Every path that leads to a job or a run. A script is a job, an import is one,
//! and a query is one: their paths show the same.

use civis_spec::HttpMethod;
use serde_json::Value;

use crate::platform::jobs::lifecycle::Job;
use crate::platform::object::{Facts, named, set};
use crate::platform::request_context::Ask;
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
const RUN_ELSEWHERE: [&str; 2] = ["files/preprocess/csv", "scripts"];

impl Ask<'_> {
    /// Answers if the path leads to jobs. `declared` are its segments, with `{}`
    /// in the places of placeholders.
    pub(crate) fn jobs(&mut self, verb: HttpMethod, declared: &[&str]) -> Option<Reply> {
        let Some(place) = declared.iter().position(|segment| *segment == "{}") else {
            return self.collection(verb, declared);
        };
        let home = declared[..place].join("/");
        if !FAMILIES.contains(&home.as_str()) && !self.is_kind(&home) {
            return None;
        }
        let id = self.id(place)?;
        let rest = &declared[place + 1..];
        if !self.leads_to(&home, id) {
            return is_answered(verb, rest).then(|| self.not_found());
        }
        let run = match rest {
            ["runs", "{}", ..] => {
                let run = self.id(place + 2);
                let run = run.filter(|run| self.world.runs.get(run).is_some_and(|r| r.job == id));
                match run {
                    Some(run) => run,
                    None => return Some(self.not_found()),
                }
            }
            _ => 0,
        };
        Some(match (verb, rest) {
            (HttpMethod::Get, []) if home == "queries" => self.poll_query(id),
            (HttpMethod::Delete, []) if home == "queries" => self.hide_query(id),
            (HttpMethod::Get, []) => self.poll_job(id),
            (HttpMethod::Put | HttpMethod::Patch, []) => self.change_job(id),
            (HttpMethod::Delete, []) => self.archive(id, true),
            (HttpMethod::Put, ["archive"]) => {
                let status = named(&self.sent(), "status").and_then(Value::as_bool);
                self.archive(id, status.unwrap_or(true))
            }
            (HttpMethod::Post, ["runs" | "run"]) => self.start(id),
            (HttpMethod::Post, ["cancel"]) => {
                let last = self.world.jobs.get(&id).and_then(|job| job.runs.last());
                self.stop(last.copied().unwrap_or_default())
            }
            (HttpMethod::Post, ["clone"]) => self.clone_job(id),
            (HttpMethod::Post, ["syncs"]) => self.add_sync(id),
            (HttpMethod::Put | HttpMethod::Delete, ["syncs", "{}"]) => {
                let sync = self.id(place + 2).unwrap_or_default();
                self.change_sync(id, sync, verb == HttpMethod::Delete)
            }
            (HttpMethod::Get, ["runs"]) => self.runs(id),
            (HttpMethod::Get, ["runs", "{}"]) => {
                self.world.poll(run);
                self.run(run)
            }
            (HttpMethod::Delete, ["runs", "{}"]) => self.stop(run),
            (HttpMethod::Get, ["runs", "{}", "logs"]) => self.logs(run),
            (HttpMethod::Post, ["runs", "{}", "logs"]) => self.add_logs(run),
            (HttpMethod::Get, ["runs", "{}", "outputs"]) => self.outputs(run),
            (HttpMethod::Post, ["runs", "{}", "outputs"]) => self.add_output(run),
            (HttpMethod::Get, ["children"]) => self.children(id),
            (HttpMethod::Get, ["parents"]) => self.parents(id),
            _ => return None,
        })
    }

    /// A path without an id: a list of jobs, or one more.
    fn collection(&mut self, verb: HttpMethod, declared: &[&str]) -> Option<Reply> {
        let home = declared.join("/");
        match (verb, declared) {
            (HttpMethod::Get, [family]) if FAMILIES.contains(family) => Some(self.jobs_of(family)),
            (HttpMethod::Post, ["queries"]) => Some(self.add_query()),
            (HttpMethod::Post, ["imports", "files"]) => Some(self.add_upload_import()),
            (HttpMethod::Post, _) if self.is_kind(&home) => {
                let sent = self.sent();
                let id = self.world.add_job(&home, sent);
                Some(self.job(id))
            }
            _ => None,
        }
    }

    /// Whether a path is one to which jobs are posted: one whose runs are.
    fn is_kind(&self, home: &str) -> bool {
        let runs = format!("/{home}/{{}}/runs");
        let in_family = FAMILIES.iter().any(|family| home.starts_with(family));
        RUN_ELSEWHERE.contains(&home)
            || (in_family && self.call.api.find(HttpMethod::Post, &runs).is_some())
    }

    /// Whether a job lies under a path: `jobs` leads to all of them, `scripts`
    /// to every script, `imports/files` to every import.
    fn leads_to(&self, home: &str, id: u64) -> bool {
        self.world.jobs.get(&id).is_some_and(|job| {
            let under = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}/"));
            home == "jobs"
                || under(&job.home, home)
                || (home.starts_with("imports") && job.home.starts_with("imports"))
        })
    }

    fn job(&self, id: u64) -> Reply {
        match self.world.jobs.get(&id) {
            Some(job) => self.one(&self.world.job_facts(job)),
            None => self.not_found(),
        }
    }

    fn poll_job(&mut self, id: u64) -> Reply {
        let last = self.world.jobs.get(&id).and_then(|job| job.runs.last());
        if let Some(last) = last.copied() {
            self.world.poll(last);
        }
        self.job(id)
    }

    fn jobs_of(&self, family: &str) -> Reply {
        let is_of = |job: &&Job| family == "jobs" || job.home.split('/').next() == Some(family);
        let jobs = self.world.jobs.values().rev().filter(is_of);
        let shown = jobs.map(|job| match family {
            "queries" => self.query_facts(job.id).unwrap_or_default(),
            _ => self.world.job_facts(job),
        });
        self.list(shown.collect())
    }

    fn change_job(&mut self, id: u64) -> Reply {
        let (sent, now) = (self.sent(), self.now);
        if let Some(job) = self.world.jobs.get_mut(&id) {
            for (name, value) in sent {
                set(&mut job.sent, &name, value);
            }
            job.updated_at = now;
        }
        self.job(id)
    }

    fn archive(&mut self, id: u64, archived: bool) -> Reply {
        if let Some(job) = self.world.jobs.get_mut(&id) {
            job.archived = archived;
        }
        self.job(id)
    }

    fn clone_job(&mut self, id: u64) -> Reply {
        let Some(job) = self.world.jobs.get(&id) else {
            return self.not_found();
        };
        let (home, mut sent) = (job.home.clone(), job.sent.clone());
        let name = named(&self.world.job_facts(job), "name")
            .cloned()
            .unwrap_or_default();
        let name = format!("Clone of Job {id} {}", name.as_str().unwrap_or_default());
        set(&mut sent, "name", name.trim_end().into());
        let id = self.world.add_job(&home, sent);
        self.job(id)
    }

    fn start(&mut self, id: u64) -> Reply {
        let run = self.world.start_run(id);
        self.run(run)
    }

    fn run(&self, id: u64) -> Reply {
        let Some(run) = self.world.runs.get(&id) else {
            return self.not_found();
        };
        let mut shown = self.world.run_facts(run);
        let output = run.files.iter().map(|id| self.output_file(*id));
        shown.insert("output".to_owned(), output.collect());
        self.one(&shown)
    }

    /// A file that a SQL script has written.
    fn output_file(&self, id: u64) -> Value {
        let name = self.world.files.get(id).map(|file| file.name.as_str());
        serde_json::json!({
            "outputName": name,
            "fileId": id,
            "path": self.world.usual_link(id),
        })
    }

    fn stop(&mut self, run: u64) -> Reply {
        if self.world.cancel(run) {
            self.run(run)
        } else {
            Reply::not_found("There is no run that goes on.")
        }
    }

    fn runs(&self, id: u64) -> Reply {
        let runs = self.world.jobs.get(&id).map(|job| job.runs.as_slice());
        let runs = runs.unwrap_or_default().iter().rev();
        let shown = runs.filter_map(|run| Some(self.world.run_facts(self.world.runs.get(run)?)));
        self.list(shown.collect())
    }

    fn children(&self, id: u64) -> Reply {
        let is_child =
            |job: &&Job| named(&job.sent, "parentId").and_then(Value::as_u64) == Some(id);
        let children = self.world.jobs.values().filter(is_child);
        let shown: Vec<Facts> = children.map(|job| self.world.job_facts(job)).collect();
        self.listed(shown)
    }

    fn parents(&self, id: u64) -> Reply {
        let job = self.world.jobs.get(&id);
        let parent = job.and_then(|job| named(&job.sent, "parentId")?.as_u64());
        let parent = parent.and_then(|parent| self.world.jobs.get(&parent));
        let shown: Vec<Facts> = parent
            .map(|job| self.world.job_facts(job))
            .into_iter()
            .collect();
        self.listed(shown)
    }
}

/// Whether the paths behind a job's id are answered here; others are left to
/// the ordinary answers.
fn is_answered(verb: HttpMethod, rest: &[&str]) -> bool {
    matches!(
        (verb, rest),
        (_, []) | (_, ["runs" | "run" | "cancel" | "children" | "parents", ..])
    )
}
