//! Jobs and runs of the Platform: one store, in which runs go on.

mod common;

use std::time::Duration;

use civis_mock::{Clock, Fault, Platform, RunPlan};
use common::{Client, platform, polled};
use serde_json::{Value, json};

fn id(value: &Value) -> u64 {
    value["id"]
        .as_u64()
        .unwrap_or_else(|| panic!("no id in {value}"))
}

/// A new job of Python, and a run of it.
fn started(client: &Client) -> (u64, u64) {
    let sent = json!({"name": "greet", "source": "print()"});
    let job = id(&client.post("/scripts/python3", &sent).json());
    let run = id(&client.post(&format!("/jobs/{job}/runs"), &json!({})).json());
    (job, run)
}

fn state(client: &Client, path: &str) -> Value {
    client.get(path).json()["state"].clone()
}

#[test]
fn each_poll_sees_a_run_a_step_further() {
    let (_server, client) = platform(&Platform::new());
    let (job, run) = started(&client);
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
fn every_path_shows_the_same_job_and_run() {
    let (_server, client) = platform(&Platform::new());
    let (job, run) = started(&client);
    for _ in 0..3 {
        client.get(&format!("/scripts/python3/{job}/runs/{run}"));
    }
    let shown = client.get(&format!("/jobs/{job}/runs/{run}")).json();
    assert_eq!(shown["state"], "succeeded");
    let typed = client
        .get(&format!("/scripts/python3/{job}/runs/{run}"))
        .json();
    assert_eq!(typed["pythonId"], job);
    for key in [
        "id",
        "state",
        "createdAt",
        "startedAt",
        "finishedAt",
        "error",
    ] {
        assert_eq!(typed[key], shown[key], "{key}");
    }
    for path in ["jobs", "scripts", "scripts/python3"] {
        let job = client.get(&format!("/{path}/{job}")).json();
        assert_eq!(
            (&job["name"], &job["state"]),
            (&json!("greet"), &json!("succeeded")),
            "{path}"
        );
        assert_eq!(job["lastRun"], shown, "{path}");
        assert_eq!(job["author"]["username"], "me", "{path}");
    }
    assert_eq!(
        client.get(&format!("/jobs/{job}")).json()["runs"],
        json!([shown])
    );
    assert_eq!(
        client.get(&format!("/jobs/{job}/runs")).json(),
        json!([shown])
    );
    for list in [
        "/jobs",
        "/scripts",
        "/scripts?type=JobTypes%3A%3APythonDocker&status=succeeded",
    ] {
        let listed = client.get(list).json();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{list}");
        assert_eq!(id(&listed[0]), job, "{list}");
    }
    assert_eq!(client.get("/scripts?status=failed").json(), json!([]));
}

#[test]
fn paths_of_another_kind_do_not_lead_to_a_job() {
    let (_server, client) = platform(&Platform::new());
    let (job, run) = started(&client);
    let (other, _) = started(&client);
    for path in [
        format!("/scripts/sql/{job}"),
        format!("/scripts/r/{job}/runs/{run}"),
        format!("/imports/{job}"),
        format!("/queries/{job}"),
        format!("/jobs/{job}/runs/9"),
        format!("/jobs/{other}/runs/{run}"),
        format!("/scripts/python3/{other}/runs/{run}/logs"),
        "/jobs/9".to_owned(),
        "/jobs/9/runs".to_owned(),
    ] {
        assert_eq!(client.get(&path).problem().0, 404, "{path}");
    }
    assert_eq!(client.post("/jobs/9/runs", &json!({})).status, 404);
}

#[test]
fn what_is_no_job_is_answered_as_without_a_platform() {
    let (_server, client) = platform(&Platform::new());
    let batch =
        json!({"fileIds": [1], "schema": "s", "table": "t", "remoteHostId": 1, "credentialId": 2});
    let batch = id(&client.post("/imports/batches", &batch).json());
    assert_eq!(
        id(&client.get(&format!("/imports/batches/{batch}")).json()),
        batch
    );
    let project = id(&client
        .post("/projects", &json!({"name": "p", "description": "d"}))
        .json());
    assert_eq!(
        client.get(&format!("/projects/{project}")).json()["name"],
        "p"
    );
    let (job, _) = started(&client);
    assert_eq!(
        client
            .get(&format!("/scripts/python3/{job}/projects"))
            .status,
        200
    );
}

#[test]
fn time_decides_where_a_plan_has_times() {
    let clock = Clock::fake();
    let kept = Platform::new()
        .clock(clock.clone())
        .runs_take(Duration::from_secs(5), Duration::from_secs(60));
    kept.plan(
        "/scripts/r/{id}",
        RunPlan::succeeds().lasting(Duration::from_secs(1)),
    );
    let (_server, client) = platform(&kept);
    let (job, run) = started(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    let quick = kept.add_job("/scripts/r", &json!({"name": "quick", "source": ""}));
    let quick_run = id(&client
        .post(&format!("/jobs/{quick}/runs"), &json!({}))
        .json());
    for (passes, wanted, wanted_of_quick) in [
        (0, "queued", "running"),
        (4, "queued", "succeeded"),
        (1, "running", "succeeded"),
        (59, "running", "succeeded"),
        (1, "succeeded", "succeeded"),
    ] {
        clock.advance(Duration::from_secs(passes));
        for _ in 0..3 {
            assert_eq!(state(&client, &path), wanted);
        }
        assert_eq!(kept.run_state(quick_run).as_deref(), Some(wanted_of_quick));
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
fn runs_do_their_work_in_the_order_in_which_they_end() {
    let clock = Clock::fake();
    let kept = Platform::new().clock(clock.clone());
    let (_server, client) = platform(&kept);
    let host = client.get("/databases").json()[0]["id"].clone();
    for (text, seconds) in [("word\nslow\n", 20), ("word\nfast\n", 10)] {
        let import = json!({
            "source": {"fileIds": [kept.add_file("a.csv", text)]},
            "destination": {"schema": "public", "table": "a", "remoteHostId": host, "credentialId": 2},
            "firstRowIsHeader": true,
            "existingTableRows": "drop",
        });
        let job = id(&client.post("/imports/files/csv", &import).json());
        let plan = RunPlan::succeeds().lasting(Duration::from_secs(seconds));
        kept.plan(&format!("/jobs/{job}"), plan);
        client.post(&format!("/jobs/{job}/runs"), &json!({}));
    }
    clock.advance(Duration::from_secs(30));
    let table = kept.table("redshift-general", "public.a").expect("a table");
    assert_eq!(table.rows(), [[json!("slow")]]);
}

#[test]
fn plans_fit_a_job_a_kind_or_all() {
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    kept.plan("/jobs/{id}", RunPlan::fails("all"));
    kept.plan("/scripts/{id}", RunPlan::fails("scripts"));
    kept.plan("/scripts/python3/{id}", RunPlan::fails("python"));
    let (job, _) = started(&client);
    kept.plan(&format!("/jobs/{job}"), RunPlan::is_cancelled());
    let r = kept.add_job("/scripts/r", &json!({}));
    let import = kept.add_job("/imports", &json!({}));
    let (other, _) = started(&client);
    for (job, wanted) in [
        (job, ("cancelled", Value::Null)),
        (other, ("failed", json!("python"))),
        (r, ("failed", json!("scripts"))),
        (import, ("failed", json!("all"))),
    ] {
        let run = id(&client.post(&format!("/jobs/{job}/runs"), &json!({})).json());
        let path = format!("/jobs/{job}/runs/{run}");
        let last = polled(&client, &path);
        assert_eq!(
            (last["state"].as_str(), &last["error"]),
            (Some(wanted.0), &wanted.1)
        );
        assert_eq!(
            client.get(&format!("/jobs/{job}")).json()["lastRun"]["error"],
            wanted.1
        );
    }
}

#[test]
fn cancellation_ends_a_run_for_good() {
    let kept = Platform::new();
    kept.plan("/scripts/{id}", RunPlan::succeeds().endless());
    let (_server, client) = platform(&kept);
    let (job, run) = started(&client);
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
    let answer = client.post(&format!("/scripts/{job}/cancel"), &json!({}));
    assert_eq!(
        (answer.status, &answer.json()["state"]),
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
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    let file = kept.add_file("a.csv", "id\n1\n");
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
        let table = kept.table("redshift-general", "public.a");
        assert_eq!(table.is_none(), is_cancelled);
    }
}

#[test]
fn the_states_that_polls_see_can_be_set() {
    let (server, client) = platform(&Platform::new());
    server.run_states(["pondering", "failed"]);
    let (job, run) = started(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    // One that the specification does not know is not shown.
    assert_eq!(state(&client, &path), Value::Null);
    assert_eq!(state(&client, &path), "failed");
    assert_eq!(client.get(&path).json()["error"], "The run failed.");
}

#[test]
fn what_a_test_says_of_a_list_counts_more() {
    let (server, client) = platform(&Platform::new());
    server.list("/jobs", vec![json!({"id": 7, "name": "given"})]);
    assert_eq!(client.get("/jobs").json()[0]["name"], "given");
    assert_eq!(client.get("/jobs/7").json()["name"], "given");
    let run = id(&client.post("/jobs/7/runs", &json!({})).json());
    let states: Vec<Value> = (0..3)
        .map(|_| state(&client, &format!("/jobs/7/runs/{run}")))
        .collect();
    assert_eq!(states, ["queued", "running", "succeeded"]);
}

#[test]
fn faults_and_scripted_answers_come_first() {
    let kept = Platform::new();
    let (server, client) = platform(&kept);
    let (job, run) = started(&client);
    let path = format!("/jobs/{job}/runs/{run}");
    server.fault(Fault::status(503).on("GET", "/jobs/{id}/runs/{run_id}"));
    assert_eq!(client.get(&path).status, 503);
    server.answer("GET", &path, 200, &json!({"state": "scripted"}));
    assert_eq!(state(&client, &path), "scripted");
    assert_eq!(kept.run_state(run).as_deref(), Some("queued"));
}

#[test]
fn jobs_change_hide_and_have_clones_and_children() {
    let (_server, client) = platform(&Platform::new());
    let (job, _) = started(&client);
    client.send(
        "PATCH",
        &format!("/scripts/python3/{job}"),
        r#"{"name": "new"}"#,
    );
    assert_eq!(client.get(&format!("/jobs/{job}")).json()["name"], "new");
    let clone = client
        .post(&format!("/scripts/python3/{job}/clone"), &json!({}))
        .json();
    assert_eq!(clone["name"], format!("Clone of Job {job} new"));
    let child = json!({"name": "child", "source": "", "parentId": job, "hidden": true});
    let child = id(&client.post("/scripts/python3", &child).json());
    assert_eq!(
        id(&client.get(&format!("/jobs/{job}/children")).json()[0]),
        child
    );
    assert_eq!(
        id(&client.get(&format!("/jobs/{child}/parents")).json()[0]),
        job
    );
    let ids = |path: &str| -> Vec<u64> {
        client
            .get(path)
            .json()
            .as_array()
            .expect("a list")
            .iter()
            .map(id)
            .collect()
    };
    assert_eq!(ids("/jobs"), [id(&clone), job]);
    assert_eq!(ids("/jobs?hidden=true"), [child]);
    client.send(
        "PUT",
        &format!("/scripts/python3/{job}/archive"),
        r#"{"status": true}"#,
    );
    assert_eq!(ids("/jobs"), [id(&clone)]);
    assert_eq!(ids("/jobs?archived=true"), [job]);
    assert_eq!(ids("/jobs?archived=all"), [id(&clone), job]);
}

#[test]
fn runs_are_listed_newest_first_and_in_pages() {
    let (_server, client) = platform(&Platform::new());
    let (job, first) = started(&client);
    let runs = format!("/jobs/{job}/runs");
    let second = id(&client.post(&runs, &json!({})).json());
    let third = id(&client.post(&runs, &json!({})).json());
    let ids = |query: &str| -> Vec<u64> {
        let answer = client.get(&format!("{runs}?{query}"));
        assert_eq!(answer.header("x-pagination-total-entries"), Some("3"));
        answer
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
