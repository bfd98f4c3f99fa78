//! [`Load`]: the settings of a load, and its steps.

use std::fmt;

use civis_core::support::error;

use super::cleaning::{Cleaning, clean};
use super::column::Column;
use super::consistency::{Given, common_format};
use super::import::{Content, Import, remaining, start};
use super::options::{DistStyle, Execution, Existing, Options};
use super::source::{Checked, Source, UploadOptions};
use super::target::{Resolved, Target};
use crate::jobs::Waiter;
use crate::progress::Transfer;
use crate::{ErrorKind, IdOrName, Result, Session};

/// A load of rows into a table, ready to be sent.
///
/// [`send`](Self::send) uploads the rows, unless they are in files of the Platform already; has the files cleaned, which
/// detects what was not set; and starts the import. The defaults of the settings are those of the official client 2.10.1.
#[must_use = "nothing is loaded until it is sent"]
pub struct Load<'a> {
    session: Session,
    /// The name of the function, for errors.
    function: &'static str,
    source: Source<'a>,
    target: Target,
    options: Options,
    waiter: Waiter<'a>,
    upload: UploadOptions<'a>,
}

impl<'a> Load<'a> {
    pub(super) fn new(
        session: &Session,
        function: &'static str,
        source: Source<'a>,
        target: Target,
    ) -> Self {
        Self {
            session: session.clone(),
            function,
            source,
            target,
            options: Options::default(),
            waiter: Waiter::new(),
            upload: UploadOptions::default(),
        }
    }

    /// Sets the credential for the database: an ID, or the name of the database user.
    ///
    /// Default: the caller's default credential for databases.
    pub fn credential(mut self, credential: impl Into<IdOrName>) -> Self {
        self.options.credential = Some(credential.into());
        self
    }

    /// Sets what happens to the rows of a table that exists already. Default: [`Existing::Fail`].
    pub fn if_exists(mut self, existing: Existing) -> Self {
        self.options.existing = existing;
        self
    }

    /// Sets the columns, in the order of the file. Either all of them have a type, or none.
    ///
    /// By default, names and types are detected if the table is created, and the columns are those of the table, in its
    /// order, if it exists. Names alone override the detected names; for an existing table they say which column
    /// is where. Frames have names and types of their own, which these override.
    pub fn columns<C: Into<Column>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.options.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the columns that together identify a row. None of their values may be null.
    ///
    /// Default: none. [`Existing::Upsert`] needs them, whether or not the table declares a primary key.
    pub fn primary_keys<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.options.primary_keys = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the columns that say when a row was modified last. Default: none. [`Existing::Upsert`] needs them.
    pub fn last_modified_keys<S: Into<String>>(
        mut self,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        self.options.last_modified_keys = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the character between columns: a comma, a tab or a pipe.
    ///
    /// Default: a comma for [`load`](super::load()) and [`load_reader`](super::load_reader), as for the official client's
    /// `csv_to_civis`; detected for [`load_files`](super::load_files). Rows and frames are always written with commas.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.options.delimiter = Some(delimiter);
        self
    }

    /// Sets whether the first row names the columns. Default: detected; known for rows and frames.
    pub fn has_headers(mut self, has_headers: bool) -> Self {
        self.options.has_headers = Some(has_headers);
        self
    }

    /// Sets whether quotes are escaped with a backslash, rather than by doubling them. Default: false.
    pub fn escaped(mut self, escaped: bool) -> Self {
        self.options.escaped = escaped;
        self
    }

    /// Sets how many rows with errors are left out before the import fails, over all files. Default: none.
    ///
    /// The Platform does not support it for Postgres.
    pub fn max_errors(mut self, rows: u32) -> Self {
        self.options.max_errors = Some(rows);
        self
    }

    /// Sets when statistics are updated, and when upserted rows are moved. Default: [`Execution::Immediate`].
    pub fn execution(mut self, execution: Execution) -> Self {
        self.options.execution = execution;
        self
    }

    /// Sets how Amazon Redshift distributes the rows of a new table. Default: Redshift decides.
    pub fn dist_style(mut self, style: DistStyle) -> Self {
        self.options.dist_style = Some(style);
        self
    }

    /// Sets the column by which Amazon Redshift distributes the rows of a new table. Default: none.
    pub fn dist_key(mut self, column: impl Into<String>) -> Self {
        self.options.dist_key = Some(column.into());
        self
    }

    /// Sets the columns by which Amazon Redshift sorts the rows of a new table, at most two. Default: none.
    pub fn sort_keys<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.options.sort_keys = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether the jobs are hidden in the Platform's web interface. Default: true.
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.options.hidden = hidden;
        self
    }

    /// Sets the name of the import. Default: `CSV import to schema.table`.
    pub fn job_name(mut self, name: impl Into<String>) -> Self {
        self.options.job_name = Some(name.into());
        self
    }

    /// Sets how to wait for the cleaning runs: time-out, polls, re-runs. Default: [`Waiter::new`].
    ///
    /// [`Import::wait_with`] takes the same for the import.
    pub fn waiter<'b>(self, waiter: Waiter<'b>) -> Load<'b>
    where
        'a: 'b,
    {
        let mut load: Load<'b> = self;
        load.waiter = waiter;
        load
    }

    /// Sets the name of the uploaded file. It cannot be empty.
    ///
    /// Default: the last component of the path; the name of the table with `.csv` for readers, rows and frames. Files of
    /// the Platform keep their names.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.upload.file_name = Some(name.into());
        self
    }

    /// Sets the length of the content of a reader in bytes. A reader of another length is an error.
    ///
    /// By default, the content is stored before it is sent: see [`files::upload_reader`](crate::files::upload_reader).
    pub fn length(mut self, bytes: u64) -> Self {
        self.upload.length = Some(bytes);
        self
    }

    /// Sets a function that is called with the bytes uploaded so far and their total. Default: none.
    ///
    /// It is called from the threads that send, one call at a time.
    pub fn on_progress<'b>(self, callback: impl FnMut(Transfer) + Send + 'b) -> Load<'b>
    where
        'a: 'b,
    {
        let mut load: Load<'b> = self;
        load.upload.progress = Some(Box::new(callback));
        load
    }

    /// Uploads and cleans the files, and starts the import. Returns when it has started.
    ///
    /// The files are cleaned at the same time, each by a run of its own, and loaded in the order in which they were
    /// given.
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] if an argument is not valid, and [`ErrorKind::File`] if the local file or the
    ///   reader cannot be read. In both cases nothing was sent.
    /// - Those of lookups, if a name is not found or is ambiguous.
    /// - Those of [`Run::wait`](crate::jobs::Run::wait) if a cleaning run fails or is cancelled.
    /// - [`ErrorKind::Inconsistent`] if the files cannot be loaded into one table, or are not as the settings say.
    /// - Those of any call.
    ///
    /// An error after the upload says which file remains on the Platform, so that it need not be uploaded again.
    pub fn send(self) -> Result<Import> {
        let Self {
            session,
            function,
            source,
            target,
            mut options,
            waiter,
            upload,
        } = self;
        options.check(function)?;
        let credential = options.credential.clone();
        let target = target.check(credential.as_ref(), function)?;
        let default_name = format!("{}.csv", target.table.table());
        let checked = source.check(&session, &mut options, upload, default_name, function)?;
        let resolved = target.resolve(&session)?;
        let detects_columns = detects_columns(&session, &options, &resolved)?;
        let steps = Steps {
            session: &session,
            options: &options,
            resolved,
            detects_columns,
        };
        match checked {
            Checked::Files(files) => steps.run(&files, waiter),
            Checked::Upload(upload) => {
                let file = upload()?;
                let import = steps.run(&[file], waiter);
                let import = import.map_err(|error| remaining(error, Some(file)))?;
                Ok(import.of_upload(file))
            }
        }
    }
}

/// Whether the cleaning runs are to detect columns: if the table is to be created, and types are not given.
fn detects_columns(session: &Session, options: &Options, resolved: &Resolved) -> Result<bool> {
    if options.has_types() {
        return Ok(false);
    }
    Ok(options.existing == Existing::Drop || !resolved.exists(session)?)
}

/// The steps after the upload.
struct Steps<'a> {
    session: &'a Session,
    options: &'a Options,
    resolved: Resolved,
    detects_columns: bool,
}

impl Steps<'_> {
    fn run(&self, files: &[i64], waiter: Waiter<'_>) -> Result<Import> {
        let Self {
            session, options, ..
        } = *self;
        let cleaning = Cleaning {
            detects_columns: self.detects_columns,
            has_headers: options.has_headers,
            delimiter: options.delimiter_name(),
            hidden: options.hidden,
        };
        let cleaned = clean(session, files, cleaning, waiter)?;
        let given = Given {
            has_headers: options.has_headers,
            delimiter: options.delimiter_name(),
            names: options.columns.as_deref(),
            detects_columns: self.detects_columns,
        };
        let format = common_format(&cleaned, &given).map_err(|problems| {
            let what = match cleaned.len() {
                1 => "the file is not as the settings say",
                _ => "the files cannot be loaded into one table",
            };
            error(
                ErrorKind::Inconsistent,
                format!("{what}: {}", problems.join("; ")),
            )
        })?;
        let content = Content {
            files: cleaned.iter().map(|file| file.id).collect(),
            has_headers: format.has_headers,
            delimiter: format.delimiter,
            compression: format.compression,
            columns: format.columns.or_else(|| options.columns.clone()),
            loosens_types: self.detects_columns || options.loosens_types,
        };
        let Resolved {
            table,
            database,
            credential,
        } = &self.resolved;
        start(
            session,
            options.body(table, *database, *credential),
            content,
        )
    }
}

impl fmt::Debug for Load<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("source", &self.source)
            .field("target", &self.target)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
