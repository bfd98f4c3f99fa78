//! `--demo`: the embedded server that stands in for the Platform.

use civis_mock::{MockServer, Platform};

use crate::config::Account;
use crate::error::{Error, Exit};
use crate::specification;

/// A running server.
pub(crate) struct Demo {
    server: MockServer,
}

impl Demo {
    /// Starts a server with the bundled specification.
    pub(crate) fn start() -> Result<Self, Error> {
        let failed = |error| {
            Error::new(
                Exit::Failure,
                format!("the embedded server cannot start: {error}"),
            )
        };
        let server = MockServer::builder()
            .spec_bytes(specification::bundled_document())
            .platform(&Platform::new())
            .start()
            .map_err(failed)?;
        Ok(Self { server })
    }

    /// The account of the server's user.
    pub(crate) fn account(&self) -> Account {
        Account::with_key(self.server.url(), self.server.api_key().to_owned())
    }
}
