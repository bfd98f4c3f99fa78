//! `--database` and `--credential`.

use civis::IdOrName;
use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use crate::complete::databases;
use crate::context::Context;
use crate::error::Error;

/// Which database a command works with.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct DatabaseArgs {
    /// Database: its name or its ID [default: that of the configuration]
    #[arg(
        short,
        long,
        alias = "dbname",
        value_name = "NAME",
        add = ArgValueCandidates::new(databases::candidates)
    )]
    pub(crate) database: Option<String>,

    /// Credential for the database: its ID, or the name of the database user [default: that of the user]
    #[arg(long, value_name = "NAME")]
    pub(crate) credential: Option<String>,
}

impl DatabaseArgs {
    /// The database: that of the option, else that of the configuration.
    pub(crate) fn database(&self, context: &Context) -> Result<IdOrName, Error> {
        let named = self.database.as_deref();
        let named = match named {
            Some(name) => Some(name),
            None => context.account()?.database.as_deref(),
        };
        named.map(id_or_name).ok_or_else(|| {
            let hint = "`civis config set database NAME` makes one the default";
            Error::usage("`--database` is missing").with_hint(hint)
        })
    }

    /// The credential, if one is named.
    pub(crate) fn credential(&self) -> Option<IdOrName> {
        self.credential.as_deref().map(id_or_name)
    }
}

/// Digits are an ID.
fn id_or_name(text: &str) -> IdOrName {
    match text.parse::<i64>() {
        Ok(id) => IdOrName::Id(id),
        Err(_) => IdOrName::Name(text.to_owned()),
    }
}
