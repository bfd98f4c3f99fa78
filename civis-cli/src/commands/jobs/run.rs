//! `civis jobs run`.

use civis::jobs;
use clap::Args;

use crate::context::Context;
use crate::error::Error;
use crate::follow::follow;
use crate::result::print_status;
use crate::runs::KindOption;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis jobs run 7
  civis jobs run 7 --follow --timeout 1h
  civis jobs run 7 --no-wait";

/// Run a job, and wait until it has ended
///
/// The exit code is 5 if the run fails. Ctrl-C leaves it running, unless you say otherwise.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Start {
    /// ID of the job, which can be a script, an import, …
    #[arg(value_name = "ID")]
    id: i64,

    #[command(flatten)]
    kind: KindOption,

    /// Print the log as it grows
    #[arg(short, long, conflicts_with = "no_wait")]
    follow: bool,

    /// Print the ID of the run, and do not wait
    #[arg(long)]
    no_wait: bool,

    #[command(flatten)]
    wait: WaitArgs,
}

impl Start {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = jobs::start(&session, self.kind.kind(), self.id)?;
        if self.no_wait {
            return match run.run_id() {
                Some(id) => context.print_line(&id.to_string()),
                None => Ok(()),
            };
        }
        if self.follow {
            return follow(context, &run, &self.wait);
        }
        let status = self.wait.wait(context, &run)?;
        print_status(context, &status)
    }
}
