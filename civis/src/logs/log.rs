//! The log of a run.

use std::fmt;
use std::time::Duration;

use civis_core::{Call, ErrorKind, Location, Request, Result, Session, support};
use http::Method;
use serde_json::Value;

use super::line::Line;
use super::page::Page;
use super::position::Position;
use crate::polling::Schedule;

/// The time between two looks at a log, as in the official client.
const INTERVAL: Duration = Duration::from_secs(5);

/// How long to wait for the rest of a log after the run has ended.
const FINISHED_TIMEOUT: Duration = Duration::from_secs(600);

/// The log of a run: setters, and what reads it.
///
/// ```no_run
/// use civis::jobs;
///
/// let session = civis::Session::from_env()?;
/// let run = jobs::run(&session, 7)?;
/// for line in run.log().follow() {
///     println!("{}", line?.message);
/// }
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a log is not read until it is followed"]
pub struct Log {
    pub(super) session: Session,
    pub(super) source: Source,
    pub(super) position: Position,
    pub(super) schedule: Schedule,
    pub(super) finished_timeout: Duration,
    pub(super) timeout: Option<Duration>,
}

/// Which log it is.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Run(Box<RunRequests>),
    /// The log of a job's last run.
    LastRun(i64),
    /// A kind of run that has no log, and why.
    None(String),
}

/// The requests about one run.
#[derive(Debug, Clone)]
pub(crate) struct RunRequests {
    /// For lines of its log.
    pub(crate) log: Request,
    /// For its status.
    pub(crate) status: Request,
}

impl RunRequests {
    /// The requests about a run of a job.
    fn of_job(job_id: i64, run_id: i64) -> Self {
        let get = |operation, path| {
            Request::new(operation, Method::GET, path)
                .with(Location::Path, "id", job_id)
                .with(Location::Path, "run_id", run_id)
        };
        Self {
            log: get("jobs.list_runs_logs", "/jobs/{id}/runs/{run_id}/logs"),
            status: get("jobs.get_runs", "/jobs/{id}/runs/{run_id}"),
        }
    }
}

impl Source {
    /// The requests for the log, which may need to look for the run.
    pub(crate) fn requests(&self, session: &Session) -> Result<Box<RunRequests>> {
        let job_id = match self {
            Self::Run(requests) => return Ok(requests.clone()),
            Self::None(message) => {
                return Err(support::error(ErrorKind::InvalidRequest, message));
            }
            Self::LastRun(job_id) => *job_id,
        };
        let request = Request::new("jobs.list_runs", Method::GET, "/jobs/{id}/runs")
            .with(Location::Path, "id", job_id)
            .with(Location::Query, "limit", 1)
            .with(Location::Query, "order", "id")
            .with(Location::Query, "order_dir", "desc");
        let runs = Call::<Value>::new(session, request).send_json()?;
        let run = runs.get(0).and_then(|run| run.get("id")?.as_i64());
        let message = || format!("job {job_id} has not been run");
        let run = run.ok_or_else(|| support::error(ErrorKind::NotFound, message()))?;
        Ok(Box::new(RunRequests::of_job(job_id, run)))
    }
}

/// The log of a run of a job. It sends nothing.
///
/// ```no_run
/// use civis::logs;
///
/// let session = civis::Session::from_env()?;
/// for line in logs::of_run(&session, 7, 9).tail(20)? {
///     println!("{}", line.message);
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub fn of_run(session: &Session, job_id: i64, run_id: i64) -> Log {
    let requests = RunRequests::of_job(job_id, run_id);
    Log::new(session, Source::Run(Box::new(requests)))
}

/// The log of a job's last run. Which run that is, is looked up when the log is first read.
///
/// ```no_run
/// use civis::logs;
///
/// let session = civis::Session::from_env()?;
/// for line in logs::of_last_run(&session, 7).follow() {
///     println!("{}", line?.message);
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub fn of_last_run(session: &Session, job_id: i64) -> Log {
    Log::new(session, Source::LastRun(job_id))
}

impl Log {
    pub(crate) fn new(session: &Session, source: Source) -> Self {
        Self {
            session: session.clone(),
            source,
            position: Position::default(),
            schedule: Schedule {
                first: INTERVAL,
                factor: 1.0,
                longest: INTERVAL,
                ..Schedule::default()
            },
            finished_timeout: FINISHED_TIMEOUT,
            timeout: None,
        }
    }

    /// Begins after a line, given by its ID, or where another iterator [was](super::Follow::position). By default the log is read
    /// from its first line.
    pub fn after(mut self, position: impl Into<Position>) -> Self {
        self.position = position.into();
        self
    }

    /// The time between two looks at a log that has no new lines. It must be more than zero. The default is 5 s, as in the
    /// official client.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.schedule.first = interval;
        self.schedule.longest = interval;
        self
    }

    /// How many requests in a row may fail, each of them after the retries of the session. The default is 10.
    pub fn failed_polls(mut self, count: u32) -> Self {
        self.schedule.failed_polls = count;
        self
    }

    /// How long after the end of the run [`follow`](Self::follow) ends at the latest, if the Platform never says that the
    /// log is complete. The official client has no limit by default. The default here is 10 min.
    pub fn finished_timeout(mut self, timeout: Duration) -> Self {
        self.finished_timeout = timeout;
        self
    }

    /// The time after which [`follow`](Self::follow) ends with [`ErrorKind::Timeout`]. By default there is none.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Fetches the last lines, oldest first, with one request. The specification names no largest number; without one, the
    /// Platform returns 10,000.
    ///
    /// # Errors
    /// Those of any call.
    pub fn tail(&self, count: u32) -> Result<Vec<Line>> {
        let requests = self.source.requests(&self.session)?;
        Ok(Page::fetch(&self.session, requests.log, None, count)?.lines)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log")
            .field("source", &self.source)
            .field("position", &self.position)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}
