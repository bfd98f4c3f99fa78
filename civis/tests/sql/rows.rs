//! Rows: typed and as text.

use civis::{ErrorKind, sql};
use civis_mock::Table;
use serde::Deserialize;
use serde_json::json;

use crate::support::{DATABASE, Fixture, PEOPLE, quick};

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    id: u32,
    name: String,
    score: Option<f64>,
}

fn people(fixture: &Fixture) -> Vec<Person> {
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let rows = export.rows().expect("rows");
    rows.collect::<Result<_, _>>().expect("people")
}

#[test]
fn rows_are_typed_and_ids_are_looked_up_once() {
    let fixture = Fixture::new();
    let person = |id, name: &str, score| Person {
        id,
        name: name.to_owned(),
        score,
    };
    let wanted = [person(1, "Ada", Some(1.5)), person(2, "é, \"☃\"", None)];
    assert_eq!(people(&fixture), wanted);
    let once = [
        "POST /scripts/sql",
        "POST /scripts/sql/ID/runs",
        "GET /scripts/sql/ID/runs/ID",
        "GET content",
    ];
    assert_eq!(
        fixture.requests(),
        [&["GET /databases", "GET /credentials"], &once[..]].concat()
    );
    let sent = fixture.sent("/scripts/sql");
    assert_eq!(sent["sql"], PEOPLE);
    assert_eq!(
        sent["csvSettings"],
        json!({
            "includeHeader": true, "compression": "gzip", "columnDelimiter": "comma",
            "unquoted": false, "forceMultifile": false,
        })
    );
    fixture.server.clear_requests();
    assert_eq!(people(&fixture), wanted);
    assert_eq!(fixture.requests(), once);
}

#[test]
fn records_have_headers_unless_they_are_omitted() {
    let fixture = Fixture::new();
    let export = || sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let records = export().delimiter('|').records().expect("records");
    assert_eq!(records.headers(), ["id", "name", "score"].as_slice());
    let ids = |records: sql::Records| -> Vec<String> {
        let id = |record: civis::Result<csv::StringRecord>| record.expect("a record")[0].to_owned();
        records.map(id).collect()
    };
    assert_eq!(ids(records), ["1", "2"]);
    let records = export()
        .has_headers(false)
        .delimiter('\t')
        .records()
        .expect("records");
    assert!(records.headers().is_empty());
    assert_eq!(ids(records), ["1", "2"]);
}

#[test]
fn a_table_is_read_by_its_exact_names() {
    let fixture = Fixture::new();
    let wanted = "select id, \"Full Name\" from public.\"order\"";
    let orders = Table::new(["id", "Full Name"]).row([json!(1), json!("x")]);
    fixture.platform.answer_sql(wanted, Ok(orders));
    let name: civis::TableName = "public.order".parse().expect("a name");
    let rows = sql::read_table(&fixture.session, name, DATABASE)
        .columns(["id", "Full Name"])
        .waiter(quick())
        .rows::<(u32, String)>()
        .expect("rows");
    let rows: Vec<_> = rows.map(|row| row.expect("a row")).collect();
    assert_eq!(rows, [(1, "x".to_owned())]);
    assert_eq!(fixture.sent("/scripts/sql")["sql"], wanted);
}

#[test]
fn arguments_are_inserted_by_the_platform() {
    let fixture = Fixture::new();
    let wanted = "select * from t where a = 'it''s' and b > 1.5 and c = true and d = 'x'";
    let answer = Table::new(["a"]).row([json!("it's")]);
    fixture.platform.answer_sql(wanted, Ok(answer));
    let sql = "select * from t where a = {{a}} and b > {{b}} and c = {{c}} and d = {{d}}";
    let rows = sql::read(&fixture.session, sql, DATABASE)
        .argument("a", "it's")
        .argument("b", 1.5)
        .argument("c", true)
        .param(sql::Param::new("d", "string").default_value("x"))
        .waiter(quick())
        .rows::<(String,)>()
        .expect("rows");
    assert_eq!(rows.count(), 1);
}

#[test]
fn an_empty_result_is_not_a_missing_result() {
    let fixture = Fixture::new();
    let empty = "select 1 as n where false";
    fixture.platform.answer_sql(empty, Ok(Table::new(["n"])));
    fixture.platform.accept_sql("delete from t");
    let export = |sql: &str| sql::read(&fixture.session, sql, DATABASE).waiter(quick());
    let records = export(empty).records().expect("an empty result");
    assert_eq!(records.headers(), ["n"].as_slice());
    assert_eq!(records.count(), 0);
    let error = export("delete from t")
        .rows::<(i64,)>()
        .expect_err("no result");
    assert_eq!(error.kind(), ErrorKind::Missing);
    let text = error.to_string();
    assert!(
        text.starts_with("sql::read: run ")
            && text.ends_with("has no result; run a statement without rows by `sql::execute`"),
        "{text}"
    );
}

/// Characters of two to four bytes at every position of every buffer on the way.
#[test]
fn multi_byte_characters_are_never_split() {
    let fixture = Fixture::new();
    let mut table = Table::new(["n", "text"]);
    let mut wanted = Vec::new();
    for n in 0..10_000_u32 {
        let text = format!("{}é☃🦀", "x".repeat((n % 7) as usize));
        table = table.row([json!(n), json!(text)]);
        wanted.push((n, text));
    }
    fixture.platform.answer_sql("select 1", Ok(table));
    let export = sql::read(&fixture.session, "select 1", DATABASE).waiter(quick());
    let rows = export.rows().expect("rows");
    let rows: Vec<(u32, String)> = rows.collect::<Result<_, _>>().expect("UTF-8");
    assert!(rows == wanted);
}

#[test]
fn a_row_of_another_type_is_an_error_and_the_next_is_read() {
    let fixture = Fixture::new();
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let mut rows = export.rows::<(u32, String, f64)>().expect("rows");
    assert!(rows.next().expect("a row").is_ok());
    let error = rows.next().expect("a row").expect_err("an empty score");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().starts_with("sql::read: "), "{error}");
    assert!(rows.next().is_none());
}
