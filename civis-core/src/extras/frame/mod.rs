//! Data frames from lists of records, and from the rows of a query.

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros declare public types")]
mod tests;

use std::collections::HashSet;

use jiff::civil::{Date, date};
use polars_core::chunked_array::builder::{
    BooleanChunkedBuilder, ChunkedBuilder, PrimitiveChunkedBuilder, StringChunkedBuilder,
};
use polars_core::error::{PolarsResult, polars_ensure};
use polars_core::frame::DataFrame;
use polars_core::frame::column::{Column, IntoColumn};
use polars_core::prelude::{Float64Type, Int32Type, Int64Type, PlSmallStr, TimeUnit, TimeZone};

use crate::record::{Record, Target, View, Visit, VisitMut, view_to_value};
use crate::snake_case::snake_case;

/// Conversion of lists of records into [polars](https://docs.rs/polars) data frames.
///
/// Requires the feature `polars`.
///
/// Each declared field becomes a column of the same name, in declared order. A field
/// that is not set becomes a null. The columns and their types depend on the
/// specification alone, so an empty list has them too:
///
/// | declared | column |
/// |---|---|
/// | text, enum | `String` |
/// | integer | `Int64` |
/// | number | `Float64` |
/// | boolean | `Boolean` |
/// | timestamp | `Datetime` in microseconds, UTC |
/// | date | `Date` |
/// | object, list, any JSON | `String`, the JSON |
///
/// Values that do not match the declared type, and undeclared keys, are in the
/// `extra` of the records and not in the frame. Timestamps are truncated to
/// microseconds.
///
/// ```
/// use civis_core::ToFrame;
/// # use civis_core::__private::*;
/// # __record! {
/// #     #[doc = "A job."]
/// #     Job Option { id: i64 = "id", name: String = "name", run: i64 = "lastRunId", }
/// # }
/// # let jobs: Vec<Job> = serde_json::from_str(r#"[
/// #     {"id": 1, "name": "load"}, {"id": 2, "name": "model", "lastRunId": 7}
/// # ]"#).unwrap();
///
/// // let jobs = client.jobs.list().send()?;
/// let frame = jobs.to_frame()?;
/// assert_eq!(frame.shape(), (2, 3));
/// assert_eq!(frame.column("last_run_id")?.null_count(), 1);
/// # Ok::<(), civis_core::polars_core::error::PolarsError>(())
/// ```
pub trait ToFrame {
    /// Converts the list.
    ///
    /// # Errors
    /// Fails if polars cannot build the frame.
    fn to_frame(&self) -> PolarsResult<DataFrame>;
}

impl<T: Record + Default> ToFrame for [T] {
    fn to_frame(&self) -> PolarsResult<DataFrame> {
        let records = self.iter().map(|record| record as &dyn Record);
        frame(&mut T::default(), records)
    }
}

/// Converts the results of a query (`result_columns` and `result_rows`) into a data frame.
///
/// Requires the feature `polars`.
///
/// The Platform sends every value as text, so every column is a `String`: cast the
/// others. Repeated column names get the suffixes `_duplicated_0`, `_duplicated_1`,
/// and so on. Rows that are too short are filled up with nulls.
///
/// ```
/// use civis_core::rows_to_frame;
///
/// let rows = [vec![Some("1".to_owned()), None], vec![Some("2".to_owned())]];
/// let frame = rows_to_frame(&["id", "name"], &rows)?;
/// assert_eq!(frame.shape(), (2, 2));
/// assert_eq!(frame.column("name")?.null_count(), 2);
/// # Ok::<(), civis_core::polars_core::error::PolarsError>(())
/// ```
///
/// # Errors
/// Fails if a row has more values than there are columns.
pub fn rows_to_frame(
    columns: &[impl AsRef<str>],
    rows: &[Vec<Option<String>>],
) -> PolarsResult<DataFrame> {
    for (index, row) in rows.iter().enumerate() {
        polars_ensure!(
            row.len() <= columns.len(),
            ShapeMismatch: "row {index} has {} values, more than the columns ({})",
            row.len(), columns.len()
        );
    }
    let mut frame = TextFrame::new(columns);
    for row in rows {
        frame.push(row.iter().map(Option::as_deref));
    }
    frame.finish()
}

/// Builds a frame whose columns are all text, row by row.
pub struct TextFrame {
    columns: Vec<StringChunkedBuilder>,
    height: usize,
}

impl TextFrame {
    /// Creates a frame without rows. Repeated names get suffixes.
    #[must_use]
    pub fn new(columns: &[impl AsRef<str>]) -> Self {
        let builder = |name| StringChunkedBuilder::new(name, 0);
        Self {
            columns: distinct(columns).into_iter().map(builder).collect(),
            height: 0,
        }
    }

    /// Adds a row. Cells that it lacks are nulls, and those beyond the last column are dropped.
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = Option<&'a str>>) {
        let mut row = row.into_iter();
        for cells in &mut self.columns {
            cells.append_option(row.next().flatten());
        }
        self.height += 1;
    }

    /// Ends the frame.
    ///
    /// # Errors
    /// Fails if polars cannot build the frame.
    pub fn finish(self) -> PolarsResult<DataFrame> {
        let columns = self.columns.into_iter();
        let columns = columns.map(|cells| cells.finish().into_column()).collect();
        DataFrame::new(self.height, columns)
    }
}

impl std::fmt::Debug for TextFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextFrame")
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

fn frame<'a>(
    scratch: &mut dyn Record,
    records: impl ExactSizeIterator<Item = &'a dyn Record>,
) -> PolarsResult<DataFrame> {
    let height = records.len();
    let names = column_names(scratch.names());
    let mut columns = Vec::with_capacity(names.len());
    scratch.slots_mut(&mut VisitMut::new(&mut |slots, _| {
        columns.extend(
            names.iter().zip(slots).map(|(name, slot)| {
                ColumnBuilder::new(slot.insert_default(), name.clone(), height)
            }),
        );
    }));
    for record in records {
        record.slots(&mut Visit::new(&mut |_, slots, _| {
            for (cells, slot) in columns.iter_mut().zip(slots) {
                cells.push(slot.view());
            }
        }));
    }
    DataFrame::new(
        height,
        columns.into_iter().map(ColumnBuilder::finish).collect(),
    )
}

/// Returns the names of the columns: the Rust field, or the JSON key if another field
/// has that name too.
fn column_names(fields: &[&str]) -> Vec<PlSmallStr> {
    let names: Vec<_> = fields.iter().map(|field| snake_case(field)).collect();
    let is_free = |index: usize, name: &String| {
        let others = |other: &usize| *other != index;
        !(0..fields.len())
            .filter(others)
            .any(|other| names[other] == *name || fields[other] == name)
    };
    names
        .iter()
        .zip(fields)
        .enumerate()
        .map(|(index, (name, field))| match is_free(index, name) {
            true => name.into(),
            false => (*field).into(),
        })
        .collect()
}

/// Returns the names, with suffixes that make each unique.
fn distinct(names: &[impl AsRef<str>]) -> Vec<PlSmallStr> {
    let original: HashSet<&str> = names.iter().map(AsRef::as_ref).collect();
    let mut taken: HashSet<String> = HashSet::new();
    names
        .iter()
        .map(AsRef::as_ref)
        .map(|name| {
            let mut unique = name.to_owned();
            let mut count = 0;
            while taken.contains(&unique) || (count > 0 && original.contains(unique.as_str())) {
                unique = format!("{name}_duplicated_{count}");
                count += 1;
            }
            taken.insert(unique.clone());
            unique.into()
        })
        .collect()
}

/// The builder of a column.
enum ColumnBuilder {
    Bool(BooleanChunkedBuilder),
    Int(PrimitiveChunkedBuilder<Int64Type>),
    Float(PrimitiveChunkedBuilder<Float64Type>),
    Text(StringChunkedBuilder),
    /// Microseconds since 1970.
    Timestamp(PrimitiveChunkedBuilder<Int64Type>),
    /// Days since 1970.
    Date(PrimitiveChunkedBuilder<Int32Type>),
    /// Any other type, as JSON.
    Json(StringChunkedBuilder),
}

impl ColumnBuilder {
    /// Creates an empty column for a declared type.
    fn new(declared: Target<'_>, name: PlSmallStr, capacity: usize) -> Self {
        match declared {
            Target::Bool(_) => Self::Bool(BooleanChunkedBuilder::new(name, capacity)),
            Target::Int(_) => Self::Int(PrimitiveChunkedBuilder::new(name, capacity)),
            Target::Float(_) => Self::Float(PrimitiveChunkedBuilder::new(name, capacity)),
            // Each type of text parses other texts.
            Target::Text(text) => {
                if text.set("") {
                    Self::Text(StringChunkedBuilder::new(name, capacity))
                } else if text.set("1970-01-01") {
                    Self::Date(PrimitiveChunkedBuilder::new(name, capacity))
                } else {
                    Self::Timestamp(PrimitiveChunkedBuilder::new(name, capacity))
                }
            }
            Target::Slot(slot) => Self::new(slot.insert_default(), name, capacity),
            Target::Nothing
            | Target::Record(_)
            | Target::List(_)
            | Target::Map(_)
            | Target::File(_)
            | Target::Any(_) => Self::Json(StringChunkedBuilder::new(name, capacity)),
        }
    }

    fn push(&mut self, view: View<'_>) {
        match (self, view) {
            (Self::Bool(cells), View::Bool(value)) => cells.append_value(value),
            (Self::Int(cells), View::Int(value)) => cells.append_value(value),
            (Self::Float(cells), View::Float(value)) => cells.append_value(value),
            (Self::Text(cells), View::Text(value)) => cells.append_value(value),
            (Self::Timestamp(cells), View::Timestamp(value)) => {
                cells.append_value(value.instant().as_microsecond());
            }
            (Self::Date(cells), View::Text(value)) => {
                cells.append_option(value.parse().ok().and_then(days));
            }
            (Self::Json(cells), View::Null) => cells.append_null(),
            (Self::Json(cells), view) => cells.append_value(view_to_value(view).to_string()),
            (cells, _) => cells.push_null(),
        }
    }

    fn push_null(&mut self) {
        match self {
            Self::Bool(cells) => cells.append_null(),
            Self::Float(cells) => cells.append_null(),
            Self::Int(cells) | Self::Timestamp(cells) => cells.append_null(),
            Self::Text(cells) | Self::Json(cells) => cells.append_null(),
            Self::Date(cells) => cells.append_null(),
        }
    }

    fn finish(self) -> Column {
        match self {
            Self::Bool(cells) => cells.finish().into_column(),
            Self::Int(cells) => cells.finish().into_column(),
            Self::Float(cells) => cells.finish().into_column(),
            Self::Text(cells) | Self::Json(cells) => cells.finish().into_column(),
            Self::Timestamp(cells) => cells
                .finish()
                .into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
                .into_column(),
            Self::Date(cells) => cells.finish().into_date().into_column(),
        }
    }
}

/// Days since 1970.
fn days(day: Date) -> Option<i32> {
    let hours = day.duration_since(date(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).ok()
}
