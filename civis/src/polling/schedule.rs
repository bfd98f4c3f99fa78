//! When to poll, and how many polls may fail.

use std::time::Duration;

use civis_core::{Error, ErrorKind};

/// The official client's: 1 s, growing by 1.2 to 15 s.
const FIRST: Duration = Duration::from_secs(1);
const FACTOR: f64 = 1.2;
const LONGEST: Duration = Duration::from_secs(15);

/// The share of an interval by which it is lengthened at most, so that programs that start together do not poll together.
const JITTER: f64 = 0.1;

/// How many polls in a row may fail.
const FAILED_POLLS: u32 = 10;

/// How many responses in a row may say that there is no such run. A run that was just started may not be found at once.
const NOT_FOUND: u32 = 3;

/// When to poll, and how many polls in a row may fail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) first: Duration,
    pub(crate) factor: f64,
    pub(crate) longest: Duration,
    pub(crate) failed_polls: u32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            first: FIRST,
            factor: FACTOR,
            longest: LONGEST,
            failed_polls: FAILED_POLLS,
        }
    }
}

impl Schedule {
    /// What is wrong with it: the argument, and why.
    pub(crate) fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.first.is_zero() {
            Some(("interval", "must be more than zero"))
        } else if !self.factor.is_finite() || self.factor < 1.0 {
            Some(("factor", "must be a number from 1"))
        } else if self.longest < self.first {
            Some(("longest", "must not be less than the first interval"))
        } else {
            None
        }
    }

    pub(crate) fn start(&self) -> Polls {
        Polls {
            schedule: *self,
            interval: self.first,
            failed: 0,
            not_found: 0,
        }
    }
}

/// Where the polls of one thing are in their schedule.
#[derive(Debug)]
pub(crate) struct Polls {
    schedule: Schedule,
    interval: Duration,
    /// Polls in a row that failed.
    failed: u32,
    /// Polls in a row that found nothing.
    not_found: u32,
}

impl Polls {
    /// The time until the next poll. `random` is from 0 to 1.
    pub(crate) fn next_interval(&mut self, random: f64) -> Duration {
        let interval = self.interval;
        let grown = interval.as_secs_f64() * self.schedule.factor;
        self.interval = Duration::try_from_secs_f64(grown)
            .unwrap_or(self.schedule.longest)
            .min(self.schedule.longest);
        // Only longer, never shorter: no more polls than the schedule has.
        let lengthened = interval.as_secs_f64() * (1.0 + JITTER * random.clamp(0.0, 1.0));
        Duration::try_from_secs_f64(lengthened).unwrap_or(interval)
    }

    pub(crate) fn succeeded(&mut self) {
        self.failed = 0;
        self.not_found = 0;
    }

    /// Records a poll that failed. Returns the error if it ends the wait.
    pub(crate) fn failed(&mut self, error: Error) -> Result<(), Error> {
        self.failed = self.failed.saturating_add(1);
        if error.kind() == ErrorKind::NotFound {
            self.not_found = self.not_found.saturating_add(1);
        } else {
            self.not_found = 0;
        }
        let allowed = self.schedule.failed_polls;
        if is_permanent(&error) || self.failed > allowed || self.not_found > NOT_FOUND.min(allowed)
        {
            return Err(error);
        }
        tracing::debug!(error = %error, failed = self.failed, "a poll failed");
        Ok(())
    }
}

/// Whether another poll would fail in the same way.
fn is_permanent(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::MissingKey
        | ErrorKind::Configuration
        | ErrorKind::InvalidRequest
        | ErrorKind::Authentication
        | ErrorKind::Proxy
        | ErrorKind::Cancelled => true,
        ErrorKind::Api => error
            .status()
            .is_some_and(|status| status == http::StatusCode::FORBIDDEN),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use civis_core::{ErrorKind, support};

    use super::Schedule;

    #[test]
    fn the_default_is_that_of_the_official_client() {
        let mut polls = Schedule::default().start();
        let intervals: Vec<u128> = (0..18)
            .map(|_| polls.next_interval(0.0).as_millis())
            .collect();
        assert_eq!(intervals[..4], [1000, 1200, 1440, 1728]);
        assert_eq!(intervals[14..], [12839, 15000, 15000, 15000]);
    }

    #[test]
    fn jitter_lengthens_by_a_tenth_at_most() {
        for random in [0.0, 0.5, 1.0, 7.0, f64::NAN] {
            let interval = Schedule::default().start().next_interval(random);
            assert!(interval >= Duration::from_secs(1), "{random}");
            assert!(interval <= Duration::from_millis(1100), "{random}");
        }
    }

    #[test]
    fn a_schedule_that_is_not_valid_is_reported() {
        let default = Schedule::default();
        let zero = Duration::ZERO;
        for (schedule, argument) in [
            (
                Schedule {
                    first: zero,
                    ..default
                },
                "interval",
            ),
            (
                Schedule {
                    factor: 0.9,
                    ..default
                },
                "factor",
            ),
            (
                Schedule {
                    factor: f64::NAN,
                    ..default
                },
                "factor",
            ),
            (
                Schedule {
                    longest: zero,
                    ..default
                },
                "longest",
            ),
        ] {
            assert_eq!(schedule.problem().map(|(name, _)| name), Some(argument));
        }
        assert_eq!(default.problem(), None);
    }

    #[test]
    fn failures_count_in_a_row_and_a_missing_run_less_long() {
        let error = |kind| support::error(kind, "no");
        let mut polls = Schedule::default().start();
        for _ in 0..10 {
            assert!(polls.failed(error(ErrorKind::Transport)).is_ok());
        }
        assert!(polls.failed(error(ErrorKind::Transport)).is_err());
        polls.succeeded();
        for _ in 0..3 {
            assert!(polls.failed(error(ErrorKind::NotFound)).is_ok());
        }
        assert!(polls.failed(error(ErrorKind::NotFound)).is_err());
        polls.succeeded();
        assert!(polls.failed(error(ErrorKind::Authentication)).is_err());
    }
}
