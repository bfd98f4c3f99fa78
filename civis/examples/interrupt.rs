//! A program that leaves no run behind when it is interrupted.
//!
//! Run `cargo run -p civis --example interrupt`, and press Ctrl-C while it waits: it stops at once, and cancels the run that it
//! started. It needs no account: it starts an embedded server, whose runs never end.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use civis::{CancelToken, ErrorKind, Optional, Session};
use civis_mock::{Fault, MockServer};

mod platform {
    civis::civis_api!("civis-spec.json", resources = [scripts]);
}
use platform::Client;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let token = CancelToken::new();
    let interrupted = token.clone();
    ctrlc::set_handler(move || interrupted.cancel())?;

    let server = server()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    // `client` waits, and can be cancelled. `steady` starts the run and cleans up, which must not be interrupted.
    let client = Client::from(session.cancelled_by(&token));
    let steady = Client::from(session.with_timeout(Duration::from_secs(30)));

    let script = steady
        .scripts
        .post_sql("nightly", "select 1", 5, 7)
        .send()?;
    let script = script.id.present()?;
    let run = steady.scripts.post_sql_runs(script).send()?;
    let run = run.id.present()?;
    println!("run {run} has started; Ctrl-C ends it");

    match wait(&client, &token, script, run) {
        Ok(state) => {
            println!("run {run} has ended: {state}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == ErrorKind::Cancelled => {
            println!("interrupted: {error}");
            steady.scripts.delete_sql_runs(script, run).send()?;
            println!("run {run} is cancelled on the Platform");
            // The exit code of shells for a program ended by SIGINT.
            Ok(ExitCode::from(130))
        }
        Err(error) => Err(error.into()),
    }
}

/// Waits until a run has ended, and returns its state.
fn wait(client: &Client, token: &CancelToken, script: i64, run: i64) -> civis::Result<String> {
    loop {
        let polled = client.scripts.get_sql_runs(script, run).send()?;
        let state = polled.state.present()?;
        println!("run {run} is {state}");
        if !polled.state.is("queued") && !polled.state.is("running") {
            return Ok(state.to_string());
        }
        // If the token is cancelled, the next call returns the error.
        let _cancelled = token.wait_timeout(Duration::from_millis(100));
    }
}

/// A server whose runs never end. From the third poll on, it takes an hour to respond.
fn server() -> Result<MockServer, Box<dyn Error>> {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::start(spec)?;
    server.run_states(["queued", "running"]);
    let of_a_run = "/scripts/sql/{id}/runs/{run_id}";
    server.fault(Fault::delay(Duration::ZERO).on("GET", of_a_run).times(2));
    let slow = Fault::delay(Duration::from_secs(3600));
    server.fault(slow.on("GET", of_a_run).always());
    Ok(server)
}
