//! Cancelling a run.

use std::time::Duration;

use civis_core::{Call, CancelToken, ErrorKind, Result, support};
use serde_json::Value;

use super::run::Run;
use super::state::State;

/// The longest time that [`Run::cancel`] takes if the session has no time-out.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(60);

impl Run {
    /// Asks the Platform to cancel the run. Returns false if the run had ended already.
    ///
    /// This works although the session's [token](crate::CancelToken) is cancelled, so that a program that is interrupted
    /// can leave no run behind. It takes at most as long as the session's time-out, or 60 s if there is none.
    ///
    /// The Platform only takes note: [`wait`](Self::wait) returns when the run has stopped.
    ///
    /// ```no_run
    /// use civis::{CancelToken, ErrorKind, Session, jobs};
    ///
    /// # let token = CancelToken::new();
    /// let session = Session::from_env()?.cancelled_by(&token);
    /// let run = jobs::run(&session, 7)?;
    /// if let Err(error) = run.wait() {
    ///     if error.kind() == ErrorKind::Cancelled {
    ///         run.cancel()?;
    ///     }
    ///     return Err(error);
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of any call, and [`ErrorKind::InvalidRequest`] for a [`Kind::ReportRefresh`](super::Kind::ReportRefresh).
    pub fn cancel(&self) -> Result<bool> {
        let timeout = support::timeout(self.session()).unwrap_or(CANCEL_TIMEOUT);
        let steady = self
            .session()
            .cancelled_by(&CancelToken::new())
            .with_timeout(timeout);
        let endpoint = self.kind().cancel();
        let request = self.request(&steady, endpoint, "Run::cancel", "be cancelled")?;
        // The response may be empty.
        let error = match Call::<Value>::new(&steady, request).send_raw() {
            Ok(_) => return Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => error,
            Err(error) => return Err(error),
        };
        // The run has ended, or does not exist.
        match self.poll_by(&steady) {
            Ok(status) if *status.state() == State::Cancelled => Ok(error.may_have_executed()),
            Ok(status) if status.state().has_ended() => Ok(false),
            _ => Err(error),
        }
    }
}
