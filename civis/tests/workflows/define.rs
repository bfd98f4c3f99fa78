//! Creating and changing workflows.

use std::fs;
use std::path::{Path, PathBuf};

use civis::ErrorKind;
use civis::workflows;
use serde_json::json;

use crate::support::World;

const DEFINITION: &str = "version: '2.0'\nhello:\n  tasks:\n    greet: {action: std.noop}\n";

/// Writes a file in the target folder.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file");
    path
}

#[test]
fn workflows_are_created_from_texts_and_changed_from_files() {
    let world = World::new();
    let created = workflows::create(&world.session, "hello", DEFINITION)
        .description("says hello")
        .hidden(true)
        .allow_concurrent_executions(true)
        .time_zone("UTC")
        .send()
        .expect("a workflow");
    assert_eq!(
        (created.name.as_deref(), created.valid),
        (Some("hello"), Some(true))
    );
    let text = DEFINITION.replace("greet", "wave");
    let path = file("wave.yaml", &text);
    let update = workflows::update(&world.session, created.id)
        .definition(&*path)
        .name("wave");
    assert_eq!(
        update.send().expect("a change").name.as_deref(),
        Some("wave")
    );

    let requests = world.server.requests();
    let bodies: Vec<_> = requests
        .iter()
        .map(|request| request.json().expect("JSON"))
        .collect();
    assert_eq!(
        bodies,
        [
            json!({
                "name": "hello", "definition": DEFINITION, "description": "says hello", "hidden": true,
                "allowConcurrentExecutions": true, "timeZone": "UTC",
            }),
            json!({"name": "wave", "definition": text}),
        ]
    );
    assert_eq!(requests[1].method.as_str(), "PATCH");
}

#[test]
fn wrong_arguments_are_errors_before_any_request() {
    let world = World::new();
    let session = &world.session;
    let missing = Path::new("no-such-file.yaml");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let error = workflows::create(session, "w", missing)
        .send()
        .expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("no-such-file.yaml"), "{error}");
    let error = workflows::create(session, "w", folder)
        .send()
        .expect_err("a folder");
    assert_eq!(error.kind(), ErrorKind::File);

    let cases = [
        (
            workflows::create(session, " ", DEFINITION).send().err(),
            "`name` is empty",
        ),
        (
            workflows::create(session, "w", "\n").send().err(),
            "`definition` is empty",
        ),
        (
            workflows::create(session, "w", DEFINITION)
                .time_zone("")
                .send()
                .err(),
            "`time_zone` is empty",
        ),
        (
            workflows::update(session, 7).name("").send().err(),
            "`name` is empty",
        ),
        (
            workflows::update(session, 7).send().err(),
            "`definition` is not set, and nothing else is",
        ),
        (
            workflows::execute(session, 7).input("", 1).send().err(),
            "`input` has an empty name",
        ),
        (
            workflows::execute(session, 7).target_task("").send().err(),
            "`target_task` has an empty name",
        ),
        (
            workflows::execute(session, 7)
                .only_tasks(["a", ""])
                .send()
                .err(),
            "`only_tasks` has an empty name",
        ),
        (
            workflows::Execution::attach(session, 7, 9)
                .retry_task("")
                .err(),
            "`name` is empty",
        ),
    ];
    for (error, wanted) in cases {
        let error = error.expect(wanted);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains(wanted), "{error}");
    }
    assert!(world.requests().is_empty());
}

#[cfg(feature = "yaml")]
#[test]
fn a_definition_with_errors_is_not_sent() {
    let world = World::new();
    let wrong = file(
        "wrong.yaml",
        "version: '2.0'\nw:\n  tasks:\n    a: {action: std.nop, on-success: z}\n",
    );
    let error = workflows::create(&world.session, "w", &*wrong)
        .send()
        .expect_err("errors");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let lines: Vec<_> = error.message().lines().skip(1).map(str::to_owned).collect();
    let path = wrong.display();
    assert_eq!(
        lines,
        [
            format!(
                "{path}: 4:17: error: w.tasks.a.action: there is no action `std.nop`; did you mean `std.noop`?"
            ),
            format!("{path}: 4:38: error: w.tasks.a.on-success: there is no task `z`"),
        ]
    );
    assert!(world.requests().is_empty());
    let created = workflows::create(&world.session, "w", &*wrong)
        .unchecked()
        .send();
    let created = created.expect("a workflow that is not valid");
    assert_eq!(created.valid, Some(false));
    assert!(created.validation_errors.is_some());
}

#[test]
fn the_error_for_a_rejected_definition_has_the_id_of_the_workflow() {
    let world = World::new();
    let rejected =
        json!({"id": 7, "name": "w", "valid": false, "validationErrors": "no such action"});
    world.server.answer("POST", "/workflows/", 201, &rejected);
    let error = workflows::create(&world.session, "w", DEFINITION)
        .send()
        .expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Unprocessable);
    assert_eq!(
        error.message(),
        "workflow 7 was created, but the Platform does not accept its definition: no such action"
    );
}
