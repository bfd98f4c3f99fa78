//! SQL: run statements, and look at the rows of queries.
//!
//! | to | use |
//! |---|---|
//! | fetch the first rows of a statement | [`query`] |
//! | run a statement without rows | [`execute`] |
//!
//! Databases and credentials are given by ID or by name. The session looks each up once.

mod execute;
mod params;
mod query;
mod script;
mod setters;
mod statement;

pub use execute::Execute;
pub use params::Param;
pub use query::{Preview, Query};

use crate::{IdOrName, Session};

/// Runs a statement and fetches its first rows, up to 1,000.
///
/// Parameters are for [`execute`] only: the API of queries has none.
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
