//! The import: the run that loads cleaned files into the table.

use civis_core::support::{with_advice, with_context};
use serde_json::{Map, json};

use super::column::Column;
use super::records::Created;
use super::request::{post, required, send};
use crate::jobs::{self, Run, Status, Waiter};
use crate::{Result, Session};

/// An import that was started: a run that loads files into a table.
///
/// ```no_run
/// # let client = civis::Session::from_env()?;
/// let import = civis::tables::load(&client, "people.csv", "redshift-general", "public.people").send()?;
/// println!("job {} is loading", import.run().id());
/// import.wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an import may fail: wait for it"]
pub struct Import {
    run: Run,
    files: Vec<i64>,
    uploaded: Option<i64>,
}

impl Import {
    /// Returns the run, for everything else that can be done with runs: poll it, cancel it, follow its log, or wait for
    /// many of them at once.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Returns the IDs of the cleaned files that are loaded, in the order of the files that were given.
    #[must_use]
    pub fn files(&self) -> &[i64] {
        &self.files
    }

    /// Returns the ID of the file that was uploaded, unless the load is one of files of the Platform.
    #[must_use]
    pub fn uploaded(&self) -> Option<i64> {
        self.uploaded
    }

    pub(super) fn of_upload(mut self, file: i64) -> Self {
        self.uploaded = Some(file);
        self
    }

    /// Waits until the rows are in the table.
    ///
    /// # Errors
    /// Those of [`Run::wait`]: [`ErrorKind::RunFailed`](crate::ErrorKind::RunFailed) with the last lines of the log if
    /// the import failed. The error says which file was uploaded for it.
    pub fn wait(&self) -> Result<Status> {
        self.wait_with(Waiter::new())
    }

    /// [`wait`](Self::wait), with a time-out, another time between polls, or re-runs.
    ///
    /// # Errors
    /// Those of [`wait`](Self::wait), and [`ErrorKind::Timeout`](crate::ErrorKind::Timeout), after which the run goes
    /// on.
    pub fn wait_with(&self, waiter: Waiter<'_>) -> Result<Status> {
        waiter
            .wait(&self.run)
            .map_err(|error| remaining(error, self.uploaded))
    }
}

/// Says in an error which file remains on the Platform.
pub(super) fn remaining(error: crate::Error, uploaded: Option<i64>) -> crate::Error {
    match uploaded {
        Some(id) => with_advice(
            error,
            &format!("the uploaded file {id} remains, and can be loaded again"),
        ),
        None => error,
    }
}

/// The files of an import and their format, which is the same for all.
pub(super) struct Content {
    pub(super) files: Vec<i64>,
    pub(super) has_headers: bool,
    pub(super) delimiter: Option<String>,
    pub(super) compression: Option<String>,
    pub(super) columns: Option<Vec<Column>>,
    pub(super) loosens_types: bool,
}

/// Creates an import and starts it. `body` has everything but the content.
pub(super) fn start(
    session: &Session,
    mut body: Map<String, serde_json::Value>,
    content: Content,
) -> Result<Import> {
    const OPERATION: &str = "imports.post_files_csv";
    body.insert("source".to_owned(), json!({"fileIds": content.files}));
    body.insert("firstRowIsHeader".to_owned(), content.has_headers.into());
    body.insert("loosenTypes".to_owned(), content.loosens_types.into());
    if let Some(delimiter) = content.delimiter {
        body.insert("columnDelimiter".to_owned(), delimiter.into());
    }
    if let Some(compression) = content.compression {
        body.insert("compression".to_owned(), compression.into());
    }
    if let Some(columns) = content.columns {
        let columns = columns.into_iter().map(|column| match column.sql_type {
            Some(sql_type) => json!({"name": column.name, "sqlType": sql_type}),
            None => json!({"name": column.name}),
        });
        body.insert("tableColumns".to_owned(), columns.collect());
    }
    let created: Created = send(session, post(OPERATION, "/imports/files/csv", body))?;
    let import = required(created.id, OPERATION, "id")?;
    let run = jobs::run(session, import)
        .map_err(|error| with_context(error, &format!("starting import {import}")))?;
    tracing::debug!(import, run = run.run_id(), "loading files");
    Ok(Import {
        run,
        files: content.files,
        uploaded: None,
    })
}
