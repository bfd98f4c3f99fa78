use std::io::Read as _;

use civis_mock::{RunPlan, Table};
use flate2::read::MultiGzDecoder;
use serde_json::json;

use super::world::{DATABASE, World};
use crate::support::Done;

const PEOPLE: &str = "select * from public.people";

fn sql<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let common = ["sql", "-d", DATABASE, "--interval", "1ms"];
    [&common[..], arguments].concat()
}

#[test]
fn a_pipe_gets_all_rows_as_json_with_nulls() {
    let world = World::new();
    let rows = world.run(sql(&[PEOPLE])).output_json();
    assert_eq!(
        rows,
        json!([{"id": "1", "name": "Ada"}, {"id": "2", "name": null}])
    );
}

#[test]
fn the_demo_has_people() {
    let world = World::new();
    let arguments = ["--demo", "sql", "-d", DATABASE, PEOPLE, "--interval", "1ms"];
    let done = world.run(arguments);
    assert!(done.output().contains("Ada"), "{done:?}");
    assert!(world.server.requests().is_empty());
}

#[test]
fn a_table_has_the_first_rows_and_says_that_there_may_be_more() {
    let world = World::new();
    let done = world.run(sql(&[PEOPLE, "--output", "table", "-n", "1"]));
    assert!(
        done.output().contains("Ada") && !done.out.contains('2'),
        "{done:?}"
    );
    assert!(done.err.contains("the first 1 rows"), "{done:?}");
    assert_eq!(world.sent("POST", "/queries")[0]["previewRows"], 1);
}

#[test]
fn quiet_hides_the_progress_and_not_the_result() {
    let world = World::new();
    let done = world.run(sql(&[PEOPLE, "--output", "table", "-q"]));
    assert!(done.output().contains("Ada"), "{done:?}");
    assert_eq!(done.err, "");
}

#[test]
fn progress_is_lines_with_the_time_if_nobody_sees_a_spinner() {
    let world = World::new();
    let done = world.run(sql(&[PEOPLE, "--output", "table"]));
    let line = done
        .err
        .lines()
        .find(|line| line.ends_with(": succeeded"))
        .expect("a line");
    let (time, _) = line.split_once(' ').expect("a time");
    assert!(
        time.ends_with('Z') && time.parse::<civis::Timestamp>().is_ok(),
        "{line}"
    );
}

#[test]
fn sql_comes_from_a_file_or_from_standard_input() {
    let world = World::new();
    world.write("people.sql", PEOPLE);
    for (arguments, input) in [
        (sql(&["-f", "people.sql", "--output", "csv"]), ""),
        (sql(&["-f", "-", "--output", "csv"]), PEOPLE),
        // A blank line does not end it, as it does for the official command line.
        (
            sql(&["--output", "csv"]),
            "select *\n\nfrom public.people\n",
        ),
        (sql(&["-c", PEOPLE, "--output", "csv"]), ""),
    ] {
        let done = world.run_with(arguments, input);
        assert_eq!(
            done.output(),
            "\"id\",\"name\"\n\"1\",\"Ada\"\n\"2\",\"\"\n"
        );
    }
}

#[test]
fn csv_obeys_fields_sort_and_header() {
    let world = World::new();
    let done = world.run(sql(&[
        PEOPLE, "--output", "csv", "--fields", "id", "--sort", "-id",
    ]));
    assert_eq!(done.output(), "id\n2\n1\n");
    let done = world.run(sql(&[PEOPLE, "--output", "csv", "--no-header"]));
    assert_eq!(done.output(), "\"1\",\"Ada\"\n\"2\",\"\"\n");
}

#[test]
fn a_file_has_all_rows_in_the_compression_of_its_name() {
    let world = World::new();
    let done = world.run(sql(&[PEOPLE, "-o", "people.csv"]));
    assert_eq!(done.output(), "");
    assert!(done.err.contains("bytes to people.csv"), "{done:?}");
    let plain = world.read("people.csv");
    world.run(sql(&[PEOPLE, "-o", "people.csv.gz"])).output();
    let packed = std::fs::read(world.path("people.csv.gz")).expect("a file");
    let mut text = String::new();
    MultiGzDecoder::new(&*packed)
        .read_to_string(&mut text)
        .expect("gzip");
    assert_eq!(text, plain);
    world.run(sql(&[PEOPLE, "-o", "people.zip"])).output();
    let archive = std::fs::read(world.path("people.zip")).expect("a file");
    assert!(archive.starts_with(b"PK"), "{archive:?}");
    assert_eq!(world.run(sql(&[PEOPLE, "-o", "-"])).output(), plain);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let world = World::new();
    let mut table = Table::new(["text"]);
    for number in 0..20_000 {
        table = table.row([json!(format!("row {number}"))]);
    }
    world.platform.answer_sql("select text", Ok(table));
    for format in ["csv", "json", "table"] {
        let mut child = world.spawn(sql(&["select text", "-q", "--output", format]));
        // As `head` does.
        drop(child.stdout.take());
        let done = Done::wait(child);
        assert_eq!((done.code, &*done.err), (0, ""), "{format}");
    }
}

#[test]
fn several_statements_are_told_apart() {
    let world = World::new();
    world.platform.accept_sql("delete from public.people");
    let text = "delete from public.people; select id from public.people; -- done;";
    let results = world.run(sql(&[text])).output_json();
    let expected = json!([
        {"sql": "delete from public.people", "rows": null},
        {"sql": "select id from public.people", "rows": [{"id": "1"}, {"id": "2"}]},
    ]);
    assert_eq!(results, expected);
    let table = world.run(sql(&[text, "--output", "table"]));
    assert!(table.output().contains("-- 1 of 2: delete"), "{table:?}");
    assert!(table.out.contains("-- 2 of 2: select"), "{table:?}");
}

#[test]
fn what_ran_before_a_statement_that_fails_is_shown() {
    let world = World::new();
    world
        .platform
        .answer_sql("selec 1", Err("syntax error at \"selec\"".to_owned()));
    let done = world.run(sql(&["select id from public.people; selec 1; select 2"]));
    done.failed_with(5, "syntax error at");
    assert!(done.out.contains("\"rows\""), "{done:?}");
    assert_eq!(world.sent("POST", "/scripts/sql").len(), 2);
}

#[test]
fn a_transaction_is_sent_as_one() {
    let world = World::new();
    let text = "begin; delete from t; rollback";
    world.platform.accept_sql(text);
    world.run(sql(&[text, "--output", "table"])).output();
    let sent = world.sent("POST", "/queries");
    assert_eq!(
        sent.iter().map(|sent| &sent["sql"]).collect::<Vec<_>>(),
        [text]
    );
    let done = world.run(sql(&["select 1; select 2", "-o", "out.csv"]));
    done.failed_with(2, "`--out` takes one statement, and there are 2");
}

#[test]
fn columns_of_the_same_name_are_all_shown() {
    let world = World::new();
    let table = Table::new(["a", "a"]).row([json!(1), json!(2)]);
    world
        .platform
        .answer_sql("select 1 as a, 2 as a", Ok(table));
    let rows = world.run(sql(&["select 1 as a, 2 as a"])).output_json();
    assert_eq!(rows, json!([{"a": "1", "a_2": "2"}]));
}

#[test]
fn errors_have_codes_of_their_own_and_name_the_argument() {
    let world = World::new();
    world
        .run(sql(&[" ; -- nothing"]))
        .failed_with(2, "there is no SQL");
    world.run(sql(&[])).failed_with(2, "there is no SQL");
    world
        .run(sql(&["-f", "none.sql"]))
        .failed_with(1, "none.sql cannot be read");
    world.run(["sql", "select 1"]).failed_with(2, "--database");
    world
        .run(["sql", "-d", "redshift-generel", PEOPLE])
        .failed_with(3, DATABASE);
    world
        .run(sql(&[PEOPLE, "-n", "1001"]))
        .failed_with(2, "1001");
    world
        .run(sql(&[PEOPLE, "--delimiter", ";"]))
        .failed_with(2, "a comma, a tab or a pipe");
    assert_eq!(world.sent("POST", "/queries"), [json!(null); 0]);
    world
        .platform
        .answer_sql("selec 1", Err("syntax error".to_owned()));
    let done = world.run(sql(&["selec 1", "-q", "--output", "table"]));
    done.failed_with(5, "civis: the statement failed: syntax error");
    assert_eq!((done.err.lines().count(), &*done.out), (1, ""), "{done:?}");
}

#[test]
fn a_time_out_has_its_code() {
    let world = World::new();
    world
        .platform
        .plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let done = world.run(sql(&[PEOPLE, "--timeout", "0.2"]));
    done.failed_with(6, "continues");
}

#[test]
#[cfg(unix)]
fn ctrl_c_cancels_the_statement() {
    use super::world::interrupt;

    let world = World::new();
    world
        .platform
        .plan("/scripts/sql/{id}", RunPlan::succeeds().endless());
    let child = world.spawn(sql(&[PEOPLE, "-o", "people.csv"]));
    world.wait_for_request("GET", "/scripts/sql/{id}/runs/{run_id}");
    let requests = world.server.requests();
    let script = requests.iter().find_map(|request| {
        let rest = request.path.strip_prefix("/scripts/sql/")?;
        rest.split('/').next()?.parse().ok()
    });
    let run = world.wait_for_run(script.expect("a script"), "running");
    interrupt(&child);
    Done::wait(child).failed_with(130, "is being cancelled");
    assert_eq!(world.platform.run_state(run).as_deref(), Some("cancelled"));
    assert!(!world.path("people.csv").exists());
}
