//! A program that runs on the Platform: it logs, and adds outputs to its own run.
//!
//! `cargo run -p civis --features subscriber --example own_run` needs no account: it starts an embedded server, with a run
//! that stands for the program. The program itself is what is in `work`.

use std::error::Error;

use civis::{Session, jobs};
use civis_mock::{MockServer, Platform, RunPlan};
use serde_json::json;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

fn work(session: &Session) -> civis::Result<()> {
    let Some(own) = jobs::own_run(session)? else {
        tracing::warn!("not on the Platform, so there is no run for the outputs");
        return Ok(());
    };
    tracing::info!(rows = 1000, "scored the contacts");
    own.add_json("accuracy", &json!({"test": 0.87}))?;
    tracing::warn!("10 contacts have no age");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::registry()
        .with(civis::logs::platform_layer())
        .init();
    let (server, job) = server()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url());
    let run = jobs::run(&session.build()?, job)?;
    // On the Platform, `Session::from_env()` has the IDs.
    let (job_id, run_id) = (job.unsigned_abs(), run.run_id().map(i64::unsigned_abs));
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .job(job_id, run_id);
    work(&session.build()?)?;
    for output in run.outputs()? {
        tracing::info!(name = ?output.name, value = ?output.value, "an output");
    }
    Ok(())
}

/// A server with a script that runs until it is cancelled.
fn server() -> Result<(MockServer, i64), Box<dyn Error>> {
    let platform = Platform::new();
    let job = platform.add_job("/scripts/containers", &json!({"name": "score"}));
    platform.plan("/scripts/containers/{id}", RunPlan::succeeds().endless());
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec).platform(&platform);
    Ok((server.start()?, i64::try_from(job)?))
}
