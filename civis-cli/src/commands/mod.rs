//! The everyday commands, one file for each noun.
//!
//! To add a noun: write its struct with `#[derive(clap::Args)]` and `run(&self, &Context)`, add a variant with one line of
//! help to [`Command`], and a line to [`Command::run`]. A noun that is a resource too (`files`, `jobs`) has the commands
//! of both, side by side: its struct has subcommands, and those that it does not have are operations.

mod completion;
mod config;
mod files;
mod jobs;
mod login;
mod man;
mod notebooks;
mod open;
mod refresh;
mod scripts;
mod services;
mod spec;
mod sql;
mod tables;
mod whoami;
mod workflows;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Error;

/// The everyday commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Sql(sql::Sql),
    /// Upload, download and list files
    #[command(subcommand)]
    Files(files::Files),
    /// Run jobs, wait for them, follow their logs
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    /// Run local files as scripts
    #[command(subcommand)]
    Scripts(scripts::Scripts),
    /// Load, export, show and list tables
    #[command(subcommand)]
    Tables(tables::Tables),
    /// Check, execute and follow workflows
    #[command(subcommand)]
    Workflows(workflows::Workflows),
    /// Start, stop, open and download notebooks
    #[command(subcommand)]
    Notebooks(notebooks::Notebooks),
    /// Start, stop, open and list services
    #[command(subcommand)]
    Services(services::Services),
    Open(open::Open),
    /// Download, pin, compare and show specifications
    #[command(subcommand)]
    Spec(spec::SpecCommand),
    /// Show and change the configuration
    #[command(subcommand)]
    Config(config::Config),
    Login(login::Login),
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
    /// Runs the command. The manual pages also need the grammar of the program.
    pub(crate) fn run(&self, context: &Context, root: fn() -> clap::Command) -> Result<(), Error> {
        match self {
            Self::Sql(command) => command.run(context),
            Self::Files(command) => command.run(context),
            Self::Jobs(command) => command.run(context),
            Self::Scripts(command) => command.run(context),
            Self::Tables(command) => command.run(context),
            Self::Workflows(command) => command.run(context),
            Self::Notebooks(command) => command.run(context),
            Self::Services(command) => command.run(context),
            Self::Open(command) => command.run(context),
            Self::Spec(command) => command.run(context),
            Self::Config(command) => command.run(context),
            Self::Login(command) => command.run(context),
            Self::Whoami(command) => command.run(context),
            Self::Completion(command) => command.run(context),
            Self::Man(command) => command.run(context, &root()),
            Self::Refresh(command) => command.run(context),
        }
    }
}
