//! One call: sendings, until an answer stands.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, Method, StatusCode, Uri};

use super::access::Access;
use super::bounds::Bounds;
use super::gate::Pass;
use super::{Auth, Inner, Shared, redirect, tell};
use crate::cancel::Interrupted;
use crate::error::Error;
use crate::response::raw::{Parts, RawResponse};
use crate::session::retry::{State, repeats_after_failure, repeats_after_status, retry_after};
use crate::transport::{Limits, TransportError, TransportErrorKind};

pub(super) type Answer = http::Response<Vec<u8>>;

/// Why no answer came.
pub(super) enum Failure {
    Transport(TransportError),
    /// While the request was under way.
    Cancelled,
}

/// What is sent, and how.
pub(super) struct Sending<'a> {
    pub(super) parts: &'a Parts,
    pub(super) url: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) access: &'a Access,
    /// Whether it goes to the base URL: then redirections are followed, and the
    /// session's calls go together.
    pub(super) is_own: bool,
}

impl Inner {
    pub(super) fn execute(&self, parts: &Parts) -> Result<RawResponse, Error> {
        let start = self.shared.time.now();
        let bounds = Bounds::new(start, self.timeout, self.cancel.as_ref());
        self.shared.execute(parts, &bounds)
    }
}

impl Shared {
    /// A call within bounds, which may be those of another call that needs it.
    pub(super) fn execute(&self, parts: &Parts, bounds: &Bounds<'_>) -> Result<RawResponse, Error> {
        let span = tell::call(parts);
        let result = span.in_scope(|| self.authorized(parts, bounds));
        tell::ended(&span, &result, bounds.elapsed(self.time.now()));
        result
    }

    fn authorized(&self, parts: &Parts, bounds: &Bounds<'_>) -> Result<RawResponse, Error> {
        let url = self
            .base
            .join(parts)
            .map_err(|error| Error::invalid_url(parts, error))?;
        let sign_in = match &self.auth {
            Auth::Fixed(access) => return self.send_with(parts, &url, access, bounds),
            Auth::SignIn(sign_in) => sign_in,
        };
        let access = sign_in.access(&url, bounds)?;
        match self.send_with(parts, &url, &access, bounds) {
            Err(error) if is_signed_out(parts, &error) => {
                let unsure = error.may_have_been_carried_out();
                sign_in
                    .renewed(&access, &url, bounds)
                    .and_then(|access| self.send_with(parts, &url, &access, bounds))
                    .map_err(|error| error.after(unsure))
            }
            result => result,
        }
    }

    fn send_with(
        &self,
        parts: &Parts,
        url: &Uri,
        access: &Access,
        bounds: &Bounds<'_>,
    ) -> Result<RawResponse, Error> {
        let mut headers = parts.headers.clone();
        // The session's own headers prevail.
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        access.apply(&mut headers);
        let sending = Sending {
            parts,
            url,
            headers: &headers,
            access,
            is_own: true,
        };
        self.repeat(&sending, bounds)
    }

    /// Sends a request until an answer stands.
    pub(super) fn repeat(
        &self,
        sending: &Sending<'_>,
        bounds: &Bounds<'_>,
    ) -> Result<RawResponse, Error> {
        let Sending { parts, access, .. } = sending;
        let mut attempts = 0;
        // Whether an earlier sending may have been carried out.
        let mut unsure = false;
        let cancelled = |attempts, unsure| Error::cancelled(parts, attempts, unsure);
        let mut pass = self.admit(sending, bounds);
        loop {
            let Some(admitted) = pass else {
                return Err(cancelled(attempts, unsure));
            };
            attempts += 1;
            let outcome = self.follow(sending, bounds);
            let now = self.time.now();
            tell::sent(&outcome, attempts, bounds.elapsed(now), access.secret());
            let (error, repeats, asked) = match outcome {
                Ok(answer) if answer.status().is_success() => {
                    if sending.is_own {
                        self.gate.accepted(admitted);
                    }
                    return Ok(RawResponse::new(answer, attempts));
                }
                Ok(answer) => {
                    let repeats = repeats_after_status(&parts.method, answer.status());
                    let asked = retry_after(answer.headers(), self.time.date());
                    let answer = RawResponse::new(answer, attempts);
                    let error = Error::answer(parts, answer, asked, access.secret());
                    (error, repeats, asked)
                }
                Err(Failure::Cancelled) => return Err(cancelled(attempts, true)),
                Err(Failure::Transport(error)) => {
                    let repeats = repeats_after_failure(&parts.method, &error);
                    let error = Error::transport(parts, error, attempts, access.secret());
                    (error, repeats, None)
                }
            };
            let state = State {
                attempts,
                elapsed: bounds.elapsed(now),
                timeout: bounds.timeout(),
                retry_after: asked,
                random: self.time.random(),
            };
            let wait = repeats.then(|| self.retry.next_wait(&state)).flatten();
            if sending.is_own {
                self.learn(admitted, &error, now, asked.or(wait));
            }
            let Some(wait) = wait else {
                return Err(error.after(unsure));
            };
            unsure |= error.may_have_been_carried_out();
            tell::retrying(&error, attempts, wait);
            self.time.sleep(wait, bounds.cancel());
            pass = self.admit_after(sending, bounds, now.checked_add(wait));
        }
    }

    /// What an answer that is no success says of the pace. One that asks for a retry
    /// at once, by `Retry-After: 0`, says nothing of it.
    fn learn(&self, pass: Pass, error: &Error, now: Instant, wait: Option<Duration>) {
        let Some(status) = error.status() else { return };
        let is_refusal = match status {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => error.retry_after().is_some(),
            _ => false,
        };
        if is_refusal {
            let asked = wait.filter(|wait| !wait.is_zero());
            if let Some(wait) = asked.filter(|_| self.retry.repeats()) {
                self.gate.refused(pass, now, wait);
            }
        } else if !status.is_server_error() {
            self.gate.accepted(pass);
        }
    }

    fn admit(&self, sending: &Sending<'_>, bounds: &Bounds<'_>) -> Option<Pass> {
        self.admit_after(sending, bounds, None)
    }

    /// Waits for the turn of a request; `None` if the call is cancelled. It is no
    /// earlier than `earliest`, even by a clock that does not count its sleeps.
    fn admit_after(
        &self,
        sending: &Sending<'_>,
        bounds: &Bounds<'_>,
        mut earliest: Option<Instant>,
    ) -> Option<Pass> {
        let mut held_back = false;
        loop {
            if bounds.is_cancelled() {
                return None;
            }
            let open = self.gate.open();
            if open.is_some() || !sending.is_own || !self.retry.repeats() {
                return open.or_else(|| Some(self.gate.pass()));
            }
            let now = self.time.now();
            let now = earliest.map_or(now, |earliest| earliest.max(now));
            let wait = match self.gate.enter(now, self.time.random()) {
                Ok(pass) => return Some(pass),
                Err(wait) => wait,
            };
            if !self
                .retry
                .allows(bounds.elapsed(now), wait, bounds.timeout())
            {
                return Some(self.gate.pass());
            }
            if !held_back {
                tell::held_back(wait);
                held_back = true;
            }
            self.time.sleep(wait, bounds.cancel());
            earliest = now.checked_add(wait);
        }
    }

    /// Sends once, and follows redirections if it is to.
    fn follow(&self, sending: &Sending<'_>, bounds: &Bounds<'_>) -> Result<Answer, Failure> {
        let mut answer = self.send(sending, sending.url, bounds)?;
        let mut at = sending.url.clone();
        for _ in 0..if sending.is_own { redirect::MAX } else { 0 } {
            let method = &sending.parts.method;
            let next = redirect::next(method, &at, answer.status(), answer.headers());
            let Some(next) = next else { break };
            if bounds.is_cancelled() {
                return Err(Failure::Cancelled);
            }
            answer = self.send(sending, &next, bounds)?;
            at = next;
        }
        Ok(answer)
    }

    fn send(
        &self,
        sending: &Sending<'_>,
        url: &Uri,
        bounds: &Bounds<'_>,
    ) -> Result<Answer, Failure> {
        let timeout = bounds.left(self.time.now());
        if timeout.is_some_and(|left| left.is_zero()) {
            let message = "the time for the whole call is over";
            let error = TransportError::new(TransportErrorKind::Timeout, false, message);
            return Err(Failure::Transport(error));
        }
        let limits = Limits {
            timeout,
            max_response_bytes: self.limits.max_response_bytes,
        };
        let body = sending.parts.body.as_deref().unwrap_or_default();
        let mut request = http::Request::new(body);
        *request.method_mut() = sending.parts.method.clone();
        *request.uri_mut() = url.clone();
        *request.headers_mut() = sending.headers.clone();
        let outcome = match bounds.cancel() {
            None => self.transport.send(request, &limits),
            Some(cancel) => {
                let transport = Arc::clone(&self.transport);
                let request = request.map(<[u8]>::to_vec);
                let sent = cancel.run(move || {
                    let (parts, body) = request.into_parts();
                    transport.send(http::Request::from_parts(parts, &body), &limits)
                });
                match sent {
                    Ok(outcome) => outcome,
                    Err(Interrupted::Cancelled) => return Err(Failure::Cancelled),
                    Err(Interrupted::NoThread(error)) => {
                        Err(TransportError::new(TransportErrorKind::Io, false, error))
                    }
                }
            }
        };
        outcome
            .and_then(|answer| self.limits.check(answer))
            .map_err(Failure::Transport)
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
