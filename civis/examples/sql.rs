//! SQL: rows as structs, a preview, a statement with arguments, files.
//!
//! `cargo run -p civis --example sql` starts an embedded server, so it needs no account.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::time::Duration;

use civis::jobs::Waiter;
use civis::{Session, sql};
use civis_mock::{MockServer, Platform, Table};
use serde::Deserialize;
use serde_json::json;

const DATABASE: &str = "redshift-general";

#[derive(Debug, Deserialize)]
struct Person {
    name: String,
    born: Option<i16>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = server()?;
    let client = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;

    println!("The first rows:");
    let preview = sql::query(&client, "select * from public.people", DATABASE)
        .preview_rows(2)
        .waiter(quick())
        .send()?;
    println!("  {:?}", preview.columns);
    for row in &preview.rows {
        println!("  {row:?}");
    }

    println!("All rows, as structs:");
    let people = sql::read_table(&client, "public.people", DATABASE)
        .columns(["name", "born"])
        .waiter(quick());
    for person in people.rows()? {
        let Person { name, born } = person?;
        println!("  {name}, born {born:?}");
    }

    println!("A statement without rows, with an argument:");
    let done = sql::execute(
        &client,
        "delete from people where born > {{year}}",
        DATABASE,
    )
    .argument("year", 1900)
    .waiter(quick())
    .send()?;
    println!("  {} has {}", done.run(), done.state());

    println!("A file here, and one on the Platform:");
    let path = std::env::temp_dir().join("people.csv.gz");
    let export = || sql::read(&client, "select * from public.people", DATABASE).waiter(quick());
    let size = export().gzip().to_path(&path)?;
    println!("  {size} bytes in {}", path.display());
    std::fs::remove_file(path)?;
    let file = export().prefix("people").to_file()?;
    println!("  file {file}");

    println!("A mistake:");
    let typo = sql::read(&client, "select * from public.peeple", DATABASE).waiter(quick());
    match typo.rows::<Person>() {
        Ok(_) => println!("  no error"),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

/// The embedded server needs no pauses. Without this, runs are polled after 1 s, and then less and less often.
fn quick() -> Waiter<'static> {
    Waiter::new().interval(Duration::from_millis(10))
}

/// A server with a table. It responds to `select … from` a table; other SQL needs its feature `sqlite`, or is set here.
fn server() -> Result<MockServer, Box<dyn Error>> {
    let platform = Platform::new();
    let people = Table::new(["id", "name", "born"])
        .row([json!(1), json!("Ada"), json!(1815)])
        .row([json!(2), json!("Grace"), json!(1906)])
        .row([json!(3), json!("Hypatia"), json!(null)]);
    platform.set_table(DATABASE, "public.people", &people)?;
    platform.accept_sql("delete from people where born > 1900");
    let server = MockServer::builder()
        .spec_file(concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json"))
        .platform(&platform)
        .start()?;
    Ok(server)
}
