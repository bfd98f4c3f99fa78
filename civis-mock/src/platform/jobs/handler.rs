//! Requests for jobs and runs.

use serde_json::{Value, json};

use super::store::{Job, Jobs};
use crate::platform::files::links::{LINK_LIFETIME, link};
use crate::platform::object::{Object, get, number, set, set_all};
use crate::platform::request_context::RequestContext;
use crate::platform::resources::Resources;
use crate::reply::Reply;

pub(crate) struct JobHandler<'a> {
    pub(crate) context: &'a RequestContext<'a>,
    pub(crate) jobs: &'a mut Jobs,
    pub(crate) resources: &'a mut Resources,
}

impl JobHandler<'_> {
    /// Polls the last run of a job.
    pub(super) fn poll_last_run(&mut self, job: u64) {
        if let Some(run) = self.jobs.last_run(job).map(|run| run.id) {
            self.jobs.poll(run, self.resources);
        }
    }

    /// The job as the paths of its kind show it.
    fn object(&self, job: &Job) -> Object {
        self.jobs.job_object(job, &self.resources.catalog)
    }

    pub(super) fn create(&mut self, kind: &str) -> Reply {
        let sent = self.context.sent();
        let id = self.jobs.add(kind, sent, &mut self.resources.env);
        self.show(id)
    }

    pub(super) fn show(&self, id: u64) -> Reply {
        let job = self.jobs.job(id).map(|job| self.object(job));
        self.context.one_or_not_found(job)
    }

    /// The jobs of a family, newest first.
    pub(super) fn list(&self, family: &str) -> Reply {
        let jobs = self.jobs.jobs.values().rev();
        let jobs = jobs
            .filter(|job| family == "jobs" || job.kind.split('/').next() == Some(family))
            .map(|job| match family {
                "queries" => self.jobs.query_object(job, &self.resources.catalog),
                _ => self.object(job),
            });
        self.context.list(jobs.collect())
    }

    pub(super) fn change(&mut self, id: u64) -> Reply {
        if let Some(job) = self.jobs.jobs.get_mut(&id) {
            set_all(&mut job.sent, self.context.sent());
            job.updated_at = self.context.now;
        }
        self.show(id)
    }

    pub(super) fn archive(&mut self, id: u64, archived: bool) -> Reply {
        if let Some(job) = self.jobs.jobs.get_mut(&id) {
            job.archived = archived;
        }
        self.show(id)
    }

    pub(super) fn clone_job(&mut self, id: u64) -> Reply {
        let Some(job) = self.jobs.job(id) else {
            return self.context.not_found();
        };
        let (kind, mut sent) = (job.kind.clone(), job.sent.clone());
        let job = self.object(job);
        let name = get(&job, "name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = format!("Clone of Job {id} {name}");
        set(&mut sent, "name", name.trim_end().into());
        let id = self.jobs.add(&kind, sent, &mut self.resources.env);
        self.show(id)
    }

    pub(super) fn children(&self, id: u64) -> Reply {
        let jobs = self.jobs.jobs.values();
        let children = jobs.filter(|job| number(&job.sent, "parentId") == Some(id));
        let children = children.map(|job| self.object(job));
        self.context.all(children.collect())
    }

    pub(super) fn parents(&self, id: u64) -> Reply {
        let parent = self
            .jobs
            .job(id)
            .and_then(|job| number(&job.sent, "parentId"));
        let parent = parent.and_then(|parent| self.jobs.job(parent));
        let parent = parent.map(|job| self.object(job));
        self.context.all(parent.into_iter().collect())
    }

    pub(super) fn start(&mut self, job: u64) -> Reply {
        let run = self.jobs.start_run(job, &mut self.resources.env);
        self.show_run(run)
    }

    pub(super) fn runs(&self, job: u64) -> Reply {
        let runs = self.jobs.job(job).map(|job| job.runs.as_slice());
        let runs = runs.unwrap_or_default().iter().rev();
        let runs = runs.filter_map(|run| Some(self.jobs.run_object(self.jobs.run(*run)?)));
        self.context.list(runs.collect())
    }

    pub(super) fn show_run(&self, id: u64) -> Reply {
        let Some(run) = self.jobs.run(id) else {
            return self.context.not_found();
        };
        let mut shown = self.jobs.run_object(run);
        let files = run.files.iter().map(|id| {
            let file = self.resources.files.get(*id);
            json!({
                "outputName": file.map(|file| file.name.as_str()),
                "fileId": id,
                "path": file.map(|file| link(file, &self.resources.env, LINK_LIFETIME, "")),
            })
        });
        shown.insert("output".to_owned(), files.collect());
        self.context.one(&shown)
    }

    pub(super) fn cancel(&mut self, run: u64) -> Reply {
        if self.jobs.cancel(run, self.context.now) {
            self.show_run(run)
        } else {
            Reply::not_found("There is no run in progress.")
        }
    }
}
