//! `civis jobs follow`.

use civis::jobs::Kind;
use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::follow::follow;
use crate::runs::run_of;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis jobs follow 7
  civis jobs follow 7 9 --output ndjson | jq -r .message";

/// Print the log of a run as it grows, until the run has ended
///
/// Each line is its time and its message. The exit code is 5 if the run fails.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Follow {
    #[command(flatten)]
    target: Target,

    #[command(flatten)]
    wait: WaitArgs,
}

impl Follow {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = self.target.run(&session)?;
        follow(context, &run, &self.wait)
    }
}

/// `follow-log` of the official command line: the ID of the last run comes first.
#[derive(Args, Debug)]
pub(crate) struct FollowLog {
    /// ID of the job
    #[arg(value_name = "ID")]
    id: i64,

    #[command(flatten)]
    wait: WaitArgs,
}

impl FollowLog {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = run_of(&session, Kind::Job, self.id, None)?;
        if let Some(id) = run.run_id() {
            context.print_line(&format!("Run ID: {id}"))?;
        }
        follow(context, &run, &self.wait)
    }
}

/// `follow-run-log` of the official command line.
#[derive(Args, Debug)]
pub(crate) struct FollowRunLog {
    /// ID of the job
    #[arg(value_name = "ID")]
    id: i64,

    /// ID of the run
    #[arg(value_name = "RUN_ID")]
    run_id: i64,

    #[command(flatten)]
    wait: WaitArgs,
}

impl FollowRunLog {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = run_of(&session, Kind::Job, self.id, Some(self.run_id))?;
        follow(context, &run, &self.wait)
    }
}
