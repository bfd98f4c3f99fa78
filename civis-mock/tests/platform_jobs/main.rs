//! Jobs and runs on the simulated Platform.

#[path = "../common/mod.rs"]
mod common;
mod deployments;
mod jobs;
mod runs;

use common::Client;
use serde_json::{Value, json};

fn id(value: &Value) -> u64 {
    value["id"]
        .as_u64()
        .unwrap_or_else(|| panic!("no id in {value}"))
}

/// Creates a Python job and starts a run. Returns their ids.
fn start_python_job(client: &Client) -> (u64, u64) {
    let sent = json!({"name": "greet", "source": "print()"});
    let job = id(&client.post("/scripts/python3", &sent).json());
    let run = id(&client.post(&format!("/jobs/{job}/runs"), &json!({})).json());
    (job, run)
}

fn state(client: &Client, path: &str) -> Value {
    client.get(path).json()["state"].clone()
}
