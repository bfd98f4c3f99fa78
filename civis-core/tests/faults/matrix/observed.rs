//! What was observed of a call, compared with the model.

use std::fmt::Write as _;
use std::time::Duration;

use crate::fault::{Effect, Fault, Timeouts};
use crate::model::{AttemptResult, Expected, Outcome};

/// The longest real time of a cell.
const CELL: Duration = Duration::from_secs(20);

/// What was observed of a call.
pub(super) struct Observed {
    pub(super) outcome: Outcome,
    /// The number of attempts, if the result has it.
    pub(super) attempts: Option<u32>,
    pub(super) took: Duration,
    pub(super) waits: Vec<Duration>,
    pub(super) arrived: usize,
    pub(super) attempt_results: Vec<AttemptResult>,
}

impl Observed {
    /// Lists the differences from the model.
    pub(super) fn mismatches(&self, model: &Expected, fault: &Fault) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.outcome != model.outcome {
            wrong.push(format!("{:?} and not {:?}", self.outcome, model.outcome));
        }
        let attempts = self.attempts.map(|attempts| attempts as usize);
        if attempts.is_some_and(|attempts| attempts != model.attempts) {
            wrong.push(format!("{attempts:?} attempts and not {}", model.attempts));
        }
        if self.waits != model.waits {
            wrong.push(format!(
                "waits of {:?} and not {:?}",
                self.waits, model.waits
            ));
        }
        // With short timeouts, the client may give up before a slow machine reads the request.
        let few = self.arrived < model.arrivals && fault.timeouts == Timeouts::Long;
        if few || self.arrived > model.arrivals {
            wrong.push(format!(
                "{} arrivals and not {}",
                self.arrived, model.arrivals
            ));
        }
        let other = AttemptResult::Failed { sent: !model.sent };
        if !fault.random && self.attempt_results.contains(&other) {
            wrong.push(format!("reported as sent: {}", !model.sent));
        }
        if self.took > CELL {
            wrong.push("took too long".to_owned());
        }
        wrong
    }

    /// How often the server rejected the request without executing it.
    pub(super) fn rejections(&self) -> usize {
        let rejections = self
            .attempt_results
            .iter()
            .filter(|attempt| matches!(attempt, AttemptResult::Responded(429 | 503)));
        rejections.count()
    }

    pub(super) fn summary(&self, effect: &Effect) -> String {
        let mut text = match &self.outcome {
            Outcome::Response(status, body) => format!("{status}, {} bytes", body.len()),
            Outcome::Error(kind, None) => format!("{kind:?}"),
            Outcome::Error(kind, Some(status)) => format!("{kind:?} {status}"),
        };
        if matches!(effect, Effect::NoConnection(_)) {
            text.push_str(", not sent");
        }
        if let Some(attempts) = self.attempts {
            let _ = write!(text, ", {attempts} attempts");
        }
        let waited: Duration = self.waits.iter().sum();
        let waited = waited.as_secs_f64();
        let _ = write!(text, ", {} arrived, waited {waited:.3} s", self.arrived);
        text
    }
}
