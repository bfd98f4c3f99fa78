use serde_json::json;

use super::world::World;

#[test]
fn a_notebook_is_created_started_and_stopped() {
    let world = World::new();
    let done = world.civis("notebooks new r --name analysis --memory 8000");
    let id = done.output().trim().to_owned();
    assert!(
        done.err.contains(&format!(
            "https://platform.civisanalytics.com/#/notebooks/{id}"
        )),
        "{done:?}"
    );
    let sent = &world.sent("POST", "/notebooks")[0];
    assert_eq!(
        *sent,
        json!({"language": "r", "memory": 8000, "name": "analysis"})
    );
    let state = || {
        world.civis(&format!("notebooks get {id}")).output_json()["mostRecentDeployment"]["state"]
            .clone()
    };
    assert_eq!(state(), "running");
    assert!(
        world
            .civis(&format!("notebooks down {id}"))
            .err
            .contains("was stopped")
    );
    assert_eq!(state(), "terminated");
    let again = world.civis(&format!("notebooks down {id}"));
    assert!(
        again.code == 0 && again.err.contains("was not running"),
        "{again:?}"
    );
    world
        .civis(&format!("notebooks up {id} --mem 4000"))
        .output();
    assert_eq!(
        world.sent("PATCH", "/notebooks/{id}"),
        [json!({"memory": 4000})]
    );
    assert_eq!(state(), "running");
    // Nothing to change: no request.
    world
        .civis(&format!("notebooks up {id} --no-open"))
        .output();
    assert_eq!(world.sent("PATCH", "/notebooks/{id}").len(), 1);
    world.civis("notebooks up 999").failed_with(3, "999");
}

#[test]
fn a_notebook_is_downloaded_and_its_page_printed() {
    let world = World::new();
    let id = world.platform.add_notebook("analysis", r#"{"cells": []}"#);
    world
        .civis(&format!("notebooks download {id} copy.ipynb"))
        .output();
    assert_eq!(world.read("copy.ipynb"), r#"{"cells": []}"#);
    assert_eq!(
        world.civis(&format!("notebooks download {id} -")).output(),
        r#"{"cells": []}"#
    );
    world
        .civis("notebooks download 999 none.ipynb")
        .failed_with(3, "999");
    assert!(!world.path("none.ipynb").exists());
    let page = format!("https://platform.civisanalytics.com/#/notebooks/{id}?fullscreen=true\n");
    assert_eq!(world.civis(&format!("notebooks open {id}")).output(), page);
    assert_eq!(world.civis(&format!("open notebook {id}")).output(), page);
    let job = world.civis("open job 7 9");
    assert_eq!(
        job.output(),
        "https://platform.civisanalytics.com/spa/#/jobs/7?runId=9\n"
    );
    world.civis("open project 7 9").failed_with(2, "RUN_ID");
}
