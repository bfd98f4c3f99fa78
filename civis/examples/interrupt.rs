//! A program that leaves no run behind when it is interrupted.
//!
//! Run `cargo run -p civis --example interrupt`, and press Ctrl-C while it waits: it stops at once, and cancels the run that it
//! started. It needs no account: it starts an embedded server, whose runs never end.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use civis::jobs::{self, Kind, Waiter};
use civis::{CancelToken, ErrorKind, Session};
use civis_mock::{Fault, MockServer};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let token = CancelToken::new();
    let interrupted = token.clone();
    ctrlc::set_handler(move || interrupted.cancel())?;

    let server = server()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?
        .cancelled_by(&token);

    let run = jobs::start(&session, Kind::Sql, 7)?;
    println!("{run} has started; Ctrl-C ends it");
    let waiter = Waiter::new()
        .interval(Duration::from_millis(100))
        .on_state(|status| println!("{run} is {}", status.state()));
    match waiter.wait(&run) {
        Ok(status) => {
            println!("{run} has ended at {:?}", status.finished_at());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == ErrorKind::Cancelled => {
            println!("interrupted: {error}");
            // This works although the token is cancelled.
            run.cancel()?;
            println!("{run} is cancelled on the Platform");
            // The exit code of shells for a program ended by SIGINT.
            Ok(ExitCode::from(130))
        }
        Err(error) => Err(error.into()),
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
