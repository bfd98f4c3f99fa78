//! Starts runs, waits for them, and gets their outputs.
//!
//! `cargo run -p civis --example jobs` needs no account: it starts an embedded server. Press Ctrl-C while it waits, and it
//! cancels the run that it has started.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use civis::jobs::{self, Kind, Waiter};
use civis::{CancelToken, ErrorKind, Session};
use civis_mock::{MockServer, Platform, RunPlan};
use serde_json::json;

/// The time between two polls. Leave it out on the Platform: the default is made for it.
const POLL: Duration = Duration::from_millis(100);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (server, [training, broken]) = server()?;
    let token = CancelToken::new();
    let interrupted = token.clone();
    ctrlc::set_handler(move || interrupted.cancel())?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?
        .cancelled_by(&token);

    println!("One run:");
    let run = jobs::start(&session, Kind::Python, training)?;
    let waiter = Waiter::new()
        .interval(POLL)
        .timeout(Duration::from_secs(3600))
        .on_state(|status| println!("  {} is {}", status.run(), status.state()));
    match waiter.wait(&run) {
        Ok(_) => println!("  accuracy: {:?}", run.output("accuracy")?.value),
        Err(error) if error.kind() == ErrorKind::Cancelled => {
            run.cancel()?;
            println!("  interrupted: {run} is cancelled");
            return Ok(ExitCode::from(130));
        }
        Err(error) => return Err(error.into()),
    }

    println!("A run that fails, and is run again once:");
    let run = jobs::run(&session, broken)?;
    if let Err(error) = Waiter::new().interval(POLL).max_retries(1).wait(&run) {
        println!("  {}", error.to_string().replace('\n', "\n  "));
    }

    println!("Many runs at once, as they end:");
    let jobs = [training, broken, training, training];
    let runs = jobs.map(|job| jobs::run(&session, job));
    let runs = runs.into_iter().collect::<Result<Vec<_>, _>>()?;
    for (index, result) in Waiter::new().interval(POLL).as_completed(&runs) {
        let outcome = result.map_or_else(
            |error| format!("{:?}", error.kind()),
            |done| done.state().to_string(),
        );
        println!("  {}: {outcome}", runs[index]);
    }

    println!("A template:");
    let run = jobs::run_template(&session, 11)
        .argument("ROWS", 1000)
        .send()?;
    let done = Waiter::new().interval(POLL).wait(&run)?;
    for output in done.run().outputs()? {
        println!("  {}: {:?}", output.name.unwrap_or_default(), output.value);
    }
    Ok(ExitCode::SUCCESS)
}

/// A server with a script that succeeds, one that fails, and a template.
fn server() -> Result<(MockServer, [i64; 2]), Box<dyn Error>> {
    let platform = Platform::new();
    let script = |name: &str| platform.add_job("/scripts/python3", &json!({"name": name}));
    let (training, broken) = (script("train"), script("broken"));
    let trains = RunPlan::succeeds().json_output("accuracy", json!(0.93));
    platform.plan(&format!("/jobs/{training}"), trains.lasting(POLL * 3));
    let fails = RunPlan::fails("exited with code 1").log("error", "no module named 'pandas'");
    platform.plan(&format!("/jobs/{broken}"), fails);
    let counts = RunPlan::succeeds().json_output("rows", json!(1000));
    platform.plan("/scripts/custom/{id}", counts);
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec).platform(&platform);
    let ids = [i64::try_from(training)?, i64::try_from(broken)?];
    Ok((server.start()?, ids))
}
