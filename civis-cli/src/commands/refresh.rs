//! The hidden command that renews the cached specification.

use std::io;

use clap::Args;
use zeroize::Zeroizing;

use crate::context::Context;
use crate::error::Error;
use crate::session;
use crate::specification::refresh;

/// Renew the cached specification
#[derive(Args, Debug)]
pub(crate) struct Refresh {}

impl Refresh {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let account = context.account()?;
        let key = match account.key.is_command() {
            true => Some(Zeroizing::new(io::read_to_string(io::stdin().lock())?)),
            false => account.key.read()?,
        };
        let key = key.as_ref().map(|key| key.as_str());
        // Not the session of the context, whose use starts this command.
        refresh::now(account, &session::build(account, key, context.globals())?)
    }
}
