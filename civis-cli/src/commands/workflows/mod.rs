//! `civis workflows`: checks of definitions, and executions.
//!
//! | module | what |
//! |---|---|
//! | `validate`, `run`, `follow` | a command each |
//! | `events` | what happens in an execution, as lines |

mod events;
mod follow;
mod run;
mod validate;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands of `civis workflows`.
#[derive(Subcommand, Debug)]
pub(crate) enum Workflows {
    Validate(validate::Validate),
    Run(run::RunWorkflow),
    Follow(follow::Follow),
}

impl Workflows {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Validate(command) => command.run(context),
            Self::Run(command) => command.run(context),
            Self::Follow(command) => command.run(context),
        }
    }
}
