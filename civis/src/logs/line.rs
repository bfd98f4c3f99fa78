//! One line of a log.

use civis_core::Timestamp;
use serde_json::Value;

/// A line of the log of a run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// The ID of the line. IDs grow in the order in which the Platform receives lines, by and large.
    pub id: i64,
    /// When the line was written.
    pub created_at: Option<Timestamp>,
    /// The level: `unknown`, `fatal`, `error`, `warn`, `info` or `debug`, by the specification.
    pub level: String,
    /// The text.
    pub message: String,
}

impl Line {
    /// Whether the level is `error` or `fatal`.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(self.level.as_str(), "error" | "fatal")
    }

    /// Reads an item of a log. Without an ID it cannot be distinguished from others.
    pub(crate) fn new(json: &Value) -> Option<Self> {
        let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(Self {
            id: json.get("id")?.as_i64()?,
            created_at: text("createdAt").parse().ok(),
            level: text("level").to_owned(),
            message: text("message").to_owned(),
        })
    }
}
