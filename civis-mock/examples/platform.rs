//! Serves a specification as the Platform until its input ends:
//! `cargo run -p civis-mock --features sqlite --example platform -- civis-spec.json`
//!
//! It prints its URL and API key as a line of JSON. Then it reads commands, one line
//! of JSON each, and prints the result of each:
//!
//! | command | effect |
//! |---|---|
//! | `{"job": "/scripts/python3", "sent": {…}}` | adds a job, and prints its ID |
//! | `{"log": 7, "message": "…"}` | adds a line to the log of a run |
//! | `{"plan": "/scripts/{id}", "fails": "…", "endless": true, "json": {…}, "files": {…}, "lines": […]}` | plans runs; all keys but the first are optional |
//! | `{"requests": true}` | prints the method and the operation's path of the requests since the last such command |

#![allow(clippy::print_stdout, reason = "a program reads the output")]

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
    let access = json!({"endpoint": server.url(), "key": server.api_key()});
    writeln!(out, "{access}")?;
    for line in io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", execute(&platform, &server, &line))?;
        out.flush()?;
    }
    Ok(())
}

fn execute(platform: &Platform, server: &MockServer, line: &Value) -> Value {
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    if line["requests"] == true {
        let requests = server.requests().into_iter();
        let requests = requests.map(|request| {
            let path = request.operation.unwrap_or(request.path);
            json!([request.method, path])
        });
        let requests = requests.collect();
        server.clear_requests();
        return requests;
    }
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
