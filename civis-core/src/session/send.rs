//! From a request to its response.
//!
//! ```text
//! Call::send, Session::execute
//!    │
//! execute                 open a tracing span for the call
//!    │
//! sign_in_and_send        build the URL; a session with a service signs in first,
//!    │                    and again if its cookies are refused
//!    │
//! send_with_retries ◄───────────────────────────────┐
//!    │                                              │
//! wait_for_permit ──── cancelled ────────► Error    │
//!    │                                              │
//! attempt ◄───────────────────────┐                 │
//!    │                            │                 │
//! send_once                       │ to the same     │
//!    │    the time that is left,  │ origin, five    │
//!    │    Transport::send,        │ times at most   │
//!    │    limits on the response  │ (`redirect`)    │
//!    ├──── redirect ──────────────┘                 │
//!    │                                              │ sleep
//! classify                                          │
//!    ├──── 2xx ─────► RawResponse                   │
//!    ├──── retryable, and the policy allows it ─────┘
//!    └──── anything else ─────► Error
//! ```
//!
//! After each attempt the rate limiter learns whether the Platform took the request.
//! Decoding a `RawResponse` is up to the caller: see `call`.

use std::time::{Duration, Instant};

use http::StatusCode;

use super::attempt::{Attempt, Outcome, StreamedBody};
use super::attempt_error::AttemptError;
use super::attempts::Attempts;
use super::call_context::CallContext;
use super::credentials::Credentials;
use super::rate_limiter::Permit;
use super::retry::is_retryable_failure;
use super::retry_after::retry_after;
use super::sign_in::SignIn;
use super::{CredentialSource, Session, Shared, trace};
use crate::error::Error;
use crate::methods::is_get_or_head;
use crate::request::parts::Parts;
use crate::response::raw::RawResponse;
use crate::transport::ResponseBody;

impl Session {
    /// Sends a request, retries included, and returns its 2xx response.
    pub(crate) fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        self.shared.execute(parts, &self.call_context(), None)
    }

    /// Sends a request, retries included, and returns its 2xx response as soon as the head has
    /// arrived, and the body to be read.
    pub(crate) fn open_response(
        &self,
        parts: &Parts,
    ) -> Result<(RawResponse, ResponseBody), Error> {
        let body = StreamedBody::default();
        let context = self.call_context();
        let response = self.shared.execute(parts, &context, Some(&body))?;
        Ok((response, body.take().unwrap_or_default()))
    }

    /// The context of a call that begins now.
    pub(super) fn call_context(&self) -> CallContext<'_> {
        CallContext::new(self.shared.clock.now(), self.timeout, self.cancel.as_ref())
    }
}

impl Shared {
    /// Executes a request in a given context, which may be that of another call that
    /// depends on it.
    pub(super) fn execute(
        &self,
        parts: &Parts,
        context: &CallContext<'_>,
        streamed: Option<&StreamedBody>,
    ) -> Result<RawResponse, Error> {
        let span = trace::call_span(parts);
        let result = span.in_scope(|| self.sign_in_and_send(parts, context, streamed));
        let elapsed = context.elapsed(self.clock.now());
        match &result {
            Ok(response) => {
                let status = Some(response.status());
                let headers = Some(response.headers());
                trace::call_ended(&span, status, response.attempts(), headers, elapsed);
            }
            Err(error) => trace::call_failed(&span, error, elapsed),
        }
        result.map_err(|error| error.with_elapsed(elapsed))
    }

    fn sign_in_and_send(
        &self,
        parts: &Parts,
        context: &CallContext<'_>,
        streamed: Option<&StreamedBody>,
    ) -> Result<RawResponse, Error> {
        let url = self
            .base
            .join(parts, self.credentials.query())
            .map_err(|error| Error::invalid_url(parts, &error))?;
        let send = |credentials: &Credentials| {
            let attempt = Attempt {
                parts,
                url: &url,
                credentials,
                to_base_url: true,
                streamed,
            };
            self.send_with_retries(&attempt, context)
        };
        let sign_in: &SignIn = match &self.credentials {
            CredentialSource::Fixed(credentials) => return send(credentials),
            CredentialSource::SignIn(sign_in) => sign_in,
        };
        let credentials = sign_in.credentials(&url, context)?;
        match send(&credentials) {
            Err(refused) if is_signed_out(parts, &refused) => sign_in
                .renewed(&credentials, &url, context)
                .and_then(|credentials| send(&credentials))
                .map_err(|error| error.or_may_have_executed(refused.may_have_executed())),
            result => result,
        }
    }

    /// Makes attempts until one succeeds or no further one is allowed.
    pub(super) fn send_with_retries(
        &self,
        attempt: &Attempt<'_>,
        context: &CallContext<'_>,
    ) -> Result<RawResponse, Error> {
        let mut attempts = Attempts::new(self, context);
        let mut earliest = None;
        loop {
            let Some(permit) = self.wait_for_permit(attempt, context, earliest) else {
                return Err(attempts.cancelled(attempt.parts));
            };
            let number = attempts.begin();
            let outcome = self.attempt(attempt, context);
            let now = self.clock.now();
            trace::attempt_ended(
                outcome.as_ref(),
                number,
                context.elapsed(now),
                attempt.credentials.secret(),
            );
            let (error, is_retryable) = match self.classify(attempt, outcome, number) {
                Ok(response) => {
                    if attempt.to_base_url {
                        self.rate_limiter.record_accepted(permit);
                    }
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            let wait = attempts.next_wait(&error, now).filter(|_| is_retryable);
            if attempt.to_base_url {
                self.record_outcome(permit, &error, now, wait);
            }
            let Some(wait) = wait else {
                return Err(attempts.error(error));
            };
            attempts.sleep(&error, wait);
            earliest = now.checked_add(wait);
        }
    }

    /// The 2xx response of an attempt; or its error, and whether that is retryable.
    fn classify(
        &self,
        attempt: &Attempt<'_>,
        outcome: Outcome,
        attempts: u32,
    ) -> Result<RawResponse, (Error, bool)> {
        let parts = attempt.parts;
        let secret = attempt.credentials.secret();
        match outcome {
            Ok(response) if response.status().is_success() => {
                Ok(RawResponse::new(response, attempts))
            }
            Ok(response) => {
                let is_retryable = self.retry.retries_status(&parts.method, response.status());
                let retry_after = retry_after(response.headers(), self.clock.date());
                let response = RawResponse::new(response, attempts);
                let error = Error::response(parts, response, retry_after, secret);
                Err((error, is_retryable))
            }
            Err(AttemptError::Transport(error)) => {
                let is_retryable = is_retryable_failure(&parts.method, &error);
                let error = Error::transport(parts, &error, attempts, secret);
                Err((error, is_retryable))
            }
            Err(AttemptError::Cancelled) => Err((Error::cancelled(parts, attempts, true), false)),
        }
    }

    /// Records a response that is not 2xx with the rate limiter. A response that asks
    /// for a retry at once, by `Retry-After: 0`, says nothing about the rate.
    fn record_outcome(&self, permit: Permit, error: &Error, now: Instant, wait: Option<Duration>) {
        let Some(status) = error.status() else { return };
        let is_refusal = match status {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => error.retry_after().is_some(),
            _ => false,
        };
        if is_refusal {
            let wait = error.retry_after().or(wait).filter(|wait| !wait.is_zero());
            if let Some(wait) = wait.filter(|_| self.retry.retries()) {
                self.rate_limiter.record_refused(permit, now, wait);
            }
        } else if !status.is_server_error() {
            self.rate_limiter.record_accepted(permit);
        }
    }

    /// Waits until the rate limiter lets the request go, which is not before
    /// `earliest` even if a custom clock does not advance while it sleeps. Returns
    /// `None` if the call is cancelled.
    fn wait_for_permit(
        &self,
        attempt: &Attempt<'_>,
        context: &CallContext<'_>,
        mut earliest: Option<Instant>,
    ) -> Option<Permit> {
        let mut is_logged = false;
        loop {
            if context.is_cancelled() {
                return None;
            }
            let permit = self.rate_limiter.permit_if_open();
            if permit.is_some() {
                return permit;
            }
            if !attempt.to_base_url || !self.retry.retries() {
                return Some(self.rate_limiter.permit_unchecked());
            }
            let now = self.clock.now();
            let now = earliest.map_or(now, |earliest| earliest.max(now));
            let wait = match self.rate_limiter.acquire(now, self.clock.random()) {
                Ok(permit) => return Some(permit),
                Err(wait) => wait,
            };
            let elapsed = context.elapsed(now);
            if !self.retry.allows(elapsed, wait, context.timeout()) {
                return Some(self.rate_limiter.permit_unchecked());
            }
            if !is_logged {
                trace::rate_limited(wait);
                is_logged = true;
            }
            self.clock.sleep(wait, context.cancel());
            earliest = now.checked_add(wait);
        }
    }
}

/// Whether the service no longer accepts the cookies and has not executed the
/// request: it refuses it, or redirects a `GET` or `HEAD` to a sign-in page.
fn is_signed_out(parts: &Parts, error: &Error) -> bool {
    match error.status() {
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => true,
        Some(status) => {
            is_get_or_head(&parts.method)
                && status.is_redirection()
                && status != StatusCode::NOT_MODIFIED
        }
        None => false,
    }
}
