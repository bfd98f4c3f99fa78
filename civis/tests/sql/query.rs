//! Previews.

use std::collections::BTreeMap;

use civis::{ErrorKind, sql};
use civis_mock::{Platform, RunPlan};
use serde::Deserialize;

use crate::support::{DATABASE, Fixture, PEOPLE, quick};

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    score: Option<f64>,
    id: u32,
    name: String,
}

#[test]
fn the_first_rows_are_text_or_typed() {
    let fixture = Fixture::new();
    let preview = sql::query(&fixture.session, PEOPLE, DATABASE)
        .waiter(quick())
        .send()
        .expect("rows");
    assert_eq!(preview.columns, ["id", "name", "score"]);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        preview.rows,
        [
            vec![text("1"), text("Ada"), text("1.5")],
            vec![text("2"), text("é, \"☃\""), None],
        ]
    );
    let people: Vec<Person> = preview.typed().expect("people");
    assert_eq!(
        people[1],
        Person {
            id: 2,
            name: "é, \"☃\"".to_owned(),
            score: None
        }
    );
    let maps: Vec<BTreeMap<String, String>> = preview.typed().expect("maps");
    assert_eq!(maps[0]["name"], "Ada");
    let error = preview.typed::<(i64, i64, f64)>().expect_err("no numbers");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let wanted = format!("row 1 of query {}: ", preview.id);
    assert!(error.to_string().starts_with(&wanted), "{error}");
    assert_eq!(
        fixture.requests(),
        [
            "GET /databases",
            "GET /credentials",
            "POST /queries",
            "GET /queries/ID",
        ]
    );
    let sent = fixture.sent("/queries");
    assert_eq!(
        (&sent["previewRows"], &sent["hidden"]),
        (&10.into(), &true.into())
    );
}

#[test]
fn only_the_requested_rows_are_fetched() {
    let fixture = Fixture::new();
    let query = sql::query(&fixture.session, PEOPLE, DATABASE).preview_rows(1);
    let preview = query.hidden(false).waiter(quick()).send().expect("a row");
    assert_eq!(preview.rows.len(), 1);
    assert_eq!(fixture.sent("/queries")["hidden"], false);
}

#[test]
fn an_empty_result_has_columns_and_a_statement_without_rows_has_none() {
    let fixture = Fixture::new();
    fixture.platform.accept_sql("delete from t");
    fixture.platform.answer_sql(
        "select 1 as n where false",
        Ok(civis_mock::Table::new(["n"])),
    );
    let send = |sql: &str| {
        let query = sql::query(&fixture.session, sql, DATABASE);
        query.waiter(quick()).send().expect("a result")
    };
    let none = send("delete from t");
    assert_eq!((none.columns.len(), none.rows.len()), (0, 0));
    let empty = send("select 1 as n where false");
    assert_eq!((empty.columns.len(), empty.rows.len()), (1, 0));
}

#[test]
fn the_error_of_a_failed_query_has_its_message_and_what_remains() {
    let platform = Platform::new();
    platform.plan(
        "/queries/{id}",
        RunPlan::fails("relation \"x\" does not exist"),
    );
    let fixture = Fixture::with_platform(platform);
    let query = sql::query(&fixture.session, "select * from x", DATABASE);
    let error = query.waiter(quick()).send().expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    let text = error.to_string();
    assert!(text.starts_with("sql::query (query "), "{text}");
    assert!(text.contains("relation \"x\" does not exist"), "{text}");
}
