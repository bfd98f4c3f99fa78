use civis_mock::RunPlan;
use serde_json::json;

use super::world::World;

#[test]
fn a_file_is_run_by_its_extension_with_its_log_and_its_outputs() {
    let world = World::new();
    let plan = RunPlan::succeeds()
        .log("info", "fitting")
        .json_output("accuracy", json!(0.93));
    world.platform.plan("/scripts/python3/{id}", plan);
    world.write("train.py", "print('fitting')\n");
    let done = world.civis("scripts run train.py --arg YEAR=2027 --memory 4000 --interval 1ms");
    assert!(done.output().contains(" fitting\n"), "{done:?}");
    assert!(done.err.contains("accuracy: 0.93"), "{done:?}");
    let sent = &world.sent("POST", "/scripts/python3")[0];
    assert_eq!(sent["name"], "train.py");
    assert_eq!(sent["source"], "print('fitting')\n");
    assert_eq!(sent["arguments"], json!({"YEAR": "2027"}));
    assert_eq!(sent["params"], json!([{"name": "YEAR", "type": "string"}]));
    assert_eq!(sent["requiredResources"], json!({"memory": 4000}));

    let done = world.civis("scripts run train.py --interval 1ms --output json --name nightly");
    let result = done.output_json();
    assert_eq!(result["state"], "succeeded");
    assert_eq!(result["outputs"][0]["value"], 0.93);
    assert!(
        done.err.contains(" fitting"),
        "the log goes to standard error: {done:?}"
    );
}

#[test]
fn each_type_has_its_request() {
    let world = World::new();
    world.write("model.R", "1 + 1");
    world
        .civis("scripts run model.R --interval 1ms -q")
        .output();
    assert_eq!(world.sent("POST", "/scripts/r")[0]["source"], "1 + 1");

    world.write("report.sql", "select id from public.people");
    world
        .civis("scripts run report.sql -d redshift-general --interval 1ms")
        .output();
    let sent = &world.sent("POST", "/scripts/sql")[0];
    assert_eq!(sent["sql"], "select id from public.people");
    assert!(
        sent["remoteHostId"].is_i64() && sent["credentialId"].is_i64(),
        "{sent}"
    );

    world.write("job.sh", "echo hello");
    world
        .civis("scripts run job.sh --image python --image-tag 3.13 --hidden --interval 1ms")
        .output();
    let sent = &world.sent("POST", "/scripts/containers")[0];
    assert_eq!(sent["dockerCommand"], "echo hello");
    assert_eq!(
        (&sent["dockerImageName"], &sent["dockerImageTag"]),
        (&json!("python"), &json!("3.13"))
    );
    assert_eq!(
        sent["requiredResources"],
        json!({"cpu": 1000, "memory": 2048})
    );
    assert_eq!(sent["hidden"], true);
}

#[test]
fn a_script_that_fails_has_its_code() {
    let world = World::new();
    world.platform.plan(
        "/scripts/python3/{id}",
        RunPlan::fails("no luck").log("error", "trace"),
    );
    world.write("train.py", "x");
    let done = world.civis("scripts run train.py --interval 1ms");
    done.failed_with(5, "no luck");
    assert!(done.out.contains(" trace\n"), "{done:?}");
}

#[test]
fn wrong_arguments_are_named_and_nothing_is_created() {
    let world = World::new();
    world.write("job.txt", "x");
    world.write("empty.py", " \n");
    world.write("train.py", "x");
    world.write("report.sql", "select 1");
    for (arguments, code, message) in [
        ("none.py", 1, "none.py cannot be read"),
        ("job.txt", 2, "--type"),
        ("empty.py", 2, "empty.py is empty"),
        ("report.sql", 2, "`--database` is missing"),
        ("train.py --image x", 2, "`--image` is for containers"),
        ("job.txt --type container", 2, "`--image` is missing"),
        ("train.py -d redshift-general", 2, "`--database` is for SQL"),
        ("train.py --arg YEAR", 2, "NAME=VALUE"),
        (
            "report.sql -d redshift-general --cpu 5",
            2,
            "are not for SQL",
        ),
    ] {
        world
            .civis(&format!("scripts run {arguments}"))
            .failed_with(code, message);
    }
    let created = world
        .server
        .requests()
        .into_iter()
        .filter(|request| request.method == "POST");
    assert_eq!(created.count(), 0);
}
