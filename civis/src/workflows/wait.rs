//! Waits for executions.

use civis_core::Result;

use super::execution::Execution;
use super::failure;
use super::follow::Event;
use super::status::ExecutionStatus;
use crate::jobs::{State, Waiter};

impl Execution {
    /// Waits until the execution has ended, and returns its status if it has succeeded. An execution that is paused is waited
    /// for too, since it can be resumed.
    ///
    /// # Errors
    /// - [`ErrorKind::RunFailed`](crate::ErrorKind::RunFailed) if the execution failed. The error names the task and the run
    ///   that failed, with the last lines of its log; [`Error::run`](crate::Error::run) is about that run;
    /// - [`ErrorKind::RunCancelled`](crate::ErrorKind::RunCancelled) if it was cancelled;
    /// - [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) if the session's [token](crate::CancelToken) was. The
    ///   execution goes on;
    /// - the error of the last poll, if too many polls in a row failed. The execution may go on.
    ///
    /// ```no_run
    /// use civis::workflows;
    ///
    /// let session = civis::Session::from_env()?;
    /// let done = workflows::execute(&session, 7).send()?.wait()?;
    /// println!("{} tasks", done.tasks().len());
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn wait(&self) -> Result<ExecutionStatus> {
        self.wait_with(Waiter::new())
    }

    /// [`wait`](Self::wait), with the settings of [`follow_with`](Self::follow_with), and the number of lines of the log in
    /// the error.
    ///
    /// # Errors
    /// Those of [`wait`](Self::wait); [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) after the time-out, and
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a setting that is out of range.
    pub fn wait_with(&self, waiter: Waiter<'_>) -> Result<ExecutionStatus> {
        let log_lines = waiter.log_lines;
        for event in self.follow_with(waiter) {
            let Event::Ended(status) = event? else {
                continue;
            };
            return match status.state() {
                State::Succeeded => Ok(status),
                State::Cancelled => Err(crate::jobs::failure::cancelled(self.run())),
                _ => Err(failure::failed(self, &status, log_lines)),
            };
        }
        // The events end with `Ended` or an error.
        self.poll()
    }
}
