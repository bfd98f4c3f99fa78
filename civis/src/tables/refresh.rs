//! Refreshes the Platform's description of a table.

use serde_json::Map;

use super::records::Scan;
use super::request::{post, required, send};
use super::target::Target;
use crate::jobs::{Kind, Run};
use crate::{Result, Session};

/// When the statistics of a table are updated: counts of rows, nulls and distinct values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Statistics {
    /// Within the run.
    #[default]
    Block,
    /// By a job of their own, which is queued.
    Queue,
    /// With the next scan of the whole database.
    Flag,
}

/// A refresh of the Platform's description of a table, ready to be sent.
#[derive(Debug)]
#[must_use = "nothing is refreshed until it is sent"]
pub struct Refresh {
    session: Session,
    table: Target,
    statistics: Statistics,
}

impl Refresh {
    pub(super) fn new(session: &Session, table: Target) -> Self {
        Self {
            session: session.clone(),
            table,
            statistics: Statistics::default(),
        }
    }

    /// Sets when the statistics are updated. Default: [`Statistics::Block`], so that they are current once the run has
    /// succeeded.
    pub fn statistics(mut self, statistics: Statistics) -> Self {
        self.statistics = statistics;
        self
    }

    /// Starts the refresh. Wait for the run that is returned.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if an argument is not valid, before anything is
    /// sent; those of the lookup of the database; and those of any call.
    pub fn send(self) -> Result<Run> {
        const OPERATION: &str = "tables.post_scan";
        let target = self.table.check(None, "tables::refresh")?;
        let (table, database) = (target.table, target.database_id(&self.session)?);
        let statistics = match self.statistics {
            Statistics::Block => "block",
            Statistics::Queue => "queue",
            Statistics::Flag => "flag",
        };
        let mut body = Map::new();
        body.insert("databaseId".to_owned(), database.into());
        body.insert("schema".to_owned(), table.schema().into());
        body.insert("tableName".to_owned(), table.table().into());
        body.insert("statsPriority".to_owned(), statistics.into());
        let scan: Scan = send(&self.session, post(OPERATION, "/tables/scan", body))?;
        let job = required(scan.job_id, OPERATION, "jobId")?;
        let run = required(scan.run_id, OPERATION, "runId")?;
        Ok(Run::attach(&self.session, Kind::Job, job, run))
    }
}
