//! Starts runs.

use civis_core::{Call, Fields, Result, Session, support};
use serde_json::Value;

use super::kind::{Kind, supported};
use super::run::{Run, RunKey};

/// Starts a run of a job of any kind.
///
/// ```no_run
/// use civis::jobs;
///
/// let session = civis::Session::from_env()?;
/// let done = jobs::run(&session, 7)?.wait()?;
/// println!("finished at {:?}", done.finished_at());
/// # Ok::<(), civis::Error>(())
/// ```
///
/// # Errors
/// Those of any call. If [`Error::may_have_executed`](crate::Error::may_have_executed) returns true, a run may have been
/// started.
pub fn run(session: &Session, job_id: i64) -> Result<Run> {
    start(session, Kind::Job, job_id)
}

/// Starts a run of a certain kind: of a script, query, import, workflow, ….
///
/// ```no_run
/// use civis::jobs::{self, Kind};
///
/// let session = civis::Session::from_env()?;
/// let export = jobs::start(&session, Kind::Sql, 7)?.wait()?;
/// println!("{}", export.json()["output"][0]["fileId"]);
/// # Ok::<(), civis::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a [`Kind::ModelBuild`], and those of [`run`].
pub fn start(session: &Session, kind: Kind, id: i64) -> Result<Run> {
    let endpoint = supported(kind.start(), "jobs::start", kind, "be started")?;
    let request = endpoint.request(id, None);
    let operation = request.operation().to_owned();
    let response = Call::<Value>::new(session, request).send_json()?;
    let field = |name: &str| response.get(name).cloned();
    Run::of_fields(session, kind, id, field).ok_or_else(|| {
        let error = support::missing_field(&operation, "id");
        support::with_advice(error, "the run was started")
    })
}

impl Run {
    /// The handle of a run that a call of a generated client has started, from the response of that call.
    ///
    /// ```no_run
    /// use civis::jobs::{Kind, Run};
    ///
    /// mod platform {
    ///     civis::civis_api!("civis-spec.json", resources = [scripts]);
    /// }
    ///
    /// let client = platform::Client::from_env()?;
    /// let started = client.scripts.post_python3_runs(7).send()?;
    /// let run = Run::from_response(&client, Kind::Python, 7, &*started)?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Missing`](crate::ErrorKind::Missing) if it has no ID of a run.
    pub fn from_response(
        session: &Session,
        kind: Kind,
        id: i64,
        response: &impl Fields,
    ) -> Result<Self> {
        Self::of_fields(session, kind, id, |name| response.field(name))
            .ok_or_else(|| support::missing_field("Run::from_response", "id"))
    }

    /// The run that a response with these fields has started.
    pub(crate) fn of_fields(
        session: &Session,
        kind: Kind,
        id: i64,
        field: impl Fn(&str) -> Option<Value>,
    ) -> Option<Self> {
        let key = match kind {
            Kind::ReportRefresh => {
                let id = field("tableauRefreshJobId")?;
                RunKey::Text(id.as_str()?.into())
            }
            Kind::Import => RunKey::Id(field("runId")?.as_i64()?),
            _ => RunKey::Id(field("id")?.as_i64()?),
        };
        let started = Some(support::now(session));
        Some(Self::new(session, kind, id, key, started))
    }

    /// Starts another run of the same job.
    pub(crate) fn start_again(&self) -> Result<Self> {
        let run = start(self.session(), self.kind(), self.id())?;
        Ok(match self.is_fixed() {
            true => run,
            // Its status is that of the query still, with the rows.
            false => self.clone().with_started(run.started()),
        })
    }
}
