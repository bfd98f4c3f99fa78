//! Rows of a CSV text.

use std::fmt;

use civis_core::{Error, ErrorKind, Result, support};
use csv::{DeserializeRecordsIntoIter, Reader, ReaderBuilder, StringRecord, StringRecordsIntoIter};
use serde_core::de::DeserializeOwned;

use super::Format;
use crate::stream::{self, Stream};

/// What is read at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// The rows of a CSV text, each as a value of `T`: a struct whose fields have the names of columns, a map, a tuple, or a
/// list.
///
/// The text is read while the rows are, in constant memory. A row that does not fit `T` is an error of the kind
/// [`Decode`](crate::ErrorKind::Decode), which names the row, its line and the field; the iterator continues with the
/// next row. Any other error ends it.
///
/// An empty field is `None` for an `Option`.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// #[derive(serde::Deserialize)]
/// struct Person { id: u32, name: Option<String> }
///
/// for person in civis::files::download(&client, 7).rows::<Person>()? {
///     let person = person?;
///     println!("{} {:?}", person.id, person.name);
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub struct Rows<T> {
    rows: DeserializeRecordsIntoIter<Stream, T>,
    /// What is read, for errors.
    what: String,
}

impl<T: DeserializeOwned> Rows<T> {
    /// The rows of any reader. Errors begin with `what`.
    pub(crate) fn new(reader: Stream, format: Format, what: String) -> Self {
        let rows = csv_reader(reader, format).into_deserialize();
        Self { rows, what }
    }
}

impl<T: DeserializeOwned> Iterator for Rows<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.next()?;
        Some(row.map_err(|error| read_error(error, &self.what)))
    }
}

impl<T> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}

/// The rows of a CSV text, each as a [`StringRecord`] of the crate `csv`.
///
/// The text is read while the rows are, in constant memory. A row that is not UTF-8, or has another number of fields
/// than the first, is an error of the kind [`Decode`](crate::ErrorKind::Decode).
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let mut records = civis::files::download(&client, 7).records()?;
/// println!("{:?}", records.headers());
/// for record in records {
///     println!("{:?}", record?.get(0));
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub struct Records {
    records: StringRecordsIntoIter<Stream>,
    headers: StringRecord,
    what: String,
}

impl Records {
    /// The rows of any reader. Errors begin with `what`.
    pub(crate) fn new(reader: Stream, format: Format, what: String) -> Result<Self> {
        let mut reader = csv_reader(reader, format);
        let headers = if format.has_headers {
            let headers = reader.headers();
            headers.map_err(|error| read_error(error, &what))?.clone()
        } else {
            StringRecord::new()
        };
        Ok(Self {
            records: reader.into_records(),
            headers,
            what,
        })
    }

    /// The names of the columns: the first row, which is not among the records. Empty if the text is, or has no such
    /// row.
    #[must_use]
    pub fn headers(&self) -> &StringRecord {
        &self.headers
    }
}

impl Iterator for Records {
    type Item = Result<StringRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.next()?;
        Some(record.map_err(|error| read_error(error, &self.what)))
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("what", &self.what)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

fn csv_reader(reader: Stream, format: Format) -> Reader<Stream> {
    ReaderBuilder::new()
        .delimiter(format.delimiter)
        .has_headers(format.has_headers)
        .buffer_capacity(BUFFER)
        .from_reader(reader)
}

fn read_error(error: csv::Error, what: &str) -> Error {
    if !error.is_io_error() {
        return support::error(ErrorKind::Decode, format!("{what}: {error}"));
    }
    match error.into_kind() {
        csv::ErrorKind::Io(error) => stream::read_error(error, what),
        kind => support::error(ErrorKind::Decode, format!("{what}: {kind:?}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use civis_core::ErrorKind;
    use serde::Deserialize;

    use super::{Format, Records, Rows};

    #[derive(Debug, Deserialize, PartialEq)]
    struct Person {
        id: u32,
        name: Option<String>,
    }

    fn rows(text: &'static str) -> Rows<Person> {
        Rows::new(
            Box::new(text.as_bytes()),
            Format::default(),
            "file 7".to_owned(),
        )
    }

    #[test]
    fn columns_are_found_by_name_and_empty_fields_are_none() {
        let text = "\u{feff}name,more,id\r\n\"a \"\"b\"\"\nc\",x,1\n,,2\n";
        let people: Result<Vec<Person>, _> = rows(text).collect();
        let people = people.expect("rows");
        assert_eq!(people[0].name.as_deref(), Some("a \"b\"\nc"));
        assert_eq!(people[1], Person { id: 2, name: None });
    }

    #[test]
    fn a_row_that_does_not_fit_is_named_and_the_next_is_read() {
        let mut rows = rows("id,name\n1,a\nx,b\n3,c\n");
        assert_eq!(rows.next().expect("a row").expect("a person").id, 1);
        let error = rows.next().expect("a row").expect_err("no number");
        assert_eq!(error.kind(), ErrorKind::Decode);
        let text = error.to_string();
        assert!(
            text.starts_with("file 7: ") && text.contains("line: 3"),
            "{text}"
        );
        assert_eq!(rows.next().expect("a row").expect("a person").id, 3);
        assert!(rows.next().is_none());
    }

    #[test]
    fn records_know_the_headers() {
        for (text, headers, count) in [("", 0, 0), ("a,b\n", 2, 0), ("a,b\n1,2\n3,4", 2, 2)] {
            let what = "file 7".to_owned();
            let records = Records::new(Box::new(text.as_bytes()), Format::default(), what);
            let records = records.expect("headers");
            assert_eq!(records.headers().len(), headers, "{text:?}");
            assert_eq!(records.filter_map(Result::ok).count(), count, "{text:?}");
        }
        let format = Format {
            delimiter: b'\t',
            has_headers: false,
        };
        let what = "file 7".to_owned();
        let records = Records::new(Box::new(&b"1\t2\n"[..]), format, what).expect("records");
        let fields: Vec<_> = records
            .map(|record| record.expect("a record").len())
            .collect();
        assert_eq!(fields, [2]);
    }

    /// Fails after its first bytes.
    struct Broken(&'static [u8]);

    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("gone")),
                count => Ok(count),
            }
        }
    }

    #[test]
    fn a_reader_that_fails_ends_the_rows() {
        let broken = Box::new(Broken(b"id,name\n1,a\n2,"));
        let mut rows = Rows::<Person>::new(broken, Format::default(), "file 7".to_owned());
        assert_eq!(rows.next().expect("a row").expect("a person").id, 1);
        let error = rows.next().expect("an error").expect_err("broken");
        assert_eq!(error.kind(), ErrorKind::File);
        assert_eq!(error.to_string(), "file 7 cannot be read");
        assert!(rows.next().is_none());
    }
}
