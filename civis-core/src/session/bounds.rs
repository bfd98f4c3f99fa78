//! What bounds one call, with all that it takes: sign-in, sendings and waits.

use std::time::{Duration, Instant};

use crate::cancel::CancelToken;

/// The time of a call, and what ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<'a> {
    start: Instant,
    timeout: Option<Duration>,
    cancel: Option<&'a CancelToken>,
}

impl<'a> Bounds<'a> {
    pub(super) fn new(
        start: Instant,
        timeout: Option<Duration>,
        cancel: Option<&'a CancelToken>,
    ) -> Self {
        Self {
            start,
            timeout,
            cancel,
        }
    }

    /// Since the call began.
    pub(super) fn elapsed(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.start)
    }

    /// For the whole call.
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// What is left for the whole call; `None` is no bound.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        let elapsed = self.elapsed(now);
        self.timeout.map(|timeout| timeout.saturating_sub(elapsed))
    }

    pub(super) fn cancel(&self) -> Option<&'a CancelToken> {
        self.cancel
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(CancelToken::is_cancelled)
    }
}
