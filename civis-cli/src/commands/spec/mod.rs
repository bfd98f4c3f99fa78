//! `civis spec`: specifications, and what they declare.
//!
//! | module | what |
//! |---|---|
//! | `pin` | download, with or without what a client does not need |
//! | `diff` | what changes between two of them |
//! | `show` | resources and operations |

mod diff;
mod pin;
mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The commands of `civis spec`.
#[derive(Subcommand, Debug)]
pub(crate) enum SpecCommand {
    Download(pin::Download),
    Pin(pin::Pin),
    Diff(diff::Diff),
    Show(show::Show),
}

impl SpecCommand {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Download(command) => command.run(context),
            Self::Pin(command) => command.run(context),
            Self::Diff(command) => command.run(context),
            Self::Show(command) => command.run(context),
        }
    }
}
