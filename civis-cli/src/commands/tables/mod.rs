//! `civis tables`: loads, exports, shows and lists tables.
//!
//! | module | what |
//! |---|---|
//! | `load`, `export`, `show`, `list` | a command each |

mod export;
mod list;
mod load;
mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands of `civis tables`.
#[derive(Subcommand, Debug)]
pub(crate) enum Tables {
    Load(load::LoadTable),
    Export(export::ExportTable),
    Show(show::Show),
    #[command(name = "ls")]
    List(list::List),
}

impl Tables {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Load(command) => command.run(context),
            Self::Export(command) => command.run(context),
            Self::Show(command) => command.run(context),
            Self::List(command) => command.run(context),
        }
    }
}
