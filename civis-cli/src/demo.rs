//! `--demo`: the embedded server that stands in for the Platform.

use std::time::Duration;

use civis_mock::{MockServer, Platform, RunPlan, Table};
use serde_json::json;

use crate::config::Account;
use crate::error::{Error, Exit};
use crate::specification;

/// How long runs are queued, and how long they run: long enough to be seen.
const TIMES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_millis(600));

/// A running server.
pub(crate) struct Demo {
    server: MockServer,
}

impl Demo {
    /// Starts a server with the bundled specification, a table with people, and a job.
    pub(crate) fn start() -> Result<Self, Error> {
        let failed = |error| {
            Error::new(
                Exit::Failure,
                format!("the embedded server cannot start: {error}"),
            )
        };
        let server = MockServer::builder()
            .spec_bytes(specification::bundled_document())
            .platform(&platform()?)
            .start()
            .map_err(failed)?;
        Ok(Self { server })
    }

    /// The account of the server's user.
    pub(crate) fn account(&self) -> Account {
        Account::with_key(self.server.url(), self.server.api_key().to_owned())
    }
}

/// What a newcomer can try: `civis --demo sql -d redshift-general 'select * from public.people'`, and
/// `civis --demo jobs run 1001 --follow`.
fn platform() -> Result<Platform, Error> {
    let platform = Platform::new().runs_take(TIMES.0, TIMES.1);
    let people = Table::typed([("id", "INT"), ("name", "VARCHAR(20)"), ("born", "DATE")])
        .row([json!(1), json!("Ada Lovelace"), json!("1815-12-10")])
        .row([json!(2), json!("Grace Hopper"), json!("1906-12-09")])
        .row([json!(3), json!("Alan Turing"), json!("1912-06-23")]);
    platform
        .set_table("redshift-general", "public.people", &people)
        .map_err(|problem| Error::new(Exit::Failure, problem))?;
    let job = platform.add_job(
        "/scripts/python3",
        &json!({"name": "nightly", "source": "print('counting')"}),
    );
    let plan = RunPlan::succeeds()
        .log("info", "counting people")
        .log("info", "there are 3")
        .json_output("people", json!(3));
    platform.plan(&format!("/scripts/python3/{job}"), plan);
    Ok(platform)
}
