//! The output files of runs.

use civis::{ErrorKind, files};
use civis_mock::RunPlan;
use serde_json::json;

use crate::support::{Backend, World, signed};

on_every_transport! {
    an_output_file_is_found_by_name_on_every_page,
    what_cannot_be_found_is_an_error,
}

/// A run that has put out files of these names, and its job.
fn run(world: &World, names: impl IntoIterator<Item = String>) -> (i64, i64) {
    let plan = names.into_iter().fold(RunPlan::succeeds(), |plan, name| {
        plan.file_output(&name, name.clone())
    });
    let plan = plan.json_output("report.csv", json!(1));
    world.platform.plan("/scripts/{id}", plan);
    let sent = json!({"name": "nightly", "source": ""});
    let job = signed(world.platform.add_job("/scripts/python3", &sent));
    let run = civis::jobs::run(&world.session, job).expect("a run");
    let run = run.wait().expect("its end").run().run_id().expect("an ID");
    (job, run)
}

fn an_output_file_is_found_by_name_on_every_page(backend: Backend) {
    let world = World::new(backend);
    let names = (0..120).map(|number| format!("report-{number}.csv"));
    let (job, run) = run(&world, names.chain(["report.csv".to_owned()]));
    let id = files::find_output(&world.session, job, run, "report.csv").expect("an ID");
    assert_eq!(world.file(id), b"report.csv");

    let is_tenth = |name: &str| name.ends_with("0.csv");
    let found = files::find_outputs(&world.session, job, run, is_tenth).expect("files");
    assert_eq!(found.len(), 12);
    for file in found {
        assert_eq!(world.file(file.id), file.name.as_bytes());
    }
}

fn what_cannot_be_found_is_an_error(backend: Backend) {
    let world = World::new(backend);
    let (job, run_id) = run(&world, ["a", "b", "b"].map(str::to_owned));
    let find = |name| files::find_output(&world.session, job, run_id, name);
    let error = find("c").expect_err("no such file");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let expected =
        format!("run {run_id} of job {job} has no output file \"c\": it has \"a\", \"b\", \"b\"");
    assert_eq!(error.to_string(), expected);

    let error = find("b").expect_err("two files");
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    let expected = format!("run {run_id} of job {job} has 2 output files \"b\": ");
    assert!(error.to_string().starts_with(&expected), "{error}");

    let error = files::find_output(&world.session, job, 7, "a").expect_err("no such run");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.status().is_some());
}
