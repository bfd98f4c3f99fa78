//! Runs: how they advance, end and are listed.

use std::time::Duration;

use civis_mock::{Clock, Fault, Platform, RunPlan};
use serde_json::{Value, json};

use crate::common::{poll_until_done, start_platform};
use crate::{id, start_python_job, state};

#[test]
fn a_run_advances_with_every_poll() {
    let (_server, client) = start_platform(&Platform::new());
    let (job, run) = start_python_job(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    let polled: Vec<Value> = (0..4).map(|_| client.get(&path).json()).collect();
    let states: Vec<&Value> = polled.iter().map(|run| &run["state"]).collect();
    assert_eq!(states, ["queued", "running", "succeeded", "succeeded"]);
    let times = |run: &Value| (run["startedAt"].is_string(), run["finishedAt"].is_string());
    let known: Vec<(bool, bool)> = polled.iter().map(times).collect();
    assert_eq!(
        known,
        [(false, false), (true, false), (true, true), (true, true)]
    );
    assert_eq!(polled[3], polled[2]);
}

#[test]
fn a_run_advances_with_the_clock_if_its_plan_has_durations() {
    let clock = Clock::fake();
    let platform = Platform::new()
        .clock(clock.clone())
        .runs_take(Duration::from_secs(5), Duration::from_secs(60));
    platform.plan(
        "/scripts/r/{id}",
        RunPlan::succeeds().lasting(Duration::from_secs(1)),
    );
    let (_server, client) = start_platform(&platform);
    let (job, run) = start_python_job(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    let quick = platform.add_job("/scripts/r", &json!({"name": "quick", "source": ""}));
    let quick_run = id(&client
        .post(&format!("/jobs/{quick}/runs"), &json!({}))
        .json());
    for (seconds, expected, expected_of_quick) in [
        (0, "queued", "running"),
        (4, "queued", "succeeded"),
        (1, "running", "succeeded"),
        (59, "running", "succeeded"),
        (1, "succeeded", "succeeded"),
    ] {
        clock.advance(Duration::from_secs(seconds));
        for _ in 0..3 {
            assert_eq!(state(&client, &path), expected);
        }
        assert_eq!(
            platform.run_state(quick_run).as_deref(),
            Some(expected_of_quick)
        );
    }
    let run = client.get(&path).json();
    let seconds = |key: &str| {
        run[key].as_str().expect("a time")[17..19]
            .parse::<i64>()
            .expect("seconds")
    };
    assert_eq!(
        (seconds("startedAt") - seconds("createdAt")).rem_euclid(60),
        5
    );
    assert_eq!(seconds("finishedAt"), seconds("startedAt"));
}

#[test]
fn runs_take_effect_in_the_order_in_which_they_end() {
    let clock = Clock::fake();
    let platform = Platform::new().clock(clock.clone());
    let (_server, client) = start_platform(&platform);
    let host = client.get("/databases").json()[0]["id"].clone();
    for (text, seconds) in [("word\nslow\n", 20), ("word\nfast\n", 10)] {
        let import = json!({
            "source": {"fileIds": [platform.add_file("a.csv", text)]},
            "destination": {"schema": "public", "table": "a", "remoteHostId": host, "credentialId": 2},
            "firstRowIsHeader": true,
            "existingTableRows": "drop",
        });
        let job = id(&client.post("/imports/files/csv", &import).json());
        let plan = RunPlan::succeeds().lasting(Duration::from_secs(seconds));
        platform.plan(&format!("/jobs/{job}"), plan);
        client.post(&format!("/jobs/{job}/runs"), &json!({}));
    }
    clock.advance(Duration::from_secs(30));
    let table = platform
        .table("redshift-general", "public.a")
        .expect("a table");
    assert_eq!(table.rows(), [[json!("slow")]]);
}

#[test]
fn a_plan_applies_to_a_job_a_type_or_all_jobs() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    platform.plan("/jobs/{id}", RunPlan::fails("all"));
    platform.plan("/scripts/{id}", RunPlan::fails("scripts"));
    platform.plan("/scripts/python3/{id}", RunPlan::fails("python"));
    let (job, _) = start_python_job(&client);
    platform.plan(&format!("/jobs/{job}"), RunPlan::is_cancelled());
    let r = platform.add_job("/scripts/r", &json!({}));
    let import = platform.add_job("/imports", &json!({}));
    let (other, _) = start_python_job(&client);
    for (job, expected) in [
        (job, ("cancelled", Value::Null)),
        (other, ("failed", json!("python"))),
        (r, ("failed", json!("scripts"))),
        (import, ("failed", json!("all"))),
    ] {
        let run = id(&client.post(&format!("/jobs/{job}/runs"), &json!({})).json());
        let path = format!("/jobs/{job}/runs/{run}");
        let last = poll_until_done(&client, &path);
        assert_eq!(
            (last["state"].as_str(), &last["error"]),
            (Some(expected.0), &expected.1)
        );
        assert_eq!(
            client.get(&format!("/jobs/{job}")).json()["lastRun"]["error"],
            expected.1
        );
    }
}

#[test]
fn a_cancelled_run_stays_cancelled() {
    let platform = Platform::new();
    platform.plan("/scripts/{id}", RunPlan::succeeds().endless());
    let (_server, client) = start_platform(&platform);
    let (job, run) = start_python_job(&client);
    assert_eq!(
        client
            .send("DELETE", &format!("/jobs/{job}/runs/{run}"), "")
            .status,
        202
    );
    let path = format!("/scripts/python3/{job}/runs/{run}");
    let shown = client.get(&path).json();
    assert_eq!(
        (&shown["state"], &shown["isCancelRequested"]),
        (&json!("cancelled"), &json!(true))
    );
    assert!(shown["finishedAt"].is_string());
    assert_eq!(
        client
            .send("DELETE", &format!("/jobs/{job}/runs/{run}"), "")
            .status,
        404
    );
    let second = id(&client.post(&format!("/jobs/{job}/runs"), &json!({})).json());
    let response = client.post(&format!("/scripts/{job}/cancel"), &json!({}));
    assert_eq!(
        (response.status, &response.json()["state"]),
        (202, &json!("cancelled"))
    );
    assert_eq!(
        state(&client, &format!("/jobs/{job}/runs/{second}")),
        "cancelled"
    );
    assert_eq!(
        client
            .post(&format!("/scripts/{job}/cancel"), &json!({}))
            .status,
        404
    );
}

#[test]
fn a_cancelled_import_does_not_import() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let file = platform.add_file("a.csv", "id\n1\n");
    let host = client.get("/databases").json()[0]["id"].clone();
    let import = json!({
        "source": {"fileIds": [file]},
        "destination": {"schema": "public", "table": "a", "remoteHostId": host, "credentialId": 2},
        "firstRowIsHeader": true,
    });
    let job = id(&client.post("/imports/files/csv", &import).json());
    for is_cancelled in [true, false] {
        let run = id(&client
            .post(&format!("/imports/files/csv/{job}/runs"), &json!({}))
            .json());
        if is_cancelled {
            client.send("DELETE", &format!("/jobs/{job}/runs/{run}"), "");
        }
        for _ in 0..3 {
            client.get(&format!("/jobs/{job}/runs/{run}"));
        }
        let table = platform.table("redshift-general", "public.a");
        assert_eq!(table.is_none(), is_cancelled);
    }
}

#[test]
fn a_test_can_set_the_states_of_a_run() {
    let (server, client) = start_platform(&Platform::new());
    server.run_states(["pondering", "failed"]);
    let (job, run) = start_python_job(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    // A state that the specification does not declare is not returned.
    assert_eq!(state(&client, &path), Value::Null);
    assert_eq!(state(&client, &path), "failed");
    assert_eq!(client.get(&path).json()["error"], "The run failed.");
}

#[test]
fn faults_and_scripted_responses_come_before_the_simulation() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let (job, run) = start_python_job(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    server.fault(Fault::status(503).on("GET", "/jobs/{id}/runs/{run_id}"));
    assert_eq!(client.get(&path).status, 503);
    server.answer("GET", &path, 200, &json!({"state": "scripted"}));
    assert_eq!(state(&client, &path), "scripted");
    assert_eq!(platform.run_state(run).as_deref(), Some("queued"));
}

#[test]
fn runs_are_listed_newest_first_and_paged() {
    let (_server, client) = start_platform(&Platform::new());
    let (job, first) = start_python_job(&client);
    let runs = format!("/jobs/{job}/runs");
    let second = id(&client.post(&runs, &json!({})).json());
    let third = id(&client.post(&runs, &json!({})).json());
    let ids = |query: &str| -> Vec<u64> {
        let response = client.get(&format!("{runs}?{query}"));
        assert_eq!(response.header("x-pagination-total-entries"), Some("3"));
        response
            .json()
            .as_array()
            .expect("a list")
            .iter()
            .map(id)
            .collect()
    };
    assert_eq!(ids(""), [third, second, first]);
    assert_eq!(ids("limit=1&order=id&order_dir=desc"), [third]);
    assert_eq!(ids("limit=2&page_num=2"), [first]);
    assert_eq!(ids("order=id&order_dir=asc"), [first, second, third]);
}
