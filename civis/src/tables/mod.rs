//! Tables: load rows into them, and copy them between databases.
//!
//! | to | see |
//! |---|---|
//! | load files of the Platform | [`load_files`] |
//! | copy a table to another database | [`transfer`] |
//! | refresh what the Platform knows of a table | [`refresh`] |
//!
//! Every function takes a session, to which a client dereferences; no specification is needed. A database is an ID or a
//! name, a table is `schema.table` or a [`TableName`].

// | file | what |
// |---|---|
// | `load.rs` | [`Load`]: settings and steps |
// | `options.rs`, `column.rs` | the settings, their checks, and what the import sends of them |
// | `source.rs` | where the rows come from |
// | `target.rs` | the table they go to |
// | `cleaning.rs` | the runs that clean files |
// | `consistency.rs` | what the files have in common |
// | `import.rs` | the run that loads them |
// | `transfer.rs`, `refresh.rs` | copies and refreshes |
// | `request.rs`, `records.rs` | requests, and the fields that are read of responses |

mod cleaning;
mod column;
mod consistency;
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

use source::Source;
use target::Target;

use crate::{IdOrName, Session, TableName};

pub use column::Column;
pub use import::Import;
pub use load::Load;
pub use options::{DistStyle, Execution, Existing};
pub use refresh::{Refresh, Statistics};
pub use transfer::{Transfer, TransferFrom};

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

/// Refreshes what the Platform knows of a table: its columns, and the statistics of them. The Platform notices tables that
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
