//! Uploads.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`Upload`] and what starts one |
//! | `content.rs` | what is uploaded: a path, bytes, a reader, rows |
//! | `arguments.rs` | the checks before the first request |
//! | `part_plan.rs` | how many parts of which size |
//! | `single.rs`, `multipart.rs` | the requests, in one piece and in parts |

mod arguments;
mod content;
mod multipart;
mod part_plan;
mod single;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use civis_core::{Error, Result, Session};
use serde_core::Serialize;

use self::arguments::Arguments;
use self::content::Content;
pub(crate) use self::content::WriteContent;
use self::part_plan::PartPlan;
use crate::files::rows::{Format, write_rows};
use crate::progress::{Meter, Transfer};

/// The largest content that is sent in one piece, in bytes: 50 MiB.
const MAX_SINGLE: u64 = 50 << 20;

/// How many parts are sent at a time.
const THREADS: usize = 4;

/// Uploads a local file. Its name on the Platform is the last component of the path, unless
/// [`name`](Upload::name) sets another one.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let id = civis::files::upload(&client, "data.csv")
///     .description("nightly")
///     .never_expires()
///     .send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn upload(session: &Session, path: impl AsRef<Path>) -> Upload<'static> {
    let path = path.as_ref();
    let name = path.file_name().and_then(|name| name.to_str());
    let content = Content::Path(path.to_owned());
    Upload::new("files::upload", session, name.unwrap_or_default(), content)
}

/// Uploads an open file. The path is for its name, and for errors.
pub(crate) fn upload_file(session: &Session, file: File, path: PathBuf) -> Upload<'static> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default().to_owned();
    Upload::new("files::upload", session, name, Content::File(file, path))
}

/// Uploads bytes.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let id = civis::files::upload_bytes(&client, "greeting.txt", "hello").send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn upload_bytes(
    session: &Session,
    name: impl Into<String>,
    bytes: impl Into<Vec<u8>>,
) -> Upload<'static> {
    let content = Content::Bytes(bytes.into());
    Upload::new("files::upload_bytes", session, name, content)
}

/// Uploads what a reader returns until it ends.
///
/// If you know the length, set it ([`length`](Upload::length)): then a long content is sent while it is read. Else it is
/// stored before it is sent, since the Platform wants to know the number of parts. Up to 8 MiB are stored in memory, and
/// more in a temporary file without a name (in `TMPDIR` on Unix).
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// use std::process::{Command, Stdio};
///
/// let mut dump = Command::new("pg_dump").stdout(Stdio::piped()).spawn().expect("pg_dump");
/// let output = dump.stdout.take().expect("its output");
/// let id = civis::files::upload_reader(&client, "dump.sql", output).send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn upload_reader<'a>(
    session: &Session,
    name: impl Into<String>,
    reader: impl Read + Send + 'a,
) -> Upload<'a> {
    let content = Content::Reader(Box::new(reader));
    Upload::new("files::upload_reader", session, name, content)
}

/// Uploads a value as JSON. The name is `file.json` unless [`name`](Upload::name) sets another one, as in the official
/// Python client.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let scores = vec![("a", 0.5), ("b", 0.25)];
/// let id = civis::files::upload_json(&client, &scores).name("scores.json").send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn upload_json<T: Serialize + ?Sized>(session: &Session, value: &T) -> Upload<'static> {
    let content = match serde_json::to_vec(value) {
        Ok(json) => Content::Bytes(json),
        Err(error) => Content::NotJson(error),
    };
    Upload::new("files::upload_json", session, "file.json", content)
}

/// Uploads rows as a CSV file: UTF-8, with commas, and with a first line of the names of the fields if the rows are
/// structs. Rows of tuples or lists have no such line; put the names first. The name is `data.csv` unless
/// [`name`](Upload::name) sets another one, as in the official Python client.
///
/// No rows make an empty file. The rows are taken from the iterator when the upload is sent, and are stored as [`upload_reader`] stores a content of
/// unknown length.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// #[derive(serde::Serialize)]
/// struct Person { id: u32, name: &'static str }
///
/// let people = [Person { id: 1, name: "Ada" }, Person { id: 2, name: "Grace" }];
/// let id = civis::files::upload_rows(&client, people).name("people.csv").send()?;
/// # let _ = id;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn upload_rows<'a, I>(session: &Session, rows: I) -> Upload<'a>
where
    I: IntoIterator + Send + 'a,
    I::Item: Serialize,
{
    let content = Content::Written(Box::new(|writer| {
        write_rows(writer, rows, Format::default(), "files::upload_rows")
    }));
    Upload::new("files::upload_rows", session, "data.csv", content)
}

/// Uploads what a function writes, which is called when the upload is sent.
pub(crate) fn upload_written<'a>(
    session: &Session,
    name: impl Into<String>,
    write: WriteContent<'a>,
) -> Upload<'a> {
    Upload::new(
        "files::upload_written",
        session,
        name,
        Content::Written(write),
    )
}

/// An upload that has not been sent.
///
/// A content of up to 50 MiB is sent in one piece, as a form. A longer one is sent in parts, several at a time, each
/// with retries of its own. A part of a local file is read from the file whenever it is sent, and is never held in
/// memory. A part of a reader is held in memory if it has up to 8 MiB, else in a temporary file. These limits, and the
/// sizes of the parts, are those of the official Python client 2.10.1.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<'a> {
    /// The function that started it, for errors.
    function: &'static str,
    session: Session,
    content: Content<'a>,
    arguments: Arguments,
    meter: Meter<'a>,
}

impl<'a> Upload<'a> {
    fn new(
        function: &'static str,
        session: &Session,
        name: impl Into<String>,
        content: Content<'a>,
    ) -> Self {
        Self {
            function,
            session: session.clone(),
            content,
            arguments: Arguments::new(name.into(), THREADS),
            meter: Meter::default(),
        }
    }

    /// Sets the name of the file on the Platform. It cannot be empty.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.arguments.name = name.into();
        self
    }

    /// Sets the description: at most 512 characters. Defaults to none.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.arguments.description = Some(description.into());
        self
    }

    /// Sets the time at which the file expires, which cannot be in the past. By default the Platform decides: 30 days
    /// after the upload, according to the official Python client 2.10.1.
    ///
    /// ```no_run
    /// # let client = civis::Session::from_env()?;
    /// use civis::jiff::{Timestamp, ToSpan as _};
    ///
    /// let next_day = Timestamp::now() + 24.hours();
    /// let id = civis::files::upload(&client, "data.csv").expires_at(next_day).send()?;
    /// # let _ = id;
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn expires_at(mut self, time: jiff::Timestamp) -> Self {
        self.arguments.expiry = Some(Some(time));
        self
    }

    /// Keeps the file until it is removed.
    pub fn never_expires(mut self) -> Self {
        self.arguments.expiry = Some(None);
        self
    }

    /// Sets the length of the content in bytes. A reader that ends earlier, or returns more, is an error. Other content
    /// than that of a reader has a known length, which must be this one.
    pub fn length(mut self, bytes: u64) -> Self {
        self.arguments.length = Some(bytes);
        self
    }

    /// Sets how many parts are sent at a time. Defaults to 4; cannot be 0.
    pub fn threads(mut self, threads: usize) -> Self {
        self.arguments.threads = threads;
        self
    }

    /// Sets the size of the parts in bytes, except that of the last: 5 MiB to 5 GiB, the limits of S3. It matters for
    /// content of more than 50 MiB. There can be 10,000 parts.
    ///
    /// By default the size grows with the square root of the length: 4 parts of 16.6 MB for 50 MiB and a byte, 15 of
    /// 75 MB for 1 GiB, 144 of 750 MB for 100 GiB.
    pub fn part_bytes(mut self, bytes: u64) -> Self {
        self.arguments.part_bytes = Some(bytes);
        self
    }

    /// Compares the MD5 checksum of the content, or of each of its parts, with the one that the store returns. A
    /// difference is an error of the kind [`Transport`](crate::ErrorKind::Transport). Defaults to no check: the
    /// connection is protected by TLS.
    ///
    /// S3 states an MD5 unless it encrypts with a key of the user or of AWS's key service; nothing is compared then.
    #[cfg(feature = "checksums")]
    pub fn verify_md5(mut self) -> Self {
        self.arguments.verifies_md5 = true;
        self
    }

    /// Sets a function that is called with the bytes sent so far and their total: at the beginning, and whenever bytes
    /// were sent. It is called from the threads that send, one call at a time.
    pub fn on_progress<'b>(self, callback: impl FnMut(Transfer) + Send + 'b) -> Upload<'b>
    where
        'a: 'b,
    {
        Upload {
            function: self.function,
            session: self.session,
            content: self.content,
            arguments: self.arguments,
            meter: Meter::new(callback),
        }
    }

    /// Uploads the content, and returns the ID of the file.
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if an argument is not valid, before any request.
    /// - [`ErrorKind::File`](crate::ErrorKind::File) if the local file or the reader cannot be read.
    /// - The errors of any call. An error of the store has its status and its
    ///   [`code`](crate::Error::code). If a part cannot be sent, the error says which, and of which file.
    ///
    /// If the file was created on the Platform before the error, the text of the error says so.
    pub fn send(self) -> Result<i64> {
        let arguments = &self.arguments;
        arguments.check(self.function, &self.session)?;
        let content = self.content.open(self.function, arguments)?;
        let length = content.length();
        let upload = Prepared {
            session: &self.session,
            arguments,
            meter: &self.meter,
        };
        if length <= MAX_SINGLE {
            let data = content.into_data()?;
            self.meter.start(Some(length));
            return single::send(&upload, &data);
        }
        let plan = PartPlan::new(length, arguments.part_bytes)
            .map_err(|problem| invalid(self.function, problem.argument, &problem.message))?;
        self.meter.start(Some(length));
        multipart::send(&upload, content, plan)
    }
}

/// What the requests of an upload have in common.
struct Prepared<'s, 'a> {
    session: &'s Session,
    arguments: &'s Arguments,
    meter: &'s Meter<'a>,
}

fn invalid(function: &str, argument: &str, message: &str) -> Error {
    civis_core::support::invalid_argument(function, argument, message)
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content", &self.content)
            .field("arguments", &self.arguments)
            .field("on_progress", &self.meter)
            .finish_non_exhaustive()
    }
}
