//! The hidden command that renews the cached specification.

use clap::Args;

use crate::context::Context;
use crate::error::Error;
use crate::session;
use crate::specification::refresh;

/// Renew the cached specification
#[derive(Args, Debug)]
pub(crate) struct Refresh {}

impl Refresh {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        // Not the session of the context, whose use starts this command.
        let account = context.account()?;
        refresh::now(account, &session::build(account, context.globals())?)
    }
}
