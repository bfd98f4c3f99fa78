//! Time, sleep and chance.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::cancel::{CancelToken, Interrupted};

/// Time, sleep and chance, as a session takes them; a test gives its own.
///
/// ```
/// use civis_core::{Clock, Session};
/// use std::time::Duration;
///
/// /// Waits for nothing.
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
    /// Now, for time that passes.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Now, for dates.
    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits. A wait that a [`CancelToken`] may end is slept on another thread.
    fn sleep(&self, wait: Duration) {
        std::thread::sleep(wait);
    }

    /// A random number from 0 up to 1, for the jitter of the backoff.
    fn random(&self) -> f64 {
        fastrand::f64()
    }
}

/// The real time.
#[derive(Debug, Clone, Copy, Default)]
struct SystemClock;

impl Clock for SystemClock {}

/// The clock of a session.
#[derive(Debug, Clone, Default)]
pub(crate) enum Time {
    #[default]
    Real,
    Given(Arc<dyn Clock>),
}

impl Time {
    /// Waits, or less if the token is cancelled meanwhile.
    pub(crate) fn sleep(&self, wait: Duration, cancel: Option<&CancelToken>) {
        match (self, cancel) {
            (Self::Real, Some(cancel)) => {
                let _cancelled = cancel.wait_timeout(wait);
            }
            // How long another clock really sleeps is not known.
            (Self::Given(clock), Some(cancel)) => {
                let sleeps = Arc::clone(clock);
                if let Err(Interrupted::NoThread(_)) = cancel.run(move || sleeps.sleep(wait)) {
                    clock.sleep(wait);
                }
            }
            (_, None) => self.deref().sleep(wait),
        }
    }
}

impl Deref for Time {
    type Target = dyn Clock;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Real => &SystemClock,
            Self::Given(clock) => &**clock,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{Clock, Time};
    use crate::cancel::CancelToken;

    const LONG: Duration = Duration::from_secs(600);

    /// Sleeps longer than it is told to, and knows nothing of tokens.
    #[derive(Debug)]
    struct Sleepy;

    impl Clock for Sleepy {
        fn sleep(&self, wait: Duration) {
            thread::sleep(wait * 2);
        }
    }

    #[test]
    fn a_sleep_by_any_clock_ends_when_it_is_cancelled() {
        for time in [Time::Real, Time::Given(Arc::new(Sleepy))] {
            let token = CancelToken::new();
            let start = Instant::now();
            thread::scope(|scope| {
                scope.spawn(|| time.sleep(LONG, Some(&token)));
                thread::sleep(Duration::from_millis(20));
                token.cancel();
            });
            assert!(start.elapsed() < LONG / 2, "{time:?}");
        }
    }

    #[test]
    fn a_sleep_that_is_not_cancelled_is_whole() {
        let wait = Duration::from_millis(20);
        for time in [Time::Real, Time::Given(Arc::new(Sleepy))] {
            for cancel in [None, Some(&CancelToken::new())] {
                let start = Instant::now();
                time.sleep(wait, cancel);
                assert!(start.elapsed() >= wait, "{time:?} {cancel:?}");
            }
        }
    }
}
