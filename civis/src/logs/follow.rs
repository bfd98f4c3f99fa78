//! Following a log.
//!
//! ```text
//! fetch a page of lines after the newest one that is known ◄──────────┐
//!    │ lines that were not seen yet, by their times ──► returned      │
//!    ├── there are newer ones ───────────────────────────────────────►│
//!    ├── the log is complete ──────────────────────────► end          │
//!    └── sleep, and go back a hundred lines, for those that come late ┘
//! ```

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::iter::FusedIterator;
use std::time::{Duration, Instant};

use civis_core::{Call, Error, ErrorKind, Result, Session, support};
use serde_json::Value;

use super::line::Line;
use super::log::{Log, RunRequests};
use super::page::Page;
use super::position::Position;
use super::window::Window;
use crate::polling::{Interrupt, Polls, Timer};

/// The lines in a response. The official client asks for 250.
const PAGE: u32 = 1_000;

/// After this time without new lines, none is expected to come late. The official client's.
const SETTLED: Duration = Duration::from_secs(300);

/// After this time without new lines, and then as often, the run's state is looked at.
const QUIET: Duration = Duration::from_secs(60);

/// Looks at a log that is complete but lacks the line that its header names as the newest.
const MISSING_LINES: u32 = 3;

/// An iterator over the lines of a log, from [`Log::follow`] or [`Log::lines`].
///
/// Lines come in the order in which they were written, as far as they are known, and each comes once. A line that the
/// Platform stores late, with a lower ID than others, comes after these: the last hundred lines are fetched again at every
/// look, until there was no new line for 5 minutes. The memory is bounded: one response of at most 1,000 lines, and 5,000
/// IDs.
///
/// A request that fails is repeated after the interval, as in a [wait](crate::jobs::Waiter#polls). If too many in a row
/// fail, the iterator returns the error and ends. [`position`](Self::position) returns where to continue.
#[must_use = "iterators are lazy and fetch nothing until consumed"]
pub struct Follow {
    log: Log,
    /// Whether to wait for lines.
    waits: bool,
    state: State,
    window: Window,
    ready: VecDeque<Line>,
    polls: Polls,
    timer: Option<Timer>,
    /// When the last new line was seen.
    last_new: Option<Instant>,
    /// When the run's state was looked at.
    last_status: Option<Instant>,
    /// When the run was first seen to have ended.
    ended: Option<Instant>,
    /// Looks in a row that lack the newest line.
    lacking: u32,
}

/// What to do next.
#[derive(Debug)]
enum State {
    /// Find out which run it is.
    Begin,
    /// Fetch lines after an ID, at once or when the time has come.
    Fetch(Box<RunRequests>, i64, Option<Instant>),
    Ended,
}

impl Log {
    /// An iterator over the lines, from the first to the last, that waits for new ones until the log is complete. It sends
    /// nothing until the first line is needed.
    pub fn follow(self) -> Follow {
        Follow::new(self, true)
    }

    /// An iterator over the lines that there are now. It does not wait for more.
    ///
    /// ```no_run
    /// use civis::logs;
    ///
    /// let session = civis::Session::from_env()?;
    /// let count = logs::of_run(&session, 7, 9).lines().count();
    /// # let _ = count;
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn lines(self) -> Follow {
        Follow::new(self, false)
    }
}

impl Follow {
    fn new(log: Log, waits: bool) -> Self {
        Self {
            window: Window::new(&log.position),
            polls: log.schedule.start(),
            log,
            waits,
            state: State::Begin,
            ready: VecDeque::new(),
            timer: None,
            last_new: None,
            last_status: None,
            ended: None,
            lacking: 0,
        }
    }

    /// The place after the lines that were returned so far. Pass it to [`Log::after`] to get the others.
    ///
    /// ```no_run
    /// use civis::logs;
    ///
    /// let session = civis::Session::from_env()?;
    /// let mut lines = logs::of_run(&session, 7, 9).follow();
    /// for line in lines.by_ref().take(10) {
    ///     println!("{}", line?.message);
    /// }
    /// std::fs::write("position", lines.position().to_string()).expect("a file");
    ///
    /// // After a restart:
    /// let position: logs::Position = std::fs::read_to_string("position").expect("a file").parse()?;
    /// for line in logs::of_run(&session, 7, 9).after(position).follow() {
    ///     println!("{}", line?.message);
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use]
    pub fn position(&self) -> Position {
        let pending: BTreeSet<i64> = self.ready.iter().map(|line| line.id).collect();
        self.window.position(&pending)
    }

    /// Makes one step: fetches lines, or finds that there are no more.
    fn step(&mut self) -> Result<()> {
        let session = self.log.session.clone();
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => Ok(()),
            State::Begin => {
                if let Some((argument, message)) = self.log.schedule.problem() {
                    return Err(support::invalid_argument("Log", argument, message));
                }
                self.timer = Some(Timer::new(&session, self.log.timeout));
                let requests = self.log.source.requests(&session)?;
                let after = self.log.position.after;
                self.state = State::Fetch(requests, after, None);
                Ok(())
            }
            State::Fetch(requests, after, due) => {
                if let Some(due) = due {
                    self.sleep_until(&session, due)?;
                }
                self.fetch(&session, requests, after)
            }
        }
    }

    fn fetch(&mut self, session: &Session, requests: Box<RunRequests>, after: i64) -> Result<()> {
        let limited = self.limited(session);
        let page = match Page::fetch(&limited, requests.log.clone(), Some(after), PAGE) {
            Ok(page) => page,
            Err(error) if error.kind() == ErrorKind::Cancelled => return Err(error),
            Err(error) => {
                self.polls.failed(error)?;
                self.state = State::Fetch(requests, after, Some(self.next_look(session)));
                return Ok(());
            }
        };
        self.polls.succeeded();
        let before = self.ready.len();
        let window = &mut self.window;
        self.ready
            .extend(page.lines.into_iter().filter(|line| window.insert(line.id)));
        let has_new = self.ready.len() > before;
        let now = self.now(session);
        if has_new {
            self.last_new = Some(now);
            self.last_status = None;
        }
        let newest = self.window.newest();
        let lacks_lines = page.newest.is_some_and(|id| id > newest);
        // Without the header, a page that is not full is the last one.
        let is_full = page.newest.is_none() && page.is_full;
        if has_new && (lacks_lines || is_full) {
            self.state = State::Fetch(requests, newest, None);
            return Ok(());
        }
        self.lacking = if lacks_lines { self.lacking + 1 } else { 0 };
        let is_complete =
            page.is_complete == Some(true) && (!lacks_lines || self.lacking >= MISSING_LINES);
        if is_complete || !self.waits || self.is_over(session, &requests, page.is_complete)? {
            return Ok(());
        }
        let is_settled = self
            .last_new
            .is_some_and(|last| now.saturating_duration_since(last) >= SETTLED);
        let after = if is_settled {
            newest
        } else {
            self.window.rewound()
        };
        self.state = State::Fetch(requests, after, Some(self.next_look(session)));
        Ok(())
    }

    /// Whether the run ended so long ago that no more lines are waited for. The log may never be marked as complete, and
    /// some servers do not say at all.
    fn is_over(
        &mut self,
        session: &Session,
        requests: &RunRequests,
        is_complete: Option<bool>,
    ) -> Result<bool> {
        let now = self.now(session);
        if self.ended.is_none() {
            // The log says that more may come, so the state is looked at now and then only.
            if is_complete == Some(false) {
                let last = self.last_status.or(self.last_new);
                let last = *self.last_status.insert(last.unwrap_or(now));
                if now.saturating_duration_since(last) < QUIET {
                    return Ok(false);
                }
            }
            self.last_status = Some(now);
            let limited = self.limited(session);
            match Call::<Value>::new(&limited, requests.status.clone()).send_json() {
                Ok(status) if has_ended(&status) => self.ended = Some(now),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Cancelled => return Err(error),
                Err(error) => self.polls.failed(error)?,
            }
        }
        let timeout = match is_complete {
            // One more look after the end.
            None => self.log.schedule.first.min(self.log.finished_timeout),
            Some(_) => self.log.finished_timeout,
        };
        let is_over = |ended| now.saturating_duration_since(ended) >= timeout;
        Ok(self.ended.is_some_and(is_over))
    }

    fn now(&mut self, session: &Session) -> Instant {
        match &mut self.timer {
            Some(timer) => timer.now(session),
            None => support::now(session),
        }
    }

    fn next_look(&mut self, session: &Session) -> Instant {
        let interval = self.polls.next_interval(support::random(session));
        Timer::after(self.now(session), interval)
    }

    /// The session for a request, within the time that is left.
    fn limited(&mut self, session: &Session) -> Session {
        match &mut self.timer {
            Some(timer) => timer.session(session),
            None => session.clone(),
        }
    }

    fn sleep_until(&mut self, session: &Session, due: Instant) -> Result<()> {
        let Some(timer) = &mut self.timer else {
            return Ok(());
        };
        timer.sleep_until(session, due).map_err(|interrupt| {
            let (kind, message) = match interrupt {
                Interrupt::TimedOut => (
                    ErrorKind::Timeout,
                    "the log was not complete before the time-out",
                ),
                Interrupt::Cancelled => (
                    ErrorKind::Cancelled,
                    "the wait for lines of the log was cancelled",
                ),
            };
            support::error(kind, message)
        })
    }
}

/// Whether the status of a run says that it has ended.
fn has_ended(status: &Value) -> bool {
    let state = status.get("state").and_then(Value::as_str);
    let is_end = |state| ["succeeded", "failed", "cancelled"].contains(&state);
    status.get("finishedAt").is_some_and(|time| !time.is_null()) || state.is_some_and(is_end)
}

impl Iterator for Follow {
    type Item = Result<Line, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(Ok(line));
            }
            if matches!(self.state, State::Ended) {
                return None;
            }
            if let Err(error) = self.step() {
                self.state = State::Ended;
                return Some(Err(error));
            }
        }
    }
}

impl FusedIterator for Follow {}

impl fmt::Debug for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow")
            .field("log", &self.log)
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
