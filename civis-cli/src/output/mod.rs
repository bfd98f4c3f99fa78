//! Writes results. A command hands over one JSON value, or the rows of a list as they arrive; the options of the user
//! decide the rest.
//!
//! | module | |
//! |---|---|
//! | `fields` | `--fields` and `--sort`: paths into values |
//! | `cell` | a value as the text of a cell |
//! | `table` | lists as tables that fit the terminal |
//! | `record` | one object as a table of two columns |
//! | `json`, `csv` | the formats for programs; that of YAML is in `crate::yaml` |

pub(crate) mod cell;
mod csv;
pub(crate) mod fields;
mod json;
mod record;
pub(crate) mod table;

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::Value;

use crate::yaml;
use fields::{FieldPath, SortKey, sort};

/// The formats of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table that fits the terminal
    Table,
    /// JSON, indented
    Json,
    /// JSON, one line for each row
    Ndjson,
    /// YAML
    Yaml,
    /// Comma-separated values
    Csv,
    /// The response as it came, byte for byte
    Raw,
}

impl Format {
    /// Whether it is for a person.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Table | Self::Raw)
    }
}

/// How to write results.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) format: Format,
    pub(crate) fields: Vec<FieldPath>,
    pub(crate) sort: Vec<SortKey>,
    pub(crate) header: bool,
    /// The columns of the terminal; `None` writes tables as wide as they are.
    pub(crate) width: Option<usize>,
    pub(crate) color: bool,
}

/// The rows of a list, as they arrive.
pub(crate) type Rows<'r, E> = &'r mut dyn Iterator<Item = Result<Value, E>>;

/// Writes one value: an object, a list, or a scalar. `columns` are the names of its fields in the order to show them;
/// those that are not named follow.
pub(crate) fn write_value(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    value: Value,
) -> io::Result<()> {
    let value = match value {
        Value::Array(items) => {
            let mut rows = items.into_iter().map(Ok::<_, io::Error>);
            return write_rows(out, settings, columns, &mut rows);
        }
        Value::Null => return Ok(()),
        value => value,
    };
    match settings.format {
        Format::Table => record::write(out, settings, columns, &value),
        Format::Json => json::write_value(out, settings, columns, &value),
        Format::Ndjson => json::write_line(out, settings, columns, &value),
        Format::Yaml => writeln!(
            out,
            "{}",
            yaml::write(&fields::select(&settings.fields, value))
        ),
        Format::Csv => csv::write(
            out,
            settings,
            columns,
            &mut std::iter::once(Ok::<_, io::Error>(value)),
        ),
        Format::Raw => writeln!(out, "{}", cell::text(&value)),
    }
}

/// Writes the rows of a list, each as soon as it arrives if the format and `--sort` allow it.
pub(crate) fn write_rows<E: From<io::Error>>(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    rows: Rows<'_, E>,
) -> Result<(), E> {
    let mut sorted;
    let rows: Rows<'_, E> = if settings.sort.is_empty() {
        rows
    } else {
        let mut all = rows.collect::<Result<Vec<Value>, E>>()?;
        sort(&mut all, &settings.sort);
        sorted = all.into_iter().map(Ok);
        &mut sorted
    };
    match settings.format {
        Format::Table => table::write(out, settings, columns, rows),
        Format::Json => json::write_rows(out, settings, columns, rows),
        Format::Ndjson => {
            for row in rows {
                json::write_line(out, settings, columns, &row?)?;
            }
            Ok(())
        }
        Format::Yaml => {
            let select =
                |row: Result<Value, E>| row.map(|row| fields::select(&settings.fields, row));
            let all = rows.map(select).collect::<Result<Vec<Value>, E>>()?;
            Ok(writeln!(out, "{}", yaml::write(&Value::Array(all)))?)
        }
        Format::Csv => csv::write(out, settings, columns, rows),
        Format::Raw => {
            for row in rows {
                writeln!(out, "{}", cell::text(&row?))?;
            }
            Ok(())
        }
    }
}
