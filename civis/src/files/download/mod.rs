//! Downloads.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`Download`], and what it becomes |
//! | `link.rs` | the link to the content |
//! | `reader.rs` | [`FileReader`]: the content as a stream |
//! | `to_path.rs`, `ranges.rs` | the content in a local file: as a stream, or several ranges at a time |

mod link;
mod ranges;
mod reader;
mod to_path;

use std::fmt;
use std::io::{Read, Write};
use std::path::Path;

use civis_core::{ErrorKind, Result, Session, support};
use serde_core::de::DeserializeOwned;

use self::link::Link;
pub use self::reader::FileReader;
use crate::files::checksum::Checksum;
use crate::files::rows::{Format, Records, Rows};
use crate::progress::{Meter, Transfer};
use crate::stream::{self, Stream};

/// How many ranges of a long file are fetched at a time.
const THREADS: usize = 4;

/// Downloads a file, by its ID.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// use civis::files;
///
/// files::download(&client, 7).to_path("copy.csv")?;
/// let text: String = files::download(&client, 7).text()?;
/// # let _ = text;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn download(session: &Session, id: i64) -> Download<'static> {
    Download {
        session: session.clone(),
        id,
        threads: THREADS,
        delimiter: ',',
        has_headers: true,
        meter: Meter::default(),
        #[cfg(feature = "checksums")]
        verifies_md5: false,
    }
}

/// Reads a file that contains JSON: short for `download(session, id).json()`.
///
/// # Errors
/// Those of [`Download::json`].
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// #[derive(serde::Deserialize)]
/// struct Config { threshold: f64 }
///
/// let config: Config = civis::files::read_json(&client, 7)?;
/// # let _ = config.threshold;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn read_json<T: DeserializeOwned>(session: &Session, id: i64) -> Result<T> {
    download(session, id).json()
}

/// A download that has not begun.
///
/// The content is read as a stream, in constant memory, except by [`bytes`](Self::bytes), [`text`](Self::text) and
/// [`json`](Self::json). If the connection breaks, the download goes on where it was, or from the start if the store
/// cannot do that. If the link to the content expires, a new one is requested. A content that the store has compressed
/// (`Content-Encoding: gzip`) is decompressed, as by the official Python client 2.10.1.
///
/// # Errors
/// Each way to read the content has the errors of any call, and these:
/// - [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such file, or it has no content: it has expired, or
///   its upload was not completed.
/// - [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the content is not as long as the Platform says, or the
///   connection breaks again and again.
/// - [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) if the content changes while it is downloaded.
#[must_use = "a download does nothing until it is read"]
pub struct Download<'a> {
    session: Session,
    id: i64,
    threads: usize,
    delimiter: char,
    has_headers: bool,
    meter: Meter<'a>,
    #[cfg(feature = "checksums")]
    verifies_md5: bool,
}

impl<'a> Download<'a> {
    /// Sets how many ranges of a file of 32 MiB or more are fetched at a time by [`to_path`](Self::to_path). Defaults to
    /// 4; cannot be 0. A range has at least 8 MiB. With 1, the file is fetched by one request, as a shorter one always is.
    /// Several ranges help where the store limits the rate of each connection.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Sets a function that is called with the bytes received so far and their total: at the beginning, and whenever
    /// bytes were received. It is called from the threads that receive, one call at a time.
    pub fn on_progress<'b>(self, callback: impl FnMut(Transfer) + Send + 'b) -> Download<'b> {
        Download {
            meter: Meter::new(callback),
            session: self.session,
            id: self.id,
            threads: self.threads,
            delimiter: self.delimiter,
            has_headers: self.has_headers,
            #[cfg(feature = "checksums")]
            verifies_md5: self.verifies_md5,
        }
    }

    /// Compares the MD5 checksum of the content with the one that the store states. A difference is an error of the kind
    /// [`Transport`](crate::ErrorKind::Transport) at the end of the content. Defaults to no check: the connection is
    /// protected by TLS.
    ///
    /// S3 states no MD5 of a file that was uploaded in parts, nor of one that it has encrypted with a key of the user or
    /// of AWS's key service; nothing is compared then. The file is fetched by one request.
    #[cfg(feature = "checksums")]
    pub fn verify_md5(mut self) -> Self {
        self.verifies_md5 = true;
        self
    }

    /// Sets the character between the fields of [`rows`](Self::rows) and [`records`](Self::records). Defaults to `,`.
    /// It is an ASCII character, and cannot be a quote or the end of a line.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets whether the first row of [`rows`](Self::rows) and [`records`](Self::records) has the names of the columns.
    /// Defaults to true. If not, rows are tuples or lists.
    pub fn has_headers(mut self, has_headers: bool) -> Self {
        self.has_headers = has_headers;
        self
    }

    /// Downloads to a local file, and returns the number of bytes.
    ///
    /// The content is written to a temporary file in the same folder. Once it is complete and on the disk, it is renamed,
    /// and so replaces a file at the path. If the download fails, the temporary file is removed; if the program is
    /// killed, it remains, with a name that ends in `.tmp`.
    ///
    /// # Errors
    /// Those of every [download](Self#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the file cannot be
    /// written.
    pub fn to_path(self, path: impl AsRef<Path>) -> Result<u64> {
        to_path::to_path(&self, path.as_ref())
    }

    /// Downloads to a writer, flushes it, and returns the number of bytes.
    ///
    /// # Errors
    /// Those of every [download](Self#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the writer fails. The
    /// writer may have got a part of the content then.
    pub fn to_writer(self, mut writer: impl Write) -> Result<u64> {
        let mut reader = self.open(&self.link()?)?;
        stream::copy(&mut reader, &mut writer, &self.what(), |error| {
            support::io_error(self.what_cannot("written"), error)
        })
    }

    /// Returns the content as a string.
    ///
    /// # Errors
    /// Those of every [download](Self#errors), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the content is not
    /// UTF-8.
    pub fn text(self) -> Result<String> {
        let what = self.what();
        String::from_utf8(self.bytes()?).map_err(|error| {
            let message = format!("{what} is not UTF-8: {}", error.utf8_error());
            support::error(ErrorKind::Decode, message)
        })
    }

    /// Returns the content as a value of `T`, which it describes in JSON.
    ///
    /// # Errors
    /// Those of every [download](Self#errors), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the content is not
    /// JSON, or does not describe a `T`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T> {
        let what = self.what();
        serde_json::from_slice(&self.bytes()?).map_err(|error| {
            support::error(
                ErrorKind::Decode,
                format!("{what} cannot be decoded: {error}"),
            )
        })
    }

    /// Returns the content.
    ///
    /// # Errors
    /// Those of every [download](Self#errors).
    pub fn bytes(self) -> Result<Vec<u8>> {
        let mut reader = self.open(&self.link()?)?;
        let mut bytes = Vec::new();
        let read = reader.read_to_end(&mut bytes);
        read.map_err(|error| support::io_error(self.what_cannot("read"), error))?;
        Ok(bytes)
    }

    /// Checks the arguments, and requests the link to the content.
    fn link(&self) -> Result<Link> {
        if self.threads == 0 {
            let message = "must not be 0";
            return Err(support::invalid_argument(
                "files::download",
                "threads",
                message,
            ));
        }
        Link::fetch(&self.session, self.id)
    }

    fn open(&self, link: &Link) -> Result<FileReader<'a>> {
        FileReader::open(link, &self.meter, self.checksum())
    }

    fn checksum(&self) -> Checksum {
        #[cfg(feature = "checksums")]
        return Checksum::md5(self.verifies_md5);
        #[cfg(not(feature = "checksums"))]
        Checksum::default()
    }

    fn what(&self) -> String {
        format!("file {}", self.id)
    }

    fn what_cannot(&self, action: &str) -> String {
        format!("file {} cannot be {action}", self.id)
    }
}

impl Download<'static> {
    /// Opens the content, to be read from the returned reader.
    ///
    /// # Errors
    /// Those of every [download](Self#errors). Those that happen while the content is read are
    /// [`io::Error`](std::io::Error)s that wrap an [`Error`](crate::Error).
    ///
    /// ```no_run
    /// # let client = civis::Session::from_env()?;
    /// let mut reader = civis::files::download(&client, 7).reader()?;
    /// println!("{:?} bytes", reader.length());
    /// let copied = std::io::copy(&mut reader, &mut std::io::sink());
    /// # let _ = copied;
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn reader(self) -> Result<FileReader<'static>> {
        self.open(&self.link()?)
    }

    /// Reads a CSV file as values of `T`, one for each row. A gzip file is decompressed.
    ///
    /// # Errors
    /// Those of every [download](Self#errors). Those of single rows are returned by the iterator.
    pub fn rows<T: DeserializeOwned>(self) -> Result<Rows<T>> {
        let format = self.format()?;
        Ok(Rows::new(self.open_csv()?, format, self.what()))
    }

    /// Reads a CSV file as records of strings. A gzip file is decompressed.
    ///
    /// # Errors
    /// Those of every [download](Self#errors), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the names of the
    /// columns are not UTF-8. Those of single rows are returned by the iterator.
    pub fn records(self) -> Result<Records> {
        let format = self.format()?;
        Records::new(self.open_csv()?, format, self.what())
    }

    fn format(&self) -> Result<Format> {
        let delimiter = u8::try_from(self.delimiter).ok();
        match delimiter.filter(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n')) {
            Some(delimiter) => Ok(Format {
                delimiter,
                has_headers: self.has_headers,
            }),
            None => Err(support::invalid_argument(
                "files::download",
                "delimiter",
                &format!("cannot be {:?}", self.delimiter),
            )),
        }
    }

    fn open_csv(&self) -> Result<Stream> {
        let content = Box::new(self.open(&self.link()?)?);
        stream::decompressed(content).map_err(|error| stream::read_error(error, &self.what()))
    }
}

impl fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("id", &self.id)
            .field("threads", &self.threads)
            .field("delimiter", &self.delimiter)
            .field("has_headers", &self.has_headers)
            .field("on_progress", &self.meter)
            .finish_non_exhaustive()
    }
}
