//! Everyday work: a file up and down, a table loaded, rows read, a run followed.
//!
//! Run `cargo run -p civis --example everyday`. It needs no account: it starts an embedded server. With
//! `--features progress` it draws bars, if its output is a terminal.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::fs;
use std::time::Duration;

use civis::jobs::{self, Waiter};
use civis::tables::Existing;
use civis::{Session, files, sql, tables};
use civis_mock::{MockServer, Platform, RunPlan};
use serde::Deserialize;
use serde_json::json;

const DATABASE: &str = "redshift-general";

#[derive(Debug, Deserialize)]
struct Person {
    id: u32,
    name: String,
}

/// How to wait. On the Platform, leave the interval out: the default is made for it.
fn waiter() -> Waiter<'static> {
    Waiter::new().interval(Duration::from_millis(50))
}

fn main() -> Result<(), Box<dyn Error>> {
    let (server, job) = server()?;
    // In your program: `let client = Session::from_env()?;`, or a generated client.
    let client = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    let folder = std::env::temp_dir().join(format!("civis-everyday-{}", std::process::id()));
    fs::create_dir(&folder)?;

    println!("A file, up and down:");
    let path = folder.join("people.csv");
    fs::write(&path, "id,name\n1,Ada\n2,Grace\n")?;
    let id = files::upload(&client, &path)
        .description("nightly")
        .on_progress(bar("up"))
        .send()?;
    let bytes = files::download(&client, id)
        .on_progress(bar("down"))
        .to_path(folder.join("copy.csv"))?;
    println!("  file {id}, {bytes} bytes");

    println!("The file, into a table:");
    let import = tables::load(&client, &path, DATABASE, "public.people")
        .if_exists(Existing::Append)
        .waiter(waiter())
        .send()?;
    import.wait_with(waiter())?;
    println!("  {} has succeeded", import.run());

    println!("Its rows, typed:");
    let people = sql::read(&client, "select * from public.people", DATABASE)
        .waiter(waiter())
        .rows::<Person>()?;
    for person in people {
        let Person { id, name } = person?;
        println!("  {id} {name}");
    }

    println!("A run, and its log:");
    let run = jobs::run(&client, job)?;
    for line in run.log().interval(Duration::from_millis(50)).follow() {
        println!("  {}", line?.message);
    }
    waiter()
        .on_state(|status| println!("  {} is {}", status.run(), status.state()))
        .wait(&run)?;
    for output in run.outputs()? {
        println!("  {}: {:?}", output.name.unwrap_or_default(), output.value);
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

#[cfg(feature = "progress")]
use civis::progress::bar;

/// Shows nothing.
#[cfg(not(feature = "progress"))]
fn bar(_label: &str) -> impl FnMut(civis::progress::Transfer) + Send + 'static {
    |_| {}
}

/// A server with a job that trains a model.
fn server() -> Result<(MockServer, i64), Box<dyn Error>> {
    let platform = Platform::new();
    let job = platform.add_job("/scripts/python3", &json!({"name": "train", "source": ""}));
    let plan = RunPlan::succeeds()
        .log("info", "reading 2 rows")
        .log("info", "fitting")
        .json_output("accuracy", json!(0.93));
    platform.plan(&format!("/scripts/python3/{job}"), plan);
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder()
        .spec_file(spec)
        .platform(&platform)
        .start()?;
    Ok((server, i64::try_from(job)?))
}
