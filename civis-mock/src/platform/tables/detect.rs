//! Detection of a CSV file's compression, delimiter, header and column types.

use serde_json::{Value, json};

use super::csv_file::{Compression, decompress, delimiter, records};
use super::table::Column;
use crate::platform::clock::parse_time;

/// The delimiters that are detected, the most likely first.
const DELIMITERS: [&str; 3] = ["comma", "tab", "pipe"];

/// The properties of a file, given or detected.
#[derive(Debug)]
pub(crate) struct Detected {
    pub(crate) header: bool,
    /// `None` for a file without records.
    pub(crate) delimiter: Option<String>,
    pub(crate) compression: Compression,
    pub(crate) columns: Vec<Column>,
    /// In UTF-8 and uncompressed.
    pub(crate) text: Vec<u8>,
}

impl Detected {
    /// Detects what is not given.
    pub(crate) fn new(
        bytes: &[u8],
        header: Option<bool>,
        given_delimiter: Option<&str>,
    ) -> Result<Self, String> {
        let text = to_utf8(decompress(bytes)?);
        let delimiter_name = given_delimiter.unwrap_or_else(|| detect_delimiter(&text));
        let records = records(&text, delimiter(delimiter_name)?, false)?;
        let Some((first, rest)) = records.split_first() else {
            return Ok(Detected {
                header: header.unwrap_or(false),
                delimiter: None,
                compression: Compression::of(bytes),
                columns: Vec::new(),
                text,
            });
        };
        let header = header.unwrap_or_else(|| is_header(first, rest));
        let data = if header { rest } else { &records };
        let columns = first.iter().enumerate().map(|(index, name)| {
            let cells = data.iter().filter_map(|record| record.get(index));
            Column {
                name: match name.trim() {
                    name if header && !name.is_empty() => name.to_owned(),
                    _ => format!("column_{}", index + 1),
                },
                sql_type: sql_type(cells.map(String::as_str)),
            }
        });
        Ok(Detected {
            header,
            delimiter: Some(delimiter_name.to_owned()),
            compression: Compression::of(bytes),
            columns: columns.collect(),
            text,
        })
    }

    /// The property `detectedInfo` of a file.
    pub(crate) fn info(&self, with_columns: bool) -> Value {
        let columns = self
            .columns
            .iter()
            .map(|column| json!({"name": column.name, "sqlType": column.sql_type}));
        let columns: Value = columns.collect();
        json!({
            "includeHeader": self.header,
            "columnDelimiter": self.delimiter,
            "compression": self.compression.name(),
            "tableColumns": if with_columns { columns } else { Value::Null },
        })
    }
}

/// Converts text to UTF-8 without a byte order mark. Text that is not valid UTF-8
/// is taken to be Latin-1.
fn to_utf8(bytes: Vec<u8>) -> Vec<u8> {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match std::str::from_utf8(&bytes) {
        Ok(_) => bytes,
        Err(_) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            text.into_bytes()
        }
    }
}

/// The delimiter that gives all records the same number of cells, and the most.
fn detect_delimiter(text: &[u8]) -> &'static str {
    let width = |name: &str| {
        let records = delimiter(name).and_then(|byte| records(text, byte, false));
        let records = records.unwrap_or_default();
        let width = records.first().map_or(0, Vec::len);
        let is_even = records.iter().all(|record| record.len() == width);
        if is_even { width } else { 0 }
    };
    // Of equal maxima the last is returned, so the most likely comes last.
    let names = DELIMITERS.into_iter().rev();
    names.max_by_key(|name| width(name)).unwrap_or("comma")
}

/// Whether the first record names the columns: other records follow it, and its
/// cells are distinct text.
fn is_header(first: &[String], rest: &[Vec<String>]) -> bool {
    let is_text =
        |cell: &String| !cell.is_empty() && sql_type([cell.as_str()]).starts_with("VARCHAR");
    let repeats = |cell: &String| first.iter().filter(|other| *other == cell).count() > 1;
    !rest.is_empty() && first.iter().all(|cell| is_text(cell) && !repeats(cell))
}

/// The narrowest SQL type of all cells of a column. Empty cells are null.
pub(crate) fn sql_type<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    let all = |is: fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|cell| is(cell));
    if all(|cell| cell.parse::<i32>().is_ok()) {
        "INT".to_owned()
    } else if all(|cell| cell.parse::<i64>().is_ok()) {
        "BIGINT".to_owned()
    } else if all(is_number) {
        "DOUBLE PRECISION".to_owned()
    } else if all(|cell| matches!(cell.to_ascii_lowercase().as_str(), "true" | "false")) {
        "BOOLEAN".to_owned()
    } else if all(|cell| cell.len() == 10 && parse_time(cell).is_some()) {
        "DATE".to_owned()
    } else if all(|cell| parse_time(&cell.replacen(' ', "T", 1)).is_some()) {
        "TIMESTAMP".to_owned()
    } else {
        let longest = cells.iter().map(|cell| cell.len()).max().unwrap_or(1);
        format!("VARCHAR({longest})")
    }
}

fn is_number(cell: &str) -> bool {
    let starts = cell.trim_start_matches(['-', '+']);
    starts.starts_with(|c: char| c.is_ascii_digit() || c == '.') && cell.parse::<f64>().is_ok()
}

/// Whether a cell can be stored in a column of a type.
pub(crate) fn has_type(cell: &str, sql_type: &str) -> bool {
    let base = sql_type.split('(').next().unwrap_or_default();
    match base.trim().to_ascii_uppercase().as_str() {
        "INT" | "INTEGER" | "INT4" | "SMALLINT" | "INT2" => cell.parse::<i32>().is_ok(),
        "BIGINT" | "INT8" => cell.parse::<i64>().is_ok(),
        "FLOAT" | "FLOAT4" | "FLOAT8" | "REAL" | "DOUBLE PRECISION" | "NUMERIC" | "DECIMAL" => {
            is_number(cell)
        }
        "BOOLEAN" | "BOOL" => matches!(
            cell.to_ascii_lowercase().as_str(),
            "true" | "false" | "t" | "f" | "0" | "1" | "yes" | "no" | "y" | "n"
        ),
        "DATE" => cell.len() >= 8 && parse_time(&cell.replacen(' ', "T", 1)).is_some(),
        "TIMESTAMP" | "TIMESTAMPTZ" => parse_time(&cell.replacen(' ', "T", 1)).is_some(),
        "VARCHAR" | "CHAR" | "CHARACTER VARYING" => {
            let length = sql_type.split(['(', ')']).nth(1);
            let length = length.and_then(|length| length.trim().parse::<usize>().ok());
            length.is_none_or(|length| cell.len() <= length)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Detected, sql_type};

    #[test]
    fn types_are_the_narrowest_that_hold_every_cell() {
        let cases = [
            (vec!["1", "", "-3"], "INT"),
            (vec!["1", "9007199254740993"], "BIGINT"),
            (vec!["1", "2.5", "-1e3"], "DOUBLE PRECISION"),
            (vec!["true", "FALSE"], "BOOLEAN"),
            (vec!["2026-10-01"], "DATE"),
            (vec!["2026-10-01 12:00:00", "2026-10-01"], "TIMESTAMP"),
            (vec!["1", "é"], "VARCHAR(2)"),
            (vec!["", ""], "VARCHAR(1)"),
        ];
        for (cells, wanted) in cases {
            assert_eq!(sql_type(cells.iter().copied()), wanted, "{cells:?}");
        }
    }

    #[test]
    fn delimiter_and_header_are_found() {
        let cases: [(&str, &str, bool); 5] = [
            ("id,name\n1,a\n", "comma", true),
            ("1,a|b\n2,c\n", "comma", false),
            ("id\tname\n1\ta,b\n", "tab", true),
            ("1|a\n2|b\n", "pipe", false),
            ("id\n1\n", "comma", true),
        ];
        for (text, delimiter, header) in cases {
            let detected = Detected::new(text.as_bytes(), None, None).expect("a CSV");
            assert_eq!(
                (detected.delimiter.as_deref(), detected.header),
                (Some(delimiter), header),
                "{text:?}"
            );
        }
        let empty = Detected::new(b"", None, None).expect("a CSV");
        assert_eq!((empty.delimiter, empty.columns.len()), (None, 0));
    }
}
