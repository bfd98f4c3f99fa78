//! Workflows on the simulated Platform.

mod common;

use std::time::Duration;

use civis_mock::{Clock, Platform, RunPlan};
use common::{Client, poll_until_done, start_platform};
use serde_json::{Value, json};

/// Creates and executes a workflow, and returns the path of the execution.
fn execution(client: &Client, definition: &str, input: &Value) -> String {
    let sent = json!({"name": "w", "definition": definition});
    let workflow = client.post("/workflows", &sent).json();
    assert_eq!(workflow["valid"], true, "{workflow}");
    let path = format!("/workflows/{}/executions", workflow["id"]);
    let execution = client.post(&path, &json!({"input": input})).json();
    format!("{path}/{}", execution["id"])
}

fn states(execution: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let tasks = execution["tasks"].as_array().expect("tasks").iter();
    tasks
        .map(|task| (text(&task["name"]), text(&task["mistralState"])))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

const CHAIN: &str = "
    version: '2.0'
    w:
      tasks:
        first: {action: civis.run_job, input: {job_id: <% $.job %>}, on-success: [left, right]}
        left: {action: civis.scripts.python3, input: {source: x}, on-success: both}
        right: {action: std.noop, on-complete: both}
        both: {action: civis.scripts.r, input: {source: x}, join: all}";

#[test]
fn tasks_run_jobs_in_the_order_of_their_transitions() {
    let clock = Clock::fake();
    let second = Duration::from_secs(1);
    let platform = Platform::new()
        .clock(clock.clone())
        .runs_take(Duration::ZERO, second);
    let (_server, client) = start_platform(&platform);
    let job = platform.add_job("/scripts/python3", &json!({"name": "first"}));
    let path = execution(&client, CHAIN, &json!({"job": job}));
    for (expected, state) in [
        (
            [
                ("first", "running"),
                ("left", "idle"),
                ("right", "idle"),
                ("both", "idle"),
            ],
            "running",
        ),
        (
            [
                ("first", "success"),
                ("left", "running"),
                ("right", "success"),
                ("both", "idle"),
            ],
            "running",
        ),
        (
            [
                ("first", "success"),
                ("left", "success"),
                ("right", "success"),
                ("both", "running"),
            ],
            "running",
        ),
        (
            [
                ("first", "success"),
                ("left", "success"),
                ("right", "success"),
                ("both", "success"),
            ],
            "succeeded",
        ),
    ] {
        let shown = client.get(&path).json();
        assert_eq!(
            (states(&shown), &shown["state"]),
            (pairs(&expected), &json!(state))
        );
        clock.advance(second);
    }
    let shown = client.get(&path).json();
    assert_eq!(
        (&shown["mistralState"], shown["finishedAt"].is_string()),
        (&json!("success"), true)
    );
    let task = client.get(&format!("{path}/tasks/first")).json();
    assert_eq!(task["runs"][0]["jobId"], job);
    assert_eq!(
        platform.runs(job),
        [task["runs"][0]["id"].as_u64().expect("an id")]
    );
    assert_eq!(client.get(&format!("{path}/tasks/nobody")).status, 404);
    assert_eq!(client.get("/workflows/999/executions/1").status, 404);
}

#[test]
fn a_failed_task_follows_its_transition_or_fails_the_execution() {
    let platform = Platform::new();
    platform.plan("/scripts/{id}", RunPlan::fails("broken"));
    let (_server, client) = start_platform(&platform);
    let flow = |rest: &str| {
        let text = format!(
            "w:\n  tasks:\n    a: {{action: civis.scripts.r, input: {{source: x}}{rest}}}\n    b: {{action: std.noop}}\n"
        );
        let path = execution(&client, &text, &json!({}));
        let shown = poll_until_done(&client, &path);
        (path, shown)
    };
    let (path, failed) = flow("");
    assert_eq!(
        (&failed["state"], &failed["mistralStateInfo"]),
        (&json!("failed"), &json!("broken"))
    );
    assert_eq!(flow(", on-error: b").1["state"], "succeeded");
    assert_eq!(flow(", on-complete: fail").1["state"], "failed");
    platform.plan("/scripts/{id}", RunPlan::succeeds());
    client.post(&format!("{path}/retry"), &json!({"taskName": "a"}));
    let retried = poll_until_done(&client, &path);
    assert_eq!(
        states(&retried),
        pairs(&[("a", "success"), ("b", "success")])
    );
    assert_eq!(
        retried["tasks"][0]["runs"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(retried["state"], "succeeded");
}

#[test]
fn cancelling_an_execution_cancels_its_runs() {
    let platform = Platform::new();
    platform.plan("/jobs/{id}", RunPlan::succeeds().endless());
    let (_server, client) = start_platform(&platform);
    let text = "w: {tasks: {a: {action: civis.scripts.r, on-success: b}, b: {action: std.noop}}}";
    let path = execution(&client, text, &json!({}));
    let run = client.get(&path).json()["tasks"][0]["runs"][0]["id"].clone();
    let cancelled = client.post(&format!("{path}/cancel"), &json!({}));
    assert_eq!(
        (cancelled.status, &cancelled.json()["state"]),
        (202, &json!("cancelled"))
    );
    assert_eq!(
        platform.run_state(run.as_u64().expect("an id")).as_deref(),
        Some("cancelled")
    );
    assert_eq!(
        states(&client.get(&path).json()),
        pairs(&[("a", "cancelled"), ("b", "idle")])
    );
    assert_eq!(
        client.post(&format!("{path}/cancel"), &json!({})).status,
        404
    );
}

#[test]
fn executions_pause_resume_and_nest() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let text = "w: {tasks: {a: {action: std.noop, on-success: [pause, b]}, b: {action: std.noop}}}";
    let inner = execution(&client, text, &json!({}));
    let paused = client.get(&inner).json();
    assert_eq!(
        (&paused["state"], &paused["mistralState"]),
        (&json!("running"), &json!("paused"))
    );
    let resumed = client.post(&format!("{inner}/resume"), &json!({})).json();
    assert_eq!(
        states(&resumed),
        pairs(&[("a", "success"), ("b", "success")])
    );
    let workflow = inner.split('/').nth(2).expect("an id");
    let text = format!(
        "w: {{tasks: {{a: {{action: civis.workflows.execute, input: {{workflow_id: {workflow}}}}}}}}}"
    );
    let outer = execution(&client, &text, &json!({}));
    let nested = client.get(&outer).json()["tasks"][0]["executions"][0].clone();
    assert_eq!(nested["workflowId"].to_string(), workflow);
    let path = format!("/workflows/{workflow}/executions/{}", nested["id"]);
    client.post(&format!("{path}/resume"), &json!({}));
    assert_eq!(client.get(&outer).json()["state"], "succeeded");
    let listed = client
        .get(&format!("/workflows/{workflow}/executions"))
        .json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
}

#[test]
fn an_invalid_definition_cannot_be_executed() {
    let (_server, client) = start_platform(&Platform::new());
    let sent =
        json!({"name": "w", "definition": "w: {tasks: {a: {action: std.noop, on-success: b}}}"});
    let workflow = client.post("/workflows", &sent).json();
    assert_eq!(workflow["valid"], false);
    let problem = workflow["validationErrors"]
        .as_str()
        .expect("an error message");
    assert!(problem.contains("`b`"), "{problem}");
    let path = format!("/workflows/{}", workflow["id"]);
    assert_eq!(
        client
            .post(&format!("{path}/executions"), &json!({}))
            .status,
        400
    );
    client.send(
        "PATCH",
        &path,
        r#"{"definition": "w: {tasks: {a: {action: other.thing}}}"}"#,
    );
    assert_eq!(client.get(&path).json()["valid"], true);
    let execution = client
        .post(&format!("{path}/executions"), &json!({}))
        .json();
    assert_eq!(execution["state"], "failed");
    assert!(
        execution["mistralStateInfo"]
            .as_str()
            .is_some_and(|info| info.contains("other.thing"))
    );
}
