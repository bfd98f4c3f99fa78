//! The deadline of a call, and its cancellation.

use std::time::{Duration, Instant};

use crate::cancel::CancelToken;

/// What limits one call and everything that belongs to it: sign-in, attempts, waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallContext<'a> {
    start: Instant,
    timeout: Option<Duration>,
    cancel: Option<&'a CancelToken>,
}

impl<'a> CallContext<'a> {
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

    /// The time since the call began.
    pub(super) fn elapsed(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.start)
    }

    /// The time-out of the call, counted from its beginning.
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The time until the deadline; `None` if there is no deadline.
    pub(super) fn remaining(&self, now: Instant) -> Option<Duration> {
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
