use civis_mock::RunPlan;
use serde_json::json;

use super::world::World;

const VALID: &str = "version: '2.0'\nw:\n  tasks:\n    first: {action: std.noop, on-success: second}\n    second: {action: std.noop}\n";

fn create(world: &World, definition: &str) -> String {
    world.write(
        "body.json",
        json!({"name": "w", "definition": definition}).to_string(),
    );
    world.civis("workflows post --body body.json").output_json()["id"].to_string()
}

#[test]
fn problems_are_reported_with_their_places() {
    let world = World::new();
    world.write("good.yaml", VALID);
    assert_eq!(world.civis("workflows validate good.yaml").output(), "");
    world.write("bad.yaml", VALID.replace("std.noop}", "std.nop}"));
    let done = world.civis("workflows validate good.yaml bad.yaml");
    done.failed_with(1, "1 error");
    assert!(done.out.starts_with("bad.yaml:5:"), "{done:?}");
    assert!(done.out.contains("did you mean `std.noop`?"), "{done:?}");
    let done = world.run_with(
        ["workflows", "validate", "-", "--output", "ndjson"],
        "version: '2.0'\n",
    );
    done.failed_with(1, "error");
    assert!(done.out.contains(r#""file":"-""#), "{done:?}");
    world
        .civis("workflows validate none.yaml")
        .failed_with(1, "none.yaml cannot be read");
    assert!(world.server.requests().is_empty());
}

#[test]
fn an_execution_is_followed_task_by_task() {
    let world = World::new();
    let workflow = create(&world, VALID);
    let done = world.civis(&format!(
        "workflows run {workflow} --interval 1ms --input year=2027"
    ));
    let printed = done.output();
    let events: Vec<&str> = printed
        .lines()
        .filter_map(|line| Some(line.split_once(' ')?.1))
        .collect();
    assert!(events.contains(&"task second has succeeded"), "{done:?}");
    assert_eq!(
        world.sent("POST", "/workflows/{id}/executions")[0]["input"],
        json!({"year": 2027})
    );
    let again = world.civis(&format!(
        "workflows follow {workflow} --interval 1ms --output ndjson"
    ));
    assert!(
        again
            .output()
            .lines()
            .last()
            .is_some_and(|line| line.contains("ended")),
        "{again:?}"
    );
}

#[test]
fn an_execution_that_fails_names_the_task() {
    let world = World::new();
    let job = world.job();
    world.platform.plan(
        &format!("/scripts/python3/{job}"),
        RunPlan::fails("no luck"),
    );
    let definition = format!(
        "version: '2.0'\nw:\n  tasks:\n    load: {{action: civis.run_job, input: {{job_id: {job}}}}}\n"
    );
    let workflow = create(&world, &definition);
    let done = world.civis(&format!("workflows run {workflow} --interval 1ms"));
    done.failed_with(5, "load");
    assert!(done.out.contains("task load has failed"), "{done:?}");
}
