//! A tour: who am I, lists, a SQL script, a lookup, a retry, an error.
//!
//! `cargo run -p civis --example quickstart` starts an embedded server, unless
//! `CIVIS_API_KEY` is set: then it talks to the Platform, and only reads.

#![allow(clippy::print_stdout, reason = "it shows what it does")]

use std::error::Error;
use std::time::Duration;

use civis::{RetryPolicy, Session};
use civis_mock::{Fault, MockServer};
use serde_json::json;

mod platform {
    civis::civis_api!(
        "civis-spec.json",
        resources = [databases, jobs, scripts, users]
    );
}
use platform::Client;

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
    run_a_script(&client)?;
    see_a_retry(&client, &server)?;
    see_an_error(&client);
    Ok(())
}

fn read(client: &Client) -> civis::Result<()> {
    println!("\nWho am I?");
    let me = client.users.get_me().send()?;
    let left = me.rate_limit().remaining;
    let (name, left) = (me.username.as_deref(), left.unwrap_or_default());
    println!("  {}, with {left} calls left", name.unwrap_or("nobody"));

    println!("\nJobs, from as many pages as it takes:");
    let jobs = client.jobs.list().limit(10).iter().take(25);
    let jobs = jobs.collect::<civis::Result<Vec<_>>>()?;
    let first = jobs.first().and_then(|job| job.name.as_deref());
    println!("  {} jobs, the first is {first:?}", jobs.len());
    Ok(())
}

fn run_a_script(client: &Client) -> civis::Result<()> {
    println!("\nA SQL script, on a database and with a credential that are found by name:");
    let database = client.get_database_id("redshift-general")?;
    let credential = client.default_database_credential_id()?;
    let script = client
        .scripts
        .post_sql("quickstart", "select 1", database, credential)
        .send()?;
    let id = script.id.unwrap_or_default();
    let run = client
        .scripts
        .post_sql_runs(id)
        .send()?
        .id
        .unwrap_or_default();
    println!("  script {id} on database {database}, run {run}:");
    loop {
        let state = client
            .scripts
            .get_sql_runs(id, run)
            .send()?
            .into_inner()
            .state;
        let state = state.map(|state| state.to_string()).unwrap_or_default();
        println!("  {state}");
        if !matches!(&*state, "queued" | "running") {
            return Ok(());
        }
    }
}

fn see_a_retry(client: &Client, server: &MockServer) -> civis::Result<()> {
    println!("\nA server that is busy twice:");
    server.fault(Fault::status(503).times(2));
    let me = client.users.get_me().send()?;
    println!(
        "  answered with {} after {} attempts",
        me.status(),
        me.attempts()
    );
    Ok(())
}

fn see_an_error(client: &Client) {
    println!("\nA database that does not exist, and a path that cannot be:");
    for error in [
        client.get_database_id("redshift-generel").err(),
        client
            .databases
            .get_schemas_tables(5, "", "users")
            .send()
            .err(),
    ]
    .into_iter()
    .flatten()
    {
        println!("  {:?}: {error}", error.kind());
    }
}

/// A server with something to find.
fn server() -> Result<MockServer, Box<dyn Error>> {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::start(spec)?;
    server.list(
        "/databases",
        vec![json!({"id": 32, "name": "redshift-general"})],
    );
    let credential = json!({"id": 44, "type": "Database", "username": "newcomer", "default": true});
    server.list("/credentials", vec![credential]);
    server.answer(
        "GET",
        "/users/me",
        200,
        &json!({"id": 7, "username": "newcomer"}),
    );
    Ok(server)
}
