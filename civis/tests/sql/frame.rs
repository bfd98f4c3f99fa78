//! Data frames.

use civis::polars_core::prelude::DataType;
use civis::sql;
use civis_mock::Table;

use crate::support::{DATABASE, Fixture, PEOPLE, quick};

#[test]
fn a_frame_has_columns_of_text_with_nulls_for_empty_values() {
    let fixture = Fixture::new();
    let export = sql::read(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let frame = export.frame().expect("a frame");
    assert_eq!(frame.shape(), (2, 3));
    assert_eq!(frame.column("score").expect("a column").null_count(), 1);
    let ids = frame
        .column("id")
        .expect("a column")
        .cast(&DataType::Int64)
        .expect("numbers");
    assert_eq!(ids.i64().expect("numbers").get(1), Some(2));

    let query = sql::query(&fixture.session, PEOPLE, DATABASE).waiter(quick());
    let preview = query.send().expect("rows");
    assert!(preview.to_frame().expect("a frame").equals_missing(&frame));
}

#[test]
fn an_empty_result_has_its_columns() {
    let fixture = Fixture::new();
    fixture
        .platform
        .answer_sql("select n", Ok(Table::new(["n"])));
    let export = sql::read(&fixture.session, "select n", DATABASE).waiter(quick());
    assert_eq!(export.frame().expect("a frame").shape(), (0, 1));
}
