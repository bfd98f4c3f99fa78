//! Jobs: their paths, lists and changes.

use civis_mock::Platform;
use serde_json::{Value, json};

use crate::common::start_platform;
use crate::{id, start_python_job, state};

#[test]
fn every_path_returns_the_same_job_and_run() {
    let (_server, client) = start_platform(&Platform::new());
    let (job, run) = start_python_job(&client);
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
fn a_job_is_not_found_under_the_path_of_another_type() {
    let (_server, client) = start_platform(&Platform::new());
    let (job, run) = start_python_job(&client);
    let (other, _) = start_python_job(&client);
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
fn objects_that_are_not_jobs_get_default_responses() {
    let (_server, client) = start_platform(&Platform::new());
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
    let (job, _) = start_python_job(&client);
    assert_eq!(
        client
            .get(&format!("/scripts/python3/{job}/projects"))
            .status,
        200
    );
}

#[test]
fn a_list_set_by_a_test_replaces_the_simulated_one() {
    let (server, client) = start_platform(&Platform::new());
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
fn jobs_can_be_changed_hidden_cloned_and_archived() {
    let (_server, client) = start_platform(&Platform::new());
    let (job, _) = start_python_job(&client);
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
