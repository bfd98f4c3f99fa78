//! One response with lines of a log.

use civis_core::{Call, ErrorKind, Location, Request, Result, Session, support};
use serde_json::Value;

use super::line::Line;

/// The header with the ID of the newest line. It is missing while there are no lines.
const NEWEST: &str = "civis-max-id";

/// The header that is `no-store` while more lines may come.
const CACHE_CONTROL: &str = "civis-cache-control";

/// A part of a log.
pub(crate) struct Page {
    /// By the time they were written, then by their IDs.
    pub(crate) lines: Vec<Line>,
    /// The ID of the newest line of the log.
    pub(crate) newest: Option<i64>,
    /// Whether the response has as many lines as were asked for.
    pub(crate) is_full: bool,
    /// Whether no more lines will come. `None` if the response does not say.
    pub(crate) is_complete: Option<bool>,
}

impl Page {
    /// Fetches at most `limit` lines: those after an ID, or else the last ones.
    pub(crate) fn fetch(
        session: &Session,
        mut request: Request,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Self> {
        if let Some(after) = after {
            request.set(Location::Query, "last_id", after);
        }
        request.set(Location::Query, "limit", limit);
        let response = Call::<Vec<Value>>::new(session, request).send()?;
        if response.unexpected().is_some() {
            let message = "a log is not a list of lines";
            return Err(support::error(ErrorKind::Decode, message));
        }
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        let newest = header(NEWEST).and_then(|id| id.trim().parse().ok());
        let is_full = response.len() as u64 >= u64::from(limit);
        let is_complete = header(CACHE_CONTROL).map(|value| value.trim() != "no-store");
        let mut lines: Vec<Line> = response.iter().filter_map(Line::new).collect();
        lines.sort_by(|a, b| (&a.created_at, a.id).cmp(&(&b.created_at, b.id)));
        Ok(Self {
            lines,
            newest,
            is_full,
            is_complete,
        })
    }
}
