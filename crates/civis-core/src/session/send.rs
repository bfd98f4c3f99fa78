//! One call: sendings, until an answer stands.

use std::time::{Duration, Instant};

use http::{HeaderMap, Method, StatusCode, Uri};

use super::access::Access;
use super::{Auth, Inner, redirect};
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
        let sign_in = match &self.auth {
            Auth::Fixed(access) => return self.send_with(parts, &url, access),
            Auth::SignIn(sign_in) => sign_in,
        };
        let access = sign_in.access(&url)?;
        match self.send_with(parts, &url, &access) {
            Err(error) if is_signed_out(parts, &error) => {
                let access = sign_in.renewed(&access, &url)?;
                self.send_with(parts, &url, &access)
            }
            result => result,
        }
    }

    fn send_with(&self, parts: &Parts, url: &Uri, access: &Access) -> Result<RawResponse, Error> {
        let mut headers = parts.headers.clone();
        // The session's own headers prevail.
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        access.apply(&mut headers);
        self.repeat(parts, url, &headers, access, true)
    }

    /// Sends a request until an answer stands, whose redirections are followed or
    /// not.
    pub(super) fn repeat(
        &self,
        parts: &Parts,
        url: &Uri,
        headers: &HeaderMap,
        access: &Access,
        follow: bool,
    ) -> Result<RawResponse, Error> {
        let start = self.clock.now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let outcome = self.follow(parts, url, headers, start, follow);
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
                    let error = Error::answer(parts, answer, asked, access.secret());
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

    /// Sends once, and follows redirections if it is to.
    fn follow(
        &self,
        parts: &Parts,
        url: &Uri,
        headers: &HeaderMap,
        start: Instant,
        follow: bool,
    ) -> Result<Answer, TransportError> {
        let mut answer = self.send(parts, url, headers, start)?;
        let mut at = url.clone();
        for _ in 0..if follow { redirect::MAX } else { 0 } {
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
}

/// Whether an answer says that the sender is not signed in, and nothing was
/// carried out: a refusal, or where something is read, a redirection to sign in.
fn is_signed_out(parts: &Parts, error: &Error) -> bool {
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    match error.status() {
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => true,
        Some(status) => reads && status.is_redirection() && status != StatusCode::NOT_MODIFIED,
        None => false,
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
