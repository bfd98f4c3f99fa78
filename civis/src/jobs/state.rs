//! The states of a run.

use std::fmt;

/// The state of a run.
///
/// The specification knows five of them. A state that it does not know is [`Other`](Self::Other), and does not end a wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It waits for its turn.
    Queued,
    /// It is in progress.
    Running,
    /// It has ended well. Also `success`, which the official client accepts too.
    Succeeded,
    /// It has failed. Also `error`, as tasks of workflows have it.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// Another state, such as `paused`.
    Other(String),
}

impl State {
    /// The state as the API writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Other(text) => text,
        }
    }

    /// Whether the run has ended, well or not.
    ///
    /// ```
    /// use civis::jobs::State;
    ///
    /// assert!(State::from("failed").has_ended());
    /// assert!(!State::from("paused").has_ended());
    /// ```
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl From<&str> for State {
    fn from(text: &str) -> Self {
        match text {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "succeeded" | "success" => Self::Succeeded,
            "failed" | "error" => Self::Failed,
            "cancelled" => Self::Cancelled,
            text => Self::Other(text.to_owned()),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
