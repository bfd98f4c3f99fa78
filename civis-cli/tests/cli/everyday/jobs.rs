use civis_mock::RunPlan;
use serde_json::json;

use super::world::World;

fn plan(world: &World, plan: RunPlan) -> u64 {
    let job = world.job();
    world
        .platform
        .plan(&format!("/scripts/python3/{job}"), plan);
    job
}

#[test]
fn a_run_is_waited_for_and_its_result_printed() {
    let world = World::new();
    let job = plan(&world, RunPlan::succeeds());
    let done = world.civis(&format!("jobs run {job} --interval 1ms"));
    assert_eq!(done.output_json()["state"], "succeeded");
    assert_eq!(done.output_json().get("output"), None);
    assert!(done.err.contains(": running"), "{done:?}");
    let [run] = *world.platform.runs(job) else {
        panic!("there is more than one run");
    };
    let waited = world.civis(&format!("jobs wait {job} {run} -q --output table"));
    assert!(
        waited.output().contains(&format!("jobs/{job}?runId={run}")),
        "{waited:?}"
    );
    assert_eq!(waited.err, "");
}

#[test]
fn a_run_that_fails_has_its_code_and_the_end_of_its_log() {
    let world = World::new();
    let failing = RunPlan::fails("out of disk").log("error", "no space");
    let job = plan(&world, failing);
    let done = world.civis(&format!("jobs run {job} --interval 1ms -q"));
    done.failed_with(5, "out of disk");
    assert_eq!(done.out, "");
    assert!(
        done.err.lines().any(|line| line == "  no space"),
        "{}",
        done.err
    );
    world
        .civis(&format!("jobs wait {job} --interval 1ms"))
        .failed_with(5, "out of disk");
}

#[test]
fn a_run_that_is_not_waited_for_prints_its_id() {
    let world = World::new();
    let job = plan(&world, RunPlan::succeeds());
    let done = world.civis(&format!("jobs run {job} --no-wait --kind python3"));
    assert_eq!(
        done.output().trim(),
        world.platform.runs(job)[0].to_string()
    );
    assert_eq!(world.sent("POST", "/scripts/python3/{id}/runs").len(), 1);
}

#[test]
fn a_log_is_followed_to_the_end_of_the_run() {
    let world = World::new();
    let talks = RunPlan::succeeds()
        .log("info", "one")
        .log("error", "two\u{1b}[31m\n");
    let job = plan(&world, talks);
    let done = world.civis(&format!("jobs run {job} --follow --interval 1ms"));
    let messages = |text: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        lines.map(|(_, message)| message.to_owned()).collect()
    };
    let all = ["Queued", "Running", "one", "two\\u{1b}[31m", "Succeeded"];
    assert_eq!(messages(&done.output()), all);
    let run = world.platform.runs(job)[0];
    for command in [
        format!("jobs follow {job} --interval 1ms"),
        format!("jobs log {job}"),
        format!("jobs follow-run-log {job} {run} --interval 1ms"),
    ] {
        assert_eq!(world.civis(&command).output(), done.out, "{command}");
    }
    let official = world.civis(&format!("jobs follow-log {job} --interval 1ms"));
    assert_eq!(official.output(), format!("Run ID: {run}\n{}", done.out));
    let last = world.civis(&format!("jobs log {job} -n 1"));
    assert_eq!(messages(&last.output()), ["Succeeded"]);
    let lines = world.civis(&format!(
        "jobs log {job} --output ndjson --fields level,message"
    ));
    assert_eq!(
        lines.output().lines().nth(2),
        Some(r#"{"level":"info","message":"one"}"#)
    );
    let fields = world.civis(&format!("jobs log {job} -n 1 --fields message"));
    assert_eq!(
        fields.output_json(),
        serde_json::json!([{"message": "Succeeded"}])
    );
    let list = world
        .civis(&format!("jobs log {job} --output json"))
        .output_json();
    assert_eq!(list[3]["level"], "error");
}

#[test]
fn the_log_of_a_run_that_fails_is_printed_whole_and_its_end_reported() {
    let world = World::new();
    let job = plan(&world, RunPlan::fails("no luck").log("info", "trying"));
    let done = world.civis(&format!("jobs run {job} -f --interval 1ms"));
    done.failed_with(5, "no luck");
    assert!(done.out.contains(" trying\n"), "{done:?}");
    assert_eq!(done.err.matches("trying").count(), 0, "{done:?}");
}

#[test]
fn a_time_out_has_its_code_and_says_how_to_come_back() {
    let world = World::new();
    let job = plan(&world, RunPlan::succeeds().endless());
    for command in ["run", "wait", "follow"] {
        let done = world.civis(&format!(
            "jobs {command} {job} --interval 5ms --timeout 0.2"
        ));
        done.failed_with(6, &format!("`civis jobs wait {job}"));
    }
    assert_eq!(world.platform.runs(job).len(), 1);
}

#[test]
fn a_run_is_cancelled_once() {
    let world = World::new();
    let job = plan(&world, RunPlan::succeeds().endless());
    world.civis(&format!("jobs run {job} --no-wait")).output();
    let done = world.civis(&format!("jobs cancel {job}"));
    assert!(done.err.contains("is being cancelled"), "{done:?}");
    let run = world.wait_for_run(job, "cancelled");
    let done = world.civis(&format!("jobs cancel {job} {run}"));
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.err.contains("had ended already"), "{done:?}");
    world
        .civis(&format!("jobs wait {job}"))
        .failed_with(5, "cancelled");
}

#[test]
fn what_does_not_exist_is_not_found() {
    let world = World::new();
    world.civis("jobs run 999").failed_with(3, "999");
    let job = world.job();
    world
        .civis(&format!("jobs log {job}"))
        .failed_with(3, &format!("job {job} has no runs"));
    world.civis("jobs wait seven").failed_with(2, "seven");
}

#[test]
#[cfg(unix)]
fn ctrl_c_leaves_the_run_and_says_so_or_cancels_it() {
    use super::world::interrupt;
    use crate::support::Done;

    let world = World::new();
    let job = plan(&world, RunPlan::succeeds().endless());
    let command = format!("jobs run {job} --interval 5ms");
    let child = world.spawn(command.split(' '));
    world.wait_for_request("GET", "/jobs/{id}/runs/{run_id}");
    let run = world.wait_for_run(job, "running");
    interrupt(&child);
    let left = Done::wait(child);
    left.failed_with(
        130,
        &format!("interrupted; run {run} of job {job} continues"),
    );
    assert!(
        left.err.contains(&format!("civis jobs cancel {job} {run}")),
        "{left:?}"
    );
    assert_eq!(world.platform.run_state(run).as_deref(), Some("running"));

    let command = format!("jobs follow {job} --interval 5ms --cancel-on-interrupt");
    let child = world.spawn(command.split(' '));
    world.wait_for_request("GET", "/jobs/{id}/runs/{run_id}/logs");
    interrupt(&child);
    Done::wait(child).failed_with(130, "is being cancelled");
    assert_eq!(world.platform.run_state(run).as_deref(), Some("cancelled"));
}

#[test]
fn a_workflow_can_be_waited_for_too() {
    let world = World::new();
    let definition = "version: '2.0'\nw:\n  tasks:\n    only: {action: std.noop}\n";
    let sent = json!({"name": "w", "definition": definition});
    world.write("workflow.json", sent.to_string());
    let created = world
        .civis("workflows post --body workflow.json")
        .output_json();
    let id = &created["id"];
    world
        .civis(&format!("workflows run {id} --no-wait"))
        .output();
    let done = world.civis(&format!("jobs wait {id} --kind workflow --interval 1ms"));
    assert_eq!(done.output_json()["state"], "succeeded");
}

#[test]
fn the_result_of_a_sql_script_has_no_signed_urls() {
    let world = World::new();
    let sent = json!({"name": "s", "sql": "select * from public.people", "remoteHostId": 1, "credentialId": 2});
    let job = world.platform.add_job("/scripts/sql", &sent);
    let done = world.civis(&format!("jobs run {job} --kind sql --interval 1ms"));
    let output = &done.output_json()["output"][0];
    assert!(
        output["fileId"].is_u64() && output.get("path").is_none(),
        "{output}"
    );
}
