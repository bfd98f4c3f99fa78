//! Lists, pages, and objects that keep their changes.

#![forbid(unsafe_code)]

mod common;

use civis_mock::Exchanges;
use common::{Client, SMALL, builder, small};
use serde_json::{Value, json};

fn ids(items: &Value) -> Vec<u64> {
    let items = items.as_array().expect("a list");
    let id = |item: &Value| item["id"].as_u64().expect("an id");
    items.iter().map(id).collect()
}

#[test]
fn pages_together_are_the_whole_list() {
    let server = small();
    let client = Client::new(&server);
    let sizes = [
        ("", 10),
        ("&limit=7", 7),
        ("&limit=50", 25),
        ("&limit=900", 25),
    ];
    for (limit, size) in sizes {
        let first = client.get(&format!("/jobs?page_num=1{limit}"));
        assert_eq!(first.json().as_array().expect("a list").len(), size);
        assert_eq!(first.header("x-pagination-total-entries"), Some("25"));
        let pages: u64 = first
            .header("x-pagination-total-pages")
            .and_then(|pages| pages.parse().ok())
            .expect("a number of pages");
        let mut all = Vec::new();
        for page in 1..=pages {
            let response = client.get(&format!("/jobs?page_num={page}{limit}"));
            let current = page.to_string();
            assert_eq!(
                response.header("x-pagination-current-page"),
                Some(&*current)
            );
            all.extend(ids(&response.json()));
        }
        assert_eq!(all, (1..=25).collect::<Vec<u64>>(), "{limit}");
        let beyond = client.get(&format!("/jobs?page_num={}{limit}", pages + 1));
        assert_eq!(beyond.json(), json!([]));
    }
}

#[test]
fn the_page_size_follows_the_specification() {
    let server = small();
    let client = Client::new(&server);
    server.items("/jobs", 120);
    let per_page = |target: &str| {
        let response = client.get(target);
        let per_page = response.header("x-pagination-per-page").map(str::to_owned);
        (response.json().as_array().expect("a list").len(), per_page)
    };
    assert_eq!(per_page("/jobs"), (10, Some("10".to_owned())));
    assert_eq!(
        per_page("/jobs?limit=50&pageNum=3"),
        (20, Some("50".to_owned()))
    );
    assert_eq!(per_page("/jobs?limit=51"), (50, Some("50".to_owned())));
    assert_eq!(
        per_page("/jobs?limit=50&page_num=3"),
        (20, Some("50".to_owned()))
    );
}

#[test]
fn a_test_can_set_a_list() {
    let server = small();
    let client = Client::new(&server);
    let jobs = vec![
        json!({"id": 5, "name": "five"}),
        json!({"id": 4, "new": [1]}),
    ];
    server.list("/jobs", jobs.clone());
    let response = client.get("/jobs");
    assert_eq!(response.json(), json!(jobs));
    assert_eq!(response.header("x-pagination-total-entries"), Some("2"));
    let four = client.get("/jobs/4").json();
    assert_eq!((&four["id"], &four["new"]), (&json!(4), &json!([1])));

    server.list("/jobs", Vec::new());
    let response = client.get("/jobs");
    assert_eq!(response.json(), json!([]));
    assert_eq!(response.header("x-pagination-total-pages"), Some("0"));
}

#[test]
fn a_list_without_pages_has_no_page_headers() {
    let server = small();
    let client = Client::new(&server);
    let response = client.get("/jobs/8/runs");
    assert_eq!(ids(&response.json()), [1, 2, 3]);
    assert_eq!(response.header("x-pagination-total-entries"), None);
    server.items("/jobs/{id}/runs", 5);
    assert_eq!(ids(&client.get("/jobs/8/runs").json()).len(), 5);
    server.list("/jobs/9/runs", vec![json!({"id": 77})]);
    assert_eq!(ids(&client.get("/jobs/9/runs").json()), [77]);
    assert_eq!(ids(&client.get("/jobs/8/runs").json()).len(), 5);
}

#[test]
fn a_posted_object_is_returned_by_later_requests() {
    let server = small();
    let client = Client::new(&server);
    let sent =
        json!({"name": "n", "remote_host_id": 7, "kind": "r", "labels": ["a"], "hidden": true});
    let created = client.post("/jobs", &sent);
    assert_eq!(created.status, 201);
    let created = created.json();
    let id = created["id"].as_u64().expect("an id");
    let path = format!("/jobs/{id}");
    for job in [
        created,
        client.get(&path).json(),
        client.get("/jobs").json()[0].clone(),
    ] {
        assert_eq!(job["id"], id);
        assert_eq!(job["name"], "n");
        assert_eq!(job["remoteHostId"], 7);
        assert_eq!(job["kind"], "r");
        assert_eq!(job["labels"], json!(["a"]));
        assert_eq!(job.get("hidden"), None, "the response does not declare it");
    }
    let other = client.post("/jobs", &json!({"name": "m"})).json();
    assert_ne!(other["id"], id);
    let total = client.get("/jobs");
    assert_eq!(total.header("x-pagination-total-entries"), Some("27"));
}

#[test]
fn changes_and_deletions_are_visible_to_later_requests() {
    let server = small();
    let client = Client::new(&server);
    let changed = client
        .send("PATCH", "/jobs/3", "{\"name\": \"new\"}")
        .json();
    assert_eq!(
        (&changed["name"], &changed["id"]),
        (&json!("new"), &json!(3))
    );
    assert_eq!(client.get("/jobs/3").json()["name"], "new");

    assert_eq!(client.send("DELETE", "/jobs/3", "").status, 204);
    assert_eq!(client.get("/jobs/3").problem().0, 404);
    assert_eq!(client.send("DELETE", "/jobs/3", "").problem().0, 404);
    assert_eq!(ids(&client.get("/jobs?limit=3").json()), [1, 2, 4]);

    let id = client.post("/jobs", &json!({"name": "m"})).json()["id"].clone();
    assert_eq!(ids(&client.get("/jobs?limit=2").json())[0], id);
    assert_eq!(
        client.send("DELETE", &format!("/jobs/{id}"), "").status,
        204
    );
    assert_eq!(ids(&client.get("/jobs?limit=2").json()), [1, 2]);
}

#[test]
fn a_run_advances_with_every_poll() {
    let server = small();
    let client = Client::new(&server);
    let run = client.send("POST", "/jobs/8/runs", "{}");
    assert_eq!(run.status, 201);
    let run = run.json();
    assert_eq!(
        (&run["state"], &run["jobId"]),
        (&json!("queued"), &json!(8))
    );
    assert_eq!(
        (&run["startedAt"], &run["finishedAt"]),
        (&json!(null), &json!(null))
    );
    let path = format!("/jobs/8/runs/{}", run["id"]);
    for state in ["queued", "running", "succeeded", "succeeded"] {
        let polled = client.get(&path).json();
        assert_eq!(polled["id"], run["id"]);
        assert_eq!(polled["state"], state);
        assert_eq!(polled["finishedAt"].is_null(), state != "succeeded");
        assert_eq!(polled["error"], json!(null));
    }
    assert_eq!(client.get("/jobs/8/runs").json()[0]["state"], "succeeded");
}

#[test]
fn a_test_can_set_the_states_of_a_run() {
    let server = small();
    let client = Client::new(&server);
    server.run_states(["running", "failed"]);
    let run = client.send("POST", "/jobs/8/runs", "").json();
    let path = format!("/jobs/8/runs/{}", run["id"]);
    assert_eq!(client.get(&path).json()["state"], "running");
    let failed = client.get(&path).json();
    assert_eq!(failed["state"], "failed");
    assert!(failed["error"].is_string());
}

#[test]
fn a_cancelled_run_stays_cancelled() {
    let server = small();
    let client = Client::new(&server);
    let run = client.send("POST", "/jobs/8/runs", "").json();
    let path = format!("/jobs/8/runs/{}", run["id"]);
    assert_eq!(client.send("DELETE", &path, "").status, 202);
    for _ in 0..2 {
        assert_eq!(client.get(&path).json()["state"], "cancelled");
    }
}

#[test]
fn an_unknown_run_has_succeeded() {
    let server = small();
    let run = Client::new(&server).get("/jobs/8/runs/9").json();
    assert_eq!(
        (&run["id"], &run["state"]),
        (&json!(9), &json!("succeeded"))
    );
}

#[test]
fn endpoints_returns_the_specification() {
    let server = small();
    assert_eq!(Client::new(&server).get("/endpoints").body, SMALL);
    let spec = civis_spec::Spec::from_slice(SMALL).expect("a specification");
    let server = builder().spec(spec).start().expect("a server");
    assert_eq!(Client::new(&server).get("/endpoints").json(), json!({}));
}

#[test]
fn recorded_responses_are_used_only_if_enabled() {
    let server = small();
    assert_eq!(
        Client::new(&server).get("/jobs/54").json()["name"],
        "name 54"
    );

    let server = builder()
        .exchanges(Exchanges::Prefer)
        .start()
        .expect("a server");
    let client = Client::new(&server);
    let job = client.get("/jobs/7").json();
    assert_eq!(job, json!({"id": 7, "name": "recorded", "new": true}));
    let list = client.get("/jobs");
    assert_eq!(list.json(), json!([{"id": 54, "name": null}]));
    assert_eq!(list.header("x-pagination-total-entries"), Some("1"));
    assert_eq!(client.send("POST", "/jobs/56/runs", "").status, 201);
}

#[test]
fn replay_returns_the_recorded_response() {
    let server = builder()
        .exchanges(Exchanges::Replay)
        .start()
        .expect("a server");
    let client = Client::new(&server);
    let list = client.get("/jobs/?limit=2&hidden=true");
    assert_eq!(list.body, b"[{\"id\": 54, \"name\": null}]");
    assert_eq!(list.header("x-pagination-total-entries"), Some("1"));
    assert_eq!(list.header("x-pagination-per-page"), None);
    assert_eq!(list.header("content-length"), Some("26"));
    assert_eq!(client.send("POST", "/jobs/56/runs", "{}").problem().0, 409);
    assert_eq!(client.send("POST", "/jobs/57/runs", "{}").status, 201);
    let other = client.get("/jobs?limit=3&hidden=true");
    assert_eq!(other.header("x-pagination-per-page"), Some("3"));
}
