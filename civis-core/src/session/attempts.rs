//! The attempts of a request: what the loops of `send` and `signed` have in common.

use std::time::{Duration, Instant};

use super::call_context::CallContext;
use super::retry::RetryState;
use super::{Shared, trace};
use crate::error::Error;
use crate::request::parts::Parts;

/// The attempts that were made so far.
pub(super) struct Attempts<'c> {
    shared: &'c Shared,
    context: &'c CallContext<'c>,
    count: u32,
    /// Whether one of those that failed may have executed.
    may_have_executed: bool,
}

impl<'c> Attempts<'c> {
    pub(super) fn new(shared: &'c Shared, context: &'c CallContext<'c>) -> Self {
        Self {
            shared,
            context,
            count: 0,
            may_have_executed: false,
        }
    }

    /// Counts an attempt that is about to be made. Returns its number, from 1.
    pub(super) fn begin(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// How long to wait after a failed attempt, or `None` if the policy allows no other.
    pub(super) fn next_wait(&self, error: &Error, now: Instant) -> Option<Duration> {
        self.shared.retry.next_wait(&RetryState {
            attempts: self.count,
            elapsed: self.context.elapsed(now),
            timeout: self.context.timeout(),
            retry_after: error.retry_after(),
            random: self.shared.clock.random(),
        })
    }

    /// Sleeps before the attempt that follows a failed one.
    pub(super) fn sleep(&mut self, error: &Error, wait: Duration) {
        self.may_have_executed |= error.may_have_executed();
        trace::retrying(error, self.count, wait);
        self.shared.clock.sleep(wait, self.context.cancel());
    }

    /// The error of a call whose last attempt has failed.
    pub(super) fn error(&self, last: Error) -> Error {
        last.or_may_have_executed(self.may_have_executed)
    }

    /// The error of a call that is cancelled between two attempts.
    pub(super) fn cancelled(&self, parts: &Parts) -> Error {
        Error::cancelled(parts, self.count, self.may_have_executed)
    }
}
