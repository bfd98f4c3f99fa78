//! A tour: the user, a list, a query, a file, a job with its log, a retry, errors.
//!
//! `cargo run -p civis --example quickstart` starts an embedded server. If `CIVIS_API_KEY` is set, it talks to the
//! Platform instead, and only reads.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::thread;
use std::time::Duration;

use civis::{Optional, RetryPolicy, Session};
use civis_mock::{Fault, MockServer, Platform, RunPlan, Table};
use serde_json::json;

mod platform {
    civis::civis_api!(
        "civis-spec.json",
        resources = [databases, files, jobs, queries, scripts, users]
    );
}
use platform::Client;

/// The time between two polls. A program on the Platform would wait some seconds.
const POLL: Duration = Duration::from_millis(200);

const SQL: &str = "select name, born from public.people";

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("CIVIS_API_KEY").is_some() {
        println!("CIVIS_API_KEY is set: this talks to the Platform, and only reads.");
        return Ok(read(&Client::from_env()?)?);
    }
    println!("CIVIS_API_KEY is not set: this talks to an embedded server.");
    let server = server()?;
    let retry = RetryPolicy::default().base_backoff(Duration::from_millis(50));
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .retry(retry)
        .build()?;
    let client = Client::from(session);
    read(&client)?;
    query(&client)?;
    export(&client)?;
    follow_a_log(&client)?;
    retry_a_call(&client, &server)?;
    show_errors(&client);
    Ok(())
}

fn read(client: &Client) -> civis::Result<()> {
    println!("\nWho am I?");
    let me = client.users.get_me().send()?;
    let name = me.username.as_deref().unwrap_or("nobody");
    let left = me.rate_limit().remaining.unwrap_or_default();
    println!("  {name}, with {left} calls left");

    println!("\nJobs, from as many pages as it takes:");
    for job in client.jobs.list().limit(2).iter().take(5) {
        let job = job?;
        println!("  {:<22} {}", text(&job.name), text(&job.r#type));
    }
    Ok(())
}

/// Runs a query, and prints its rows.
fn query(client: &Client) -> civis::Result<()> {
    println!("\nA query, with the database and the credential found by name:\n  {SQL}");
    let database = client.get_database_id("redshift-general")?;
    let credential = client.default_database_credential_id()?;
    let call = client.queries.post(database, SQL, 10);
    let id = call.credential(credential).send()?.id.present()?;
    loop {
        let query = client.queries.get(id).send()?;
        if query.finished_at.is_some() {
            for row in query.result_rows.iter().flatten() {
                let cells: Vec<&str> = row.iter().map(text).collect();
                println!("    {}", cells.join(", "));
            }
            return Ok(());
        }
        thread::sleep(POLL);
    }
}

/// Exports a query to a file, and prints what the file contains.
fn export(client: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nThe same rows as a CSV file:");
    let database = client.get_database_id("redshift-general")?;
    let credential = client.default_database_credential_id()?;
    let script = client
        .scripts
        .post_sql("export people", SQL, database, credential)
        .csv_settings(json!({"compression": "none"}))
        .send()?;
    let script = script.id.present()?;
    let run = client.scripts.post_sql_runs(script).send()?.id.present()?;
    loop {
        let run = client.scripts.get_sql_runs(script, run).send()?;
        if run.finished_at.is_none() {
            thread::sleep(POLL);
            continue;
        }
        let file = run.output.present()?.first();
        let file = file.ok_or("the run has no output")?;
        let content = ureq::get(text(&file.path))
            .call()?
            .body_mut()
            .read_to_string()?;
        println!("  {}, {} bytes", text(&file.output_name), content.len());
        content.lines().for_each(|line| println!("    {line}"));
        return Ok(());
    }
}

/// Runs a job, and prints its log as it grows.
fn follow_a_log(client: &Client) -> civis::Result<()> {
    println!("\nA Python script, and its log:");
    let script = client
        .scripts
        .post_python3("train turnout model", "train()")
        .send()?;
    let job = script.id.present()?;
    let run = client.jobs.post_runs(job).send()?.id.present()?;
    let mut last = 0;
    loop {
        let state = client.jobs.get_runs(job, run).send()?.state.clone();
        for line in &*client.jobs.list_runs_logs(job, run).last_id(last).send()? {
            last = last.max(line.id.present()?);
            println!("    {:<5} {}", text(&line.level), text(&line.message));
        }
        if !state.is("queued") && !state.is("running") {
            println!("  run {run}: {}", state.present()?);
            return Ok(());
        }
        thread::sleep(POLL);
    }
}

fn retry_a_call(client: &Client, server: &MockServer) -> civis::Result<()> {
    println!("\nA server that is unavailable twice:");
    server.fault(Fault::status(503).times(2));
    let me = client.users.get_me().send()?;
    println!("  {} after {} attempts", me.status(), me.attempts());
    Ok(())
}

fn show_errors(client: &Client) {
    println!("\nA misspelled database, and an empty path parameter:");
    let errors = [
        client.get_database_id("redshift-generel").err(),
        client
            .databases
            .get_schemas_tables(5, "", "users")
            .send()
            .err(),
    ];
    for error in errors.into_iter().flatten() {
        println!("  {:?}: {error}", error.kind());
    }
}

fn text(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or("-")
}

/// A server with jobs and a table.
fn server() -> Result<MockServer, Box<dyn Error>> {
    let platform = Platform::new().username("newcomer");
    for (path, name) in [
        ("/scripts/sql", "refresh voter file"),
        ("/scripts/python3", "score contacts"),
        ("/scripts/containers", "weekly report"),
    ] {
        platform.add_job(path, &json!({"name": name}));
    }
    let people = Table::new(["name", "born"])
        .row([json!("Ada"), json!(1815)])
        .row([json!("Grace"), json!(1906)])
        .row([json!("Katherine"), json!(1918)]);
    platform.set_table("redshift-general", "public.people", &people)?;
    let training = RunPlan::succeeds()
        .queued(POLL)
        .lasting(POLL * 5)
        .log("info", "read 3 people")
        .log("info", "epoch 1, accuracy 0.87")
        .log("info", "epoch 2, accuracy 0.93");
    platform.plan("/scripts/python3/{id}", training);
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec);
    Ok(server.platform(&platform).start()?)
}
