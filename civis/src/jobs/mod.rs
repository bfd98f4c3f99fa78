//! Runs of jobs: start them, wait for them, cancel them, and get their outputs.
//!
//! ```no_run
//! use civis::jobs;
//!
//! let session = civis::Session::from_env()?;
//! let run = jobs::run(&session, 7)?;
//! let done = run.wait()?;      // an error with the last lines of the log if the run failed
//! for output in done.run().outputs()? {
//!     println!("{:?}: {} {}", output.name, output.object_type, output.object_id);
//! }
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! The functions take a [`Session`](crate::Session). A generated client dereferences to its session, so `&client` does as
//! well. No specification is needed.
//!
//! | to | see |
//! |---|---|
//! | start a run of a job; of a script, query, import, workflow | [`run`], [`start`], [`Kind`] |
//! | get a handle of a run that was started before, or by a generated call | [`Run::attach`], [`Run::from_response`] |
//! | wait, with a time-out, a callback, other intervals, re-runs | [`Run::wait`], [`Waiter`] |
//! | wait for many runs | [`wait_all`], [`wait_any`], [`as_completed`] |
//! | read what the Platform says about a run | [`Run::poll`], [`Status`] |
//! | cancel a run, also after Ctrl-C | [`Run::cancel`] |
//! | get outputs, all or by name | [`Run::outputs`], [`Run::output`] |
//! | follow the log | [`Run::log`], [`logs`](crate::logs) |
//! | run a template | [`run_template`] |
//! | post outputs from a program that runs on the Platform | [`own_run`] |
//!
//! # After a crash
//!
//! A handle consists of IDs. A program that stores them can resume waiting for runs that it started before:
//!
//! ```no_run
//! use civis::jobs::{self, Kind, Run};
//!
//! # let session = civis::Session::from_env()?;
//! # let (job_id, stored): (i64, Option<i64>) = (7, None);
//! # fn store(run_id: Option<i64>) {}
//! let run = match stored {
//!     Some(run_id) => Run::attach(&session, Kind::Job, job_id, run_id),
//!     None => jobs::run(&session, job_id)?,
//! };
//! store(run.run_id());
//! run.wait()?;
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! # Errors
//!
//! A run that fails is an error of the kind [`RunFailed`](crate::ErrorKind::RunFailed), whose text is the run's own message
//! and the last lines of its log. [`Error::run`](crate::Error::run) returns the IDs, the message, the exit code and the
//! lines, and whether the run was killed because it used too much memory.
//!
//! A failed poll is not a failed run: see [`Waiter`](Waiter#polls).

mod as_completed;
mod cancel;
pub(crate) mod failure;
mod kind;
mod output;
mod own_run;
mod run;
mod start;
mod state;
mod status;
mod template;
mod wait;
mod waiter;

pub use as_completed::AsCompleted;
pub use kind::Kind;
pub use output::Output;
pub(crate) use output::named;
pub use own_run::{OwnRun, own_run};
pub use run::Run;
pub use start::{run, start};
pub use state::State;
pub use status::Status;
pub use template::{Template, run_template};
pub use wait::{as_completed, wait_all, wait_any};
pub use waiter::Waiter;
