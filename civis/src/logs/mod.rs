//! Logs of runs: follow them, read them, or their last lines.
//!
//! ```no_run
//! use civis::{jobs, logs};
//!
//! let session = civis::Session::from_env()?;
//!
//! // While a run is in progress, until its log is complete:
//! let run = jobs::run(&session, 7)?;
//! for line in run.log().follow() {
//!     println!("{}", line?.message);
//! }
//!
//! // The last lines of the job's last run:
//! for line in logs::of_last_run(&session, 7).tail(20)? {
//!     println!("{} {}", line.level, line.message);
//! }
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! | to | see |
//! |---|---|
//! | get the log of a run | [`Run::log`](crate::jobs::Run::log), [`of_run`], [`of_last_run`] |
//! | wait for new lines | [`Log::follow`] |
//! | read all lines so far | [`Log::lines`] |
//! | read the last lines | [`Log::tail`] |
//! | log from a program that runs on the Platform | `platform_layer`, with the feature `subscriber` |
//! | continue where another process has stopped | [`Follow::position`], [`Log::after`] |

mod follow;
#[cfg(feature = "subscriber")]
mod layer;
mod line;
mod log;
mod page;
mod position;
mod window;

pub use follow::Follow;
#[cfg(feature = "subscriber")]
pub use layer::platform_layer;
pub use line::Line;
pub use log::{Log, of_last_run, of_run};
pub(crate) use log::{RunRequests, Source};
pub(crate) use page::Page;
pub use position::Position;
