//! Statements without rows.

use civis::jobs::State;
use civis::{ErrorKind, sql};
use civis_mock::Fault;
use serde_json::json;

use crate::support::{DATABASE, Fixture, quick};

const DELETE: &str = "delete from public.people where id = {{id}}";

#[test]
fn a_statement_is_run_with_its_arguments() {
    let fixture = Fixture::new();
    fixture
        .platform
        .accept_sql("delete from public.people where id = 7");
    let done = sql::execute(&fixture.session, DELETE, DATABASE)
        .argument("id", 7)
        .name("clean up")
        .waiter(quick())
        .send()
        .expect("done");
    assert_eq!(*done.state(), State::Succeeded);
    let sent = fixture.sent("/scripts/sql");
    assert_eq!(sent["name"], "clean up");
    assert_eq!(sent["params"], json!([{"name": "id", "type": "integer"}]));
    assert_eq!(sent["arguments"], json!({"id": 7}));
    assert_eq!(
        fixture.requests(),
        [
            "GET /databases",
            "GET /credentials",
            "POST /scripts/sql",
            "POST /scripts/sql/ID/runs",
            "GET /scripts/sql/ID/runs/ID",
        ]
    );
}

#[test]
fn the_error_of_a_rejected_statement_has_its_message() {
    let fixture = Fixture::new();
    let refused = Err("permission denied for people".to_owned());
    fixture.platform.answer_sql("drop table people", refused);
    let execute = sql::execute(&fixture.session, "drop table people", DATABASE);
    let error = execute.waiter(quick()).send().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.to_string();
    assert!(text.contains("permission denied for people"), "{text}");
    let (script, _) = fixture.script();
    let start = format!("sql::execute (script {script} is left on the Platform): run ");
    assert!(text.starts_with(&start), "{text}");
}

#[test]
fn an_error_says_whether_a_script_was_created_or_run() {
    let fixture = Fixture::new();
    let execute = || sql::execute(&fixture.session, "drop table people", DATABASE).name("tidy");
    let refused = || Fault::status(422);
    let cut = || Fault::cut(civis_mock::Cut::BeforeAnswer);
    let run = "/scripts/sql/{id}/runs";
    let cases = [
        (refused(), "/scripts/sql", false, "422"),
        (
            cut(),
            "/scripts/sql",
            true,
            "; a script \"tidy\" may have been created",
        ),
        (
            refused(),
            run,
            false,
            " is left on the Platform, and it was not run",
        ),
        (
            cut(),
            run,
            true,
            " is left on the Platform, and its run may have started",
        ),
    ];
    for (fault, path, may_have_executed, end) in cases {
        fixture.server.fault(fault.on("POST", path));
        let error = execute().start().expect_err("a fault");
        assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
        let text = error.to_string();
        assert!(text.contains("sql::execute"), "{text}");
        assert!(text.contains(end), "{text}");
    }
}
