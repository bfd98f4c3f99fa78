//! What a test plans for runs.

use std::time::Duration;

use serde_json::Value;

/// How a run goes: how long it takes, how it ends, what it logs and puts out.
///
/// Without durations each poll of a run sees it a step further: queued, running,
/// ended. With them the [clock](crate::Clock) decides.
///
/// ```
/// use std::time::Duration;
/// use civis_mock::{Platform, RunPlan};
/// use serde_json::json;
///
/// let platform = Platform::new();
/// platform.plan("/scripts/python3/{id}", RunPlan::fails("no such module"));
/// platform.plan(
///     "/scripts/containers/{id}",
///     RunPlan::succeeds()
///         .lasting(Duration::from_secs(90))
///         .log("info", "epoch 1")
///         .json_output("accuracy", json!(0.93)),
/// );
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RunPlan {
    pub(crate) outcome: Outcome,
    /// How long it is queued and how long it runs, if time decides.
    pub(crate) time: Option<(Duration, Duration)>,
    /// Level, message, and when after the start.
    pub(crate) lines: Vec<(String, String, Option<Duration>)>,
    pub(crate) outputs: Vec<PlannedOutput>,
}

/// How a run ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeeded,
    Failed(String),
    Cancelled,
}

#[derive(Debug, Clone)]
pub(crate) enum PlannedOutput {
    Json(String, Value),
    File(String, Vec<u8>),
}

impl RunPlan {
    fn new(outcome: Outcome) -> Self {
        RunPlan {
            outcome,
            time: None,
            lines: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// A run that does its work. Only this one can change tables and files; it
    /// fails if its SQL or its CSV is wrong.
    pub fn succeeds() -> Self {
        RunPlan::new(Outcome::Succeeded)
    }

    /// A run that fails with the text that its `error` holds.
    pub fn fails(error: impl Into<String>) -> Self {
        RunPlan::new(Outcome::Failed(error.into()))
    }

    /// A run that somebody else cancels.
    pub fn is_cancelled() -> Self {
        RunPlan::new(Outcome::Cancelled)
    }

    /// How long it runs, once it has left the queue.
    pub fn lasting(mut self, time: Duration) -> Self {
        let (queued, _) = self.time.unwrap_or_default();
        self.time = Some((queued, time));
        self
    }

    /// How long it is queued.
    pub fn queued(mut self, time: Duration) -> Self {
        let (_, lasting) = self.time.unwrap_or_default();
        self.time = Some((time, lasting));
        self
    }

    /// Goes on until it is cancelled.
    pub fn endless(self) -> Self {
        self.lasting(Duration::MAX)
    }

    /// Adds a line to its log. Where time decides, the lines appear at equal
    /// distances over the run; else when it starts to run.
    pub fn log(mut self, level: &str, message: &str) -> Self {
        self.lines
            .push((level.to_owned(), message.to_owned(), None));
        self
    }

    /// Adds a line to its log, some time after it starts to run. It appears at
    /// the start where time does not decide, and never if the run ends before.
    pub fn log_after(mut self, time: Duration, level: &str, message: &str) -> Self {
        let line = (level.to_owned(), message.to_owned(), Some(time));
        self.lines.push(line);
        self
    }

    /// Adds a JSON value to the outputs of a run that succeeds.
    pub fn json_output(mut self, name: &str, value: Value) -> Self {
        self.outputs
            .push(PlannedOutput::Json(name.to_owned(), value));
        self
    }

    /// Adds a file to the outputs of a run that succeeds.
    pub fn file_output(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        let output = PlannedOutput::File(name.to_owned(), content.into());
        self.outputs.push(output);
        self
    }
}
