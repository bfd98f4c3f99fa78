//! What has to come of a verb and a fault.

use std::time::Duration;

use civis_core::ErrorKind;
use http::Method;

use crate::fault::{Fault, Patience, Truth};
use crate::server::{Act, Piece, Place};

pub(crate) const MAX_RETRIES: usize = 2;
/// Of the default policy.
const MAX_ELAPSED: Duration = Duration::from_secs(600);
/// For the whole call, of those that have little patience.
pub(crate) const SHORT_CALL: Duration = Duration::from_secs(2);
/// How many redirections are followed.
const REDIRECTIONS: usize = 5;

#[derive(Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) attempts: usize,
    /// How many requests reach the server.
    pub(crate) arrivals: usize,
    pub(crate) waits: Vec<Duration>,
    pub(crate) outcome: Outcome,
    /// What a failed sending tells, if one fails.
    pub(crate) sent: bool,
    /// The body of the right answer.
    echo: String,
}

/// What came of one sending.
#[derive(Debug, PartialEq)]
pub(crate) enum Sending {
    Answered(u16),
    Failed { sent: bool },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// A status, and a body.
    Answer(u16, String),
    /// An error, and the status of its answer.
    Error(ErrorKind, Option<u16>),
}

/// Whether twice has the effect of once.
pub(crate) fn is_idempotent(method: &Method) -> bool {
    ![Method::POST, Method::PATCH].contains(method)
}

pub(crate) fn expected(fault: &Fault, method: &Method, times: usize, target: &str) -> Expected {
    let head = *method == Method::HEAD;
    let truth = match &fault.truth {
        _ if head && fault.in_body => Truth::Answer(200, ""),
        truth => truth.clone(),
    };
    let repeats = match &truth {
        Truth::NoConnection(kind) => *kind != ErrorKind::Tls,
        Truth::NoAnswer(_) | Truth::Status(502 | 504, _) => is_idempotent(method),
        Truth::Status(429 | 503, _) => true,
        Truth::BadAnswer(_) | Truth::Status(..) | Truth::Answer(..) | Truth::Echo => false,
    };
    let asked = match &truth {
        Truth::Status(_, asked) => *asked,
        _ => Duration::ZERO,
    };
    let mut waits: Vec<Duration> = Vec::new();
    while repeats && waits.len() < MAX_RETRIES && waits.len() < times {
        let passed: Duration = waits.iter().sum();
        // A date does not move on when time passes.
        let asked = match asked {
            date if names_a_date(fault) => date.saturating_sub(passed),
            asked => asked,
        };
        let wait = backoff(waits.len()).max(asked);
        let end = passed + wait;
        let in_time = fault.patience != Patience::Call || end < SHORT_CALL;
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
        Outcome::Answer(200, echo.clone())
    } else {
        match &truth {
            Truth::NoConnection(kind) | Truth::NoAnswer(kind) | Truth::BadAnswer(kind) => {
                Outcome::Error(*kind, None)
            }
            Truth::Status(401, _) => Outcome::Error(ErrorKind::Authentication, Some(401)),
            Truth::Status(404, _) => Outcome::Error(ErrorKind::NotFound, Some(404)),
            Truth::Status(429, _) => Outcome::Error(ErrorKind::RateLimited, Some(429)),
            Truth::Status(status, _) => Outcome::Error(ErrorKind::Api, Some(*status)),
            Truth::Answer(status, _) if head => Outcome::Answer(*status, String::new()),
            Truth::Answer(status, body) => Outcome::Answer(*status, (*body).to_owned()),
            Truth::Echo => Outcome::Answer(200, echo.clone()),
        }
    };
    let reads = head || *method == Method::GET;
    let arrivals = match &fault.act {
        Act::Http(_, pieces, _) if reads && is_circle(pieces) => attempts * (1 + REDIRECTIONS),
        Act::Http(..) => attempts,
        _ => 0,
    };
    Expected {
        attempts,
        arrivals,
        waits,
        outcome,
        sent: !matches!(truth, Truth::NoConnection(_)),
        echo,
    }
}

impl Expected {
    /// The same where chance decides whether a sending fails, and whether something
    /// of the request has left by then: as each sending tells.
    pub(crate) fn by_chance(mut self, method: &Method, sendings: &[Sending]) -> Self {
        let stops = |sending: &Sending| match sending {
            Sending::Answered(_) => true,
            Sending::Failed { sent } => *sent && !is_idempotent(method),
        };
        let last = sendings.iter().position(stops).unwrap_or(MAX_RETRIES);
        self.attempts = last.min(MAX_RETRIES) + 1;
        self.waits = (0..self.attempts - 1).map(backoff).collect();
        if self.arrivals > 0 {
            self.arrivals = self.attempts;
        }
        match sendings.last() {
            Some(Sending::Failed { sent: false }) => {
                self.outcome = Outcome::Error(ErrorKind::Connect, None);
            }
            Some(Sending::Failed { sent: true }) => {
                self.outcome = Outcome::Error(ErrorKind::Transport, None);
            }
            Some(Sending::Answered(200)) => self.outcome = Outcome::Answer(200, self.echo.clone()),
            _ => {}
        }
        self
    }
}

/// Half of the longest: the clock's chance is one half.
fn backoff(retry: usize) -> Duration {
    Duration::from_millis(375) * (1 << retry)
}

fn is_circle(pieces: &[Piece]) -> bool {
    pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Location(Place::Itself)))
}

fn names_a_date(fault: &Fault) -> bool {
    fault.name.contains("GMT")
}
