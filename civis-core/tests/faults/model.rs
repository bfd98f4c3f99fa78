//! The expected outcome of a method and a fault.

use std::time::Duration;

use civis_core::ErrorKind;
use http::Method;

use crate::fault::{Effect, Fault, Timeouts};
use crate::server::{Action, Piece, RedirectTarget};

pub(crate) const MAX_RETRIES: usize = 2;
/// The limit of the default policy.
const MAX_ELAPSED: Duration = Duration::from_secs(600);
/// The short timeout of a call.
pub(crate) const SHORT_CALL: Duration = Duration::from_secs(2);
/// The number of redirects that are followed.
const MAX_REDIRECTS: usize = 5;

#[derive(Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) attempts: usize,
    /// The number of requests that the server receives.
    pub(crate) arrivals: usize,
    pub(crate) waits: Vec<Duration>,
    pub(crate) outcome: Outcome,
    /// Whether a failed attempt reports the request as sent.
    pub(crate) sent: bool,
    /// The body of the correct response.
    echo: String,
}

/// The result of an attempt.
#[derive(Debug, PartialEq)]
pub(crate) enum AttemptResult {
    Responded(u16),
    Failed { sent: bool },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// A status and a body.
    Response(u16, String),
    /// An error, and the status of the response, if any.
    Error(ErrorKind, Option<u16>),
}

/// Whether a second execution changes nothing.
pub(crate) fn is_idempotent(method: &Method) -> bool {
    ![Method::POST, Method::PATCH].contains(method)
}

pub(crate) fn expected(fault: &Fault, method: &Method, times: usize, target: &str) -> Expected {
    let head = *method == Method::HEAD;
    let effect = match &fault.effect {
        _ if head && fault.in_body => Effect::Response(200, ""),
        effect => effect.clone(),
    };
    let is_retried = match &effect {
        Effect::NoConnection(kind) => *kind != ErrorKind::Tls,
        Effect::NoResponse(_) | Effect::Status(502 | 504, _) => is_idempotent(method),
        Effect::Status(429 | 503, _) => true,
        Effect::BadResponse(_) | Effect::Status(..) | Effect::Response(..) | Effect::Echo => false,
    };
    let retry_after = match &effect {
        Effect::Status(_, retry_after) => *retry_after,
        _ => Duration::ZERO,
    };
    let mut waits: Vec<Duration> = Vec::new();
    while is_retried && waits.len() < MAX_RETRIES && waits.len() < times {
        let passed: Duration = waits.iter().sum();
        // The wait for a fixed date becomes shorter over time.
        let retry_after = match retry_after {
            date if has_date(fault) => date.saturating_sub(passed),
            retry_after => retry_after,
        };
        let wait = backoff(waits.len()).max(retry_after);
        let end = passed + wait;
        let in_time = fault.timeouts != Timeouts::Call || end < SHORT_CALL;
        if end > MAX_ELAPSED || !in_time {
            break;
        }
        waits.push(wait);
    }
    let attempts = waits.len() + 1;
    let echo = match head {
        true => String::new(),
        false => format!("\"{target}\""),
    };
    let outcome = if attempts > times {
        Outcome::Response(200, echo.clone())
    } else {
        match &effect {
            Effect::NoConnection(kind) | Effect::NoResponse(kind) | Effect::BadResponse(kind) => {
                Outcome::Error(*kind, None)
            }
            Effect::Status(401, _) => Outcome::Error(ErrorKind::Authentication, Some(401)),
            Effect::Status(404, _) => Outcome::Error(ErrorKind::NotFound, Some(404)),
            Effect::Status(429, _) => Outcome::Error(ErrorKind::RateLimited, Some(429)),
            Effect::Status(status, _) => Outcome::Error(ErrorKind::Api, Some(*status)),
            Effect::Response(status, _) if head => Outcome::Response(*status, String::new()),
            Effect::Response(status, body) => Outcome::Response(*status, (*body).to_owned()),
            Effect::Echo => Outcome::Response(200, echo.clone()),
        }
    };
    let reads = head || *method == Method::GET;
    let arrivals = match &fault.action {
        Action::Http(_, pieces, _) if reads && is_loop(pieces) => attempts * (1 + MAX_REDIRECTS),
        Action::Http(..) => attempts,
        _ => 0,
    };
    Expected {
        attempts,
        arrivals,
        waits,
        outcome,
        sent: !matches!(effect, Effect::NoConnection(_)),
        echo,
    }
}

impl Expected {
    /// Adapts the expectation to a random fault: whether each attempt fails, and whether part of
    /// the request was sent, follows from the recorded results.
    pub(crate) fn for_random_fault(
        mut self,
        method: &Method,
        attempt_results: &[AttemptResult],
    ) -> Self {
        let stops = |attempt: &AttemptResult| match attempt {
            AttemptResult::Responded(_) => true,
            AttemptResult::Failed { sent } => *sent && !is_idempotent(method),
        };
        let last = attempt_results
            .iter()
            .position(stops)
            .unwrap_or(MAX_RETRIES);
        self.attempts = last.min(MAX_RETRIES) + 1;
        self.waits = (0..self.attempts - 1).map(backoff).collect();
        if self.arrivals > 0 {
            self.arrivals = self.attempts;
        }
        match attempt_results.last() {
            Some(AttemptResult::Failed { sent: false }) => {
                self.outcome = Outcome::Error(ErrorKind::Connect, None);
            }
            Some(AttemptResult::Failed { sent: true }) => {
                self.outcome = Outcome::Error(ErrorKind::Transport, None);
            }
            Some(AttemptResult::Responded(200)) => {
                self.outcome = Outcome::Response(200, self.echo.clone())
            }
            _ => {}
        }
        self
    }
}

/// Half of the maximum, since the random number of the clock is one half.
fn backoff(retry: usize) -> Duration {
    Duration::from_millis(375) * (1 << retry)
}

fn is_loop(pieces: &[Piece]) -> bool {
    pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Location(RedirectTarget::Itself)))
}

fn has_date(fault: &Fault) -> bool {
    fault.name.contains("GMT")
}
