//! Requests to signed URLs, which carry their own authorization. They have no credentials and no job
//! headers, and bypass the rate limiter, which is for the Platform.
//!
//! The loop is like that of `send`. The body of the request is opened again for each attempt, and the
//! body of the response can be streamed.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use super::attempt_error::AttemptError;
use super::attempts::Attempts;
use super::call_context::CallContext;
use super::exchange::{Opened, Reading};
use super::retry::{RetryState, is_transient};
use super::retry_after::retry_after;
use super::{Session, Shared, redirect, trace};
use crate::error::Error;
use crate::methods::is_get_or_head;
use crate::request::parts::Parts;
use crate::response::raw::RawResponse;
use crate::secret::Secret;
use crate::transport::{Limits, RequestBody};

/// The codes of an object store's errors that are retried whatever their status.
const TRANSIENT_CODES: [&str; 4] = [
    "InternalError",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
];

/// A request to a signed URL.
pub(crate) struct SignedRequest<'a> {
    /// Method and URL as errors and logs show them: without the query.
    pub(crate) parts: Parts,
    pub(crate) url: &'a Uri,
    /// Whether the body of a successful response is streamed. If not, it is read whole.
    pub(crate) streams: bool,
}

/// The body of each attempt of a request.
pub(crate) trait Body {
    /// Opens the body for the next attempt.
    fn open(&mut self) -> Result<RequestBody<'_>, Error>;

    /// Whether it can be opened again.
    fn is_repeatable(&self) -> bool;
}

/// No body.
impl Body for () {
    fn open(&mut self) -> Result<RequestBody<'_>, Error> {
        Ok(RequestBody::default())
    }

    fn is_repeatable(&self) -> bool {
        true
    }
}

/// The error of an attempt, and whether another one may succeed.
type Failure = (Error, bool);

impl Session {
    /// Sends a request until it succeeds or no further attempt is allowed. Returns the 2xx
    /// response.
    pub(crate) fn send_signed(
        &self,
        request: &SignedRequest<'_>,
        body: &mut dyn Body,
    ) -> Result<Opened, Error> {
        if !self.shared.base.allows(request.url) {
            let message = "the signed URL is http:// to another host, which would expose it to \
                the network; `allow_http_to` permits a host";
            return Err(Error::configuration(message));
        }
        let context = self.call_context();
        let span = trace::call_span(&request.parts);
        let result = span.in_scope(|| self.shared.send_signed(request, body, &context));
        let elapsed = context.elapsed(self.shared.clock.now());
        match &result {
            Ok((opened, attempts)) => {
                let response = &opened.response;
                let status = Some(response.status());
                trace::call_ended(&span, status, *attempts, Some(response.headers()), elapsed);
            }
            Err(error) => trace::call_failed(&span, error, elapsed),
        }
        let result = result.map(|(opened, _)| opened);
        result.map_err(|error| error.with_elapsed(elapsed))
    }

    /// Waits before a download resumes at `offset`. `failures` and `elapsed` count from the last byte
    /// that it received. Returns false if the policy does not allow it.
    pub(crate) fn wait_to_resume(&self, failures: u32, elapsed: Duration, offset: u64) -> bool {
        let state = RetryState {
            attempts: failures,
            elapsed,
            timeout: None,
            retry_after: None,
            random: self.shared.clock.random(),
        };
        let Some(wait) = self.shared.retry.next_wait(&state) else {
            return false;
        };
        trace::resuming(offset, failures, wait);
        self.shared.clock.sleep(wait, self.cancel.as_ref());
        true
    }
}

impl Shared {
    fn send_signed(
        &self,
        request: &SignedRequest<'_>,
        body: &mut dyn Body,
        context: &CallContext<'_>,
    ) -> Result<(Opened, u32), Error> {
        let mut attempts = Attempts::new(self, context);
        loop {
            if context.is_cancelled() {
                return Err(attempts.cancelled(&request.parts));
            }
            let number = attempts.begin();
            let (error, is_retryable) = match self.attempt_signed(request, body, context, number) {
                Ok(opened) => return Ok((opened, number)),
                Err(failure) => failure,
            };
            let wait = attempts.next_wait(&error, self.clock.now());
            let Some(wait) = wait.filter(|_| is_retryable && body.is_repeatable()) else {
                return Err(attempts.error(error));
            };
            attempts.sleep(&error, wait);
        }
    }

    fn attempt_signed(
        &self,
        request: &SignedRequest<'_>,
        body: &mut dyn Body,
        context: &CallContext<'_>,
        attempts: u32,
    ) -> Result<Opened, Failure> {
        let parts = &request.parts;
        let body = body.open().map_err(|error| (error, false))?;
        let outcome = self.exchange_signed(request, body, context);
        let elapsed = context.elapsed(self.clock.now());
        let seen = outcome.as_ref().map(|opened| &opened.response);
        trace::attempt_ended(seen, attempts, elapsed, &Secret::default());
        match outcome {
            Ok(opened) if opened.response.status().is_success() => Ok(opened),
            Ok(opened) => {
                let retry_after = retry_after(opened.response.headers(), self.clock.date());
                let response = self.limits.read_error(opened.response);
                let response = RawResponse::new(response, attempts);
                let status = response.status();
                let error = Error::response(parts, response, retry_after, &Secret::default());
                let is_transient = status == StatusCode::INTERNAL_SERVER_ERROR
                    || self.retry.retries_status(&Method::PUT, status)
                    || error
                        .code()
                        .is_some_and(|code| TRANSIENT_CODES.contains(&code));
                Err((error, is_transient))
            }
            Err(AttemptError::Transport(error)) => {
                let is_transient = is_transient(&error);
                let error = Error::transport(parts, &error, attempts, &Secret::default());
                Err((error, is_transient))
            }
            Err(AttemptError::Cancelled) => Err((Error::cancelled(parts, attempts, true), false)),
        }
    }

    /// Sends the request, and follows redirects of a `GET` or `HEAD` to any host, since the request
    /// contains no secret.
    fn exchange_signed(
        &self,
        request: &SignedRequest<'_>,
        body: RequestBody<'_>,
        context: &CallContext<'_>,
    ) -> Result<Opened, AttemptError> {
        let mut opened = self.exchange_once(request, request.url, body, context)?;
        if !is_get_or_head(&request.parts.method) {
            return Ok(opened);
        }
        let mut url = request.url.clone();
        for _ in 0..redirect::MAX {
            let response = &opened.response;
            let next = redirect::target(&url, response.status(), response.headers());
            let Some(next) = next.filter(|next| self.base.allows(next)) else {
                break;
            };
            opened = self.exchange_once(request, &next, RequestBody::default(), context)?;
            url = next;
        }
        Ok(opened)
    }

    fn exchange_once(
        &self,
        request: &SignedRequest<'_>,
        url: &Uri,
        body: RequestBody<'_>,
        context: &CallContext<'_>,
    ) -> Result<Opened, AttemptError> {
        let left = context.time_left(self.clock.now());
        let left = left.map_err(AttemptError::Transport)?;
        let (limits, reading) = if request.streams {
            let limits = Limits {
                head_timeout: left,
                ..Limits::default()
            };
            (limits, Reading::Streamed)
        } else {
            let limits = Limits {
                timeout: left,
                ..Limits::default()
            };
            (limits, Reading::Whole)
        };
        let mut outgoing = http::Request::new(body);
        *outgoing.method_mut() = request.parts.method.clone();
        *outgoing.uri_mut() = url.clone();
        *outgoing.headers_mut() = self.signed_headers(&request.parts.headers);
        self.open(outgoing, limits, context.cancel(), reading)
    }

    /// The request's own headers, and the `User-Agent` of the session.
    fn signed_headers(&self, own: &HeaderMap) -> HeaderMap {
        let mut headers = own.clone();
        if let Some(agent) = self.headers.get(header::USER_AGENT) {
            headers.insert(header::USER_AGENT, agent.clone());
        }
        // Ranges of a body that is encoded on the fly would be ranges of the encoded bytes.
        let identity = HeaderValue::from_static("identity");
        headers.insert(header::ACCEPT_ENCODING, identity);
        headers
    }
}
