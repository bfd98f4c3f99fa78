//! The handle of a run.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use civis_core::{Call, Location, Request, Result, RunDetails, Session, support};
use serde_json::Value;

use super::kind::{Endpoint, Kind, supported};
use crate::logs::{Log, RunRequests, Source};

/// A run of a job, script, query, import, workflow, …: see [`Kind`].
///
/// It is a handle: the IDs, and the session that sends its requests. Making one from IDs sends nothing, so a program
/// that was interrupted can resume waiting for runs that it started before. A handle is cheap to clone, and can be used from many
/// threads at once. Dropping it does not affect the run.
///
/// ```no_run
/// use civis::jobs::{Kind, Run};
///
/// let session = civis::Session::from_env()?;
/// let run = Run::attach(&session, Kind::Sql, 7, 9);
/// println!("{}", run.poll()?.state());
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Clone)]
pub struct Run {
    session: Session,
    kind: Kind,
    id: i64,
    key: RunKey,
    /// When this program started it.
    started: Option<Instant>,
}

/// What names a run of a job.
#[derive(Debug, Clone)]
pub(super) enum RunKey {
    Id(i64),
    /// The refresh of a report.
    Text(Arc<str>),
    /// The last run of a query.
    Last,
}

impl Run {
    /// The handle of a run that was started before. It sends nothing: whether the run exists shows when it is polled.
    ///
    /// ```
    /// use civis::jobs::{Kind, Run};
    ///
    /// let session = civis::Session::builder().api_key("my-api-key").build()?;
    /// let run = Run::attach(&session, Kind::Job, 7, 9);
    /// assert_eq!(run.to_string(), "run 9 of job 7");
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn attach(session: &Session, kind: Kind, id: i64, run_id: i64) -> Self {
        Self::new(session, kind, id, RunKey::Id(run_id), None)
    }

    /// The handle of a query's last run. Its status is the query, with `resultColumns` and `resultRows`. A query runs once
    /// when it is created, so this is the run of a query that was just created.
    ///
    /// ```no_run
    /// use civis::jobs::Run;
    ///
    /// let session = civis::Session::from_env()?;
    /// let done = Run::of_query(&session, 7).wait()?;
    /// println!("{}", done.json()["resultRows"]);
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn of_query(session: &Session, query_id: i64) -> Self {
        Self::new(session, Kind::Query, query_id, RunKey::Last, None)
    }

    /// The handle of a refresh of a Tableau report, whose ID is a text: the `tableauRefreshJobId` of the response that
    /// started it.
    ///
    /// ```
    /// use civis::jobs::Run;
    ///
    /// let session = civis::Session::builder().api_key("my-api-key").build()?;
    /// let refresh = Run::of_report_refresh(&session, 7, "0a1b");
    /// assert_eq!(refresh.to_string(), "refresh 0a1b of report 7");
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn of_report_refresh(session: &Session, report_id: i64, refresh_id: &str) -> Self {
        let key = RunKey::Text(refresh_id.into());
        Self::new(session, Kind::ReportRefresh, report_id, key, None)
    }

    pub(super) fn new(
        session: &Session,
        kind: Kind,
        id: i64,
        key: RunKey,
        started: Option<Instant>,
    ) -> Self {
        Self {
            session: session.clone(),
            kind,
            id,
            key,
            started,
        }
    }

    /// The kind of the run.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The ID of the job; of the query, model, report or workflow.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The ID of the run; of the build or the execution. `None` for [`of_query`](Self::of_query), and for a report.
    #[must_use]
    pub fn run_id(&self) -> Option<i64> {
        match self.key {
            RunKey::Id(id) => Some(id),
            RunKey::Text(_) | RunKey::Last => None,
        }
    }

    /// The session that sends the requests.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The page of the run in the Platform's user interface, as the official client has it: `None` if it is not a run of a
    /// job, or its ID is not known.
    ///
    /// ```
    /// use civis::jobs::{Kind, Run};
    ///
    /// let session = civis::Session::builder().api_key("my-api-key").build()?;
    /// let run = Run::attach(&session, Kind::Job, 7, 9);
    /// let url = "https://platform.civisanalytics.com/spa/#/jobs/7?runId=9";
    /// assert_eq!(run.url().as_deref(), Some(url));
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn url(&self) -> Option<String> {
        Some(format!("{}?runId={}", self.job_url()?, self.run_id()?))
    }

    /// The page of the job in the Platform's user interface, as the official client has it: `None` if it is not a job.
    #[must_use]
    pub fn job_url(&self) -> Option<String> {
        let is_job = self.kind.nouns().0 == "run";
        is_job.then(|| format!("https://platform.civisanalytics.com/spa/#/jobs/{}", self.id))
    }

    /// The log of the run. It sends nothing; see [`Log`] for what reads it.
    ///
    /// ```no_run
    /// use civis::jobs;
    ///
    /// let session = civis::Session::from_env()?;
    /// for line in jobs::run(&session, 7)?.log().follow() {
    ///     println!("{}", line?.message);
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn log(&self) -> Log {
        Log::new(&self.session, self.log_source())
    }

    /// Fetches the status of the run.
    pub(super) fn fetch(&self, session: &Session) -> Result<Value> {
        let request =
            match &self.key {
                RunKey::Last => Request::new("queries.get", http::Method::GET, "/queries/{id}")
                    .with(Location::Path, "id", self.id),
                RunKey::Id(run) => self.kind.state().request(self.id, Some(&run.to_string())),
                RunKey::Text(run) => self.kind.state().request(self.id, Some(run)),
            };
        Call::<Value>::new(session, request).send_json()
    }

    /// The request for an operation on the run that not all kinds have.
    pub(super) fn request(
        &self,
        session: &Session,
        endpoint: Option<Endpoint>,
        function: &str,
        what: &str,
    ) -> Result<Request> {
        let endpoint = supported(endpoint, function, self.kind, what)?;
        Ok(endpoint.request(self.id, Some(&self.key_by(session)?)))
    }

    /// Where the log is.
    pub(super) fn log_source(&self) -> Source {
        let key = match &self.key {
            RunKey::Id(id) => id.to_string(),
            RunKey::Text(text) => text.to_string(),
            RunKey::Last => return Source::LastRun(self.id),
        };
        match supported(self.kind.log(), "Run::log", self.kind, "have a log") {
            Ok(log) => Source::Run(Box::new(RunRequests {
                log: log.request(self.id, Some(&key)),
                status: self.kind.state().request(self.id, Some(&key)),
            })),
            Err(error) => Source::None(error.message().to_owned()),
        }
    }

    /// The ID of the run in paths. That of a query's last run is in the query.
    fn key_by(&self, session: &Session) -> Result<String> {
        match &self.key {
            RunKey::Id(id) => Ok(id.to_string()),
            RunKey::Text(text) => Ok(text.to_string()),
            RunKey::Last => {
                let query = self.fetch(session)?;
                let id = query.get("lastRunId").and_then(Value::as_i64);
                id.map(|id| id.to_string())
                    .ok_or_else(|| support::missing_field("queries.get", "lastRunId"))
            }
        }
    }

    /// Whether a poll with an end is about this run for good. The last run of a query may change.
    pub(crate) fn is_fixed(&self) -> bool {
        !matches!(self.key, RunKey::Last)
    }

    pub(super) fn with_started(mut self, started: Option<Instant>) -> Self {
        self.started = started;
        self
    }

    /// When this program started it.
    pub(crate) fn started(&self) -> Option<Instant> {
        self.started
    }

    /// The IDs, for an error.
    pub(crate) fn details(&self) -> RunDetails {
        let mut details = RunDetails::default();
        details.job_id = self.id;
        details.run_id = self.run_id();
        details
    }
}

/// `run 9 of job 7`.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (run, of) = self.kind.nouns();
        match &self.key {
            RunKey::Id(id) => write!(f, "{run} {id} of {of} {}", self.id),
            RunKey::Text(id) => write!(f, "{run} {id} of {of} {}", self.id),
            RunKey::Last => write!(f, "{of} {}", self.id),
        }
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
