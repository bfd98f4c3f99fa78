//! Runs of jobs: start them, wait for them, cancel them, and get their outputs.
//!
//! ```no_run
//! use civis::jobs;
//!
//! let session = civis::Session::from_env()?;
//! let run = jobs::run(&session, 7)?;
//! let done = run.wait()?;      // an error with the last lines of the log if the run failed
//! println!("{} has ended at {:?}", done.run(), done.finished_at());
//! # Ok::<(), civis::Error>(())
//! ```

mod as_completed;
pub(crate) mod failure;
mod kind;
mod output;
mod run;
mod state;
mod status;
mod waiter;

pub use as_completed::AsCompleted;
pub use kind::Kind;
pub use output::Output;
pub use run::{Run, run, start};
pub use state::State;
pub use status::Status;
pub use waiter::{Waiter, as_completed, wait_all, wait_any};
