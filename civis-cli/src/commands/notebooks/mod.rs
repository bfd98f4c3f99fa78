//! `civis notebooks`: start, stop, open and download notebooks.
//!
//! | module | what |
//! |---|---|
//! | `deploy` | start and stop: `new`, `up`, `down` |
//! | `download` | the content |

mod deploy;
mod download;

use clap::{Args, Subcommand};

use crate::browser;
use crate::context::Context;
use crate::error::Error;
use crate::pages::Page;

/// The everyday commands of `civis notebooks`.
#[derive(Subcommand, Debug)]
pub(crate) enum Notebooks {
    New(deploy::New),
    Up(deploy::Up),
    Down(deploy::Down),
    Open(Open),
    Download(download::Download),
}

/// Open a notebook in the browser
///
/// Prints its address if there is no browser.
#[derive(Args, Debug)]
pub(crate) struct Open {
    /// ID of the notebook
    #[arg(value_name = "ID")]
    id: i64,

    /// Print the address, and open nothing
    #[arg(long)]
    print: bool,
}

impl Notebooks {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::New(command) => command.run(context),
            Self::Up(command) => command.run(context),
            Self::Down(command) => command.run(context),
            Self::Open(Open { id, print }) => {
                browser::show(context, &Page::Notebook.url(*id), *print)
            }
            Self::Download(command) => command.run(context),
        }
    }
}
