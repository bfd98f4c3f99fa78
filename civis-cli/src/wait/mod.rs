//! Waiting for what runs on the Platform: a time-out, the state as it changes, and Ctrl-C.
//!
//! | module | what |
//! |---|---|
//! | `reporter` | the state: a spinner for a person, lines with the time otherwise |
//! | `left_running` | what becomes of a run when nobody waits any longer |

mod left_running;
mod reporter;

use std::time::Duration;

use civis::jobs::{Run, Status, Waiter};
use civis::{ErrorKind, Session};
use clap::Args;

pub(crate) use reporter::Reporter;

use crate::cli::Timeout;
use crate::context::Context;
use crate::error::Error;

/// How to wait: the options of every command that waits, beside `--timeout`.
#[derive(Args, Debug, Clone, Default)]
#[command(next_help_heading = "Waiting")]
pub(crate) struct WaitArgs {
    /// Time between two looks: seconds, or `500ms`, `1m` [default: 1 s, growing to 15 s]
    #[arg(long, value_name = "TIME")]
    pub(crate) interval: Option<Timeout>,

    /// Cancel what runs on the Platform on Ctrl-C, without a question
    #[arg(long)]
    pub(crate) cancel_on_interrupt: bool,

    /// Do not report progress on standard error
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl WaitArgs {
    /// A session that Ctrl-C interrupts.
    pub(crate) fn session(&self, context: &Context) -> Result<Session, Error> {
        let session = context.session()?;
        Ok(session.cancelled_by(context.interrupt()?))
    }

    pub(crate) fn reporter<'c>(&self, context: &'c Context) -> Reporter<'c> {
        Reporter::new(context, self.quiet)
    }

    /// A waiter that reports each state.
    pub(crate) fn waiter<'a>(&self, reporter: &'a Reporter<'_>) -> Waiter<'a> {
        let waiter: Waiter<'a> = self.quiet_waiter(reporter.context());
        waiter.on_state(|status| reporter.state(status.run(), status.state()))
    }

    /// A waiter that reports nothing.
    pub(crate) fn quiet_waiter(&self, context: &Context) -> Waiter<'static> {
        let timeout = context.globals().timeout;
        let waiter = Waiter::new().timeout(timeout.map(|Timeout(timeout)| timeout));
        match self.interval {
            Some(Timeout(interval)) => waiter.interval(interval),
            None => waiter,
        }
    }

    pub(crate) fn interval(&self) -> Option<Duration> {
        self.interval.map(|Timeout(interval)| interval)
    }

    /// Waits until a run has ended. After Ctrl-C the run is cancelled, or the error says that it continues.
    pub(crate) fn wait(&self, context: &Context, run: &Run) -> Result<Status, Error> {
        let reporter = self.reporter(context);
        reporter.begin(&run.to_string());
        let result = self.waiter(&reporter).wait(run);
        reporter.finish();
        result.map_err(|error| self.stopped(context, run, error))
    }

    /// The error of a wait for a run that has ended early. After Ctrl-C the run is cancelled, or the error says that it
    /// continues.
    pub(crate) fn stopped(&self, context: &Context, run: &Run, error: civis::Error) -> Error {
        if error.kind() == ErrorKind::Cancelled {
            left_running::after_interrupt(context, run, self.cancel_on_interrupt)
        } else if error.kind() == ErrorKind::Timeout {
            Error::from(error).with_hint(left_running::hint(run))
        } else {
            error.into()
        }
    }
}
