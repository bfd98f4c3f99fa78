//! `civis tables load`.

use std::path::PathBuf;

use civis::progress;
use civis::tables::{self, Existing, Load};
use clap::{Args, ValueEnum, ValueHint};
use serde_json::json;

use crate::context::Context;
use crate::database::DatabaseArgs;
use crate::delimiter::delimiter;
use crate::error::Error;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis tables load people.csv public.people -d redshift-general
  civis tables load people.csv.gz public.people -d redshift-general --if-exists append
  generate | civis tables load - public.people -d redshift-general --if-exists drop";

/// Load a CSV file into a table, all or none of its rows
///
/// Header, compression and the types of a new table are detected. The file is uploaded first; it stays on the Platform for 30
/// days.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LoadTable {
    /// CSV file, plain or in gzip or zip; `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "file_ids")]
    file: Option<PathBuf>,

    /// Table: `schema.table`
    #[arg(value_name = "TABLE", required_unless_present = "file_ids")]
    table: Option<String>,

    /// Load files of the Platform with these IDs instead; then TABLE is the only argument
    #[arg(long = "file-id", value_name = "ID", value_delimiter = ',')]
    file_ids: Vec<i64>,

    #[command(flatten)]
    database: DatabaseArgs,

    /// What to do with a table that exists
    #[arg(long, value_enum, value_name = "ACTION", default_value = "fail")]
    if_exists: IfExists,

    /// Columns that identify a row, with commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    primary_keys: Vec<String>,

    /// Columns that say when a row was modified, with commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    last_modified_keys: Vec<String>,

    /// Character between values: a comma, a tab or a pipe [default: a comma, or detected for `--file-id`]
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<char>,

    /// Whether the first line has the names of the columns [default: detected]
    #[arg(long, value_name = "BOOL")]
    headers: Option<bool>,

    /// Number of wrong rows to leave out before the load fails [default: 0]
    #[arg(long, value_name = "COUNT")]
    max_errors: Option<u32>,

    /// Column by which Redshift distributes the rows of a new table
    #[arg(long, value_name = "COLUMN")]
    dist_key: Option<String>,

    /// Columns by which Redshift sorts the rows of a new table, at most two, with commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    sort_keys: Vec<String>,

    #[command(flatten)]
    wait: WaitArgs,
}

/// What to do with a table that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IfExists {
    /// Fail, and leave it as it is
    Fail,
    /// Remove its rows first
    Truncate,
    /// Add the rows
    Append,
    /// Create it anew
    Drop,
    /// Replace rows with the same primary keys, and add the others
    Upsert,
}

impl From<IfExists> for Existing {
    fn from(value: IfExists) -> Self {
        match value {
            IfExists::Fail => Self::Fail,
            IfExists::Truncate => Self::Truncate,
            IfExists::Append => Self::Append,
            IfExists::Drop => Self::Drop,
            IfExists::Upsert => Self::Upsert,
        }
    }
}

impl LoadTable {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let (file, table) = self.source()?;
        let session = self.wait.session(context)?;
        let database = self.database.database(context)?;
        let mut load = match file {
            None => tables::load_files(&session, self.file_ids.iter().copied(), database, table),
            Some(path) if path.as_os_str() == "-" => {
                tables::load_reader(&session, std::io::stdin(), database, table)
            }
            Some(path) => tables::load(&session, path, database, table),
        };
        if let Some(path) = file
            && !self.wait.quiet
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            load = load.on_progress(progress::bar(name));
        }
        let reporter = self.wait.reporter(context);
        let load = self.set(load).waiter(self.wait.waiter(&reporter));
        let import = load.send()?;
        drop(reporter);
        let reporter = self.wait.reporter(context);
        let run = import.run();
        let status = import.wait_with(self.wait.waiter(&reporter));
        reporter.finish();
        status.map_err(|error| self.wait.stopped(context, run, error))?;
        if context.chosen_format().is_none() {
            context.note(&format!("{table} is loaded"));
            return Ok(());
        }
        let columns = ["table", "job", "run", "uploadedFileId"].map(str::to_owned);
        let result = json!({
            "table": table,
            "job": run.id(),
            "run": run.run_id(),
            "uploadedFileId": import.uploaded(),
        });
        context.print_value_with(&columns, result)
    }

    /// The local file, if it is one, and the table.
    fn source(&self) -> Result<(Option<&PathBuf>, &str), Error> {
        match (&self.file, &self.table, self.file_ids.is_empty()) {
            (Some(file), Some(table), true) => Ok((Some(file), table)),
            // The only argument is the table.
            (Some(table), None, false) => {
                let table = table
                    .to_str()
                    .ok_or_else(|| Error::usage("TABLE is not UTF-8"))?;
                Ok((None, table))
            }
            (_, _, false) => Err(Error::usage("with `--file-id` the only argument is TABLE")),
            (_, _, true) => Err(Error::usage("FILE and TABLE are missing")),
        }
    }

    fn set<'a>(&self, mut load: Load<'a>) -> Load<'a> {
        load = load.if_exists(self.if_exists.into());
        if let Some(credential) = self.database.credential() {
            load = load.credential(credential);
        }
        if !self.primary_keys.is_empty() {
            load = load.primary_keys(self.primary_keys.iter().cloned());
        }
        if !self.last_modified_keys.is_empty() {
            load = load.last_modified_keys(self.last_modified_keys.iter().cloned());
        }
        if let Some(delimiter) = self.delimiter {
            load = load.delimiter(delimiter);
        }
        if let Some(has_headers) = self.headers {
            load = load.has_headers(has_headers);
        }
        if let Some(count) = self.max_errors {
            load = load.max_errors(count);
        }
        if let Some(column) = &self.dist_key {
            load = load.dist_key(column);
        }
        if !self.sort_keys.is_empty() {
            load = load.sort_keys(self.sort_keys.iter().cloned());
        }
        load
    }
}
