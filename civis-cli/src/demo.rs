//! `--demo`: the embedded server that stands in for the Platform.

use civis_mock::{MockServer, Platform, Table};
use serde_json::json;

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
        let failed = |error: String| {
            let message = format!("the embedded server cannot start: {error}");
            Error::new(Exit::Failure, message)
        };
        let server = MockServer::builder()
            .spec_bytes(specification::bundled_document())
            .platform(&platform().map_err(failed)?)
            .start()
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self { server })
    }

    /// The account of the server's user.
    pub(crate) fn account(&self) -> Account {
        Account::with_key(self.server.url(), self.server.api_key().to_owned())
    }
}

/// A Platform with something to see: scripts, a file, and the table `public.people`.
fn platform() -> Result<Platform, String> {
    let platform = Platform::new().username("newcomer");
    for (path, name) in [
        ("/scripts/sql", "refresh the people"),
        ("/scripts/python3", "score contacts"),
        ("/scripts/containers", "weekly report"),
    ] {
        platform.add_job(path, &json!({"name": name}));
    }
    let people = Table::typed([("name", "VARCHAR(20)"), ("born", "INT")])
        .row([json!("Ada"), json!(1815)])
        .row([json!("Grace"), json!(1906)])
        .row([json!("Katherine"), json!(1918)]);
    platform.set_table("redshift-general", "public.people", &people)?;
    platform.add_file(
        "people.csv",
        "name,born\nAda,1815\nGrace,1906\nKatherine,1918\n",
    );
    Ok(platform)
}
