//! Rows of a data frame: their columns with types, and the values as CSV.

use civis_core::support::invalid_argument;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use polars_core::datatypes::{AnyValue, DataType, TimeUnit};
use polars_core::frame::DataFrame;
use serde_core::ser::{Error as _, SerializeSeq as _};
use serde_core::{Serialize, Serializer};

use super::column::Column;
use crate::Result;
use crate::polars_core;

/// The columns of a frame, with the SQL types that hold their values.
pub(super) fn columns(frame: &DataFrame, function: &str) -> Result<Vec<Column>> {
    let invalid = |message: &str| invalid_argument(function, "frame", message);
    if frame.width() == 0 {
        return Err(invalid("has no columns"));
    }
    let columns = frame.columns().iter().map(|column| {
        let name = column.name().as_str();
        let sql_type = match column.dtype() {
            DataType::Boolean => "BOOLEAN",
            DataType::Int8 | DataType::Int16 | DataType::UInt8 => "SMALLINT",
            DataType::Int32 | DataType::UInt16 => "INT",
            DataType::Int64 | DataType::UInt32 => "BIGINT",
            DataType::UInt64 => "NUMERIC(20,0)",
            DataType::Int128 | DataType::UInt128 => "NUMERIC(38,0)",
            DataType::Float16 | DataType::Float32 => "REAL",
            DataType::Float64 => "DOUBLE PRECISION",
            DataType::Date => "DATE",
            DataType::Datetime(_, None) => "TIMESTAMP",
            DataType::Datetime(_, Some(_)) => "TIMESTAMPTZ",
            DataType::Null => "VARCHAR(1)",
            DataType::String => {
                let texts = column.str().into_iter().flat_map(|texts| texts.iter());
                // Databases count bytes, and at least one.
                let longest = texts.flatten().map(str::len).max().unwrap_or(0).max(1);
                return Ok(Column::new(name).sql_type(format!("VARCHAR({longest})")));
            }
            other => {
                let message = format!(
                    "has the column {name:?} of the type {other}, which a table cannot have"
                );
                return Err(invalid(&message));
            }
        };
        Ok(Column::new(name).sql_type(sql_type))
    });
    columns.collect()
}

/// The names of the columns, and the rows.
pub(super) fn rows(frame: &DataFrame) -> impl Iterator<Item = Row<'_>> + Send {
    let rows = (0..frame.height()).map(Some);
    std::iter::once(None)
        .chain(rows)
        .map(move |index| Row { frame, index })
}

/// A row, or the names of the columns.
pub(super) struct Row<'a> {
    frame: &'a DataFrame,
    index: Option<usize>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(Some(self.frame.width()))?;
        for column in self.frame.columns() {
            let name = column.name().as_str();
            let Some(index) = self.index else {
                row.serialize_element(name)?;
                continue;
            };
            let value = column.get(index).map_err(S::Error::custom)?;
            // The numbers themselves: polars panics when it formats a date that no calendar has.
            let invalid = |what: String| S::Error::custom(format!("column {name:?}: {what}"));
            match &value {
                AnyValue::Null => row.serialize_element(&None::<()>)?,
                AnyValue::Boolean(value) => row.serialize_element(value)?,
                AnyValue::String(value) => row.serialize_element(value)?,
                AnyValue::Int8(value) => row.serialize_element(value)?,
                AnyValue::Int16(value) => row.serialize_element(value)?,
                AnyValue::Int32(value) => row.serialize_element(value)?,
                AnyValue::Int64(value) => row.serialize_element(value)?,
                AnyValue::Int128(value) => row.serialize_element(value)?,
                AnyValue::UInt8(value) => row.serialize_element(value)?,
                AnyValue::UInt16(value) => row.serialize_element(value)?,
                AnyValue::UInt32(value) => row.serialize_element(value)?,
                AnyValue::UInt64(value) => row.serialize_element(value)?,
                AnyValue::UInt128(value) => row.serialize_element(value)?,
                AnyValue::Float32(value) => row.serialize_element(value)?,
                AnyValue::Float64(value) => row.serialize_element(value)?,
                AnyValue::Date(days) => {
                    let date = day(*days)
                        .ok_or_else(|| invalid(format!("no date is {days} days after 1970")))?;
                    row.serialize_element(&date.to_string())?;
                }
                AnyValue::Datetime(count, unit, zone) => {
                    let text = instant(*count, *unit).map(|instant| text(instant, zone.is_some()));
                    row.serialize_element(&text.ok_or_else(|| {
                        invalid(format!("no time is {count} {unit} after 1970"))
                    })?)?;
                }
                // Half floats have no other accessor.
                other => row.serialize_element(&other.to_string())?,
            }
        }
        row.end()
    }
}

fn day(days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

fn instant(count: i64, unit: TimeUnit) -> Option<Timestamp> {
    let instant = match unit {
        TimeUnit::Nanoseconds => Timestamp::from_nanosecond(count.into()),
        TimeUnit::Microseconds => Timestamp::from_microsecond(count),
        TimeUnit::Milliseconds => Timestamp::from_millisecond(count),
    };
    instant.ok()
}

/// `2026-10-01 12:00:00.5`, with `+00` if the column has a time zone.
fn text(instant: Timestamp, has_zone: bool) -> String {
    let text = instant.to_string().replacen('T', " ", 1);
    let text = text.trim_end_matches('Z');
    format!("{text}{}", if has_zone { "+00" } else { "" })
}

#[cfg(test)]
mod tests {
    use polars_core::frame::DataFrame;
    use polars_core::prelude::{Column as FrameColumn, DataType, TimeUnit, TimeZone};
    use proptest::prelude::{any, prop, proptest};

    use super::{columns, rows};
    use crate::files::{Format, write_rows};
    use crate::polars_core;

    fn frame(columns: Vec<FrameColumn>) -> DataFrame {
        DataFrame::new(columns[0].len(), columns).expect("a frame")
    }

    fn text(frame: &DataFrame) -> crate::Result<String> {
        let mut text = Vec::new();
        write_rows(&mut text, rows(frame), Format::default(), "test")?;
        Ok(String::from_utf8(text).expect("UTF-8"))
    }

    fn types(frame: &DataFrame) -> Vec<String> {
        let columns = columns(frame, "test").expect("columns");
        columns.iter().map(ToString::to_string).collect()
    }

    fn cast(name: &str, values: &[Option<i64>], dtype: &DataType) -> FrameColumn {
        let column = FrameColumn::new(name.into(), values);
        column.cast(dtype).expect("a cast")
    }

    #[test]
    fn every_supported_type_is_written() {
        let some = [Some(1), None];
        let day = cast("day", &some, &DataType::Int32);
        let frame = frame(vec![
            FrameColumn::new("text".into(), [Some("a, \"b\""), None]),
            FrameColumn::new("flag".into(), [Some(true), None]),
            cast("i32", &some, &DataType::Int32),
            cast("i64", &some, &DataType::Int64),
            cast("u32", &some, &DataType::UInt32),
            cast("u64", &some, &DataType::UInt64),
            cast("f32", &some, &DataType::Float32),
            FrameColumn::new("f64".into(), [Some(0.5), None]),
            day.cast(&DataType::Date).expect("a date"),
            cast(
                "ms",
                &some,
                &DataType::Datetime(TimeUnit::Milliseconds, None),
            ),
            cast(
                "us",
                &some,
                &DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
            ),
            cast(
                "ns",
                &some,
                &DataType::Datetime(TimeUnit::Nanoseconds, None),
            ),
            FrameColumn::full_null("none".into(), 2, &DataType::Null),
        ]);
        assert_eq!(
            types(&frame),
            [
                "text VARCHAR(6)",
                "flag BOOLEAN",
                "i32 INT",
                "i64 BIGINT",
                "u32 BIGINT",
                "u64 NUMERIC(20,0)",
                "f32 REAL",
                "f64 DOUBLE PRECISION",
                "day DATE",
                "ms TIMESTAMP",
                "us TIMESTAMPTZ",
                "ns TIMESTAMP",
                "none VARCHAR(1)",
            ]
        );
        assert_eq!(
            text(&frame).expect("text").lines().collect::<Vec<_>>(),
            [
                "text,flag,i32,i64,u32,u64,f32,f64,day,ms,us,ns,none",
                "\"a, \"\"b\"\"\",true,1,1,1,1,1.0,0.5,1970-01-02,1970-01-01 00:00:00.001,\
                 1970-01-01 00:00:00.000001+00,1970-01-01 00:00:00.000000001,",
                ",,,,,,,,,,,,",
            ]
        );
    }

    #[test]
    fn a_frame_with_an_unsupported_type_is_rejected() {
        let list =
            FrameColumn::new_empty("tags".into(), &DataType::List(Box::new(DataType::Int64)));
        let error = columns(&frame(vec![list]), "test").expect_err("a list");
        assert_eq!(
            error.to_string(),
            "test: `frame` has the column \"tags\" of the type list[i64], which a table cannot have"
        );
        let error = columns(&DataFrame::empty(), "test").expect_err("no columns");
        assert_eq!(error.to_string(), "test: `frame` has no columns");
    }

    #[test]
    fn the_error_for_an_invalid_date_names_the_row_and_the_column() {
        let days = FrameColumn::new("born".into(), [0, i32::MAX]);
        let frame = frame(vec![days.cast(&DataType::Date).expect("dates")]);
        let error = text(&frame)
            .expect_err("a date beyond the calendar")
            .to_string();
        assert!(error.contains("row 3"), "{error}");
        assert!(
            error.contains("column \"born\": no date is 2147483647 days after 1970"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            cells in prop::collection::vec((any::<Option<i64>>(), any::<String>(), any::<f64>()), 0..9)
        ) {
            let numbers: Vec<Option<i64>> = cells.iter().map(|cell| cell.0).collect();
            let texts: Vec<&str> = cells.iter().map(|cell| cell.1.as_str()).collect();
            let floats: Vec<f64> = cells.iter().map(|cell| cell.2).collect();
            let frame = frame(vec![
                FrameColumn::new("a\"b".into(), numbers),
                FrameColumn::new("text".into(), texts),
                FrameColumn::new("float".into(), floats),
            ]);
            let text = text(&frame).expect("text");
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            assert_eq!(reader.headers().expect("names"), &["a\"b", "text", "float"][..]);
            let read: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
            assert_eq!(read.len(), cells.len());
            for (record, (number, text, float)) in read.iter().zip(&cells) {
                assert_eq!(record[0].parse().ok(), *number);
                assert_eq!(&record[1], text);
                assert_eq!(record[2].parse(), Ok(*float));
            }
        }
    }
}
