//! What the Platform says about a run.

use std::fmt;

use civis_core::{ErrorKind, Result, Session, Timestamp, support};
use serde_core::de::DeserializeOwned;
use serde_json::Value;

use super::run::Run;
use super::state::State;

/// What the Platform says about a run: the response of a poll.
///
/// What all kinds of runs have in common has methods. Everything else, such as the `output` of a SQL script or the
/// `resultRows` of a query, is in [`json`](Self::json), and typed by [`decode`](Self::decode).
#[derive(Clone)]
pub struct Status {
    run: Run,
    state: State,
    json: Value,
}

impl Status {
    /// Reads a response. It must have a state.
    fn new(run: &Run, json: Value) -> Result<Self> {
        let state = json.get("state").and_then(Value::as_str);
        let Some(state) = state.filter(|state| !state.is_empty()) else {
            let error = support::missing_field("the state of a run", "state");
            return Err(support::with_context(error, &run.to_string()));
        };
        Ok(Self {
            run: run.clone(),
            state: State::from(state),
            json,
        })
    }

    /// The run. After re-runs ([`Waiter::max_retries`](super::Waiter::max_retries)) it is the newest one.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The state of the run.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The run's own message if it has failed. Many runs of Python, R and containers have none, although they failed:
    /// their messages are in the log.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        let text = ["error", "mistralStateInfo"]
            .iter()
            .find_map(|name| self.json.get(*name).and_then(Value::as_str));
        // Python's null, as text.
        text.filter(|text| !text.trim().is_empty() && *text != "None")
    }

    /// When the run was created.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        self.time("createdAt")
    }

    /// When the run started.
    #[must_use]
    pub fn started_at(&self) -> Option<Timestamp> {
        self.time("startedAt")
    }

    /// When the run ended.
    #[must_use]
    pub fn finished_at(&self) -> Option<Timestamp> {
        self.time("finishedAt")
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        self.json.get(name)?.as_str()?.parse().ok()
    }

    /// The whole response.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Decodes the whole response, for example into the type that a generated client has for it.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if it is not of this type. The types of a generated client take anything.
    ///
    /// ```no_run
    /// use civis::jobs::{Kind, Run};
    ///
    /// mod platform {
    ///     civis::civis_api!("civis-spec.json", resources = [scripts]);
    /// }
    /// use platform::types::ContainerRun;
    ///
    /// fn memory(client: &platform::Client) -> civis::Result<Option<f64>> {
    ///     let done = Run::attach(client, Kind::Container, 7, 9).wait()?;
    ///     Ok(done.decode::<ContainerRun>()?.max_memory_usage)
    /// }
    /// ```
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.json).map_err(|error| {
            let error = support::redact(self.run.session(), &error.to_string());
            let message = format!("{}: its status cannot be decoded: {error}", self.run);
            support::error(ErrorKind::Decode, message)
        })
    }
}

impl Run {
    /// Fetches the status of the run, with one request.
    ///
    /// # Errors
    /// Those of any call, and [`ErrorKind::Missing`] if the response has no state.
    pub fn poll(&self) -> Result<Status> {
        self.poll_by(self.session())
    }

    /// Polls with a session derived from that of the run.
    pub(crate) fn poll_by(&self, session: &Session) -> Result<Status> {
        Status::new(self, self.fetch(session)?)
    }
}

/// Without the JSON, which may have signed URLs.
impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Status")
            .field("run", &self.run)
            .field("state", &self.state)
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}
