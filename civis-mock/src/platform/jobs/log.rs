//! The log of a run.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::plan::RunPlan;
use crate::platform::clock::{format_time, later};
use crate::platform::object::{Object, object};

#[derive(Debug)]
pub(crate) struct LogLine {
    pub(crate) id: u64,
    pub(crate) created_at: Timestamp,
    pub(crate) level: String,
    pub(crate) message: String,
}

impl LogLine {
    pub(crate) fn object(&self) -> Object {
        object(json!({
            "id": self.id,
            "createdAt": format_time(self.created_at),
            "level": self.level,
            "message": self.message,
        }))
    }
}

/// The planned lines that are still to come, in the order in which they are due:
/// time, level and message.
#[derive(Debug, Default)]
pub(crate) struct PlannedLines(VecDeque<(Timestamp, String, String)>);

impl PlannedLines {
    /// The lines of a plan, for a run that starts at a time.
    pub(crate) fn new(plan: &RunPlan, starts: Timestamp) -> Self {
        let running = plan
            .durations
            .map_or(Duration::ZERO, |(_, running)| running);
        let intervals = plan.lines.iter().filter(|(_, _, at)| at.is_none()).count() + 1;
        let interval = running / u32::try_from(intervals).unwrap_or(u32::MAX);
        let mut elapsed = Duration::ZERO;
        let lines = plan.lines.iter().map(|(level, message, at)| {
            let after = match (plan.durations, at) {
                (None, _) => Duration::ZERO,
                (Some(_), Some(at)) => *at,
                (Some(_), None) => {
                    elapsed = elapsed.saturating_add(interval);
                    elapsed
                }
            };
            (later(starts, after), level.clone(), message.clone())
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_by_key(|(due, ..)| *due);
        PlannedLines(lines.into())
    }

    /// Removes the next line if it is due.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, String, String)> {
        let (due, ..) = self.0.front()?;
        if *due <= now {
            self.0.pop_front()
        } else {
            None
        }
    }
}
