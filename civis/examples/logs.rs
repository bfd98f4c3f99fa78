//! Follows the log of a run, and continues after a restart.
//!
//! `cargo run -p civis --example logs` needs no account: it starts an embedded server.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::time::Duration;

use civis::logs::{self, Position};
use civis::{Session, jobs};
use civis_mock::{MockServer, Platform, RunPlan};
use serde_json::json;

/// The time between two looks at the log. Leave it out on the Platform: the default is made for it.
const POLL: Duration = Duration::from_millis(100);

fn main() -> Result<(), Box<dyn Error>> {
    let (server, job) = server()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    let run = jobs::run(&session, job)?;

    println!("The first four lines of {run}, as they come:");
    let mut lines = run.log().interval(POLL).follow();
    for line in lines.by_ref().take(4) {
        println!("  {}", line?.message);
    }
    let stored = lines.position().to_string();

    println!("The others, in another process:");
    let position: Position = stored.parse()?;
    for line in run.log().after(position).interval(POLL).follow() {
        let line = line?;
        println!("  {:<5} {}", line.level, line.message);
    }

    println!("The last two lines of the job's last run:");
    for line in logs::of_last_run(&session, job).tail(2)? {
        println!("  {}", line.message);
    }
    Ok(())
}

/// A server with a script that logs while it runs.
fn server() -> Result<(MockServer, i64), Box<dyn Error>> {
    let platform = Platform::new();
    let job = platform.add_job("/scripts/python3", &json!({"name": "train"}));
    let plan = RunPlan::succeeds()
        .lasting(POLL * 8)
        .log("info", "read 3 people")
        .log("info", "epoch 1, accuracy 0.87")
        .log("warn", "one person has no age")
        .log("info", "epoch 2, accuracy 0.93");
    platform.plan(&format!("/jobs/{job}"), plan);
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec).platform(&platform);
    Ok((server.start()?, i64::try_from(job)?))
}
