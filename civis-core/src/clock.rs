//! Time, sleep and randomness.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::cancel::CancelToken;
use crate::handoff::Interrupted;

/// The source of time, sleep and randomness of a session. Tests can provide their own.
///
/// ```
/// use civis_core::{Clock, Session};
/// use std::time::Duration;
///
/// /// Never sleeps.
/// #[derive(Debug)]
/// struct Impatient;
///
/// impl Clock for Impatient {
///     fn sleep(&self, _wait: Duration) {}
/// }
///
/// let session = Session::builder().api_key("my-api-key").clock(Impatient).build()?;
/// # let _ = session;
/// # Ok::<(), civis_core::Error>(())
/// ```
pub trait Clock: std::fmt::Debug + Send + Sync {
    /// The current time of a monotonic clock, for measuring durations.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The current date, for a `Retry-After` that is a date.
    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Sleeps. If a [`CancelToken`] may end the wait, this is called on another thread.
    fn sleep(&self, wait: Duration) {
        std::thread::sleep(wait);
    }

    /// A random number from 0 to 1, for the jitter of retries.
    fn random(&self) -> f64 {
        fastrand::f64()
    }
}

/// The clock of the system.
#[derive(Debug, Clone, Copy, Default)]
struct SystemClock;

impl Clock for SystemClock {}

/// The clock of a session.
#[derive(Debug, Clone, Default)]
pub(crate) enum SessionClock {
    #[default]
    System,
    Custom(Arc<dyn Clock>),
}

impl SessionClock {
    /// Sleeps until the time is over or the token is cancelled.
    pub(crate) fn sleep(&self, wait: Duration, cancel: Option<&CancelToken>) {
        match (self, cancel) {
            (Self::System, Some(cancel)) => {
                let _cancelled = cancel.wait_timeout(wait);
            }
            // How long a custom clock really sleeps is not known.
            (Self::Custom(clock), Some(cancel)) => {
                let sleeper = Arc::clone(clock);
                if let Err(Interrupted::NoThread(_)) = cancel.run(move || sleeper.sleep(wait)) {
                    clock.sleep(wait);
                }
            }
            (_, None) => self.deref().sleep(wait),
        }
    }
}

impl Deref for SessionClock {
    type Target = dyn Clock;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::System => &SystemClock,
            Self::Custom(clock) => &**clock,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{Clock, SessionClock};
    use crate::cancel::CancelToken;

    const LONG: Duration = Duration::from_secs(600);

    /// Sleeps twice as long as requested, and ignores tokens.
    #[derive(Debug)]
    struct Sleepy;

    impl Clock for Sleepy {
        fn sleep(&self, wait: Duration) {
            thread::sleep(wait * 2);
        }
    }

    #[test]
    fn cancelling_ends_the_sleep_of_any_clock() {
        for clock in [SessionClock::System, SessionClock::Custom(Arc::new(Sleepy))] {
            let token = CancelToken::new();
            let start = Instant::now();
            thread::scope(|scope| {
                scope.spawn(|| clock.sleep(LONG, Some(&token)));
                thread::sleep(Duration::from_millis(20));
                token.cancel();
            });
            assert!(start.elapsed() < LONG / 2, "{clock:?}");
        }
    }

    #[test]
    fn random_numbers_differ_and_are_from_0_to_1() {
        let numbers: Vec<f64> = (0..100).map(|_| SessionClock::System.random()).collect();
        assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
        assert!(numbers.iter().any(|number| *number != numbers[0]));
    }

    #[test]
    fn a_sleep_without_cancellation_lasts_its_full_time() {
        let wait = Duration::from_millis(20);
        for clock in [SessionClock::System, SessionClock::Custom(Arc::new(Sleepy))] {
            for cancel in [None, Some(&CancelToken::new())] {
                let start = Instant::now();
                clock.sleep(wait, cancel);
                assert!(start.elapsed() >= wait, "{clock:?} {cancel:?}");
            }
        }
    }
}
