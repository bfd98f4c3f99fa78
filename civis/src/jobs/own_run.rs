//! The run that the program itself is.

use std::sync::OnceLock;

use civis_core::{Call, ErrorKind, Location, Request, Result, Session, support};
use http::Method;
use serde_core::Serialize;
use serde_json::Value;

use super::kind::Kind;
use super::output::Output;
use super::run::Run;

/// The most bytes of a JSON value, by the specification.
const JSON_VALUE_BYTES: usize = 1_000_000;

/// Where the parent of a run is, for runs that were started with [`OwnRun::parent_arguments`]. The official client has
/// the same names.
const PARENT_JOB: &str = "CIVIS_PARENT_JOB_ID";
const PARENT_RUN: &str = "CIVIS_PARENT_RUN_ID";

/// The run that the program itself is, if it runs on the Platform; from [`own_run`].
///
/// ```no_run
/// use civis::jobs;
/// use serde_json::json;
///
/// let session = civis::Session::from_env()?;
/// if let Some(own) = jobs::own_run(&session)? {
///     own.add_json("accuracy", &json!({"train": 0.93, "test": 0.87}))?;
///     own.add_file(1234)?;
///     own.add_output("Report", 5678)?;
/// }
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct OwnRun {
    run: Run,
    kind: OnceLock<Kind>,
}

/// The run that the program itself is: `None` if it does not run on the Platform. It sends nothing.
///
/// The IDs are those of the session: `CIVIS_JOB_ID` and `CIVIS_RUN_ID`, which the Platform sets, or those of
/// [`SessionBuilder::job`](crate::SessionBuilder::job).
///
/// ```
/// use civis::{Session, jobs};
///
/// let session = Session::builder().api_key("my-api-key").job(7, Some(9)).build()?;
/// let own = jobs::own_run(&session)?.expect("IDs are set");
/// assert_eq!(own.run().to_string(), "run 9 of job 7");
/// # Ok::<(), civis::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Configuration`] if there is a job and no run, or an ID is not a number.
pub fn own_run(session: &Session) -> Result<Option<OwnRun>> {
    let (job, run) = support::own_job(session);
    let Some(job) = job else { return Ok(None) };
    let number = |name: &str, text: &str| {
        let message = || format!("{name} is {text:?}, which is not an ID");
        text.parse()
            .map_err(|_| support::error(ErrorKind::Configuration, message()))
    };
    let job = number("CIVIS_JOB_ID", job)?;
    let run = run.ok_or_else(|| {
        support::error(
            ErrorKind::Configuration,
            "CIVIS_JOB_ID is set, and CIVIS_RUN_ID is not",
        )
    })?;
    let run = number("CIVIS_RUN_ID", run)?;
    Ok(Some(OwnRun {
        run: Run::attach(session, Kind::Job, job, run),
        kind: OnceLock::new(),
    }))
}

impl OwnRun {
    /// The handle of the run.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The ID of the job: the [`parent_id`](super::Template::parent_id) of scripts that the program makes.
    #[must_use]
    pub fn job_id(&self) -> i64 {
        self.run.id()
    }

    /// Arguments by which a script made from a template knows its parent: `CIVIS_PARENT_JOB_ID` and
    /// `CIVIS_PARENT_RUN_ID`. The template must have parameters with these names, as those that the official client makes.
    #[must_use]
    pub fn parent_arguments(&self) -> [(&'static str, Option<i64>); 2] {
        [
            (PARENT_JOB, Some(self.run.id())),
            (PARENT_RUN, self.run.run_id()),
        ]
    }

    /// The run that started this one, if it passed on its [arguments](Self::parent_arguments), which are in the environment
    /// of this process.
    #[must_use]
    pub fn parent(&self) -> Option<Run> {
        self.parent_by(|name| std::env::var(name).ok())
    }

    fn parent_by(&self, variable: impl Fn(&str) -> Option<String>) -> Option<Run> {
        let number = |name| variable(name)?.trim().parse().ok();
        let (job, run) = (number(PARENT_JOB)?, number(PARENT_RUN)?);
        Some(Run::attach(self.run.session(), Kind::Job, job, run))
    }

    /// Adds a file of the Platform to the outputs.
    ///
    /// # Errors
    /// Those of [`add_output`](Self::add_output).
    pub fn add_file(&self, file_id: i64) -> Result<Output> {
        self.add_output("File", file_id)
    }

    /// Adds a JSON value to the outputs, of at most 1,000,000 bytes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the value is too long or is not JSON, and those of
    /// [`add_output`](Self::add_output). If the value was stored and is not an output, the error says its ID.
    pub fn add_json<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<Output> {
        let invalid =
            |message: &str| support::invalid_argument("OwnRun::add_json", "value", message);
        let text = serde_json::to_string(value)
            .map_err(|error| invalid(&format!("is not JSON: {error}")))?;
        if text.len() > JSON_VALUE_BYTES {
            let message = format!("has {} bytes, and may have {JSON_VALUE_BYTES}", text.len());
            return Err(invalid(&message));
        }
        let request = Request::new("json_values.post", Method::POST, "/json_values")
            .with(Location::Field, "name", name)
            .with(Location::Field, "valueStr", text);
        let stored = Call::<Value>::new(self.run.session(), request).send_json()?;
        let id = stored.get("id").and_then(Value::as_i64);
        let id = id.ok_or_else(|| support::missing_field("json_values.post", "id"))?;
        self.add_output("JSONValue", id).map_err(|error| {
            let advice = format!("JSON value {id} was stored, and is not an output");
            support::with_advice(error, &advice)
        })
    }

    /// Adds an object of the Platform to the outputs, which then links to it. Its type is `File`, `Table`, `Report`,
    /// `Project`, `Credential` or `JSONValue`, by the specification.
    ///
    /// The first output takes one more request, which looks up what kind of script the program is.
    ///
    /// # Errors
    /// Those of any call.
    pub fn add_output(&self, object_type: &str, object_id: i64) -> Result<Output> {
        let kind = match self.kind.get() {
            Some(kind) => *kind,
            None => *self.kind.get_or_init({
                let kind = self.fetch_kind()?;
                move || kind
            }),
        };
        let mut request = kind.add_output().request(
            self.run.id(),
            self.run.run_id().map(|id| id.to_string()).as_deref(),
        );
        request.set(Location::Field, "objectType", object_type);
        request.set(Location::Field, "objectId", object_id);
        let output = Call::<Value>::new(self.run.session(), request).send_json()?;
        Output::new(&output)
    }

    /// The kind of script that the program is, as civis-r finds it. Unknown types are containers, which is also what
    /// programs on the Platform commonly take for granted.
    fn fetch_kind(&self) -> Result<Kind> {
        let request = Request::new("jobs.get", Method::GET, "/jobs/{id}").with(
            Location::Path,
            "id",
            self.run.id(),
        );
        let job = Call::<Value>::new(self.run.session(), request).send_json()?;
        if job.get("fromTemplateId").is_some_and(|id| !id.is_null()) {
            return Ok(Kind::Custom);
        }
        Ok(match job.get("type").and_then(Value::as_str) {
            Some("JobTypes::PythonDocker") => Kind::Python,
            Some("JobTypes::RDocker") => Kind::R,
            Some("JobTypes::DbtDocker") => Kind::Dbt,
            _ => Kind::Container,
        })
    }
}

#[cfg(test)]
mod tests {
    use civis_core::Session;

    use super::own_run;

    #[test]
    fn the_parent_is_in_the_environment() {
        let session = Session::builder().api_key("key").job(7, Some(9)).build();
        let own = own_run(&session.expect("a session"));
        let own = own.expect("IDs").expect("a run");
        let parent = own.parent_by(|name| match name {
            "CIVIS_PARENT_JOB_ID" => Some("3".to_owned()),
            "CIVIS_PARENT_RUN_ID" => Some("5".to_owned()),
            _ => None,
        });
        assert_eq!(
            parent.map(|run| run.to_string()).as_deref(),
            Some("run 5 of job 3")
        );
        assert!(own.parent_by(|_| None).is_none());
        assert!(own.parent_by(|_| Some("x".to_owned())).is_none());
    }
}
