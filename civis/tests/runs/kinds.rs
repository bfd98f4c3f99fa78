//! Runs of every kind.

use civis::ErrorKind;
use civis::jobs::{self, Kind, Run, Waiter};
use civis_mock::RunPlan;
use serde_json::json;

use crate::support::World;

#[test]
fn each_kind_of_job_runs() {
    let world = World::new();
    let any = RunPlan::is_cancelled();
    world.platform.plan("/jobs/{id}", any);
    for (kind, path) in [
        (Kind::Job, "/scripts/python3"),
        (Kind::Container, "/scripts/containers"),
        (Kind::Custom, "/scripts/custom"),
        (Kind::Dbt, "/scripts/dbt"),
        (Kind::JavaScript, "/scripts/javascript"),
        (Kind::Python, "/scripts/python3"),
        (Kind::R, "/scripts/r"),
        (Kind::Query, "/queries"),
        (Kind::Import, "/imports"),
        (Kind::FileImport, "/imports/files"),
        (Kind::CsvImport, "/imports/files/csv"),
        (Kind::CsvExport, "/exports/files/csv"),
        (Kind::CassNcoa, "/enhancements/cass-ncoa"),
        (Kind::DataMatch, "/enhancements/civis-data-match"),
        (Kind::Geocode, "/enhancements/geocode"),
        (
            Kind::IdentityResolution,
            "/enhancements/identity-resolution",
        ),
    ] {
        let job = world.job(path);
        let run = jobs::start(&world.session, kind, job).expect(path);
        assert_eq!(
            run.wait().expect_err(path).kind(),
            ErrorKind::RunCancelled,
            "{path}"
        );
        assert!(run.outputs().expect(path).is_empty());
        assert!(!run.cancel().expect(path), "{path}");
    }
}

#[test]
fn a_query_is_followed_without_the_id_of_its_run() {
    let world = World::new();
    let rows = civis_mock::Table::new(["n"]).row([json!(7)]);
    world.platform.answer_sql("select 7 as n", Ok(rows));
    let database = world
        .session
        .get_database_id("redshift-general")
        .expect("an ID");
    let sent = json!({"database": database, "sql": "select 7 as n", "previewRows": 10});
    let mut request = civis::Request::new("queries.post", http::Method::POST, "/queries");
    for (name, value) in sent.as_object().expect("an object") {
        request.set(civis::Location::Field, name.clone(), value.clone());
    }
    let query = civis::Call::<serde_json::Value>::new(&world.session, request);
    let query = query.send_json().expect("a query")["id"]
        .as_i64()
        .expect("an ID");
    let run = Run::of_query(&world.session, query);
    assert_eq!(run.to_string(), format!("query {query}"));
    let done = run.wait().expect("success");
    assert_eq!(done.json()["resultRows"], json!([[7]]));
    assert!(run.outputs().expect("outputs").is_empty());
    let lines = run.log().tail(1).expect("lines");
    assert_eq!(lines[0].message, "Succeeded");
}

#[test]
fn a_query_that_failed_is_run_again_and_followed_as_a_query() {
    let world = World::new();
    let query = world.job("/queries");
    let path = format!("/queries/{query}");
    world.platform.plan(&path, RunPlan::fails("once"));
    let first = jobs::start(&world.session, Kind::Query, query).expect("a run");
    assert_eq!(
        first.wait().expect_err("a failure").kind(),
        ErrorKind::RunFailed
    );
    world.platform.plan(&path, RunPlan::is_cancelled());
    let run = Run::of_query(&world.session, query);
    let error = Waiter::new()
        .max_retries(1)
        .wait(&run)
        .expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::RunCancelled);
    assert_eq!(world.runs(query), 2);
    let polled = format!("GET {path}");
    assert_eq!(world.requests().last(), Some(&polled));
}

#[test]
fn unsupported_operations_are_errors_before_any_request() {
    let world = World::new();
    let build = jobs::start(&world.session, Kind::ModelBuild, 7).expect_err("no start");
    let refresh = Run::of_report_refresh(&world.session, 7, "a-b");
    let execution = Run::attach(&world.session, Kind::WorkflowExecution, 7, 9);
    for error in [
        build,
        refresh.cancel().expect_err("no cancel"),
        refresh.outputs().expect_err("no outputs"),
        execution.outputs().expect_err("no outputs"),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(world.requests().is_empty());
}

#[test]
fn a_workflow_execution_can_be_waited_for() {
    let world = World::new();
    let definition = "version: '2.0'\nw:\n  tasks:\n    a:\n      action: std.noop\n";
    let request = civis::Request::new("workflows.post", http::Method::POST, "/workflows")
        .with(civis::Location::Field, "name", "w")
        .with(civis::Location::Field, "definition", definition);
    let workflow = civis::Call::<serde_json::Value>::new(&world.session, request);
    let workflow = workflow.send_json().expect("a workflow")["id"]
        .as_i64()
        .expect("an ID");
    let run = jobs::start(&world.session, Kind::WorkflowExecution, workflow).expect("a run");
    let done = run.wait().expect("success");
    assert_eq!(done.json()["tasks"][0]["name"], "a");
    assert_eq!(run.url(), None);
}

#[test]
fn a_report_refresh_can_be_waited_for() {
    let world = World::new();
    let status = |state: &str| json!({"jobId": "a-b", "state": state, "error": "bad extract"});
    let started = json!({"id": 7, "tableauRefreshJobId": "a-b"});
    world
        .server
        .answer("POST", "/reports/7/refresh", 202, &started);
    world
        .server
        .answer("GET", "/reports/7/refresh/a-b", 200, &status("failed"));
    let run = jobs::start(&world.session, Kind::ReportRefresh, 7).expect("a run");
    let error = run.wait().expect_err("a failure");
    assert_eq!(
        error.message(),
        "refresh a-b of report 7 failed: bad extract"
    );
}

#[test]
fn a_response_of_a_generated_call_becomes_a_handle() {
    mod platform {
        civis::civis_api!("civis-spec.json", resources = [imports, scripts]);
    }
    let world = World::new();
    let client = platform::Client::from(&world.session);
    let job = world.script();
    let started = client.scripts.post_python3_runs(job).send().expect("a run");
    let run = Run::from_response(&client, Kind::Python, job, &*started).expect("a handle");
    assert_eq!(run.run_id(), started.id);
    let done = run.wait().expect("success");
    let typed: platform::types::PythonRun = done.decode().expect("a typed run");
    assert_eq!((typed.id, typed.python_id), (started.id, Some(job)));

    let import = world.job("/imports");
    let started = client.imports.post_runs(import).send().expect("a run");
    let run = Run::from_response(&client, Kind::Import, import, &*started).expect("a handle");
    assert_eq!(run.run_id(), started.run_id);
}

#[test]
fn a_build_of_a_model_is_waited_for_and_cancelled() {
    let world = World::new();
    let failed = json!({"id": 9, "state": "failed", "error": "no rows"});
    world
        .server
        .answer("GET", "/models/7/builds/9", 200, &failed);
    world
        .server
        .answer("DELETE", "/models/7/builds/9", 202, &json!(null));
    let line = json!([{"id": 1, "level": "error", "message": "exit code 3"}]);
    world
        .server
        .answer("GET", "/models/7/builds/9/logs", 200, &line);
    let build = Run::attach(&world.session, Kind::ModelBuild, 7, 9);
    let error = build.wait().expect_err("a failure");
    let expected = "build 9 of model 7 failed: no rows\nlast lines of its log:\n  exit code 3";
    assert_eq!(error.message(), expected);
    assert_eq!(error.run().expect("details").exit_code, Some(3));
    assert!(build.cancel().expect("accepted"));
    assert_eq!((build.url(), build.job_url()), (None, None));
}
