//! Reading the rows of a statement.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | [`Export`], its settings, and the run |
//! | `rows.rs` | methods that read the rows in the program |
//! | `files.rs` | methods that write them to files |

mod files;
mod rows;

use std::fmt;

use civis_core::support::{self, with_advice, with_context};
use serde_json::Value;

use super::csv_settings::{Compression, CsvSettings, Destination};
use super::output::Output;
use super::script;
use super::statement::{Checked, Statement, Text};
use crate::jobs::Waiter;
use crate::progress::{Meter, Transfer};
use crate::{ErrorKind, IdOrName, Result, Session};

/// A statement whose rows are read: see [`read`](super::read).
///
/// Each method that returns rows or bytes checks the arguments, starts a script with the statement, waits for the end of
/// its run, and then reads the file that the run wrote.
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
#[must_use = "nothing is sent until a method such as `rows` or `to_path` is called"]
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
