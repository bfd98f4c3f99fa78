//! Loads, transfers and refreshes of tables, against the embedded server.

mod arguments;
mod faults;
#[cfg(feature = "polars")]
mod frame;
mod load;
mod load_files;
mod sources;
#[allow(dead_code, reason = "shared with the tests of runs")]
#[path = "../runs/support.rs"]
mod support;
mod transfer;

use std::fs;
use std::path::PathBuf;

use civis_mock::{RecordedRequest, Table};
use serde_json::Value;
use support::World;

const DATABASE: &str = "redshift-general";

/// An empty folder for the files of a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("tables")
        .join(name);
    // It is there if the test has run before.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A file of the Platform.
fn file(world: &World, name: &str, content: impl Into<Vec<u8>>) -> i64 {
    i64::try_from(world.platform.add_file(name, content)).expect("an ID")
}

fn table(world: &World, name: &str) -> Table {
    let table = world.platform.table(DATABASE, name);
    table.unwrap_or_else(|| panic!("there is no table {name}"))
}

/// The rows of a table, each as JSON: `[1,"Ada"]`.
fn rows(world: &World, name: &str) -> Vec<String> {
    let table = table(world, name);
    let rows = table
        .rows()
        .iter()
        .map(|row| Value::from(row.clone()).to_string());
    rows.collect()
}

/// The requests so far, by method and path of the specification, without a `/` at its end: `GET /jobs/{id}`.
fn operations(world: &World) -> Vec<String> {
    world.server.requests().iter().map(operation).collect()
}

fn operation(request: &RecordedRequest) -> String {
    let path = request.operation.as_deref().unwrap_or_default();
    format!("{} {}", request.method, path.trim_end_matches('/'))
}

/// The bodies of all `POST` requests so far to this path of the specification.
fn bodies(world: &World, path: &str) -> Vec<Value> {
    let wanted = format!("POST {path}");
    let requests = world.server.requests().into_iter();
    let requests = requests.filter(|request| operation(request) == wanted);
    requests
        .map(|request| request.json().expect("JSON"))
        .collect()
}
