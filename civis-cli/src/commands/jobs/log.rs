//! `civis jobs log`.

use clap::Args;

use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::follow::LinePrinter;

const EXAMPLES: &str = "\
Examples:
  civis jobs log 7
  civis jobs log 7 9 -n 20
  civis jobs log 7 --output ndjson";

/// Print the log of a run, as it is now
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowLog {
    #[command(flatten)]
    target: Target,

    /// Print the last lines only
    #[arg(short = 'n', long, value_name = "COUNT")]
    lines: Option<u32>,
}

impl ShowLog {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let run = self.target.run(context.session()?)?;
        let mut printer = LinePrinter::new(context);
        match self.lines {
            Some(count) => {
                for line in run.log().tail(count)? {
                    printer.print(line)?;
                }
            }
            None => {
                for line in run.log().lines() {
                    printer.print(line?)?;
                }
            }
        }
        printer.finish()
    }
}
