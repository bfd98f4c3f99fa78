//! Record batches of Arrow.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Cursor, Read as _};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_csv::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use civis_core::support::{self, invalid_argument};

use super::output::Reader;
use crate::files::Format;
use crate::stream::{self, Stream};
use crate::{Error, ErrorKind, Result};

/// The rows of a batch.
const BATCH_ROWS: usize = 8192;

/// An iterator of record batches. Returned by [`Export::batches`](super::Export::batches).
///
/// Each batch has 8,192 rows, but for the last. After an error it ends.
pub struct Batches {
    reader: arrow_csv::Reader<Stream>,
    name: String,
    has_failed: bool,
}

impl Batches {
    /// Reads the first line, if there is one with names. Without a schema every column is text.
    pub(super) fn new(
        function: &str,
        reader: Reader,
        format: Format,
        schema: Option<SchemaRef>,
    ) -> Result<Self> {
        let (stream, name) = reader.into_parts();
        let (first, stream) = first_record(stream, format.delimiter)
            .map_err(|error| stream::read_error(error, &name))?;
        let schema = match schema {
            Some(schema) if format.has_headers => {
                check_names(function, &schema, &first)?;
                schema
            }
            Some(schema) => schema,
            None => text_schema(&first, format.has_headers),
        };
        let reader = ReaderBuilder::new(schema)
            .with_header(format.has_headers)
            .with_delimiter(format.delimiter)
            .with_batch_size(BATCH_ROWS)
            .build(stream)
            .map_err(|error| failed(error, &name))?;
        Ok(Self {
            reader,
            name,
            has_failed: false,
        })
    }

    /// The names and types of the columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.reader.schema()
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let batch = self.reader.next()?;
        self.has_failed = batch.is_err();
        Some(batch.map_err(|error| failed(error, &self.name)))
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("name", &self.name)
            .field("schema", &self.schema())
            .finish_non_exhaustive()
    }
}

/// The first record, empty if there is none, and the stream from its beginning.
fn first_record(stream: Stream, delimiter: u8) -> io::Result<(csv::StringRecord, Stream)> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    // A line break between quotes does not end the record.
    while stream.read_until(b'\n', &mut line)? > 0 {
        if line.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            break;
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(&*line);
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record)?;
    Ok((record, Box::new(Cursor::new(line).chain(stream))))
}

fn text_schema(first: &csv::StringRecord, has_headers: bool) -> SchemaRef {
    let name = |(index, value): (usize, &str)| match has_headers {
        true => value.to_owned(),
        false => format!("column_{}", index + 1),
    };
    let names = first.iter().enumerate().map(name);
    let fields: Vec<Field> = names
        .map(|name| Field::new(name, DataType::Utf8, true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// Columns are matched by their order, so their names must be those of the schema.
fn check_names(function: &str, schema: &Schema, names: &csv::StringRecord) -> Result<()> {
    let wanted = schema.fields().iter().map(|field| field.name().as_str());
    // Without a header line, there are no rows.
    if names.is_empty() || wanted.clone().eq(names) {
        return Ok(());
    }
    let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(", ");
    let message = format!(
        "has the columns {}, and the result has {}",
        list(&mut wanted.clone()),
        list(&mut names.iter())
    );
    Err(invalid_argument(function, "schema", &message))
}

/// An error of the stream, or a value that is not of its type.
fn failed(error: ArrowError, name: &str) -> Error {
    match error {
        ArrowError::IoError(_, error) => stream::read_error(error, name),
        error => support::error(ErrorKind::Decode, format!("{name}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::first_record;

    #[test]
    fn the_first_record_may_have_line_breaks_and_nothing_is_lost() {
        let text = "\"a\nb\",\"c\"\"\n\"\n1,2\n";
        let stream = Box::new(Cursor::new(text.as_bytes()));
        let (record, mut stream) = first_record(stream, b',').expect("a record");
        assert_eq!(record, vec!["a\nb", "c\"\n"]);
        let mut all = String::new();
        stream.read_to_string(&mut all).expect("a text");
        assert_eq!(all, text);
    }
}
