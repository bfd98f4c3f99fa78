//! Tracing: a span for each call, and the events in it.
//!
//! They carry the path with its placeholders, and never a key, a body, or the value
//! of a query parameter.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tracing::Span;
use tracing::field::Empty;

use super::attempt_error::AttemptError;
use crate::error::Error;
use crate::request::parts::Parts;
use crate::response::raw::RateLimit;
use crate::secret::Secret;

/// The target of all spans and events, for filters.
const TARGET: &str = "civis";

/// The span of a call. Its level is that of the most severe event in it, so that a
/// filter never shows an event without its span.
pub(super) fn call_span(parts: &Parts) -> Span {
    tracing::warn_span!(
        target: TARGET,
        "call",
        operation = &*parts.operation,
        method = parts.method.as_str(),
        path = &*parts.template,
        status = Empty,
        attempts = Empty,
        elapsed_ms = Empty,
        rate_limit_remaining = Empty,
    )
}

/// Records the response of a call in its span.
pub(super) fn call_ended(
    span: &Span,
    status: Option<StatusCode>,
    attempts: u32,
    headers: Option<&HeaderMap>,
    elapsed: Duration,
) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    span.record("attempts", attempts);
    span.record("elapsed_ms", millis(elapsed));
    if let Some(remaining) = headers.and_then(|headers| RateLimit::of(headers).remaining) {
        span.record("rate_limit_remaining", remaining);
    }
}

/// Records the error of a call in its span.
pub(super) fn call_failed(span: &Span, error: &Error, elapsed: Duration) {
    call_ended(
        span,
        error.status(),
        error.attempts(),
        error.headers(),
        elapsed,
    );
}

/// Logs the end of an attempt.
pub(super) fn attempt_ended<B>(
    outcome: Result<&http::Response<B>, &AttemptError>,
    attempt: u32,
    elapsed: Duration,
    secret: &Secret,
) {
    match outcome {
        Ok(response) => tracing::debug!(
            target: TARGET,
            attempt,
            status = response.status().as_u16(),
            elapsed_ms = millis(elapsed),
            rate_limit_remaining = RateLimit::of(response.headers()).remaining,
            "response received"
        ),
        Err(AttemptError::Transport(error)) => tracing::debug!(
            target: TARGET,
            attempt,
            failure = %secret.redact(&error.to_string()),
            elapsed_ms = millis(elapsed),
            "no response"
        ),
        Err(AttemptError::Cancelled) => tracing::debug!(
            target: TARGET,
            attempt,
            elapsed_ms = millis(elapsed),
            "cancelled"
        ),
    }
}

/// Logs that another attempt follows.
pub(super) fn retrying(error: &Error, attempt: u32, wait: Duration) {
    tracing::warn!(
        target: TARGET,
        attempt,
        status = error.status().map(|status| status.as_u16()),
        kind = ?error.kind(),
        wait_ms = millis(wait),
        "retrying"
    );
}

/// Logs that a download resumes.
pub(super) fn resuming(offset: u64, failures: u32, wait: Duration) {
    tracing::warn!(
        target: TARGET,
        offset,
        failures,
        wait_ms = millis(wait),
        "resuming a download"
    );
}

/// Logs that a call waits for the rate limiter.
pub(super) fn rate_limited(wait: Duration) {
    tracing::debug!(target: TARGET, wait_ms = millis(wait), "waiting for the rate limiter");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
