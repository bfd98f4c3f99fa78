//! Loads rows into tables, copies a table to another database, and refreshes the Platform's description of it.
//!
//! `cargo run -p civis --example tables` starts an embedded server. To use the Platform, make the session with
//! `Session::from_env()`, and leave out the server.

#![allow(clippy::print_stdout, reason = "the output is for the user")]

use std::error::Error;
use std::time::Duration;

use civis::files;
use civis::jobs::Waiter;
use civis::tables::{self, Existing};
use civis::{ErrorKind, Session};
use civis_mock::{MockServer, Platform};
use serde::Serialize;

const DATABASE: &str = "redshift-general";

#[derive(Serialize)]
struct Person {
    id: u32,
    name: &'static str,
    born: &'static str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = server()?;
    let session = Session::builder()
        .api_key(server.api_key())
        .base_url(server.url())
        .build()?;
    rows(&session)?;
    upsert(&session)?;
    files_that_differ(&session)?;
    transfer(&session)?;
    Ok(())
}

/// How to wait for runs. The default of a second and more is right for the Platform.
fn waiter() -> Waiter<'static> {
    Waiter::new().interval(Duration::from_millis(10))
}

/// Makes a table of structs. Without `columns`, the types would be detected.
fn rows(session: &Session) -> civis::Result<()> {
    let people = [
        Person {
            id: 1,
            name: "Ada",
            born: "1815-12-10",
        },
        Person {
            id: 2,
            name: "Grace",
            born: "1906-12-09",
        },
    ];
    let import = tables::load_rows(session, people, DATABASE, "public.people")
        .columns([("id", "INT"), ("name", "VARCHAR(40)"), ("born", "DATE")])
        .sort_keys(["born"])
        .waiter(waiter())
        .send()?;
    import.wait_with(waiter())?;
    println!("loaded two rows");
    Ok(())
}

/// Changes a row and adds one, from a reader of CSV.
fn upsert(session: &Session) -> civis::Result<()> {
    let text = "id,name,born\n2,Grace Hopper,1906-12-09\n3,Katherine,1918-08-26\n";
    tables::load_reader(session, text.as_bytes(), DATABASE, "public.people")
        .if_exists(Existing::Upsert)
        .primary_keys(["id"])
        .last_modified_keys(["name"])
        .has_headers(true)
        .waiter(waiter())
        .send()?
        .wait_with(waiter())?;
    println!("changed one row and added one");
    Ok(())
}

/// Files that cannot be loaded into one table are refused before the import.
fn files_that_differ(session: &Session) -> civis::Result<()> {
    let january =
        files::upload_bytes(session, "january.csv", "day,count\n2026-01-01,5\n").send()?;
    let february = files::upload_bytes(session, "february.csv", "day,count\n1,7\n").send()?;
    let load = tables::load_files(session, [january, february], DATABASE, "public.counts");
    match load.waiter(waiter()).send() {
        Err(error) if error.kind() == ErrorKind::Inconsistent => println!("refused: {error}"),
        Err(error) => return Err(error),
        Ok(_) => println!("loaded two files"),
    }
    Ok(())
}

/// Copies the table to another database.
fn transfer(session: &Session) -> civis::Result<()> {
    let run = tables::transfer(session, DATABASE, "public.people")
        .to("postgres", "copies.people")
        .send()?;
    waiter().wait(&run)?;
    let run = tables::refresh(session, "postgres", "copies.people").send()?;
    waiter().wait(&run)?;
    println!(
        "copied to table {}",
        session.get_table_id("copies.people", "postgres")?
    );
    Ok(())
}

fn server() -> Result<MockServer, Box<dyn Error>> {
    let platform = Platform::new();
    platform.add_database("postgres");
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/civis-spec.json");
    let server = MockServer::builder().spec_file(spec).platform(&platform);
    Ok(server.start()?)
}
