//! SQL: run statements, and read the rows of queries.
//!
//! | to | use |
//! |---|---|
//! | read all rows of a statement: typed, as text, to a file, a writer or the Platform | [`read`] |
//! | read a table, or some of its columns | [`read_table`] |
//! | look at the first rows | [`query`] |
//! | run a statement without rows | [`execute`] |
//!
//! ```no_run
//! use civis::sql;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Person {
//!     id: i64,
//!     name: Option<String>,
//! }
//!
//! # fn main() -> civis::Result<()> {
//! let client = civis::Session::from_env()?; // or a generated client
//! let people: Vec<Person> =
//!     sql::read(&client, "select * from people", "redshift-general").rows()?.collect::<Result<_, _>>()?;
//! sql::read(&client, "select * from people", "redshift-general").gzip().to_path("people.csv.gz")?;
//! # Ok(())
//! # }
//! ```
//!
//! # How it works
//!
//! The Platform runs a statement as a script, which its lists do not show, and writes the rows to a file in gzip. The
//! methods of [`Export`] wait for the run and stream the file: it is decompressed as it arrives, so the memory does not depend on
//! the number of rows. A transfer that breaks resumes where it broke, and an expired link is renewed. The scripts,
//! and the files until they expire, stay on the Platform.
//!
//! Databases and credentials are given by ID or by name. The session looks each up once.
//!
//! The requests are those of the official client 2.10.1. The specification describes the settings at `POST /scripts/sql` and
//! `POST /queries`. Three things differ from the official client: [`gzip`](Export::gzip) writes gzip whether there are headers
//! or not, the Platform writes zip archives, and several files have the same defaults as one file.
//!
//! # Parameters
//!
//! The Platform puts arguments into the SQL in place of `{{name}}`:
//!
//! ```no_run
//! use civis::sql;
//!
//! let client = civis::Session::from_env()?;
//! let query = "select id from people where name = {{who}} and score > {{least}}";
//! let ids = sql::read(&client, query, "redshift-general")
//!     .argument("who", "Grace")
//!     .argument("least", 1.5)
//!     .rows::<(i64,)>()?;
//! # let _ = ids;
//! # Ok::<(), civis::Error>(())
//! ```
//!
//! # Errors
//!
//! | kind | when |
//! |---|---|
//! | [`InvalidRequest`](crate::ErrorKind::InvalidRequest) | an argument is not valid; nothing was sent |
//! | [`NotFound`](crate::ErrorKind::NotFound), [`Ambiguous`](crate::ErrorKind::Ambiguous) | there is no such database or credential, or more than one |
//! | [`RunFailed`](crate::ErrorKind::RunFailed) | the database refused the statement; the error has its message and the last lines of the log |
//! | [`Missing`](crate::ErrorKind::Missing) | the statement is not a query, such as an `update`. A query that finds nothing is not an error |
//! | [`Cancelled`](crate::ErrorKind::Cancelled) | the session's [token](crate::CancelToken) was cancelled. The run is cancelled on the Platform too, which takes up to 10 s |
//! | [`Timeout`](crate::ErrorKind::Timeout) | the time-out of the [`Waiter`](crate::jobs::Waiter) is over. The run goes on |
//! | [`Decode`](crate::ErrorKind::Decode) | the file is damaged, or a row does not match the type that it is read as |
//! | [`File`](crate::ErrorKind::File) | a local file or a writer failed |
//!
//! The errors of any call can occur too. The text of an error says what is left on the Platform. A program can continue with a
//! run that is left: its IDs are in the text, and in [`Error::run`](crate::Error::run).
//!
//! ```no_run
//! use civis::jobs::{Kind, Run};
//!
//! let client = civis::Session::from_env()?;
//! let run = Run::attach(&client, Kind::Sql, 12, 34);
//! run.wait()?;
//! for output in run.outputs()? {
//!     let rows = civis::files::download(&client, output.object_id).rows::<(i64, String)>()?;
//! }
//! # Ok::<(), civis::Error>(())
//! ```

#[cfg(feature = "arrow")]
mod batches;
mod csv_settings;
mod execute;
mod export;
#[cfg(feature = "polars")]
mod frame;
mod identifier;
mod manifest;
mod output;
mod params;
mod query;
mod script;
mod setters;
mod statement;

use std::fmt::Display;

#[cfg(feature = "arrow")]
pub use batches::Batches;
pub use execute::Execute;
pub use export::Export;
pub use manifest::{Manifest, ManifestEntry};
pub use output::Reader;
pub use params::Param;
pub use query::{Preview, Query};

#[doc(no_inline)]
pub use crate::files::{Records, Rows};

use crate::{IdOrName, Session};
use statement::Text;

/// Reads the rows of a statement. The database is given by its ID or its name.
///
/// The method that is called last selects where the rows go:
///
/// | method | result |
/// |---|---|
/// | [`rows`](Export::rows) | an iterator of `T`, for any `T` that is `Deserialize` |
/// | [`records`](Export::records) | an iterator of [`csv::StringRecord`](https://docs.rs/csv)s |
/// | [`to_path`](Export::to_path), [`to_writer`](Export::to_writer) | a file or a writer: plain, gzip or zip |
/// | [`reader`](Export::reader) | the text as a stream |
/// | [`to_file`](Export::to_file), [`to_files`](Export::to_files) | one file on the Platform, or several with their manifest |
///
/// ```no_run
/// use civis::sql;
///
/// let client = civis::Session::from_env()?;
/// let rows = sql::read(&client, "select id, name from people", "redshift-general").rows()?;
/// let people: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn read(
    session: &Session,
    sql: impl Into<String>,
    database: impl Into<IdOrName>,
) -> Export<'static> {
    Export::new(session, "sql::read", Text::Sql(sql.into()), database.into())
}

/// Reads a table. Its name is `schema.table`, or a [`TableName`](crate::TableName).
///
/// The names of the table and of the columns are exact. They are quoted where SQL needs it: if they contain capital letters,
/// spaces or other characters, or are reserved words. Put a part of the table's name that contains a dot in double quotes.
///
/// ```no_run
/// use civis::sql;
///
/// let client = civis::Session::from_env()?;
/// // select id, "Full Name" from public."order"
/// let rows = sql::read_table(&client, "public.order", "redshift-general")
///     .columns(["id", "Full Name"])
///     .rows::<(i64, String)>()?;
/// # let _ = rows;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn read_table(
    session: &Session,
    table: impl Display,
    database: impl Into<IdOrName>,
) -> Export<'static> {
    let text = Text::Table(table.to_string());
    Export::new(session, "sql::read_table", text, database.into())
}

/// Runs a statement and fetches its first rows, up to 1,000.
///
/// This is quicker than [`read`] for a few rows: there is no file. Parameters are for [`read`] and [`execute`] only: the
/// API of queries has none.
///
/// ```no_run
/// use civis::sql;
///
/// let client = civis::Session::from_env()?;
/// let preview = sql::query(&client, "select id, name from people", "redshift-general").send()?;
/// println!("{:?}", preview.columns);
/// for (id, name) in preview.typed::<(i64, Option<String>)>()? {
///     println!("{id} {name:?}");
/// }
/// # Ok::<(), civis::Error>(())
/// ```
pub fn query(
    session: &Session,
    sql: impl Into<String>,
    database: impl Into<IdOrName>,
) -> Query<'static> {
    Query::new(session, sql.into(), database.into())
}

/// Runs a statement without rows: `create`, `insert`, `grant`, ….
///
/// ```no_run
/// use civis::sql;
///
/// let client = civis::Session::from_env()?;
/// let done = sql::execute(&client, "delete from people where id = {{id}}", "redshift-general")
///     .argument("id", 7)
///     .send()?;
/// println!("finished at {:?}", done.finished_at());
/// # Ok::<(), civis::Error>(())
/// ```
pub fn execute(
    session: &Session,
    sql: impl Into<String>,
    database: impl Into<IdOrName>,
) -> Execute<'static> {
    Execute::new(session, sql.into(), database.into())
}
