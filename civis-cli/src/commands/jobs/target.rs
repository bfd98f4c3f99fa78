//! Which run a command is about.

use civis::Session;
use civis::jobs::Run;
use clap::Args;

use crate::error::Error;
use crate::runs::{KindOption, run_of};

/// A job, and its run.
#[derive(Args, Debug)]
pub(super) struct Target {
    /// ID of the job
    #[arg(value_name = "ID")]
    id: i64,

    /// ID of the run [default: the last run]
    #[arg(value_name = "RUN_ID")]
    run_id: Option<i64>,

    #[command(flatten)]
    kind: KindOption,
}

impl Target {
    /// The handle of the run. Looks for the last one if none is named.
    pub(super) fn run(&self, session: &Session) -> Result<Run, Error> {
        run_of(session, self.kind.kind(), self.id, self.run_id)
    }
}
