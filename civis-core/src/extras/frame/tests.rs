//! Columns, their types, and what is in them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars_core::prelude::{AnyValue, DataFrame, DataType, PolarsError, TimeUnit, TimeZone};
use serde_json::{Value, json};

use super::{ToFrame, column_names, rows_to_frame};
use crate::__private::*;
use crate::record::timestamp::Timestamp;

__open_enum! {
    #[doc = "A state."]
    State { Running = "running", }
}

__record! {
    #[doc = "A part."]
    Part Option { id: i64 = "id", }
}

__record! {
    #[doc = "Every kind of field."]
    Whole Option {
        flag: bool = "flag",
        count: i64 = "rowCount",
        share: f64 = "share",
        name: String = "name",
        state: State = "state",
        at: Timestamp = "createdAt",
        day: Date = "day",
        any: Value = "any",
        part: Part = "part",
        parent: Box<Whole> = "parent",
        rows: Vec<Vec<Option<String>>> = "rows",
        sizes: BTreeMap<String, i64> = "sizes",
    }
}

fn frame(json: Value) -> DataFrame {
    let records: Vec<Whole> = serde_json::from_value(json).expect("records");
    records.to_frame().expect("a frame")
}

fn cell<'a>(frame: &'a DataFrame, column: &str, row: usize) -> AnyValue<'a> {
    let column = frame.column(column).expect("a column");
    column.get(row).expect("a row")
}

fn text(text: &str) -> AnyValue<'_> {
    AnyValue::String(text)
}

#[test]
fn columns_and_types_depend_only_on_the_declaration() {
    let utc = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    let expected = [
        ("flag", DataType::Boolean),
        ("row_count", DataType::Int64),
        ("share", DataType::Float64),
        ("name", DataType::String),
        ("state", DataType::String),
        ("created_at", utc),
        ("day", DataType::Date),
        ("any", DataType::String),
        ("part", DataType::String),
        ("parent", DataType::String),
        ("rows", DataType::String),
        ("sizes", DataType::String),
    ];
    let full = json!([{"flag": true, "rowCount": 1, "createdAt": "2026-05-27T15:44:29Z"}]);
    for (json, height) in [(json!([]), 0), (json!([{}]), 1), (full, 1)] {
        let frame = frame(json);
        assert_eq!(frame.height(), height);
        let columns: Vec<_> = frame
            .columns()
            .iter()
            .map(|column| (column.name().as_str(), column.dtype().clone()))
            .collect();
        assert_eq!(columns, expected);
    }
}

#[test]
fn values_fill_their_cells_and_unset_fields_are_null() {
    let frame = frame(json!([
        {},
        {
            "flag": true, "rowCount": 3, "share": 0.5, "name": "n", "state": "pondering",
            "createdAt": "1970-01-01T01:00:00.000001+01:00", "day": "1969-12-31",
            "any": {"a": [1, null]}, "part": {"id": 1, "new": true}, "parent": {"name": "p"},
            "rows": [["1", null]], "sizes": {"a": 1},
        },
    ]));
    for column in frame.columns() {
        assert_eq!(column.null_count(), 1, "{}", column.name());
        assert_eq!(column.get(0).expect("a row"), AnyValue::Null);
    }
    assert_eq!(cell(&frame, "flag", 1), AnyValue::Boolean(true));
    assert_eq!(cell(&frame, "row_count", 1), AnyValue::Int64(3));
    assert_eq!(cell(&frame, "share", 1), AnyValue::Float64(0.5));
    assert_eq!(cell(&frame, "name", 1), text("n"));
    assert_eq!(cell(&frame, "state", 1), text("pondering"));
    let utc = TimeZone::UTC;
    assert_eq!(
        cell(&frame, "created_at", 1),
        AnyValue::Datetime(1, TimeUnit::Microseconds, Some(&utc))
    );
    assert_eq!(cell(&frame, "day", 1), AnyValue::Date(-1));
    assert_eq!(cell(&frame, "any", 1), text(r#"{"a":[1,null]}"#));
    assert_eq!(cell(&frame, "part", 1), text(r#"{"id":1,"new":true}"#));
    assert_eq!(cell(&frame, "parent", 1), text(r#"{"name":"p"}"#));
    assert_eq!(cell(&frame, "rows", 1), text(r#"[["1",null]]"#));
    assert_eq!(cell(&frame, "sizes", 1), text(r#"{"a":1}"#));
}

#[test]
fn coerced_values_are_included_and_mismatches_are_null() {
    let frame = frame(json!([
        {"name": 5, "rowCount": "90", "share": 2, "new": 1},
        {"name": {}, "rowCount": "ninety", "createdAt": "yesterday", "day": "2026-13-01"},
    ]));
    assert_eq!(cell(&frame, "name", 0), text("5"));
    assert_eq!(cell(&frame, "row_count", 0), AnyValue::Int64(90));
    assert_eq!(cell(&frame, "share", 0), AnyValue::Float64(2.0));
    assert_eq!(frame.width(), 12);
    for column in frame.columns() {
        assert_eq!(column.get(1).expect("a row"), AnyValue::Null);
    }
}

#[test]
fn the_earliest_and_latest_days_and_times_fit() {
    let frame = frame(json!([
        {"createdAt": "0001-01-01T00:00:00Z", "day": "0001-01-01"},
        {"createdAt": "9999-12-30T00:00:00Z", "day": "9999-12-31"},
    ]));
    assert_eq!(cell(&frame, "day", 0), AnyValue::Date(-719_162));
    assert_eq!(cell(&frame, "day", 1), AnyValue::Date(2_932_896));
    let micros = |row| match cell(&frame, "created_at", row) {
        AnyValue::Datetime(micros, ..) => micros,
        other => panic!("{other:?} is no time"),
    };
    assert_eq!(micros(0), -719_162 * 86_400_000_000);
    assert_eq!(micros(1), 2_932_895 * 86_400_000_000);
}

#[test]
fn columns_with_colliding_names_use_the_wire_names() {
    assert_eq!(
        column_names(&["fooBar", "foo_bar", "lastRun", "id"]),
        ["fooBar", "foo_bar", "last_run", "id"]
    );
    assert_eq!(column_names(&["aB", "AB", "a_b"]), ["aB", "ab", "a_b"]);
}

#[test]
fn result_rows_become_text_columns() {
    let rows = [
        vec![Some("1".to_owned()), None],
        vec![],
        vec![None, Some(String::new())],
    ];
    let frame = rows_to_frame(&["id", "name"], &rows).expect("a frame");
    assert_eq!(frame.shape(), (3, 2));
    assert!(
        frame
            .dtypes()
            .iter()
            .all(|dtype| *dtype == DataType::String)
    );
    assert_eq!(cell(&frame, "id", 0), text("1"));
    assert_eq!(cell(&frame, "name", 2), text(""));
    let nulls = |name| frame.column(name).expect("a column").null_count();
    assert_eq!((nulls("id"), nulls("name")), (2, 2));
}

#[test]
fn duplicate_column_names_get_suffixes() {
    let names = ["n", "n", "n_duplicated_0", "n", "n_duplicated_0"];
    let row = ["0", "1", "2", "3", "4"].map(|cell| Some(cell.to_owned()));
    let frame = rows_to_frame(&names, &[row.to_vec()]).expect("a frame");
    assert_eq!(frame.width(), names.len());
    assert_eq!(cell(&frame, "n", 0), text("0"));
    assert_eq!(cell(&frame, "n_duplicated_0", 0), text("2"));
    for (index, column) in frame.columns().iter().enumerate() {
        assert_eq!(column.get(0).expect("a row"), text(&index.to_string()));
    }
}

#[test]
fn a_row_with_more_values_than_columns_is_an_error() {
    let rows = [vec![], vec![None, Some("2".to_owned())]];
    let error = rows_to_frame(&["id"], &rows).expect_err("a row too long");
    assert!(matches!(error, PolarsError::ShapeMismatch(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "lengths don't match: row 1 has 2 values, more than the columns (1)"
    );
}

#[test]
fn results_without_columns_are_an_empty_frame() {
    let frame = rows_to_frame(&[""; 0], &[]).expect("a frame");
    assert_eq!(frame.shape(), (0, 0));
}
