//! A workflow is created from a text, executed and followed; a task that failed is run again.
//!
//! Run `cargo run -p civis --example workflows --features yaml`. It needs no account: it starts an embedded server. With your
//! own, `civis::Session::from_env()?` takes the place of `session`. Without the feature `yaml`, the definition is not checked
//! before it is sent.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::time::Duration;

use civis::jobs::Waiter;
use civis::{Session, workflows};
use civis_mock::{MockServer, Platform, RunPlan};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let platform = Platform::new();
    let server = MockServer::builder()
        .spec_file(concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json"))
        .platform(&platform)
        .start()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    let load = platform.add_job("/scripts/python3", &json!({"name": "load", "source": ""}));
    platform.plan(
        "/scripts/python3/{id}",
        RunPlan::fails("the source is not ready"),
    );

    let definition = format!(
        "
version: '2.0'
nightly:
  input: [day]
  tasks:
    announce:
      action: std.echo
      input: {{output: <% $.day %>}}
      on-success: load
    load:
      action: civis.run_job
      input: {{job_id: {load}}}
      on-success: [report, notify]
    report: {{action: std.noop, on-success: finish}}
    notify: {{action: std.noop, on-success: finish}}
    finish: {{action: std.noop, join: all}}
"
    );
    let workflow = workflows::create(&session, "nightly", definition)
        .description("loads what is new")
        .send()?;
    let execution = workflows::execute(&session, workflow.id)
        .input("day", "2026-11-30")
        .send()?;

    // The default is the official client's: 1 s, which grows to 15 s.
    let often = || Waiter::new().interval(Duration::from_millis(100));
    if let Err(error) = execution.wait_with(often()) {
        println!("{error}");
        platform.plan("/scripts/python3/{id}", RunPlan::succeeds());
        execution.retry()?;
    }
    for event in execution.follow_with(often()) {
        println!("{}", event?);
    }
    Ok(())
}
