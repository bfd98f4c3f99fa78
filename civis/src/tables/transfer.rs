//! Copies of tables from database to database.

use std::fmt::Display;

use civis_core::support::{invalid_argument, with_context};
use serde_json::{Map, Value, json};

use super::options::Existing;
use super::records::Created;
use super::request::{post, required, send};
use super::target::{CheckedTarget, Resolved, Target};
use crate::jobs::{self, Kind, Run};
use crate::{IdOrName, Location, Result, Session, TableName};

const FUNCTION: &str = "tables::transfer";

/// The first half of a transfer: the table to copy. [`to`](Self::to) names the copy.
#[derive(Debug)]
#[must_use = "nothing is copied until the transfer is sent"]
pub struct TransferFrom {
    session: Session,
    table: Target,
    credential: Option<IdOrName>,
}

impl TransferFrom {
    pub(super) fn new(session: &Session, table: Target) -> Self {
        Self {
            session: session.clone(),
            table,
            credential: None,
        }
    }

    /// Sets the credential for the database of the source: an ID, or the name of the database user.
    ///
    /// Default: the caller's default credential for databases.
    pub fn credential(mut self, credential: impl Into<IdOrName>) -> Self {
        self.credential = Some(credential.into());
        self
    }

    /// Sets the database of the copy, an ID or a name, and its name: `schema.table`.
    pub fn to<T>(self, database: impl Into<IdOrName>, table: T) -> Transfer
    where
        T: TryInto<TableName, Error: Display>,
    {
        Transfer {
            destination: Target::new(database, table),
            from: self,
            credential: None,
            options: Map::new(),
            existing: None,
            job_name: None,
            hidden: false,
        }
    }
}

/// A copy of a table from one database to another, ready to be sent.
///
/// The settings that are not common to all are the advanced options of a sync in the specification
/// (`imports.post_syncs`).
#[derive(Debug)]
#[must_use = "nothing is copied until the transfer is sent"]
pub struct Transfer {
    from: TransferFrom,
    destination: Target,
    credential: Option<IdOrName>,
    existing: Option<Existing>,
    /// The advanced options that are set.
    options: Map<String, Value>,
    job_name: Option<String>,
    hidden: bool,
}

impl Transfer {
    /// Sets the credential for the database of the copy: an ID, or the name of the database user.
    ///
    /// Default: the caller's default credential for databases.
    pub fn credential(mut self, credential: impl Into<IdOrName>) -> Self {
        self.credential = Some(credential.into());
        self
    }

    /// Sets what happens to the rows of a table that exists already. [`Existing::Upsert`] is not possible.
    ///
    /// By default this is left to the Platform. The specification states the option for imports of files only; for
    /// transfers see also [`wipe_destination`](Self::wipe_destination).
    pub fn if_exists(mut self, existing: Existing) -> Self {
        self.existing = Some(existing);
        self
    }

    /// Sets the column that identifies a row, for copies that add what is new. Default: detected.
    ///
    /// Names of several columns are separated by commas.
    pub fn identity_column(self, column: impl Into<String>) -> Self {
        self.option("identityColumn", column.into())
    }

    /// Sets the column that says when a row was modified last: only rows that are not older than the newest of the copy
    /// are copied. Default: the first whose name contains `modif` or `update`.
    pub fn last_modified_column(self, column: impl Into<String>) -> Self {
        self.option("lastModifiedColumn", column.into())
    }

    /// Sets how many rows are copied at once. Default: all.
    pub fn row_chunk_size(self, rows: u32) -> Self {
        self.option("rowChunkSize", rows)
    }

    /// Sets whether the copy is wiped and filled anew. Default: false.
    pub fn wipe_destination(self, wipes: bool) -> Self {
        self.option("wipeDestinationTable", wipes)
    }

    /// Sets whether text that is too long for a column of Amazon Redshift is cut. Default: false.
    pub fn truncate_long_lines(self, truncates: bool) -> Self {
        self.option("truncateLongLines", truncates)
    }

    /// Sets the ASCII character that replaces invalid UTF-8 in copies to Amazon Redshift. Default: none.
    pub fn invalid_char_replacement(self, replacement: char) -> Self {
        self.option("invalidCharReplacement", replacement.to_string())
    }

    /// Sets whether the run fails if the copy has another number of rows in the end. Default: false.
    pub fn verify_row_counts(self, verifies: bool) -> Self {
        self.option("verifyTableRowCounts", verifies)
    }

    /// Sets an advanced option of the sync that has no setter, by its name in the specification.
    ///
    /// ```no_run
    /// # let client = civis::Session::from_env()?;
    /// let copy = civis::tables::transfer(&client, "redshift-general", "public.people")
    ///     .to("postgres", "copies.people")
    ///     .option("partitionColumnName", "born");
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn option(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.options.insert(name.into(), value.into());
        self
    }

    /// Sets the name of the job. Default: `Transfer of schema.table to schema.table`.
    pub fn job_name(mut self, name: impl Into<String>) -> Self {
        self.job_name = Some(name.into());
        self
    }

    /// Sets whether the job is hidden in the Platform's web interface. Default: false, as in the official client.
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// Creates the job and starts it. Wait for the run that is returned.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if an argument is not valid, before anything is
    /// sent; those of lookups; and those of any call. An error after the job was created names its ID.
    pub fn send(self) -> Result<Run> {
        const OPERATION: &str = "imports.post";
        let (source, destination) = self.check()?;
        let session = &self.from.session;
        let (source, destination) = (source.resolve(session)?, destination.resolve(session)?);
        let name = self
            .job_name
            .unwrap_or_else(|| format!("Transfer of {} to {}", source.table, destination.table));
        let mut body = Map::new();
        body.insert("name".to_owned(), name.into());
        body.insert("syncType".to_owned(), "Dbsync".into());
        body.insert("isOutbound".to_owned(), true.into());
        body.insert("source".to_owned(), host(&source));
        body.insert("destination".to_owned(), host(&destination));
        body.insert("hidden".to_owned(), self.hidden.into());
        let created: Created = send(session, post(OPERATION, "/imports/", body))?;
        let import = required(created.id, OPERATION, "id")?;
        let mut options = self.options;
        if let Some(existing) = self.existing {
            options.insert("existingTableRows".to_owned(), existing.as_str().into());
        }
        let mut body = Map::new();
        body.insert("source".to_owned(), path(&source));
        body.insert("destination".to_owned(), path(&destination));
        body.insert("advancedOptions".to_owned(), options.into());
        let sync = post("imports.post_syncs", "/imports/{id}/syncs", body).with(
            Location::Path,
            "id",
            import,
        );
        let started =
            send::<Created>(session, sync).and_then(|_| jobs::start(session, Kind::Import, import));
        let left_behind = format!("starting import {import}, which was created and has no run");
        started.map_err(|error| with_context(error, &left_behind))
    }

    /// Rejects arguments that are not valid. Returns the table that is copied, and the one that it is copied to.
    fn check(&self) -> Result<(CheckedTarget<'_>, CheckedTarget<'_>)> {
        let refuse =
            |argument: &str, message: &str| Err(invalid_argument(FUNCTION, argument, message));
        let credential = self.from.credential.as_ref();
        let source = self.from.table.check(credential, FUNCTION)?;
        let credential = self.credential.as_ref();
        let destination = self.destination.check(credential, "tables::transfer.to")?;
        if self.existing == Some(Existing::Upsert) {
            return refuse(
                "if_exists",
                "must not be `Existing::Upsert`: set `identity_column`",
            );
        }
        for (argument, name) in [
            ("identity_column", "identityColumn"),
            ("last_modified_column", "lastModifiedColumn"),
        ] {
            if self.options.get(name).is_some_and(|value| value == "") {
                return refuse(argument, "is empty");
            }
        }
        if self
            .options
            .get("rowChunkSize")
            .is_some_and(|value| value == 0)
        {
            return refuse("row_chunk_size", "must not be 0");
        }
        let replacement = self
            .options
            .get("invalidCharReplacement")
            .and_then(Value::as_str);
        match replacement.filter(|text| !text.is_ascii()) {
            Some(text) => refuse(
                "invalid_char_replacement",
                &format!("is {text:?}, which is not ASCII"),
            ),
            None => Ok((source, destination)),
        }
    }
}

/// One side of the job.
fn host(side: &Resolved) -> Value {
    json!({"remoteHostId": side.database, "credentialId": side.credential})
}

/// One side of the sync. The specification recommends this form over a path, in which a dot within a name is ambiguous.
fn path(side: &Resolved) -> Value {
    json!({"databaseTable": {"schema": side.table.schema(), "table": side.table.table()}})
}
