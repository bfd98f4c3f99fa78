//! Waits for runs.

use std::slice;

use civis_core::Result;

use super::as_completed::AsCompleted;
use super::run::Run;
use super::status::Status;
use super::waiter::Waiter;

impl<'a> Waiter<'a> {
    /// Waits until the run has ended, and returns its status if it has succeeded.
    ///
    /// # Errors
    /// Those of [`Run::wait`]; [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) after the
    /// [`timeout`](Self::timeout), and [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a setting that
    /// is out of range.
    pub fn wait(self, run: &Run) -> Result<Status> {
        let result = self.wait_any(slice::from_ref(run));
        // There is one run, so there is a result.
        result.map_or_else(|| run.poll(), |(_, result)| result)
    }

    /// Waits until all runs have ended, and returns what each wait returned, in the order of `runs`.
    ///
    /// One thread and a few helpers poll all runs, however many there are.
    ///
    /// ```no_run
    /// use civis::jobs::{self, Waiter};
    ///
    /// let session = civis::Session::from_env()?;
    /// let runs = [7, 8, 9].map(|job| jobs::run(&session, job)).into_iter().collect::<Result<Vec<_>, _>>()?;
    /// for (run, result) in runs.iter().zip(Waiter::new().wait_all(&runs)) {
    ///     match result {
    ///         Ok(done) => println!("{run}: finished at {:?}", done.finished_at()),
    ///         Err(error) => println!("{error}"),
    ///     }
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    #[must_use = "it has the errors of the runs"]
    pub fn wait_all(self, runs: &[Run]) -> Vec<Result<Status>> {
        let mut results: Vec<(usize, Result<Status>)> = self.as_completed(runs).collect();
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Waits until one of the runs has ended, and returns its index and what the wait for it returned; `None` if there are no
    /// runs.
    #[must_use = "it has the error of the run"]
    pub fn wait_any(self, runs: &[Run]) -> Option<(usize, Result<Status>)> {
        self.as_completed(runs).next()
    }

    /// An iterator over the runs in the order in which they end: the index of each, and what the wait for it returned.
    ///
    /// The waiting happens in `next`. The time-out begins with the first.
    ///
    /// ```no_run
    /// use civis::jobs::{self, Waiter};
    ///
    /// let session = civis::Session::from_env()?;
    /// let runs = [jobs::run(&session, 7)?, jobs::run(&session, 8)?];
    /// for (index, result) in Waiter::new().as_completed(&runs) {
    ///     println!("{}: {:?}", runs[index], result?.finished_at());
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn as_completed(self, runs: &[Run]) -> AsCompleted<'a> {
        AsCompleted::new(self, runs)
    }
}

impl Run {
    /// Waits until the run has ended, and returns its status if it has succeeded.
    ///
    /// [`Waiter`] sets how: a time-out, the time between polls, a callback, re-runs.
    ///
    /// # Errors
    /// - [`ErrorKind::RunFailed`](crate::ErrorKind::RunFailed) if the run failed, with its message and the last lines of its log;
    /// - [`ErrorKind::RunCancelled`](crate::ErrorKind::RunCancelled) if it was cancelled;
    /// - [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) if the session's [token](crate::CancelToken) was. The run continues;
    /// - the error of the last poll, if too many polls in a row failed. The run may continue.
    ///
    /// ```no_run
    /// use civis::{ErrorKind, jobs};
    ///
    /// let session = civis::Session::from_env()?;
    /// match jobs::run(&session, 7)?.wait() {
    ///     Ok(done) => println!("{} has succeeded", done.run()),
    ///     Err(error) if error.kind() == ErrorKind::RunFailed => println!("{error}"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn wait(&self) -> Result<Status> {
        Waiter::new().wait(self)
    }
}

/// Waits until all runs have ended, as [`Waiter::wait_all`] does by default.
#[must_use = "it has the errors of the runs"]
pub fn wait_all(runs: &[Run]) -> Vec<Result<Status>> {
    Waiter::new().wait_all(runs)
}

/// Waits until one of the runs has ended, as [`Waiter::wait_any`] does by default.
#[must_use = "it has the error of the run"]
pub fn wait_any(runs: &[Run]) -> Option<(usize, Result<Status>)> {
    Waiter::new().wait_any(runs)
}

/// An iterator over the runs in the order in which they end, as [`Waiter::as_completed`] is by default.
pub fn as_completed(runs: &[Run]) -> AsCompleted<'static> {
    Waiter::new().as_completed(runs)
}
