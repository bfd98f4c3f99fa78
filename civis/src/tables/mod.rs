//! Tables: load rows into them, and copy them between databases.
//!
//! | to | see |
//! |---|---|
//! | load a local CSV file | [`load`](load()) |
//! | load what a reader returns | [`load_reader`] |
//! | load values that serialize | [`load_rows`] |
//! | load a data frame (feature `polars`) | `load_frame` |
//! | load files that are on the Platform | [`load_files`] |
//! | copy a table to another database | [`transfer`] |
//! | refresh the Platform's description of a table | [`refresh`] |
//!
//! Every function takes a session, to which a client dereferences; no specification is needed. A database is an ID or a
//! name, a table is `schema.table` or a [`TableName`].
//!
//! # How a load works
//!
//! 1. Arguments are checked, as far as that is possible without a request. Then the database, the credential and the table
//!    are looked up.
//! 2. The rows are uploaded to a file of the Platform, unless they are in one.
//! 3. Each file is cleaned by a job of its own, all at the same time. This converts it to UTF-8, and detects its header,
//!    delimiter, compression, and the types of its columns if the table is new.
//! 4. What was detected must be the same in all files and match the settings. Otherwise the error names each file and
//!    column that differs.
//! 5. An import loads the cleaned files, all or none of their rows. [`Load::send`] returns when it has started, and
//!    [`Import::wait`] when it has ended.
//!
//! The order of the requests, the names of jobs and the defaults are those of the official client 2.10.1 (`csv_to_civis`,
//! `civis_file_to_table`, `transfer_table`). Unlike it, a failed cleaning run is an error, the order of the files is preserved, and
//! each column gets the widest of its types.
//!
//! The uploaded file, the cleaned files and the jobs remain on the Platform, also after an error. The error names the uploaded
//! file, so that it can be loaded with [`load_files`].

// | file | what |
// |---|---|
// | `load.rs` | [`Load`]: settings and steps |
// | `options.rs`, `column.rs` | the settings, their checks, and what the import sends of them |
// | `source.rs`, `frame.rs` | where the rows come from |
// | `target.rs` | the table they go to |
// | `cleaning.rs` | the runs that clean files |
// | `consistency/` | what the files have in common |
// | `import.rs` | the run that loads them |
// | `transfer.rs`, `refresh.rs` | copies and refreshes |
// | `request.rs`, `records.rs` | requests, and the fields that are read of responses |

mod cleaning;
mod column;
mod consistency;
#[cfg(feature = "polars")]
mod frame;
mod import;
mod load;
mod options;
mod records;
mod refresh;
mod request;
mod source;
mod target;
mod transfer;

use std::fmt::Display;
use std::io::Read;
use std::path::Path;

use serde_core::Serialize;
use source::Source;
use target::Target;

use crate::{IdOrName, Session, TableName};

pub use column::Column;
pub use import::Import;
pub use load::Load;
pub use options::{DistStyle, Execution, Existing};
pub use refresh::{Refresh, Statistics};
pub use transfer::{Transfer, TransferFrom};

/// Loads a local CSV file into a table, all or none of its rows. The file may be compressed with gzip or zip.
///
/// `table` is `schema.table`. The file is uploaded to the Platform first, where it expires after 30 days.
///
/// ```no_run
/// use civis::tables::{self, Existing};
///
/// let client = civis::Session::from_env()?;
/// tables::load(&client, "people.csv", "redshift-general", "public.people")
///     .if_exists(Existing::Append)
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn load<T>(
    session: &Session,
    path: impl AsRef<Path>,
    database: impl Into<IdOrName>,
    table: T,
) -> Load<'static>
where
    T: TryInto<TableName, Error: Display>,
{
    let source = Source::Path(path.as_ref().to_owned());
    let target = Target::new(database, table);
    Load::new(session, "tables::load", source, target)
}

/// Loads the CSV text that a reader returns into a table, all or none of its rows. It may be compressed with gzip or zip.
///
/// `table` is `schema.table`. The text is uploaded to the Platform first, as by
/// [`files::upload_reader`](crate::files::upload_reader).
///
/// ```no_run
/// use civis::tables;
///
/// let client = civis::Session::from_env()?;
/// let text = "id,name\n1,Ada\n";
/// tables::load_reader(&client, text.as_bytes(), "redshift-general", "public.people")
///     .has_headers(true)
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn load_reader<'a, T>(
    session: &Session,
    reader: impl Read + Send + 'a,
    database: impl Into<IdOrName>,
    table: T,
) -> Load<'a>
where
    T: TryInto<TableName, Error: Display>,
{
    let source = Source::Reader(Box::new(reader));
    let target = Target::new(database, table);
    Load::new(session, "tables::load_reader", source, target)
}

/// Loads rows into a table, all or none of them: structs, whose fields name the columns, or tuples and lists, whose
/// columns are `column_1` and so on in a new table.
///
/// `table` is `schema.table`. The rows are written as CSV and uploaded to the Platform first, as by
/// [`files::upload_rows`](crate::files::upload_rows); an `Option` that is `None` is a null, as is an empty text. The first
/// row is taken from the iterator at once.
///
/// ```no_run
/// use civis::tables;
///
/// #[derive(serde::Serialize)]
/// struct Person { id: u32, name: &'static str }
///
/// let client = civis::Session::from_env()?;
/// let people = [Person { id: 1, name: "Ada" }, Person { id: 2, name: "Grace" }];
/// tables::load_rows(&client, people, "redshift-general", "public.people")
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn load_rows<'a, I, T>(
    session: &Session,
    rows: I,
    database: impl Into<IdOrName>,
    table: T,
) -> Load<'a>
where
    I: IntoIterator<Item: Serialize + Send + 'a, IntoIter: Send + 'a>,
    T: TryInto<TableName, Error: Display>,
{
    let function = "tables::load_rows";
    let source = Source::rows(rows, function);
    Load::new(session, function, source, Target::new(database, table))
}

/// Loads a data frame into a table, all or none of its rows.
///
/// Requires the feature `polars`. `table` is `schema.table`. The rows are written as CSV and uploaded to the Platform first,
/// in the way of [`load_rows`]. Nulls and empty texts are nulls.
///
/// The columns have the names of the frame's, unless [`Load::columns`] sets others, and these types:
///
/// | frame | table |
/// |---|---|
/// | `Boolean` | `BOOLEAN` |
/// | `Int8`, `Int16`, `UInt8` | `SMALLINT` |
/// | `Int32`, `UInt16` | `INT` |
/// | `Int64`, `UInt32` | `BIGINT` |
/// | `UInt64`, and integers of 128 bits | `NUMERIC` |
/// | `Float16`, `Float32` | `REAL` |
/// | `Float64` | `DOUBLE PRECISION` |
/// | `Date` | `DATE` |
/// | `Datetime` | `TIMESTAMP`, or `TIMESTAMPTZ` if it has a time zone |
/// | `String` | `VARCHAR`, as long as the longest value in UTF-8; the Platform may make it longer |
///
/// A frame with a column of another type is an error.
///
/// ```no_run
/// use civis::{rows_to_frame, tables};
///
/// let client = civis::Session::from_env()?;
/// let rows = [vec![Some("1".to_owned()), Some("Ada".to_owned())]];
/// let frame = rows_to_frame(&["id", "name"], &rows).expect("a frame");
/// tables::load_frame(&client, &frame, "redshift-general", "public.people")
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
#[cfg(feature = "polars")]
pub fn load_frame<'a, T>(
    session: &Session,
    frame: &'a crate::polars_core::frame::DataFrame,
    database: impl Into<IdOrName>,
    table: T,
) -> Load<'a>
where
    T: TryInto<TableName, Error: Display>,
{
    let function = "tables::load_frame";
    let source = Source::frame(frame, function);
    Load::new(session, function, source, Target::new(database, table))
}

/// Loads files of the Platform into a table, all or none of their rows.
///
/// The files are CSV, plain or compressed with gzip or zip, with the same columns in the same order. `table` is
/// `schema.table`.
///
/// ```no_run
/// use civis::tables::{self, Existing};
///
/// let client = civis::Session::from_env()?;
/// tables::load_files(&client, [12, 13], "redshift-general", "public.people")
///     .if_exists(Existing::Append)
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn load_files<T>(
    session: &Session,
    files: impl IntoIterator<Item = i64>,
    database: impl Into<IdOrName>,
    table: T,
) -> Load<'static>
where
    T: TryInto<TableName, Error: Display>,
{
    let source = Source::Files(files.into_iter().collect());
    Load::new(
        session,
        "tables::load_files",
        source,
        Target::new(database, table),
    )
}

/// Copies a table from one database to another.
///
/// ```no_run
/// use civis::tables::{self, Existing};
///
/// let client = civis::Session::from_env()?;
/// tables::transfer(&client, "redshift-general", "public.people")
///     .to("postgres", "copies.people")
///     .if_exists(Existing::Truncate)
///     .send()?
///     .wait()?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn transfer<T>(session: &Session, database: impl Into<IdOrName>, table: T) -> TransferFrom
where
    T: TryInto<TableName, Error: Display>,
{
    TransferFrom::new(session, Target::new(database, table))
}

/// Refreshes the Platform's description of a table: its columns, and their statistics. The Platform notices tables that
/// SQL has created or changed only when it scans them.
///
/// This is `POST /tables/scan`, in favor of which the specification deprecates `POST /tables/{id}/refresh`.
///
/// ```no_run
/// let client = civis::Session::from_env()?;
/// civis::tables::refresh(&client, "redshift-general", "public.people").send()?.wait()?;
/// let id = client.get_table_id("public.people", "redshift-general")?;
/// # Ok::<(), civis::Error>(())
/// ```
pub fn refresh<T>(session: &Session, database: impl Into<IdOrName>, table: T) -> Refresh
where
    T: TryInto<TableName, Error: Display>,
{
    Refresh::new(session, Target::new(database, table))
}
