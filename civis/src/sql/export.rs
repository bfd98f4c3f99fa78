//! Reading the rows of a statement: the builder and its verbs.

use std::fmt;
use std::io::{Read as _, Write};
use std::path::Path;

use civis_core::support::{self, AtomicFile, file_error, io_error, with_advice, with_context};
use serde_core::de::DeserializeOwned;
use serde_json::Value;

#[cfg(feature = "arrow")]
use super::batches::Batches;
use super::csv_settings::{Compression, CsvSettings, Destination};
use super::manifest::Manifest;
use super::output::{Output, Reader};
use super::script;
use super::statement::{Checked, Statement, Text};
use crate::files::{Records, Rows};
use crate::jobs::Waiter;
use crate::progress::{Meter, Transfer};
use crate::stream::{self, Stream};
use crate::{ErrorKind, IdOrName, Result, Session};

/// A statement whose rows are read: see [`read`](super::read).
///
/// Each verb checks the arguments, starts a script with the statement, waits until its run has ended, and then reads the
/// file that the run has written.
///
/// ```no_run
/// use civis::jobs::Waiter;
/// use civis::sql;
/// use std::time::Duration;
///
/// let session = civis::Session::from_env()?;
/// let size = sql::read(&session, "select * from people", "redshift-general")
///     .credential("reporter")
///     .delimiter('|')
///     .has_headers(false)
///     .waiter(Waiter::new().timeout(Duration::from_secs(3600)))
///     .to_path("people.txt")?;
/// println!("{size} bytes");
/// # Ok::<(), civis::Error>(())
/// ```
#[must_use = "nothing is sent until a verb is called, such as `rows` or `to_path`"]
pub struct Export<'a> {
    statement: Statement,
    settings: CsvSettings,
    waiter: Waiter<'a>,
    on_progress: Option<OnProgress>,
}

/// The callback of a download.
pub(super) type OnProgress = Box<dyn FnMut(Transfer) + Send>;

impl<'a> Export<'a> {
    pub(super) fn new(
        session: &Session,
        function: &'static str,
        text: Text,
        database: IdOrName,
    ) -> Self {
        Self {
            statement: Statement::new(session, function, text, database),
            settings: CsvSettings::default(),
            waiter: Waiter::new(),
            on_progress: None,
        }
    }

    /// The columns to read of a table, by their exact names, in this order. The default is all of them. For
    /// [`read_table`](super::read_table) only.
    pub fn columns<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.statement.columns = Some(names);
        self
    }

    super::setters::setters!(statement);

    /// The character between values: `,`, a tab or `|`. The default is `,`.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.settings.delimiter = delimiter;
        self
    }

    /// Whether the first line has the names of the columns. The default is true.
    pub fn has_headers(mut self, has_headers: bool) -> Self {
        self.settings.has_headers = has_headers;
        self
    }

    /// Writes files in gzip. The default is plain text; it is transferred in gzip in any case.
    pub fn gzip(mut self) -> Self {
        self.settings.compression = Compression::Gzip;
        self
    }

    /// Writes files as zip archives with one entry, which the Platform names. The default is plain text.
    /// Cannot be used to read rows.
    pub fn zip(mut self) -> Self {
        self.settings.compression = Compression::Zip;
        self
    }

    /// Writes values without quotes, even those that contain a delimiter. The default is with quotes. Cannot be used to read
    /// rows.
    pub fn unquoted(mut self) -> Self {
        self.settings.is_unquoted = true;
        self
    }

    /// What the names of files on the Platform begin with. By default the Platform chooses.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.settings.prefix = Some(prefix.into());
        self
    }

    /// The largest size of each of several files in megabytes, from 1. By default the Platform chooses. For
    /// [`to_files`](Self::to_files) only.
    pub fn max_file_size(mut self, megabytes: u32) -> Self {
        self.settings.max_file_size = Some(megabytes);
        self
    }

    /// How to wait for the run. The default is [`Waiter::new`].
    pub fn waiter<'b>(self, waiter: Waiter<'b>) -> Export<'b> {
        Export {
            statement: self.statement,
            settings: self.settings,
            waiter,
            on_progress: self.on_progress,
        }
    }

    /// A function that is called as bytes of the file arrive. They are those of the transfer, which is in gzip unless it
    /// is a zip archive. By default there is none.
    pub fn on_progress(mut self, callback: impl FnMut(Transfer) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    /// Reads the rows as values of `T`: a struct with a field for each column that it needs, a map, or a tuple.
    ///
    /// An empty value, which is also how a null is written, is `None` of an `Option`.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// for row in sql::read(&session, "select id, name from people", "redshift-general").rows()? {
    ///     let (id, name): (i64, Option<String>) = row?;
    ///     println!("{id} {name:?}");
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](super#errors). Each row may be an error too: of the transfer, or because it is no `T`.
    pub fn rows<T: DeserializeOwned>(self) -> Result<Rows<T>> {
        let format = self.settings.format();
        let (stream, what) = self.parsed()?;
        Ok(Rows::new(stream, format, what))
    }

    /// Reads the rows as text.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// let records = sql::read(&session, "select * from people", "redshift-general").records()?;
    /// println!("{:?}", records.headers());
    /// for record in records {
    ///     println!("{:?}", record?.get(0));
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    pub fn records(self) -> Result<Records> {
        let format = self.settings.format();
        let (stream, what) = self.parsed()?;
        Records::new(stream, format, what)
    }

    /// Reads the rows as Arrow record batches, whose columns are all text, as the Platform sends them. An empty value is
    /// a null.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// for batch in sql::read(&session, "select * from people", "redshift-general").batches()? {
    ///     println!("{} rows", batch?.num_rows());
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    #[cfg(feature = "arrow")]
    pub fn batches(self) -> Result<Batches> {
        self.arrow(None)
    }

    /// Reads the rows as Arrow record batches of these columns, in the order of the result. Booleans must be written as
    /// `true` and `false`, which not every database does.
    ///
    /// ```no_run
    /// use civis::arrow_schema::{DataType, Field, Schema};
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// let schema = Schema::new(vec![
    ///     Field::new("id", DataType::Int64, false),
    ///     Field::new("name", DataType::Utf8, true),
    /// ]);
    /// let batches = sql::read(&session, "select id, name from people", "redshift-general").typed_batches(schema)?;
    /// # let _ = batches;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows), and [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the result has
    /// columns of other names.
    #[cfg(feature = "arrow")]
    pub fn typed_batches(self, schema: impl Into<arrow_schema::SchemaRef>) -> Result<Batches> {
        self.arrow(Some(schema.into()))
    }

    #[cfg(feature = "arrow")]
    fn arrow(self, schema: Option<arrow_schema::SchemaRef>) -> Result<Batches> {
        let (function, format) = (self.statement.function, self.settings.format());
        let reader = self.output(Destination::Rows)?.open(Compression::None)?;
        Batches::new(function, reader, format, schema)
    }

    /// Reads the rows into a data frame, whose columns are all text, as the Platform sends them. An empty value is a null.
    /// Cast the columns that are not text:
    ///
    /// ```no_run
    /// use civis::polars_core::prelude::DataType;
    /// use civis::sql;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let session = civis::Session::from_env()?;
    /// let frame = sql::read(&session, "select * from people", "redshift-general").frame()?;
    /// let ids = frame.column("id")?.cast(&DataType::Int64)?;
    /// # let _ = ids;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    #[cfg(feature = "polars")]
    pub fn frame(self) -> Result<crate::polars_core::frame::DataFrame> {
        super::frame::frame(self.records()?)
    }

    /// Reads the text as a stream, without its compression.
    ///
    /// ```no_run
    /// use civis::sql;
    /// use std::io::{BufRead, BufReader};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let session = civis::Session::from_env()?;
    /// let reader = sql::read(&session, "select * from people", "redshift-general").reader()?;
    /// for line in BufReader::new(reader).lines() {
    ///     println!("{}", line?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [the module](super#errors). An error of [`Read`](std::io::Read) has the [`Error`](crate::Error) as its
    /// inner error.
    pub fn reader(mut self) -> Result<Reader> {
        self.settings.compression = Compression::None;
        self.output(Destination::Copy)?.open(Compression::None)
    }

    /// Copies the file to a writer, and returns the number of bytes: plain text, or as set by [`gzip`](Self::gzip) and
    /// [`zip`](Self::zip).
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// sql::read(&session, "select * from people", "redshift-general").to_writer(std::io::stdout().lock())?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](super#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the writer fails. What was
    /// written until then is not complete.
    pub fn to_writer(self, mut writer: impl Write) -> Result<u64> {
        let (function, compression) = (self.statement.function, self.settings.compression);
        let reader = self.output(Destination::Copy)?.open(compression)?;
        reader.copy_to(&mut writer, |source| {
            io_error(format!("{function}: the writer failed"), source)
        })
    }

    /// Writes the file to a path, and returns the number of bytes: plain text, or as set by [`gzip`](Self::gzip) and
    /// [`zip`](Self::zip).
    ///
    /// The rows are written to a temporary file beside it, which is renamed when it is complete. If anything fails, it is
    /// removed, and a file that was at the path before is as it was. The temporary file is created before anything is
    /// sent, so a path that cannot be written is known at once.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// sql::read(&session, "select * from people", "redshift-general").gzip().to_path("people.csv.gz")?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](super#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the file cannot be
    /// written.
    pub fn to_path(self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let checked = self.check(Destination::Copy)?;
        let unwritable = |source| file_error(path, "cannot be written", source);
        let mut file = AtomicFile::create(path).map_err(unwritable)?;
        let compression = self.settings.compression;
        let reader = self.run(checked)?.open(compression)?;
        let size = reader.copy_to(&mut file, unwritable)?;
        file.commit().map_err(unwritable)?;
        Ok(size)
    }

    /// Leaves the rows in a file on the Platform, and returns its ID, for [`files::download`](crate::files::download) and
    /// [`tables::load`](crate::tables): plain text, or as set by [`gzip`](Self::gzip) and [`zip`](Self::zip).
    ///
    /// ```no_run
    /// use civis::{files, sql};
    ///
    /// let session = civis::Session::from_env()?;
    /// let file = sql::read(&session, "select * from people", "redshift-general").prefix("people").to_file()?;
    /// files::download(&session, file).to_path("people.csv")?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](super#errors).
    pub fn to_file(self) -> Result<i64> {
        let output = self.output(Destination::File)?;
        Ok(output.file.id)
    }

    /// Leaves the rows in several files on the Platform, and returns their manifest. The Platform writes them in
    /// parallel, so that this is the fastest way for large results.
    ///
    /// # Errors
    /// Those of [the module](super#errors), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the manifest cannot be
    /// read.
    pub fn to_files(self) -> Result<Manifest> {
        let output = self.output(Destination::Files)?;
        let id = output.file.id;
        let (mut stream, name) = output.open(Compression::None)?.into_parts();
        let mut json = Vec::new();
        let read = stream.read_to_end(&mut json);
        read.map_err(|error| stream::read_error(error, &name))?;
        Manifest::parse(id, &json, &name)
    }

    /// The text of rows that are parsed here, and what errors call it.
    fn parsed(self) -> Result<(Stream, String)> {
        let reader = self.output(Destination::Rows)?.open(Compression::None)?;
        Ok(reader.into_parts())
    }

    fn output(self, destination: Destination) -> Result<Output> {
        let checked = self.check(destination)?;
        self.run(checked)
    }

    /// Checks every argument. Sends nothing.
    fn check(&self, destination: Destination) -> Result<(Checked, Value)> {
        let settings = self.settings.json(self.statement.function, destination)?;
        let checked = self.statement.check()?;
        self.waiter.check(self.statement.function)?;
        Ok((checked, settings))
    }

    /// Runs the statement, and returns the file that it has written.
    fn run(self, (checked, settings): (Checked, Value)) -> Result<Output> {
        let function = self.statement.function;
        let run = self.statement.start(checked, Some(settings))?;
        let done = script::wait(function, &run, self.waiter)?;
        let files = script::outputs(&done).map_err(|error| with_context(error, function))?;
        let Some(file) = files.into_iter().next() else {
            let message = format!("{function}: {} has no result", done.run());
            let error = support::error(ErrorKind::Missing, message);
            return Err(with_advice(
                error,
                "run a statement without rows by `sql::execute`",
            ));
        };
        Ok(Output {
            function,
            run: done.run().clone(),
            file,
            meter: self.on_progress.map_or_else(Meter::default, Meter::new),
        })
    }
}

impl fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("statement", &self.statement)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
