//! Plans for runs.

use std::time::Duration;

use serde_json::Value;

/// The course of a run: how long it takes, how it ends, what it logs, and its
/// outputs.
///
/// Without durations each poll of a run advances it by one step: queued, running,
/// ended. With durations it follows the [clock](crate::Clock).
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
    /// How long it is queued and how long it runs, if it follows the clock.
    pub(crate) durations: Option<(Duration, Duration)>,
    /// Level, message, and the time after the start.
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
            durations: None,
            lines: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// A run that does the work of its job. It fails if its SQL or CSV is not
    /// valid. Runs with any other plan leave tables and files unchanged.
    pub fn succeeds() -> Self {
        RunPlan::new(Outcome::Succeeded)
    }

    /// A run that fails with this text as its `error`.
    pub fn fails(error: impl Into<String>) -> Self {
        RunPlan::new(Outcome::Failed(error.into()))
    }

    /// A run that another user cancels.
    pub fn is_cancelled() -> Self {
        RunPlan::new(Outcome::Cancelled)
    }

    /// Sets how long it runs after it has left the queue.
    pub fn lasting(mut self, time: Duration) -> Self {
        let (queued, _) = self.durations.unwrap_or_default();
        self.durations = Some((queued, time));
        self
    }

    /// Sets how long it is queued.
    pub fn queued(mut self, time: Duration) -> Self {
        let (_, lasting) = self.durations.unwrap_or_default();
        self.durations = Some((time, lasting));
        self
    }

    /// Runs until it is cancelled.
    pub fn endless(self) -> Self {
        self.lasting(Duration::MAX)
    }

    /// Adds a line to its log. If the run has durations, the lines are spread
    /// evenly over it; otherwise they appear when it starts.
    pub fn log(mut self, level: &str, message: &str) -> Self {
        self.lines
            .push((level.to_owned(), message.to_owned(), None));
        self
    }

    /// Adds a line to its log some time after it starts, or at the start if the
    /// run has no durations. The line never appears if the run ends before.
    pub fn log_after(mut self, time: Duration, level: &str, message: &str) -> Self {
        let line = (level.to_owned(), message.to_owned(), Some(time));
        self.lines.push(line);
        self
    }

    /// Adds a JSON value to the outputs, if the run succeeds.
    pub fn json_output(mut self, name: &str, value: Value) -> Self {
        self.outputs
            .push(PlannedOutput::Json(name.to_owned(), value));
        self
    }

    /// Adds a file to the outputs, if the run succeeds.
    pub fn file_output(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        let output = PlannedOutput::File(name.to_owned(), content.into());
        self.outputs.push(output);
        self
    }
}
