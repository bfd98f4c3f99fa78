//! Requests for queries.

use super::handler::JobHandler;
use crate::platform::object::set;
use crate::reply::Reply;

impl JobHandler<'_> {
    /// Creates a query and starts it.
    pub(super) fn add_query(&mut self) -> Reply {
        let env = &mut self.resources.env;
        let id = self.jobs.add("queries", self.context.sent(), env);
        self.jobs.start_run(id, env);
        self.show_query(id)
    }

    pub(super) fn poll_query(&mut self, id: u64) -> Reply {
        self.poll_last_run(id);
        self.show_query(id)
    }

    pub(super) fn hide_query(&mut self, id: u64) -> Reply {
        if let Some(job) = self.jobs.jobs.get_mut(&id) {
            set(&mut job.sent, "hidden", true.into());
        }
        self.show_query(id)
    }

    fn show_query(&self, id: u64) -> Reply {
        let query = self.jobs.job(id).filter(|job| job.kind == "queries");
        let query = query.map(|job| self.jobs.query_object(job, &self.resources.catalog));
        self.context.one_or_not_found(query)
    }
}
