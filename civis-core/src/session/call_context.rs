//! The deadline of a call, and its cancellation.

use std::time::{Duration, Instant};

use crate::cancel::CancelToken;
use crate::transport::{TransportError, TransportErrorKind};

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

    /// The time-out of the next request; an error if no time is left.
    pub(super) fn time_left(&self, now: Instant) -> Result<Option<Duration>, TransportError> {
        let remaining = self.remaining(now);
        if remaining.is_some_and(|remaining| remaining.is_zero()) {
            let message = "the call exceeded its time-out";
            return Err(TransportError::new(
                TransportErrorKind::Timeout,
                false,
                message,
            ));
        }
        Ok(remaining)
    }

    pub(super) fn cancel(&self) -> Option<&'a CancelToken> {
        self.cancel
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(CancelToken::is_cancelled)
    }
}
