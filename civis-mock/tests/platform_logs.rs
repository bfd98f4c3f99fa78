//! Logs and outputs of runs.

mod common;

use std::time::Duration;

use civis_mock::{Clock, Platform, RunPlan};
use common::{Response, start_platform};
use serde_json::{Value, json};

fn messages(response: &Response) -> Vec<String> {
    let json = response.json();
    let lines = json.as_array().expect("a list").iter();
    lines
        .map(|line| line["message"].as_str().expect("a message").to_owned())
        .collect()
}

#[test]
fn a_log_grows_during_its_run() {
    let clock = Clock::fake();
    let platform = Platform::new().clock(clock.clone());
    let plan = RunPlan::succeeds()
        .lasting(Duration::from_secs(30))
        .log("info", "a third")
        .log_after(Duration::from_secs(25), "warn", "late")
        .log("info", "two thirds")
        .log_after(Duration::from_secs(31), "info", "never");
    platform.plan("/jobs/{id}", plan);
    let (_server, client) = start_platform(&platform);
    let job = platform.add_job("/scripts/python3", &json!({}));
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
    let mut last = 0;
    for (seconds, expected, is_done) in [
        (0, vec!["Queued", "Running"], false),
        (11, vec!["a third"], false),
        (1, vec![], false),
        (14, vec!["two thirds", "late"], false),
        (4, vec!["Succeeded"], true),
        (9, vec![], true),
    ] {
        clock.advance(Duration::from_secs(seconds));
        let path = format!("/scripts/python3/{job}/runs/{run}/logs?last_id={last}");
        let response = client.get(&path);
        assert_eq!(messages(&response), expected);
        let cache = response.header("civis-cache-control").expect("a header");
        assert_eq!(cache != "no-store", is_done);
        let newest = response.header("civis-max-id").expect("a header");
        if let Some(line) = response.json().as_array().and_then(|lines| lines.last()) {
            assert_eq!(line["id"].to_string(), newest);
        }
        last = newest.parse().expect("an id");
    }
}

#[test]
fn lines_are_in_order_after_an_id_and_newest_first_otherwise() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let job = platform.add_job("/scripts/r", &json!({}));
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
    let number = run.as_u64().expect("an id");
    for line in 0..5 {
        platform.log(number, "debug", &format!("line {line}"));
    }
    let logs = |query: &str| messages(&client.get(&format!("/jobs/{job}/runs/{run}/logs{query}")));
    assert_eq!(logs("?limit=2"), ["line 4", "line 3"]);
    assert_eq!(logs("?last_id=0&limit=2"), ["Queued", "line 0"]);
    let all = client
        .get(&format!("/jobs/{job}/runs/{run}/logs?last_id=0"))
        .json();
    let third = &all[3];
    assert_eq!(
        (&third["message"], &third["level"]),
        (&json!("line 2"), &json!("debug"))
    );
    assert_eq!(
        logs(&format!("?last_id={}", third["id"])),
        ["line 3", "line 4", "Running", "Succeeded"]
    );
}

#[test]
fn programs_post_log_lines_and_outputs() {
    let platform = Platform::new();
    platform.plan("/jobs/{id}", RunPlan::succeeds().endless());
    let (_server, client) = start_platform(&platform);
    let job = platform.add_job("/scripts/containers", &json!({}));
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
    let path = format!("/scripts/containers/{job}/runs/{run}");
    let lines = json!({"messages": [
        {"message": "second", "createdAt": "2020-01-02T00:00:00Z"},
        {"message": "first", "level": "error", "createdAt": "2020-01-01"},
    ]});
    assert_eq!(client.post(&format!("{path}/logs"), &lines).status, 204);
    let sent = client.get(&format!("{path}/logs?last_id=0")).json();
    let sent: Vec<&Value> = sent
        .as_array()
        .expect("a list")
        .iter()
        .filter(|line| {
            line["createdAt"]
                .as_str()
                .is_some_and(|time| time.starts_with("2020"))
        })
        .collect();
    assert_eq!(
        (&sent[0]["message"], &sent[0]["level"]),
        (&json!("first"), &json!("error"))
    );
    assert_eq!(
        (&sent[1]["message"], &sent[1]["level"]),
        (&json!("second"), &json!("info"))
    );

    let value = json!({"name": "found", "valueStr": "{\"a\": [1]}"});
    let value = client.post("/json_values", &value).json()["id"].clone();
    let output = |kind: &str, id: &Value| {
        client.post(
            &format!("{path}/outputs"),
            &json!({"objectType": kind, "objectId": id}),
        )
    };
    assert_eq!(
        output("JSONValue", &value).json()["value"],
        json!({"a": [1]})
    );
    assert_eq!(output("File", &json!(9)).status, 404);
    let file = platform.add_file("made.txt", "x");
    output("File", &json!(file));
    let outputs = client
        .get(&format!("/jobs/{job}/runs/{run}/outputs"))
        .json();
    assert_eq!(outputs[0]["name"], "found");
    assert_eq!(
        (&outputs[1]["objectId"], &outputs[1]["name"]),
        (&json!(file), &json!("made.txt"))
    );
}

#[test]
fn planned_outputs_appear_only_on_success() {
    let platform = Platform::new();
    let plan = |plan: RunPlan| plan.json_output("n", json!(7)).file_output("f", "x");
    platform.plan("/scripts/r/{id}", plan(RunPlan::fails("no")));
    platform.plan("/scripts/python3/{id}", plan(RunPlan::succeeds()));
    let (_server, client) = start_platform(&platform);
    for (path, expected) in [("/scripts/r", 0), ("/scripts/python3", 2)] {
        let job = platform.add_job(path, &json!({}));
        let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
        let outputs = || {
            client
                .get(&format!("/jobs/{job}/runs/{run}/outputs"))
                .json()
        };
        assert_eq!(outputs(), json!([]));
        for _ in 0..3 {
            client.get(&format!("/jobs/{job}/runs/{run}"));
        }
        let outputs = outputs();
        assert_eq!(outputs.as_array().map(Vec::len), Some(expected), "{path}");
        if expected > 0 {
            assert_eq!(outputs[0]["value"], 7);
            let file = outputs[1]["objectId"].as_u64().expect("an id");
            assert_eq!(platform.file(file), Some(b"x".to_vec()));
        }
    }
}
