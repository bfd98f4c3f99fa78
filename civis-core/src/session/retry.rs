//! When a request is sent again, and after how long.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::transport::{TransportError, TransportErrorKind};

/// How often a request is retried, and how long to wait before each retry.
///
/// These failures are retried:
///
/// | failure | `GET`, `HEAD`, `PUT`, `DELETE`, `OPTIONS`, `TRACE` | other methods |
/// |---|---|---|
/// | status 429 or 503 | retried | retried |
/// | status 502 or 504 | retried | not retried |
/// | the connection failed before anything was sent | retried | retried |
/// | the connection failed later | retried | not retried |
/// | a proxy refused the connection | not retried | not retried |
/// | a status that was [added](Self::retry_on) | retried | not retried |
/// | anything else | not retried | not retried |
///
/// A request of another method, such as `POST` or `PATCH`, is never retried if it may
/// have executed, whatever the policy says.
///
/// The wait before retry *n* is random, between zero and `base_backoff` · 2ⁿ⁻¹ but at
/// most `max_backoff`. It is never shorter than the response's `Retry-After`, in
/// seconds or as an HTTP date.
///
/// After a 429, or a 503 with `Retry-After`, all calls of the session wait, on every
/// thread, unless the response asks for a retry at once. Then requests pass one at a
/// time: slowly at first, faster with each one that the Platform accepts, until after
/// a few seconds nothing is delayed any more. A call that has no time for the wait is
/// sent at once. `X-RateLimit-Remaining` is not used: the Platform does not say when
/// it is reset, whereas a 429 comes with the time to wait.
///
/// ```
/// use civis_core::{RetryPolicy, Session};
/// use std::time::Duration;
///
/// let policy = RetryPolicy::default()
///     .max_retries(3)
///     .max_elapsed(Duration::from_secs(60));
/// let session = Session::builder().api_key("my-api-key").retry(policy).build()?;
/// # let _ = session;
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_retries: u32,
    base_backoff: Duration,
    max_backoff: Duration,
    max_elapsed: Duration,
    /// The statuses that are retried, in the order of their numbers.
    statuses: Vec<StatusCode>,
}

/// The statuses that are retried by default, in the order of their numbers.
const STATUSES: [StatusCode; 4] = [
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 6,
            base_backoff: Duration::from_millis(750),
            max_backoff: Duration::from_secs(30),
            max_elapsed: Duration::from_secs(600),
            statuses: STATUSES.to_vec(),
        }
    }
}

impl RetryPolicy {
    /// A policy that never retries and never waits, not even after other calls were
    /// refused with a 429.
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// Sets how often a request is retried at most. The default is 6; 0 means never.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// Sets the longest wait before the first retry. The default is 0.75 seconds.
    pub fn base_backoff(mut self, wait: Duration) -> Self {
        self.base_backoff = wait;
        self
    }

    /// Sets the longest wait before any retry. The default is 30 seconds. A
    /// `Retry-After` may be longer.
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// Sets how long after the beginning of the call a retry may still be sent. The
    /// default is 10 minutes. If the next wait would exceed it, the call fails at once
    /// with the error of the last attempt.
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// Adds a status that is retried, for methods that are safe to repeat: `GET`, `HEAD`,
    /// `PUT`, `DELETE`, `OPTIONS` and `TRACE`. The default is 429, 502, 503 and 504; of
    /// these, 429 and 503 are retried for all methods. A 2xx status is never retried.
    ///
    /// ```
    /// use civis_core::RetryPolicy;
    /// use http::StatusCode;
    ///
    /// let policy = RetryPolicy::default()
    ///     .retry_on(StatusCode::INTERNAL_SERVER_ERROR)
    ///     .do_not_retry_on(StatusCode::BAD_GATEWAY);
    /// # let _ = policy;
    /// ```
    pub fn retry_on(mut self, status: StatusCode) -> Self {
        if let Err(at) = self.statuses.binary_search(&status) {
            self.statuses.insert(at, status);
        }
        self
    }

    /// Takes a status away from those that are retried. A 429 that is not retried still
    /// makes the other calls of the session wait.
    pub fn do_not_retry_on(mut self, status: StatusCode) -> Self {
        self.statuses.retain(|one| *one != status);
        self
    }

    /// Whether a request may be retried after a response with this status.
    pub(crate) fn retries_status(&self, method: &Method, status: StatusCode) -> bool {
        // A server that responds with one of these has not executed the request.
        let is_refusal = matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        self.statuses.contains(&status) && (is_refusal || method.is_idempotent())
    }

    /// How long to wait before the next attempt, or `None` to give up.
    pub(crate) fn next_wait(&self, state: &RetryState) -> Option<Duration> {
        if state.attempts > self.max_retries {
            return None;
        }
        let doublings = state.attempts.saturating_sub(1).min(31);
        let longest = self.base_backoff.saturating_mul(1 << doublings);
        let backoff = longest
            .min(self.max_backoff)
            .mul_f64(state.random.clamp(0.0, 1.0));
        let wait = backoff.max(state.retry_after.unwrap_or_default());
        self.allows(state.elapsed, wait, state.timeout)
            .then_some(wait)
    }

    /// Whether a call may wait this long and then send a request.
    pub(crate) fn allows(
        &self,
        elapsed: Duration,
        wait: Duration,
        timeout: Option<Duration>,
    ) -> bool {
        elapsed.checked_add(wait).is_some_and(|end| {
            end <= self.max_elapsed && timeout.is_none_or(|timeout| end < timeout)
        })
    }

    /// Whether the policy retries at all.
    pub(crate) fn retries(&self) -> bool {
        self.max_retries > 0
    }
}

/// The state of a call after a failed attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryState {
    /// The number of attempts so far.
    pub(crate) attempts: u32,
    /// The time since the call began.
    pub(crate) elapsed: Duration,
    /// The time-out of the call, counted from its beginning.
    pub(crate) timeout: Option<Duration>,
    /// The wait that the response asks for.
    pub(crate) retry_after: Option<Duration>,
    /// From 0 to 1.
    pub(crate) random: f64,
}

/// Whether a request may be retried after this error of the transport.
pub(crate) fn is_retryable_failure(method: &Method, error: &TransportError) -> bool {
    is_transient(error) && (!error.sent() || method.is_idempotent())
}

/// Whether the same request may succeed after this error of the transport.
pub(crate) fn is_transient(error: &TransportError) -> bool {
    match error.kind() {
        TransportErrorKind::Connect
        | TransportErrorKind::Timeout
        | TransportErrorKind::Io
        | TransportErrorKind::Protocol => true,
        TransportErrorKind::Proxy
        | TransportErrorKind::Tls
        | TransportErrorKind::TooLarge
        | TransportErrorKind::InvalidRequest
        | TransportErrorKind::RequestBody => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use http::{Method, StatusCode};

    use super::{RetryPolicy, RetryState, is_retryable_failure};
    use crate::transport::{TransportError, TransportErrorKind};

    const SECOND: Duration = Duration::from_secs(1);

    fn state(attempts: u32) -> RetryState {
        RetryState {
            attempts,
            elapsed: Duration::ZERO,
            timeout: None,
            retry_after: None,
            random: 1.0,
        }
    }

    #[test]
    fn the_first_and_the_longest_wait_can_be_set() {
        let policy = RetryPolicy::default().max_retries(3);
        let policy = policy.base_backoff(2 * SECOND).max_backoff(5 * SECOND);
        let waits = [1, 2, 3, 4].map(|attempts| policy.next_wait(&state(attempts)));
        assert_eq!(
            waits,
            [Some(2 * SECOND), Some(4 * SECOND), Some(5 * SECOND), None]
        );
    }

    #[test]
    fn only_idempotent_methods_are_retried_when_the_request_may_have_executed() {
        let idempotent = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];
        for name in [
            "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "POST", "PATCH", "X",
        ] {
            let method = Method::from_bytes(name.as_bytes()).expect("a name");
            let twice = idempotent.contains(&name);
            for status in 100..600 {
                let expected = match status {
                    429 | 503 => true,
                    502 | 504 => twice,
                    _ => false,
                };
                let status = StatusCode::from_u16(status).expect("a status");
                let policy = RetryPolicy::default();
                assert_eq!(
                    policy.retries_status(&method, status),
                    expected,
                    "{name} {status}"
                );
                let added = policy.clone().retry_on(status).retry_on(status);
                let expected = expected || twice;
                assert_eq!(added.retries_status(&method, status), expected);
                assert_eq!(added.clone().retry_on(status), added);
                let removed = added.do_not_retry_on(status);
                assert!(!removed.retries_status(&method, status));
                assert_eq!(removed.clone().do_not_retry_on(status), removed);
            }
            for (kind, transient) in [
                (TransportErrorKind::Connect, true),
                (TransportErrorKind::Timeout, true),
                (TransportErrorKind::Io, true),
                (TransportErrorKind::Protocol, true),
                (TransportErrorKind::Proxy, false),
                (TransportErrorKind::Tls, false),
                (TransportErrorKind::TooLarge, false),
                (TransportErrorKind::InvalidRequest, false),
                (TransportErrorKind::RequestBody, false),
            ] {
                for sent in [false, true] {
                    let error = TransportError::new(kind, sent, io::Error::other("x"));
                    let expected = transient && (twice || !sent);
                    assert_eq!(
                        is_retryable_failure(&method, &error),
                        expected,
                        "{name} {error:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_wait_doubles_up_to_its_cap_and_ends_with_the_retries() {
        let policy = RetryPolicy::default()
            .max_retries(40)
            .max_elapsed(Duration::MAX);
        let waits = [0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 30.0, 30.0];
        for (attempt, wait) in (1..).zip(waits) {
            let expected = Some(Duration::from_secs_f64(wait));
            assert_eq!(policy.next_wait(&state(attempt)), expected, "{attempt}");
        }
        assert_eq!(policy.next_wait(&state(40)), Some(30 * SECOND));
        assert_eq!(policy.next_wait(&state(41)), None);
        assert_eq!(RetryPolicy::none().next_wait(&state(1)), None);
    }

    #[test]
    fn jitter_shortens_the_wait_and_retry_after_is_its_minimum() {
        let policy = RetryPolicy::default();
        let mut now = state(3);
        now.random = 0.5;
        assert_eq!(policy.next_wait(&now), Some(Duration::from_millis(1500)));
        now.retry_after = Some(SECOND);
        assert_eq!(policy.next_wait(&now), Some(Duration::from_millis(1500)));
        now.retry_after = Some(100 * SECOND);
        assert_eq!(policy.next_wait(&now), Some(100 * SECOND));
    }

    #[test]
    fn a_wait_beyond_the_deadline_is_not_started() {
        let policy = RetryPolicy::default().max_elapsed(60 * SECOND);
        let mut now = state(1);
        now.retry_after = Some(40 * SECOND);
        now.elapsed = 20 * SECOND;
        assert_eq!(policy.next_wait(&now), Some(40 * SECOND));
        now.elapsed = 21 * SECOND;
        assert_eq!(policy.next_wait(&now), None);
        now.elapsed = SECOND;
        now.timeout = Some(41 * SECOND);
        assert_eq!(policy.next_wait(&now), None);
        now.timeout = Some(42 * SECOND);
        assert_eq!(policy.next_wait(&now), Some(40 * SECOND));
        now.retry_after = Some(Duration::MAX);
        assert_eq!(policy.next_wait(&now), None);
    }
}
