//! Rows as a CSV text.

use std::io::Write;

use civis_core::{Error, Result, support};
use csv::WriterBuilder;
use serde_core::Serialize;

use super::Format;

/// What is written at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// Writes rows. `function` is named in an error about a row.
pub(crate) fn write_rows<I>(
    writer: &mut dyn Write,
    rows: I,
    format: Format,
    function: &str,
) -> Result<()>
where
    I: IntoIterator,
    I::Item: Serialize,
{
    let mut writer = WriterBuilder::new()
        .delimiter(format.delimiter)
        .has_headers(format.has_headers)
        .buffer_capacity(BUFFER)
        .from_writer(writer);
    for (index, row) in rows.into_iter().enumerate() {
        writer
            .serialize(row)
            .map_err(|error| row_error(error, index + 1, function))?;
    }
    writer
        .flush()
        .map_err(|error| support::io_error("the rows cannot be written", error))
}

/// The error of a row, by its number from 1.
fn row_error(error: csv::Error, number: usize, function: &str) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => support::io_error("the rows cannot be written", error),
        csv::ErrorKind::Serialize(problem) => {
            let message = format!("cannot be written as CSV: row {number}: {problem}");
            support::invalid_argument(function, "rows", &message)
        }
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let message = format!(
                "have different lengths: row {number} has {len} fields, not {expected_len}"
            );
            support::invalid_argument(function, "rows", &message)
        }
        kind => {
            let message = format!("cannot be written as CSV: row {number}: {kind:?}");
            support::invalid_argument(function, "rows", &message)
        }
    }
}

#[cfg(test)]
mod tests {
    use civis_core::ErrorKind;
    use serde::Serialize;
    use std::collections::BTreeMap;

    use super::{Format, write_rows};

    #[derive(Serialize)]
    struct Person {
        id: u32,
        name: Option<&'static str>,
    }

    fn written<I>(rows: I, format: Format) -> civis_core::Result<String>
    where
        I: IntoIterator,
        I::Item: Serialize,
    {
        let mut bytes = Vec::new();
        write_rows(&mut bytes, rows, format, "test")?;
        Ok(String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn structs_have_a_line_of_names() {
        let people = || {
            let names = [Some("Ada, \"Countess\""), None, Some("Zoë\n")];
            (1..).zip(names).map(|(id, name)| Person { id, name })
        };
        let text = written(people(), Format::default()).expect("text");
        assert_eq!(
            text,
            "id,name\n1,\"Ada, \"\"Countess\"\"\"\n2,\n3,\"Zoë\n\"\n"
        );
        let format = Format {
            delimiter: b'|',
            has_headers: false,
        };
        let text = written(people(), format).expect("text");
        assert_eq!(text, "1|\"Ada, \"\"Countess\"\"\"\n2|\n3|\"Zoë\n\"\n");
        let none = written([0u8; 0].iter(), Format::default()).expect("text");
        assert_eq!(none, "");
    }

    #[test]
    fn a_row_that_cannot_be_written_is_named() {
        let error = written([vec![1, 2], vec![3]], Format::default()).expect_err("lengths");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(
            error.to_string(),
            "test: `rows` have different lengths: row 2 has 1 fields, not 2"
        );
        let map = BTreeMap::from([("a", 1)]);
        let error = written([map], Format::default()).expect_err("a map");
        let text = error.to_string();
        assert!(
            text.starts_with("test: `rows` cannot be written as CSV: row 1:"),
            "{text}"
        );
    }
}
