//! One attempt: a request goes to the transport once, and once more for each
//! redirect that is followed.

use std::borrow::Cow;
use std::cell::Cell;

use http::{HeaderMap, Uri, header};

use super::attempt_error::AttemptError;
use super::call_context::CallContext;
use super::credentials::Credentials;
use super::exchange::Reading;
use super::{Shared, content_encoding, redirect};
use crate::request::parts::Parts;
use crate::transport::{Limits, RequestBody, ResponseBody};

/// Where the body of a successful response is left that is not read whole.
pub(super) type StreamedBody = Cell<Option<ResponseBody>>;

/// The request of each attempt of a call.
pub(super) struct Attempt<'a> {
    pub(super) parts: &'a Parts,
    pub(super) url: &'a Uri,
    pub(super) credentials: &'a Credentials,
    /// Whether the request goes to the base URL. If not, it is a step of a sign-in: it lacks the
    /// headers of the session, redirects are left to the caller, and the rate limiter is not involved.
    pub(super) to_base_url: bool,
    /// Takes the body of a successful response, which is empty then. `None` if it is read whole.
    pub(super) streamed: Option<&'a StreamedBody>,
}

/// A response of any status, or why there is none.
pub(super) type Outcome = Result<http::Response<Vec<u8>>, AttemptError>;

impl Shared {
    /// Sends the request, and follows redirects.
    pub(super) fn attempt(&self, attempt: &Attempt<'_>, context: &CallContext<'_>) -> Outcome {
        let mut response = self.send_once(attempt, attempt.url, context)?;
        if !attempt.to_base_url {
            return Ok(response);
        }
        let mut url = Cow::Borrowed(attempt.url);
        for _ in 0..redirect::MAX {
            let method = &attempt.parts.method;
            let next = redirect::next(method, &url, response.status(), response.headers());
            let Some(next) = next else { break };
            if context.is_cancelled() {
                return Err(AttemptError::Cancelled);
            }
            response = self.send_once(attempt, &next, context)?;
            url = Cow::Owned(next);
        }
        Ok(response)
    }

    /// Hands one request to the transport, within the time that is left.
    fn send_once(&self, attempt: &Attempt<'_>, url: &Uri, context: &CallContext<'_>) -> Outcome {
        let left = context.time_left(self.clock.now());
        let left = left.map_err(AttemptError::Transport)?;
        let limits = match attempt.streamed {
            None => Limits {
                timeout: left,
                ..Limits::default()
            },
            Some(_) => Limits {
                head_timeout: left,
                ..Limits::default()
            },
        };
        let body = attempt.parts.body.as_deref().unwrap_or_default();
        let mut request = http::Request::new(RequestBody::from(body));
        *request.method_mut() = attempt.parts.method.clone();
        *request.uri_mut() = url.clone();
        *request.headers_mut() = self.headers_for(attempt);
        let Some(streamed) = attempt.streamed else {
            return self.exchange(request, limits, context.cancel());
        };
        let opened = self.open(request, limits, context.cancel(), Reading::Streamed)?;
        let (head, body) = opened.response.into_parts();
        let bytes = if head.status.is_success() {
            streamed.set(Some(body));
            Vec::new()
        } else {
            let read = body.read_whole(u64::MAX, opened.length);
            read.map_err(AttemptError::Transport)?
        };
        Ok(http::Response::from_parts(head, bytes))
    }

    /// The request's own headers, those of the session, which take precedence, and
    /// the credentials.
    fn headers_for(&self, attempt: &Attempt<'_>) -> HeaderMap {
        let mut headers = attempt.parts.headers.clone();
        if attempt.to_base_url {
            for (name, value) in &self.headers {
                headers.insert(name, value.clone());
            }
        }
        attempt.credentials.apply(&mut headers);
        let accepted = headers.entry(header::ACCEPT_ENCODING);
        accepted.or_insert(content_encoding::ACCEPTED);
        headers
    }
}
