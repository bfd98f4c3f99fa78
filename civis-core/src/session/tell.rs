//! What is told to whoever listens: a span for each call, and events in it.
//!
//! No key, no body, and no value of a query is told; paths with their placeholders.

use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use super::send::{Answer, Failure};
use crate::error::Error;
use crate::response::raw::{Parts, RateLimit, RawResponse};
use crate::secret::Secret;

/// What spans and events are known by to filters.
const TARGET: &str = "civis";

/// The span of a call. Of the level of the most severe event, so that this never
/// stands without it.
pub(super) fn call(parts: &Parts) -> Span {
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

/// How a call ended, in its span.
pub(super) fn ended(span: &Span, result: &Result<RawResponse, Error>, elapsed: Duration) {
    if span.is_disabled() {
        return;
    }
    let (status, attempts, headers) = match result {
        Ok(answer) => (
            Some(answer.status()),
            answer.attempts(),
            Some(answer.headers()),
        ),
        Err(error) => (error.status(), error.attempts(), error.headers()),
    };
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
    span.record("attempts", attempts);
    span.record("elapsed_ms", millis(elapsed));
    if let Some(remaining) = headers.and_then(|headers| RateLimit::of(headers).remaining) {
        span.record("rate_limit_remaining", remaining);
    }
}

/// An event for each sending.
pub(super) fn sent(
    outcome: &Result<Answer, Failure>,
    attempt: u32,
    elapsed: Duration,
    secret: &Secret,
) {
    match outcome {
        Ok(answer) => tracing::debug!(
            target: TARGET,
            attempt,
            status = answer.status().as_u16(),
            elapsed_ms = millis(elapsed),
            rate_limit_remaining = RateLimit::of(answer.headers()).remaining,
            "answered"
        ),
        Err(Failure::Transport(error)) => tracing::debug!(
            target: TARGET,
            attempt,
            failure = %secret.hide(&error.to_string()),
            elapsed_ms = millis(elapsed),
            "not answered"
        ),
        Err(Failure::Cancelled) => tracing::debug!(
            target: TARGET,
            attempt,
            elapsed_ms = millis(elapsed),
            "cancelled"
        ),
    }
}

/// An event for each retry.
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

/// An event for a call that waits for its turn after others were refused.
pub(super) fn held_back(wait: Duration) {
    tracing::debug!(target: TARGET, wait_ms = millis(wait), "held back by the rate limit");
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
