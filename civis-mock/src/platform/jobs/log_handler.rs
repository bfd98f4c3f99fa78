//! Requests for the logs of runs.

use jiff::Timestamp;
use serde_json::Value;

use super::handler::JobHandler;
use super::log::LogLine;
use crate::platform::clock::parse_time;
use crate::platform::object::{Object, get, object, text};
use crate::reply::Reply;

/// The largest number of lines in a response unless the request says otherwise.
const DEFAULT_LIMIT: usize = 10_000;

impl JobHandler<'_> {
    /// The lines after `last_id`, or without it all lines, the newest first. The
    /// headers contain the newest id, and whether more lines may come.
    pub(super) fn logs(&mut self, run: u64) -> Reply {
        self.jobs.poll(run, self.resources);
        let Some(run) = self.jobs.run(run) else {
            return self.context.not_found();
        };
        let limit = self.context.query_number("limit");
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        let mut lines: Vec<&LogLine> = run.lines.iter().collect();
        match self.context.query_number("last_id") {
            Some(last) => lines.retain(|line| line.id > last),
            None => lines.sort_by_key(|line| std::cmp::Reverse((line.created_at, line.id))),
        }
        let lines = lines.into_iter().take(limit.unwrap_or(DEFAULT_LIMIT));
        let reply = self.context.all(lines.map(LogLine::object).collect());
        let cache_control = if run.outcome.is_none() {
            "no-store"
        } else {
            "max-age=86400"
        };
        let reply = reply.header("civis-cache-control", cache_control);
        match run.lines.iter().map(|line| line.id).max() {
            Some(newest) => reply.header("civis-max-id", &newest.to_string()),
            None => reply,
        }
    }

    /// Adds one line or several, as programs that run on the Platform send them.
    pub(super) fn add_logs(&mut self, run: u64) -> Reply {
        let sent = self.context.sent();
        let mut lines: Vec<Object> = match get(&sent, "messages").and_then(Value::as_array) {
            Some(lines) => lines.iter().cloned().map(object).collect(),
            None => vec![sent],
        };
        let now = self.context.now;
        let time = |line: &Object| -> Timestamp {
            text(line, "createdAt").and_then(parse_time).unwrap_or(now)
        };
        lines.sort_by_key(time);
        for line in lines {
            if let Some(message) = text(&line, "message") {
                let level = text(&line, "level").unwrap_or("info");
                self.jobs.log(run, time(&line), level, message);
            }
        }
        self.context.empty()
    }
}
