//! Serves a specification as the Platform until its input ends:
//! `cargo run -p civis-mock --features sqlite --example platform -- civis-spec.json`
//!
//! It prints its address as a line of JSON, and then responds to each line that it
//! reads: `{"job": "/scripts/python3", "sent": {…}}` adds a job, `{"log": 7,
//! "message": "…"}` a line to the log of a run, `{"plan": "/scripts/{id}",
//! "fails": "…", "endless": true, "json": {…}, "files": {…}, "lines": […]}`
//! plans runs, and every key except the first is optional.

#![allow(clippy::print_stdout)] // its output is read

use std::error::Error;
use std::io::{self, BufRead as _, Write as _};
use std::time::Duration;

use civis_mock::{MockServer, Platform, RunPlan, Table};
use serde_json::{Value, json};

/// How long runs are queued, and how long they run.
const TIMES: (Duration, Duration) = (Duration::from_millis(40), Duration::from_millis(80));

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1);
    let file = file.ok_or("usage: platform <specification>")?;
    let platform = Platform::new().runs_take(TIMES.0, TIMES.1);
    platform.add_database("postgres-other");
    let people = Table::typed([("id", "INT"), ("name", "VARCHAR(20)"), ("score", "FLOAT")])
        .row([json!(1), json!("Ada"), json!(1.5)])
        .row([json!(2), json!("é, \"☃\""), json!(null)])
        .row([json!(3), json!("Grace"), json!(-0.25)]);
    platform.set_table("redshift-general", "public.people", &people)?;
    let server = MockServer::builder()
        .spec_file(file)
        .platform(&platform)
        .start()?;
    let mut out = io::stdout().lock();
    let place = json!({"endpoint": server.url(), "key": server.api_key()});
    writeln!(out, "{place}")?;
    for line in io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", obey(&platform, &line))?;
        out.flush()?;
    }
    Ok(())
}

fn obey(platform: &Platform, line: &Value) -> Value {
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    if line["job"].is_string() {
        return platform.add_job(text("job"), &line["sent"]).into();
    }
    if let Some(run) = line["log"].as_u64() {
        platform.log(run, "info", text("message"));
        return Value::Null;
    }
    let mut plan = match line["fails"].as_str() {
        Some(error) => RunPlan::fails(error),
        None => RunPlan::succeeds(),
    };
    if line["endless"] == true {
        plan = plan.endless();
    }
    for message in line["lines"].as_array().into_iter().flatten() {
        plan = plan.log("info", message.as_str().unwrap_or_default());
    }
    for (name, value) in line["json"].as_object().into_iter().flatten() {
        plan = plan.json_output(name, value.clone());
    }
    for (name, content) in line["files"].as_object().into_iter().flatten() {
        plan = plan.file_output(name, content.as_str().unwrap_or_default());
    }
    platform.plan(text("plan"), plan);
    Value::Null
}
