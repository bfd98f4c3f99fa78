//! One call: sendings, until an answer stands.

use std::time::{Duration, Instant};

use http::{HeaderMap, Uri, header};

use super::{Inner, redirect};
use crate::error::Error;
use crate::raw::{Parts, RateLimit, RawResponse};
use crate::retry::{State, repeats_after_failure, repeats_after_status, retry_after};
use crate::transport::{Limits, TransportError, TransportErrorKind};

type Answer = http::Response<Vec<u8>>;

impl Inner {
    pub(super) fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        let url = self
            .base
            .join(parts)
            .map_err(|error| Error::invalid_url(parts, error))?;
        let headers = self.headers(parts);
        let start = self.clock.now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let outcome = self.follow(parts, &url, &headers, start);
            let elapsed = self.clock.now().saturating_duration_since(start);
            tell(parts, &outcome, attempts, elapsed);
            let (error, asked) = match outcome {
                Ok(answer) if answer.status().is_success() => {
                    return Ok(RawResponse::new(answer, attempts));
                }
                Ok(answer) => {
                    let repeats = repeats_after_status(&parts.method, answer.status());
                    let asked = retry_after(answer.headers(), self.clock.date());
                    let answer = RawResponse::new(answer, attempts);
                    let error = Error::answer(parts, answer, asked, &self.key);
                    if !repeats {
                        return Err(error);
                    }
                    (error, asked)
                }
                Err(error) => {
                    let repeats = repeats_after_failure(&parts.method, &error);
                    let error = Error::transport(parts, error, attempts);
                    if !repeats {
                        return Err(error);
                    }
                    (error, None)
                }
            };
            let state = State {
                attempts,
                elapsed,
                timeout: self.timeout,
                retry_after: asked,
                random: self.clock.random(),
            };
            let Some(wait) = self.retry.next_wait(&state) else {
                return Err(error);
            };
            tracing::warn!(
                operation = &*parts.operation,
                method = parts.method.as_str(),
                path = &*parts.template,
                attempt = attempts,
                status = error.status().map(|status| status.as_u16()),
                kind = ?error.kind(),
                wait_ms = millis(wait),
                "retrying"
            );
            self.clock.sleep(wait);
        }
    }

    /// Sends once, and follows redirections.
    fn follow(
        &self,
        parts: &Parts,
        url: &Uri,
        headers: &HeaderMap,
        start: Instant,
    ) -> Result<Answer, TransportError> {
        let mut answer = self.send(parts, url, headers, start)?;
        let mut at = url.clone();
        for _ in 0..redirect::MAX {
            let next = redirect::next(&parts.method, &at, answer.status(), answer.headers());
            let Some(next) = next else { break };
            answer = self.send(parts, &next, headers, start)?;
            at = next;
        }
        Ok(answer)
    }

    fn send(
        &self,
        parts: &Parts,
        url: &Uri,
        headers: &HeaderMap,
        start: Instant,
    ) -> Result<Answer, TransportError> {
        let elapsed = self.clock.now().saturating_duration_since(start);
        let timeout = self.timeout.map(|timeout| timeout.saturating_sub(elapsed));
        if timeout.is_some_and(|left| left.is_zero()) {
            let message = "the time for the whole call is over";
            return Err(TransportError::new(
                TransportErrorKind::Timeout,
                false,
                message,
            ));
        }
        let limits = Limits {
            timeout,
            max_response_bytes: self.max_response_bytes,
        };
        let mut request = http::Request::new(parts.body.as_deref().unwrap_or_default());
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = url.clone();
        *request.headers_mut() = headers.clone();
        self.transport.send(request, &limits)
    }

    /// The request's headers, and the session's own, which prevail.
    fn headers(&self, parts: &Parts) -> HeaderMap {
        let mut headers = parts.headers.clone();
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        headers.insert(header::AUTHORIZATION, self.key.header());
        headers
    }
}

/// An event for each sending.
fn tell(parts: &Parts, outcome: &Result<Answer, TransportError>, attempt: u32, elapsed: Duration) {
    let answer = outcome.as_ref().ok();
    tracing::debug!(
        operation = &*parts.operation,
        method = parts.method.as_str(),
        path = &*parts.template,
        attempt,
        status = answer.map(|answer| answer.status().as_u16()),
        failure = outcome.as_ref().err().map(tracing::field::display),
        elapsed_ms = millis(elapsed),
        rate_limit_remaining = answer.and_then(|answer| RateLimit::of(answer.headers()).remaining),
        "sent"
    );
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
