//! `civis files`: uploads, downloads and lists files.
//!
//! | module | what |
//! |---|---|
//! | `upload`, `download`, `list` | a command each |
//! | `tree` | the files of a folder |
//! | `workers` | several transfers at once |

mod download;
mod list;
mod tree;
mod upload;
mod workers;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands of `civis files`.
#[derive(Subcommand, Debug)]
pub(crate) enum Files {
    Upload(upload::Upload),
    Download(download::Download),
    #[command(visible_alias = "list")]
    Ls(list::List),
}

impl Files {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Upload(command) => command.run(context),
            Self::Download(command) => command.run(context),
            Self::Ls(command) => command.run(context),
        }
    }
}
