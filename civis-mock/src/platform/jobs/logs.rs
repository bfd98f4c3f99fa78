//! The logs of runs.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::platform::clock::{later, read, text};
use crate::platform::jobs::plan::RunPlan;
use crate::platform::object::{Facts, facts, named};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::reply::Reply;

/// The most lines of one answer where the request does not tell.
const LIMIT: usize = 10_000;

/// A line of a log.
#[derive(Debug)]
pub(crate) struct Line {
    id: u64,
    created_at: Timestamp,
    level: String,
    message: String,
}

/// The planned lines that are still to come, in their order.
#[derive(Debug, Default)]
pub(crate) struct Pending(VecDeque<(Timestamp, String, String)>);

impl Pending {
    /// The lines of a plan, for a run that starts at a time.
    pub(crate) fn new(plan: &RunPlan, starts: Timestamp) -> Self {
        let lasting = plan.time.map_or(Duration::ZERO, |(_, lasting)| lasting);
        let parts = plan.lines.iter().filter(|(_, _, at)| at.is_none()).count() + 1;
        let step = lasting / u32::try_from(parts).unwrap_or(u32::MAX);
        let mut passed = Duration::ZERO;
        let mut lines: Vec<_> = plan
            .lines
            .iter()
            .map(|(level, message, at)| {
                let after = match (plan.time, at) {
                    (None, _) => Duration::ZERO,
                    (Some(_), Some(at)) => *at,
                    (Some(_), None) => {
                        passed = passed.saturating_add(step);
                        passed
                    }
                };
                (later(starts, after), level.clone(), message.clone())
            })
            .collect();
        lines.sort_by_key(|(due, ..)| *due);
        Pending(lines.into())
    }
}

impl World {
    pub(crate) fn log(&mut self, run: u64, created_at: Timestamp, level: &str, message: &str) {
        if let Some(run) = self.runs.get_mut(&run) {
            self.last_line += 1;
            run.lines.push(Line {
                id: self.last_line,
                created_at,
                level: level.to_owned(),
                message: message.to_owned(),
            });
        }
    }

    /// Logs the planned lines that are due.
    pub(crate) fn log_pending(&mut self, id: u64, until: Timestamp) {
        while let Some(run) = self.runs.get_mut(&id)
            && run.pending.0.front().is_some_and(|(due, ..)| *due <= until)
            && let Some((due, level, message)) = run.pending.0.pop_front()
        {
            self.log(id, due, &level, &message);
        }
    }
}

impl Ask<'_> {
    /// The lines after `last_id` by their ids, or the newest first where that is
    /// not given. Headers tell the newest id, and whether more may come.
    pub(crate) fn logs(&mut self, run: u64) -> Reply {
        self.world.poll(run);
        let Some(run) = self.world.runs.get(&run) else {
            return self.not_found();
        };
        let number = |name| self.query(name).and_then(|text| text.parse::<u64>().ok());
        let limit = number("limit").and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(LIMIT);
        let mut lines: Vec<&Line> = run.lines.iter().collect();
        match number("last_id") {
            Some(last) => lines.retain(|line| line.id > last),
            None => lines.sort_by_key(|line| std::cmp::Reverse((line.created_at, line.id))),
        }
        let lines = lines.into_iter().take(limit).map(|line| {
            let line = json!({
                "id": line.id,
                "createdAt": text(line.created_at),
                "level": line.level,
                "message": line.message,
            });
            facts(line)
        });
        let reply = self.listed(lines.collect());
        let cache = if run.end.is_none() {
            "no-store"
        } else {
            "max-age=86400"
        };
        let reply = reply.header("civis-cache-control", cache);
        match run.lines.iter().map(|line| line.id).max() {
            Some(newest) => reply.header("civis-max-id", &newest.to_string()),
            None => reply,
        }
    }

    /// Takes one line or many, as programs that run on the Platform send them.
    pub(crate) fn add_logs(&mut self, run: u64) -> Reply {
        let sent = self.sent();
        let many = named(&sent, "messages").and_then(Value::as_array);
        let mut lines: Vec<Facts> = match many {
            Some(lines) => lines.iter().cloned().map(facts).collect(),
            None => vec![sent],
        };
        let now = self.now;
        let time = |line: &Facts| {
            let text = named(line, "createdAt").and_then(Value::as_str);
            text.and_then(read).unwrap_or(now)
        };
        lines.sort_by_key(time);
        for line in lines {
            let text = |name| named(&line, name).and_then(Value::as_str);
            if let Some(message) = text("message") {
                let level = text("level").unwrap_or("info").to_owned();
                self.world.log(run, time(&line), &level, message);
            }
        }
        self.empty()
    }
}
