//! `civis jobs cancel`.

use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::error::Error;

const EXAMPLES: &str = "\
Examples:
  civis jobs cancel 7
  civis jobs cancel 7 9";

/// Cancel a run
///
/// A run that has already ended is not an error.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Cancel {
    #[command(flatten)]
    target: Target,
}

impl Cancel {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let run = self.target.run(context.session()?)?;
        let outcome = match run.cancel()? {
            true => "is being cancelled",
            false => "had ended already",
        };
        context.note(&format!("{run} {outcome}"));
        Ok(())
    }
}
