//! Files up and down.
//!
//! Run `cargo run -p civis --example files`. It needs no account: it starts an embedded server. With
//! `--features progress` it draws bars, if its output is a terminal.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::fs;

use civis::jiff::{Timestamp, ToSpan as _};
use civis::{ErrorKind, Session, files};
use civis_mock::{MockServer, Platform};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Person {
    id: u32,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Config {
    threshold: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = server()?;
    // In your program: `let client = Session::from_env()?;`, or a generated client.
    let client = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    let folder = std::env::temp_dir().join(format!("civis-example-{}", std::process::id()));
    fs::create_dir(&folder)?;

    // A file of 60 MB is sent in parts, four at a time.
    let path = folder.join("numbers.txt");
    fs::write(&path, "0123456789\n".repeat(5_500_000))?;
    let id = files::upload(&client, &path)
        .description("nightly")
        .expires_at(Timestamp::now() + 48.hours())
        .on_progress(bar("up"))
        .send()?;
    println!("numbers.txt is file {id}");

    // It appears under its name once it is complete.
    let copy = folder.join("copy.txt");
    let bytes = files::download(&client, id)
        .on_progress(bar("down"))
        .to_path(&copy)?;
    println!(
        "copied {bytes} bytes: {}",
        fs::read(&path)? == fs::read(&copy)?
    );

    // Values as JSON.
    let id = files::upload_json(&client, &Config { threshold: 0.5 }).send()?;
    let config: Config = files::read_json(&client, id)?;
    println!("{config:?}");

    // Rows as CSV, written and read one by one.
    let people = (1..=3).map(|id| Person {
        id,
        name: format!("person {id}"),
    });
    let id = files::upload_rows(&client, people)
        .name("people.csv")
        .send()?;
    for person in files::download(&client, id).rows::<Person>()? {
        println!("{:?}", person?);
    }

    // A file that is not there.
    match files::read_json::<Config>(&client, 7) {
        Err(error) if error.kind() == ErrorKind::NotFound => println!("{error}"),
        other => println!("{other:?}"),
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

/// A server that stores files.
fn server() -> Result<MockServer, Box<dyn Error>> {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec);
    Ok(server.platform(&Platform::new()).start()?)
}
