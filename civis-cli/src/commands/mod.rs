//! The everyday commands, one file for each noun.
//!
//! To add a noun: write its struct with `#[derive(clap::Args)]` and `run(&self, &Context)`, add a variant with one line of
//! help to [`Command`], and a line to [`Command::run`]. A noun that is a resource too (`files`, `jobs`) has the commands
//! of both, side by side: its struct has subcommands, and those that it does not have are operations.

mod completion;
mod man;
mod refresh;
mod whoami;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Show whose key this is
    Whoami(whoami::Whoami),
    /// Print the script that makes a shell complete commands
    Completion(completion::Completion),
    /// Print the manual page of a command, or write those of all commands
    Man(man::ManPages),
    /// Renew the cached specification
    #[command(name = crate::specification::refresh::COMMAND, hide = true)]
    Refresh(refresh::Refresh),
}

impl Command {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Whoami(command) => command.run(context),
            Self::Completion(command) => command.run(context),
            Self::Man(command) => command.run(context),
            Self::Refresh(command) => command.run(context),
        }
    }
}
