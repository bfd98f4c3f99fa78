//! Tables on the simulated Platform, with and without SQLite.

mod catalog;
#[path = "../common/mod.rs"]
mod common;
mod exports;
mod imports;

use civis_mock::{Platform, Table};
use common::{Client, poll_until_done};
use serde_json::{Value, json};

const DATABASE: &str = "redshift-general";

fn people() -> Table {
    Table::typed([("id", "INT"), ("name", "VARCHAR(20)")])
        .row([json!(1), json!("Ada")])
        .row([json!(2), json!("a, \"b\"")])
        .row([json!(3), Value::Null])
}

/// A Platform with the table of people.
fn with_people() -> Platform {
    let platform = Platform::new();
    platform
        .set_table(DATABASE, "public.people", &people())
        .expect("a table");
    platform
}

fn database(client: &Client) -> u64 {
    client.get("/databases").json()[0]["id"]
        .as_u64()
        .expect("an id")
}

fn run(client: &Client, job: &Value) -> Value {
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json();
    poll_until_done(client, &format!("/jobs/{job}/runs/{}", run["id"]))
}
