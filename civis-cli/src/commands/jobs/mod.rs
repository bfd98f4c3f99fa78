//! `civis jobs`: runs of jobs of any kind.
//!
//! | module | what |
//! |---|---|
//! | `run`, `wait`, `log`, `follow`, `cancel` | a command each |
//! | `target` | which run a command is about |

mod cancel;
mod follow;
mod log;
mod run;
mod target;
mod wait;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands of `civis jobs`.
#[derive(Subcommand, Debug)]
pub(crate) enum Jobs {
    Run(run::Start),
    Wait(wait::Wait),
    Log(log::ShowLog),
    Follow(follow::Follow),
    Cancel(cancel::Cancel),
    /// Follow the log of the last run, as the official command line does
    #[command(hide = true)]
    FollowLog(follow::FollowLog),
    /// Follow the log of a run, as the official command line does
    #[command(hide = true)]
    FollowRunLog(follow::FollowRunLog),
}

impl Jobs {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Run(command) => command.run(context),
            Self::Wait(command) => command.run(context),
            Self::Log(command) => command.run(context),
            Self::Follow(command) => command.run(context),
            Self::Cancel(command) => command.run(context),
            Self::FollowLog(command) => command.run(context),
            Self::FollowRunLog(command) => command.run(context),
        }
    }
}
