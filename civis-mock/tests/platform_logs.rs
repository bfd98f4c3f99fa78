//! Logs and outputs of runs.

mod common;

use std::time::Duration;

use civis_mock::{Clock, Platform, RunPlan};
use common::{Answer, platform};
use serde_json::{Value, json};

fn messages(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let lines = json.as_array().expect("a list").iter();
    lines
        .map(|line| line["message"].as_str().expect("a message").to_owned())
        .collect()
}

#[test]
fn a_log_grows_while_its_run_goes_on() {
    let clock = Clock::fake();
    let kept = Platform::new().clock(clock.clone());
    let plan = RunPlan::succeeds()
        .lasting(Duration::from_secs(30))
        .log("info", "a third")
        .log_after(Duration::from_secs(25), "warn", "late")
        .log("info", "two thirds")
        .log_after(Duration::from_secs(31), "info", "never");
    kept.plan("/jobs/{id}", plan);
    let (_server, client) = platform(&kept);
    let job = kept.add_job("/scripts/python3", &json!({}));
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
    let mut last = 0;
    for (passes, wanted, is_over) in [
        (0, vec!["Queued", "Running"], false),
        (11, vec!["a third"], false),
        (1, vec![], false),
        (14, vec!["two thirds", "late"], false),
        (4, vec!["Succeeded"], true),
        (9, vec![], true),
    ] {
        clock.advance(Duration::from_secs(passes));
        let path = format!("/scripts/python3/{job}/runs/{run}/logs?last_id={last}");
        let answer = client.get(&path);
        assert_eq!(messages(&answer), wanted);
        let cache = answer.header("civis-cache-control").expect("a header");
        assert_eq!(cache != "no-store", is_over);
        let newest = answer.header("civis-max-id").expect("a header");
        if let Some(line) = answer.json().as_array().and_then(|lines| lines.last()) {
            assert_eq!(line["id"].to_string(), newest);
        }
        last = newest.parse().expect("an id");
    }
}

#[test]
fn lines_come_in_order_after_an_id_and_newest_first_without() {
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    let job = kept.add_job("/scripts/r", &json!({}));
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json()["id"].clone();
    let number = run.as_u64().expect("an id");
    for line in 0..5 {
        kept.log(number, "debug", &format!("line {line}"));
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
fn programs_send_lines_and_outputs() {
    let kept = Platform::new();
    kept.plan("/jobs/{id}", RunPlan::succeeds().endless());
    let (_server, client) = platform(&kept);
    let job = kept.add_job("/scripts/containers", &json!({}));
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
    let file = kept.add_file("made.txt", "x");
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
fn planned_outputs_come_with_success_alone() {
    let kept = Platform::new();
    let plan = |plan: RunPlan| plan.json_output("n", json!(7)).file_output("f", "x");
    kept.plan("/scripts/r/{id}", plan(RunPlan::fails("no")));
    kept.plan("/scripts/python3/{id}", plan(RunPlan::succeeds()));
    let (_server, client) = platform(&kept);
    for (home, wanted) in [("/scripts/r", 0), ("/scripts/python3", 2)] {
        let job = kept.add_job(home, &json!({}));
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
        assert_eq!(outputs.as_array().map(Vec::len), Some(wanted), "{home}");
        if wanted > 0 {
            assert_eq!(outputs[0]["value"], 7);
            let file = outputs[1]["objectId"].as_u64().expect("an id");
            assert_eq!(kept.file(file), Some(b"x".to_vec()));
        }
    }
}
