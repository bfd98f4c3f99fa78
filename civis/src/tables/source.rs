//! Where the rows of a load come from, and what is known of them before anything is sent.

use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use civis_core::support::{file_error, invalid_argument, io_error, with_context};
use csv::{ByteRecord, ReaderBuilder};
use serde_core::Serialize;

use super::column::Column;
use super::options::Options;
use crate::files::{self, Format, Upload, WriteContent, upload_file, upload_written, write_rows};
use crate::progress::Transfer;
use crate::stream::{GZIP, ZIP};
use crate::{Result, Session};

/// How much of a file or a reader is looked at before it is sent, in bytes.
const HEAD: u64 = 64 << 10;

/// Where the rows of a load come from.
pub(super) enum Source<'a> {
    /// Files of the Platform.
    Files(Vec<i64>),
    /// A local CSV file.
    Path(PathBuf),
    /// A reader of CSV.
    Reader(Box<dyn Read + Send + 'a>),
    /// Rows that this crate writes as CSV.
    Rows(Result<Rows<'a>>),
}

/// Rows that this crate writes as CSV.
pub(super) struct Rows<'a> {
    pub(super) write: WriteContent<'a>,
    pub(super) has_headers: bool,
    pub(super) width: usize,
    /// The columns with their types, if the rows have types.
    pub(super) columns: Option<Vec<Column>>,
}

/// The settings of an upload.
#[derive(Default)]
pub(super) struct UploadOptions<'a> {
    pub(super) file_name: Option<String>,
    /// In bytes.
    pub(super) length: Option<u64>,
    pub(super) progress: Option<Progress<'a>>,
}

type Progress<'a> = Box<dyn FnMut(Transfer) + Send + 'a>;

/// What is loaded, checked as far as it can be without a request.
pub(super) enum Checked<'a> {
    Files(Vec<i64>),
    /// A function that uploads the rows, and returns the ID of the file.
    Upload(Box<dyn FnOnce() -> Result<i64> + 'a>),
}

impl<'a> Source<'a> {
    /// Rows that are written as CSV: with a header if they are structs.
    pub(super) fn rows<I>(rows: I, function: &'static str) -> Self
    where
        I: IntoIterator<Item: Serialize + Send + 'a, IntoIter: Send + 'a>,
    {
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else {
            return Self::Rows(Err(invalid_argument(function, "rows", "is empty")));
        };
        Self::Rows(shape(&first, function).map(|(has_headers, width)| {
            let rows = std::iter::once(first).chain(rows);
            Rows {
                write: Box::new(move |writer| {
                    write_rows(writer, rows, Format::default(), function)
                }),
                has_headers,
                width,
                columns: None,
            }
        }))
    }

    /// The rows of a data frame, with its types.
    #[cfg(feature = "polars")]
    pub(super) fn frame(
        frame: &'a crate::polars_core::frame::DataFrame,
        function: &'static str,
    ) -> Self {
        Self::Rows(super::frame::columns(frame, function).map(|columns| Rows {
            write: Box::new(move |writer| {
                let rows = super::frame::rows(frame);
                write_rows(writer, rows, Format::default(), function)
            }),
            has_headers: true,
            width: columns.len(),
            columns: Some(columns),
        }))
    }

    /// Checks what the source has against the options, and completes the options by what the source knows.
    pub(super) fn check(
        self,
        session: &Session,
        options: &mut Options,
        upload_options: UploadOptions<'a>,
        default_name: String,
        function: &str,
    ) -> Result<Checked<'a>> {
        let refuse =
            |argument: &str, message: &str| Err(invalid_argument(function, argument, message));
        let UploadOptions {
            file_name,
            length,
            progress,
        } = upload_options;
        if file_name.as_deref() == Some("") {
            return refuse("file_name", "is empty");
        }
        if length.is_some() && !matches!(self, Self::Reader(_)) {
            return refuse("length", "can only be set for a reader");
        }
        Ok(match self {
            Self::Files(files) => {
                if file_name.is_some() {
                    return refuse("file_name", "cannot be set: no file is uploaded");
                }
                check_files(&files, function)?;
                Checked::Files(files)
            }
            Self::Path(path) => {
                let has_name = path.file_name().is_some_and(|name| name.to_str().is_some());
                if !has_name && file_name.is_none() {
                    return refuse("file_name", "must be set: the path has no name in UTF-8");
                }
                let (file, head) = open(&path, function)?;
                let what = path.display().to_string();
                check_head(&head, options, &what, function)?;
                let upload = upload_file(session, file, path);
                let upload = match file_name {
                    Some(name) => upload.name(name),
                    None => upload,
                };
                Checked::new(upload, progress)
            }
            Self::Reader(mut reader) => {
                let mut head = Vec::new();
                let read = reader.by_ref().take(HEAD).read_to_end(&mut head);
                read.map_err(|error| io_error("the reader cannot be read", error))?;
                if head.is_empty() {
                    return refuse("reader", "is empty");
                }
                check_head(&head, options, "the reader", function)?;
                let name = file_name.unwrap_or(default_name);
                let reader = Cursor::new(head).chain(reader);
                let upload = files::upload_reader(session, name, reader);
                let upload = match length {
                    Some(length) => upload.length(length),
                    None => upload,
                };
                Checked::new(upload, progress)
            }
            Self::Rows(rows) => {
                let rows = rows?;
                for (argument, is_set) in [
                    ("delimiter", options.delimiter.is_some()),
                    ("has_headers", options.has_headers.is_some()),
                    ("escaped", options.escaped),
                ] {
                    if is_set {
                        return refuse(argument, "cannot be set for rows");
                    }
                }
                check_count(options, rows.width, "the first row", function)?;
                options.delimiter = Some(',');
                options.has_headers = Some(rows.has_headers);
                if let Some(columns) = rows.columns {
                    options.complete_columns(columns);
                    options.check_keys(function)?;
                }
                let name = file_name.unwrap_or(default_name);
                Checked::new(upload_written(session, name, rows.write), progress)
            }
        })
    }
}

impl<'a> Checked<'a> {
    fn new<'u: 'a>(upload: Upload<'u>, progress: Option<Progress<'a>>) -> Self {
        Self::Upload(Box::new(move || match progress {
            Some(progress) => upload.on_progress(progress).send(),
            None => upload.send(),
        }))
    }
}

/// Rejects an empty list, and IDs that are not positive.
fn check_files(files: &[i64], function: &str) -> Result<()> {
    let refuse = |message: &str| Err(invalid_argument(function, "files", message));
    if files.is_empty() {
        return refuse("is empty");
    }
    match files.iter().find(|id| **id < 1) {
        Some(id) => refuse(&format!("has {id}, which is not the ID of a file")),
        None => Ok(()),
    }
}

/// Opens a local file, and reads its first bytes: none of one that can be read only once, such as a pipe.
fn open(path: &Path, function: &str) -> Result<(File, Vec<u8>)> {
    let read = || {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut head = Vec::new();
        if metadata.is_file() {
            (&file).take(HEAD).read_to_end(&mut head)?;
        }
        Ok((file, head, metadata.is_file()))
    };
    let (file, head, is_file) = read().map_err(|error| {
        let error = file_error(path, "cannot be read", error);
        with_context(error, &format!("{function}: `path`"))
    })?;
    if is_file && head.is_empty() {
        let message = format!("is {}, which is empty", path.display());
        return Err(invalid_argument(function, "path", &message));
    }
    Ok((file, head))
}

/// Sets the default delimiter, and compares the number of columns with that of the first row, if that can be read.
fn check_head(head: &[u8], options: &mut Options, what: &str, function: &str) -> Result<()> {
    let delimiter = *options.delimiter.get_or_insert(',');
    match first_width(head, delimiter, options.escaped) {
        Some(width) => {
            let what = format!("the first row of {what}");
            check_count(options, width, &what, function)
        }
        None => Ok(()),
    }
}

fn check_count(options: &Options, width: usize, what: &str, function: &str) -> Result<()> {
    match &options.columns {
        Some(columns) if columns.len() != width => {
            let message = format!("has {}, but {what} has {width}", columns.len());
            Err(invalid_argument(function, "columns", &message))
        }
        _ => Ok(()),
    }
}

/// The number of fields in the first row, or `None` if the row is longer than the head, or the bytes are no CSV in an
/// encoding that agrees with ASCII.
fn first_width(head: &[u8], delimiter: char, escaped: bool) -> Option<usize> {
    if head.starts_with(GZIP) || head.starts_with(ZIP) || head.contains(&0) {
        return None;
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).ok()?)
        .double_quote(!escaped)
        .escape(escaped.then_some(b'\\'))
        .from_reader(head);
    let mut record = ByteRecord::new();
    let is_read = reader.read_byte_record(&mut record).ok()?;
    let is_whole = (head.len() as u64) < HEAD || reader.position().byte() < head.len() as u64;
    (is_read && is_whole).then_some(record.len())
}

/// Whether rows like this one are written after a header, and how many fields they have.
fn shape<T: Serialize>(row: &T, function: &str) -> Result<(bool, usize)> {
    let mut text = Vec::new();
    write_rows(&mut text, [row], Format::default(), function)?;
    let reader = ReaderBuilder::new().has_headers(false).from_reader(&*text);
    let widths: Vec<usize> = reader
        .into_byte_records()
        .flatten()
        .map(|record| record.len())
        .collect();
    Ok((widths.len() > 1, widths.first().copied().unwrap_or(0)))
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(files) => f.debug_tuple("Files").field(files).finish(),
            Self::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Self::Reader(_) => f.write_str("Reader"),
            Self::Rows(_) => f.write_str("Rows"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};
    use serde::Serialize;

    use super::{HEAD, first_width, shape};

    #[test]
    fn the_first_row_is_counted_if_it_can_be() {
        let long = format!("{},b\n", "a".repeat(HEAD as usize));
        for (head, delimiter, wanted) in [
            ("a,b,c\n1,2,3\n", ',', Some(3)),
            ("a,b,c", ',', Some(3)),
            ("a,b,c", '|', Some(1)),
            ("\"a,\"\"b\nc\",d\r\n", ',', Some(2)),
            ("\u{feff}a\tb\n", '\t', Some(2)),
            ("\u{1f}\u{8b},", ',', Some(2)),
            ("PK\u{3}\u{4},a\n", ',', None),
            ("a\0,\0b\0\n\0", ',', None),
            (&long[..HEAD as usize], ',', None),
            ("", ',', None),
        ] {
            assert_eq!(
                first_width(head.as_bytes(), delimiter, false),
                wanted,
                "{head:?}"
            );
        }
        assert_eq!(first_width(b"\x1f\x8b\x08,a", ',', false), None);
        assert_eq!(first_width(b"\"a\\\",\",b", ',', true), Some(2));
    }

    #[test]
    fn structs_have_a_header_and_lists_have_none() {
        #[derive(Serialize)]
        struct Person {
            id: u32,
            name: &'static str,
        }
        let person = Person {
            id: 1,
            name: "two\nlines",
        };
        assert_eq!(shape(&person, "test").expect("a shape"), (true, 2));
        assert_eq!(
            shape(&(1, "a", None::<u8>), "test").expect("a shape"),
            (false, 3)
        );
        assert_eq!(shape(&[""], "test").expect("a shape"), (false, 1));
    }

    proptest! {
        #[test]
        fn the_width_of_a_row_is_that_of_the_row(cells in prop::collection::vec(any::<String>(), 1..9)) {
            assert_eq!(shape(&cells, "test").expect("a shape"), (false, cells.len()));
        }

        #[test]
        fn any_bytes_have_a_width_or_none(head in prop::collection::vec(any::<u8>(), 0..99), escaped in any::<bool>()) {
            for delimiter in [',', '\t', '|', '☃'] {
                let width = first_width(&head, delimiter, escaped);
                assert!(width != Some(0));
            }
        }
    }
}
