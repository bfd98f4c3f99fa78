//! The settings of a wait for runs.

use std::fmt;
use std::time::Duration;

use civis_core::{Result, support};

use super::status::Status;
use crate::polling::Schedule;

/// The last lines of a log that an error has, as many as the official client shows.
const LOG_LINES: u32 = 15;

/// The threads that poll, if many runs are waited for.
const THREADS: usize = 4;

/// How to wait for runs: settings, and [`wait`](Self::wait).
///
/// ```no_run
/// use civis::jobs::{self, Waiter};
/// use std::time::Duration;
///
/// let session = civis::Session::from_env()?;
/// let run = jobs::run(&session, 7)?;
/// let done = Waiter::new()
///     .timeout(Duration::from_secs(3600))
///     .on_state(|status| println!("{} is {}", status.run(), status.state()))
///     .wait(&run)?;
/// # let _ = done;
/// # Ok::<(), civis::Error>(())
/// ```
///
/// # Polls
///
/// A run is polled 1 s after it was started, or at once if the program did not start it. Then the time between two polls
/// grows by the factor 1.2 up to 15 s, as in the official client. Each interval is lengthened by up to a tenth at random.
/// [`interval`](Self::interval) and [`backoff`](Self::backoff) set other times.
///
/// A poll that fails although its call was retried does not end the wait: the next one follows as scheduled. The wait ends
/// with the error if [`failed_polls`](Self::failed_polls) is exceeded, if there are four responses in a row with the
/// status 404, or if the key is not accepted.
///
/// # A run that fails
///
/// The error has the run's own message and the last lines of its log. Runs of Python, R and containers often have no
/// message, and the last lines arrive late. If there is no message, the wait takes up to 15 s longer, until the Platform
/// says that the log is complete. [`Error::run`](crate::Error::run) returns the parts.
///
/// # Time
///
/// The session's time-out is that of each request, [`timeout`](Self::timeout) that of the whole wait. A wait that ends
/// early, by its time-out or by the session's [token](crate::CancelToken), does not stop the run; see [`Run::cancel`](crate::jobs::Run::cancel).
pub struct Waiter<'a> {
    pub(crate) schedule: Schedule,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) log_lines: u32,
    pub(super) threads: usize,
    pub(crate) on_state: Option<Callback<'a>>,
}

type Callback<'a> = Box<dyn FnMut(&Status) + 'a>;

impl Default for Waiter<'_> {
    fn default() -> Self {
        Self {
            schedule: Schedule::default(),
            timeout: None,
            max_retries: 0,
            log_lines: LOG_LINES,
            threads: THREADS,
            on_state: None,
        }
    }
}

impl<'a> Waiter<'a> {
    /// The defaults of each setter.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time after which the wait ends with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout). The run continues. The last
    /// poll is made shortly before. By default there is none.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// The time between two polls, which does not grow. It must be more than zero. The default is that of
    /// [`backoff`](Self::backoff).
    #[must_use]
    pub fn interval(self, interval: Duration) -> Self {
        self.backoff(interval, 1.0, interval)
    }

    /// The time before the second poll, the factor by which it grows, and the longest time between two polls. The default
    /// is 1 s, 1.2, and 15 s. The first must be more than zero, and the factor at least 1.
    #[must_use]
    pub fn backoff(mut self, first: Duration, factor: f64, longest: Duration) -> Self {
        self.schedule = Schedule {
            first,
            factor,
            longest,
            ..self.schedule
        };
        self
    }

    /// How many polls in a row may fail, each of them with the retries of the session. With 0, the first one that fails ends
    /// the wait. The default is 10.
    #[must_use]
    pub fn failed_polls(mut self, count: u32) -> Self {
        self.schedule.failed_polls = count;
        self
    }

    /// How often a run that failed is run again. The default is 0.
    ///
    /// A new run is started only after the Platform says that the last one has failed, and never because a poll failed, a
    /// run was cancelled, or the wait took too long. Set it for work that may be done twice.
    #[must_use]
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// How many lines of the log of a run that failed are in the error. 0 sends no request for them. The default is 15, as in
    /// the official client.
    #[must_use]
    pub fn log_lines(mut self, count: u32) -> Self {
        self.log_lines = count;
        self
    }

    /// How many polls may be in flight at once, if more than one run is waited for: from 1 to 64. Each is on a thread of its
    /// own. The default is 4.
    #[must_use]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = count;
        self
    }

    /// A function that is called with the first status of each run, and whenever its state has changed. It is called on the
    /// thread that waits.
    #[must_use]
    pub fn on_state(mut self, callback: impl FnMut(&Status) + 'a) -> Self {
        self.on_state = Some(Box::new(callback));
        self
    }

    /// Refuses settings that are out of range, before a function of another module sends anything.
    pub(crate) fn check(&self, function: &str) -> Result<()> {
        match self.problem() {
            Some((setting, message)) => Err(support::invalid_argument(function, setting, message)),
            None => Ok(()),
        }
    }

    /// What is wrong with the settings: the argument, and why.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.threads == 0 || self.threads > 64 {
            return Some(("threads", "must be from 1 to 64"));
        }
        self.schedule.problem()
    }
}

impl fmt::Debug for Waiter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter")
            .field("schedule", &self.schedule)
            .field("timeout", &self.timeout)
            .field("max_retries", &self.max_retries)
            .field("log_lines", &self.log_lines)
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}
