//! `civis services`: list, start, stop and open services.

use civis::http::Method;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::api;
use crate::browser;
use crate::context::Context;
use crate::deployments::{Deployed, State};
use crate::error::{Error, Exit};

/// The everyday commands of `civis services`.
#[derive(Subcommand, Debug)]
pub(crate) enum Services {
    /// List services, with the state of their deployments
    Ls,
    /// Start a service
    #[command(after_help = "Example:\n  civis services up 7")]
    Up(Service),
    /// Stop a service. One that does not run is not an error
    #[command(after_help = "Example:\n  civis services down 7")]
    Down(Service),
    /// Open a service that runs in the browser. Prints its address if there is no browser
    #[command(after_help = "Example:\n  civis services open 7")]
    Open(OpenService),
}

/// A service.
#[derive(Args, Debug)]
pub(crate) struct Service {
    /// ID of the service
    #[arg(value_name = "ID")]
    id: i64,
}

/// A service to open.
#[derive(Args, Debug)]
pub(crate) struct OpenService {
    /// ID of the service
    #[arg(value_name = "ID")]
    id: i64,

    /// Print the address, and open nothing
    #[arg(long)]
    print: bool,
}

impl Services {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Ls => list(context),
            Self::Up(Service { id }) => {
                Deployed::Service.deploy(context.session()?, *id)?;
                context.note(&format!("service {id} is starting"));
                Ok(())
            }
            Self::Down(Service { id }) => {
                let outcome = match Deployed::Service.stop(context.session()?, *id)? {
                    State::Stopped => "was stopped",
                    State::NotRunning => "was not running",
                };
                context.note(&format!("service {id} {outcome}"));
                Ok(())
            }
            Self::Open(OpenService { id, print }) => {
                let service = Deployed::Service.get(context.session()?, *id)?;
                let url = service["currentUrl"].as_str().ok_or_else(|| {
                    let error = Error::new(Exit::Failure, format!("service {id} does not run"));
                    error.with_hint(format!("`civis services up {id}` starts it"))
                })?;
                browser::show(context, url, *print)
            }
        }
    }
}

fn list(context: &Context) -> Result<(), Error> {
    let session = context.session()?;
    let request = api::request("services.list", Method::GET, "/services", &[]);
    let columns = ["id", "name", "type", "state", "owner", "updatedAt"].map(str::to_owned);
    let rows = api::list(session, request).map(|service| {
        let service: Value = service?;
        Ok::<_, Error>(json!({
            "id": service["id"],
            "name": service["name"],
            "type": service["type"],
            "state": service["currentDeployment"]["state"],
            "owner": service["user"]["username"],
            "updatedAt": service["updatedAt"],
        }))
    });
    context.print_rows_with(&columns, rows)
}
