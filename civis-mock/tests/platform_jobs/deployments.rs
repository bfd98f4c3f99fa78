//! Notebooks and services on the simulated Platform.

use civis_mock::Platform;
use serde_json::{Value, json};

use crate::common::{raw, start_platform, target};

#[test]
fn a_notebook_is_deployed_until_its_deployment_is_deleted() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let id = platform.add_notebook("analysis", "{}");
    let path = format!("/notebooks/{id}");
    let notebook = client.get(&path).json();
    assert_eq!(
        (&notebook["name"], &notebook["mostRecentDeployment"]),
        (&json!("analysis"), &Value::Null)
    );
    let url = target(&server, &notebook["notebookUrl"]);
    let content = raw(server.address(), "GET", url, "", "").expect("a response");
    assert_eq!(content.body, b"{}");

    client.send("PATCH", &path, &json!({"memory": 4000}).to_string());
    let deployments = format!("{path}/deployments");
    let first = client.post(&deployments, &json!({})).json();
    assert_eq!(
        (&first["state"], &first["memory"]),
        (&json!("pending"), &json!(4000))
    );
    let state = || client.get(&path).json()["mostRecentDeployment"]["state"].clone();
    assert_eq!(state(), "running");
    let second = client.post(&deployments, &json!({})).json();
    let one = format!("{deployments}/{}", first["deploymentId"]);
    assert_eq!(client.get(&one).json()["state"], "terminated");
    let one = format!("{deployments}/{}", second["deploymentId"]);
    assert_eq!(client.send("DELETE", &one, "").status, 204);
    assert_eq!(state(), "terminated");
    assert_eq!(client.send("DELETE", &one, "").status, 404);
    let listed = client.get(&deployments).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_service_has_an_address_while_it_runs() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let id = platform.add_service("dashboard");
    let url = || client.get(&format!("/services/{id}")).json()["currentUrl"].clone();
    assert_eq!(url(), Value::Null);
    client.post(&format!("/services/{id}/deployments"), &json!({}));
    assert!(url().is_string());
    assert_eq!(
        client.get("/services").json()[0]["currentDeployment"]["state"],
        "running"
    );
    // A notebook is no service.
    assert_eq!(client.get(&format!("/notebooks/{id}")).status, 404);
}
