//! `civis jobs wait`.

use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::result::print_status;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis jobs wait 7
  civis jobs wait 7 9 --timeout 30m
  civis jobs wait 12 --kind workflow";

/// Wait until a run has ended
///
/// The exit code is 5 if the run fails, and 6 after the time-out; the run continues then.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Wait {
    #[command(flatten)]
    target: Target,

    #[command(flatten)]
    wait: WaitArgs,
}

impl Wait {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let run = self.target.run(&session)?;
        let status = self.wait.wait(context, &run)?;
        print_status(context, &status)
    }
}
