//! The time of a wait.

use std::time::{Duration, Instant};

use civis_core::{Session, support};

/// The time before a time-out at which the last poll is made, at most.
const LAST_POLL: Duration = Duration::from_secs(1);

/// The time of a wait, by the clock of a session.
#[derive(Debug)]
pub(crate) struct Timer {
    /// The latest time that is known. A clock that does not advance while it sleeps does not stop it.
    now: Instant,
    deadline: Option<Instant>,
    /// When the last poll before the time-out is made.
    last_poll: Option<Instant>,
}

/// Why a sleep has ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    TimedOut,
    Cancelled,
}

impl Timer {
    /// A wait that begins now. A time-out that cannot be represented never ends.
    pub(crate) fn new(session: &Session, timeout: Option<Duration>) -> Self {
        let now = support::now(session);
        let after_start = |wait| now.checked_add(wait);
        let before_end = |timeout: Duration| timeout - LAST_POLL.min(timeout / 10);
        Self {
            now,
            deadline: timeout.and_then(after_start),
            last_poll: timeout.map(before_end).and_then(after_start),
        }
    }

    /// The current time.
    pub(crate) fn now(&mut self, session: &Session) -> Instant {
        self.now = self.now.max(support::now(session));
        self.now
    }

    /// A point in time some time after another; much later if it cannot be represented.
    pub(crate) fn after(from: Instant, wait: Duration) -> Instant {
        from.checked_add(wait)
            .or_else(|| from.checked_add(Duration::from_secs(u64::from(u32::MAX))))
            .unwrap_or(from)
    }

    /// When to poll, if a poll is due at a time: shortly before the time-out instead of after it.
    pub(crate) fn before_deadline(&self, due: Instant) -> Instant {
        match (self.deadline, self.last_poll) {
            (Some(deadline), Some(last)) if due >= deadline && self.now < last => last,
            _ => due,
        }
    }

    /// Sleeps until a time. Returns early at the time-out, or when the session's token is cancelled.
    pub(crate) fn sleep_until(&mut self, session: &Session, due: Instant) -> Result<(), Interrupt> {
        let now = self.now(session);
        let until = self.deadline.map_or(due, |deadline| deadline.min(due));
        if until > now {
            if support::sleep(session, until - now) {
                return Err(Interrupt::Cancelled);
            }
            self.now = until;
        }
        let now = self.now(session);
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            return Err(Interrupt::TimedOut);
        }
        Ok(())
    }

    /// The session for a request, whose time-out is not later than that of the wait.
    pub(crate) fn session(&mut self, session: &Session) -> Session {
        let now = self.now(session);
        let remaining = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(now));
        let timeout = match (support::timeout(session), remaining) {
            (Some(timeout), Some(remaining)) => Some(timeout.min(remaining)),
            (timeout, remaining) => timeout.or(remaining),
        };
        session.with_timeout(timeout)
    }
}
