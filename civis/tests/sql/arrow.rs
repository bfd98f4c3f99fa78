//! Record batches of Arrow.

use civis::arrow_array::cast::AsArray as _;
use civis::arrow_array::types::{Float64Type, Int64Type};
use civis::arrow_array::{Array as _, RecordBatch};
use civis::arrow_schema::{DataType, Field, Schema};
use civis::{ErrorKind, sql};
use civis_mock::Table;
use serde_json::json;

use crate::support::{DATABASE, Fixture, PEOPLE, quick};

fn export(fixture: &Fixture) -> sql::Export<'static> {
    sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick())
}

fn people() -> Schema {
    Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("name", DataType::Utf8, true),
        Field::new("score", DataType::Float64, true),
    ])
}

#[test]
fn columns_are_text_unless_a_schema_types_them() {
    let fixture = Fixture::new();
    let batches = export(&fixture).batches().expect("batches");
    let names: Vec<_> = batches
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    assert_eq!(names, ["id", "name", "score"]);
    let batches: Vec<RecordBatch> = batches.collect::<Result<_, _>>().expect("rows");
    let [batch] = &*batches else {
        panic!("{batches:?}")
    };
    assert_eq!(batch.num_rows(), 2);
    assert_eq!(batch.column(1).as_string::<i32>().value(1), "é, \"☃\"");
    assert!(batch.column(2).is_null(1));

    let mut batches = export(&fixture).typed_batches(people()).expect("batches");
    let batch = batches.next().expect("a batch").expect("rows");
    assert_eq!(
        batch.column(0).as_primitive::<Int64Type>().values(),
        &[1, 2]
    );
    assert_eq!(batch.column(2).as_primitive::<Float64Type>().value(0), 1.5);
    assert!(batch.column(2).is_null(1));
    assert!(batches.next().is_none());
}

#[test]
fn columns_without_names_are_numbered() {
    let fixture = Fixture::new();
    let mut batches = export(&fixture)
        .has_headers(false)
        .delimiter('|')
        .batches()
        .expect("batches");
    assert_eq!(batches.schema().field(2).name(), "column_3");
    assert_eq!(
        batches.next().expect("a batch").expect("rows").num_rows(),
        2
    );
}

#[test]
fn other_columns_than_those_of_the_schema_are_an_error() {
    let fixture = Fixture::new();
    let schema = Schema::new(vec![Field::new("number", DataType::Int64, false)]);
    let error = export(&fixture)
        .typed_batches(schema)
        .expect_err("other columns");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.to_string(),
        "sql::read: `schema` has the columns number, and the result has id, name, score"
    );
}

#[test]
fn a_value_of_another_type_ends_the_batches() {
    let fixture = Fixture::new();
    let table = Table::new(["n"]).row([json!("1")]).row([json!("x")]);
    fixture.platform.answer_sql("select n", Ok(table));
    let schema = Schema::new(vec![Field::new("n", DataType::Int64, true)]);
    let export = sql::read(&fixture.session, "select n", DATABASE).waiter(quick());
    let mut batches = export.typed_batches(schema).expect("batches");
    let error = batches.next().expect("a batch").expect_err("no number");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().starts_with("sql::read: file "), "{error}");
    assert!(batches.next().is_none());
}

#[test]
fn an_empty_result_has_its_schema() {
    let fixture = Fixture::new();
    fixture
        .platform
        .answer_sql("select n", Ok(Table::new(["n"])));
    let export = || sql::read(&fixture.session, "select n", DATABASE).waiter(quick());
    let batches = export().batches().expect("batches");
    assert_eq!(batches.schema().fields().len(), 1);
    assert_eq!(batches.count(), 0);
    assert_eq!(
        export()
            .has_headers(false)
            .batches()
            .expect("batches")
            .count(),
        0
    );
}
