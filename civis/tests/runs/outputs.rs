//! Outputs of runs, runs of templates, and the program's own run.

use civis::jobs::{self, Kind, Run};
use civis::{ErrorKind, Session};
use civis_mock::{Fault, RunPlan};
use serde_json::{Value, json};

use crate::support::{World, bare};

#[test]
fn outputs_come_from_all_pages() {
    let world = World::new();
    let plan = (0..120).fold(RunPlan::succeeds(), |plan, number| {
        plan.json_output(&format!("value {number}"), json!(number))
    });
    let run = world.run(plan.file_output("report.txt", "done"));
    let done = run.wait().expect("success");
    let outputs = done.run().outputs().expect("outputs");
    assert_eq!(outputs.len(), 121);
    assert_eq!(world.count("GET", "/outputs"), 3);
    let value = run.output("value 99").expect("an output");
    assert_eq!((value.is_json(), value.value), (true, Some(json!(99))));
    let file = run.output("report.txt").expect("an output");
    assert!(file.is_file() && file.link.is_some());
    let content = world.platform.file(file.object_id.unsigned_abs());
    assert_eq!(content.as_deref(), Some(&b"done"[..]));
}

#[test]
fn an_output_repeated_by_a_growing_list_is_returned_once() {
    let world = World::new();
    let item = |id: i64| json!({"objectType": "File", "objectId": id, "name": id.to_string()});
    let pages = [vec![item(3), item(2)], vec![item(2), item(1)]];
    world
        .server
        .handle("GET", "/jobs/7/runs/9/outputs", move |request| {
            let page: usize = request
                .query_value("page_num")
                .and_then(|page| page.parse().ok())
                .expect("a page");
            let reply = civis_mock::Reply::json(200, &json!(pages[page - 1]));
            let reply = reply.header("x-pagination-current-page", &page.to_string());
            reply.header("x-pagination-total-pages", "2")
        });
    let run = Run::attach(&world.session, Kind::Job, 7, 9);
    let ids = run
        .outputs()
        .expect("outputs")
        .iter()
        .map(|output| output.object_id)
        .collect::<Vec<_>>();
    assert_eq!(ids, [3, 2, 1]);
}

#[test]
fn a_missing_or_ambiguous_output_is_an_error() {
    let world = World::new();
    let plan = RunPlan::succeeds()
        .json_output("a", json!(1))
        .json_output("b", json!(2))
        .json_output("b", json!(3));
    let run = world.run(plan).wait().expect("success").run().clone();
    let error = run.output("c").expect_err("no such output");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.message(),
        format!("{run} has no output \"c\": it has \"a\", \"b\", \"b\"")
    );
    let error = run.output("b").expect_err("two outputs");
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(
        error.message().contains("has 2 outputs \"b\": JSONValue "),
        "{error}"
    );
}

#[test]
fn a_template_runs_with_its_arguments() {
    let world = World::new();
    let plan = RunPlan::succeeds().json_output("result", json!({"deep": [1, null]}));
    world.platform.plan("/scripts/custom/{id}", plan);
    let run = jobs::run_template(&world.session, 11)
        .argument("TABLE", "public.people")
        .arguments([("ROWS", 5)])
        .name("nightly")
        .parent_id(3)
        .property("hidden", true)
        .send()
        .expect("a run");
    let done = run.wait().expect("success");
    let output = done.run().output("result").expect("an output");
    assert_eq!(output.value, Some(json!({"deep": [1, null]})));
    let requests = world.server.requests();
    let sent = requests[0].json();
    let expected = json!({
        "fromTemplateId": 11, "name": "nightly", "parentId": 3, "hidden": true,
        "arguments": {"TABLE": "public.people", "ROWS": 5},
    });
    assert_eq!(sent, Some(expected));
    let script = run.id();
    let run = run.run_id().expect("an ID");
    let polled = format!("GET /scripts/custom/{script}/runs/{run}");
    let lines = world.requests();
    assert_eq!(lines[1], format!("POST /scripts/custom/{script}/runs"));
    assert!(
        lines[2..lines.len() - 1].iter().all(|line| *line == polled),
        "{lines:?}"
    );
    assert_eq!(lines[lines.len() - 1], format!("{polled}/outputs"));
}

#[test]
fn a_script_that_cannot_be_started_is_an_error() {
    let world = World::new();
    world
        .server
        .fault(Fault::status(500).on("POST", "/scripts/custom/{id}/runs"));
    let error = jobs::run_template(&world.session, 11)
        .send()
        .expect_err("no run");
    assert!(
        error
            .message()
            .ends_with("was made from the template, and is left"),
        "{error}"
    );
}

/// A session with the environment of a run on the Platform.
fn inside(world: &World, job: i64, run: Option<i64>) -> Session {
    let variable = move |name: &str| match name {
        "CIVIS_JOB_ID" => Some(job.to_string().into()),
        "CIVIS_RUN_ID" => run.map(|run| run.to_string().into()),
        _ => None,
    };
    bare(&world.server)
        .environment(variable)
        .build()
        .expect("a session")
}

#[test]
fn a_program_adds_outputs_to_its_own_run() {
    for (path, segment) in [
        ("/scripts/containers", "containers"),
        ("/scripts/python3", "python3"),
        ("/scripts/r", "r"),
    ] {
        let world = World::new();
        let job = world.job(path);
        world
            .platform
            .plan(&format!("/jobs/{job}"), RunPlan::succeeds().endless());
        let run = jobs::run(&world.session, job).expect("a run");
        let session = inside(&world, job, run.run_id());
        let own = jobs::own_run(&session).expect("IDs").expect("a run");
        assert_eq!((own.job_id(), own.run().run_id()), (job, run.run_id()));
        let file = world.platform.add_file("report.txt", "done");
        let file = i64::try_from(file).expect("an ID");
        world.server.clear_requests();
        let output = own
            .add_json("accuracy", &json!({"test": 0.87}))
            .expect("an output");
        assert_eq!(
            (output.is_json(), output.name.as_deref()),
            (true, Some("accuracy"))
        );
        assert_eq!(own.add_file(file).expect("an output").object_id, file);
        own.add_output("Report", 5).expect("an output");
        let outputs = run.outputs().expect("outputs");
        let kinds: Vec<(String, Option<Value>)> = outputs
            .into_iter()
            .map(|output| (output.object_type, output.value))
            .collect();
        assert_eq!(kinds.len(), 3);
        assert!(kinds.contains(&("JSONValue".to_owned(), Some(json!({"test": 0.87})))));
        // The type of the script is looked up once.
        assert_eq!(world.count("GET", &format!("/jobs/{job}")), 1);
        let posts = world.count("POST", "/outputs");
        assert_eq!(posts, 3);
        assert!(
            world.requests().iter().any(|line| line.contains(segment)),
            "{path}"
        );
        // The session sends the IDs of its run.
        let requests = world.server.requests();
        let header = requests[0].header("x-civis-job-id");
        assert_eq!(header, Some(&*job.to_string()));
    }
}

#[test]
fn a_program_elsewhere_has_no_run() {
    let world = World::new();
    assert!(jobs::own_run(&world.session).expect("no IDs").is_none());
    let error = jobs::own_run(&inside(&world, 7, None)).expect_err("no run");
    assert_eq!(
        error.message(),
        "CIVIS_JOB_ID is set, and CIVIS_RUN_ID is not"
    );
    let odd =
        bare(&world.server).environment(|name| name.starts_with("CIVIS_").then(|| "x".into()));
    let odd = odd.build().expect("a session");
    let error = jobs::own_run(&odd).expect_err("no number");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let own = jobs::own_run(&inside(&world, 7, Some(9)))
        .expect("IDs")
        .expect("a run");
    let expected = [
        ("CIVIS_PARENT_JOB_ID", Some(7)),
        ("CIVIS_PARENT_RUN_ID", Some(9)),
    ];
    assert_eq!(own.parent_arguments(), expected);
    assert!(world.requests().is_empty());
}

#[test]
fn a_json_value_that_is_too_long_or_left_behind_is_an_error() {
    let world = World::new();
    let job = world.script();
    let own = jobs::own_run(&inside(&world, job, Some(9)))
        .expect("IDs")
        .expect("a run");
    let long = "x".repeat(1_000_000);
    let error = own.add_json("long", &long).expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("has 1000002 bytes"), "{error}");
    assert!(world.requests().is_empty());
    // There is no run 9.
    let error = own.add_json("left", &1).expect_err("no run");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(
        error.message().contains("was stored, and is not an output"),
        "{error}"
    );
}
