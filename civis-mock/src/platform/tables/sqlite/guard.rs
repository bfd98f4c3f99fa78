//! What SQL may do: neither read nor write files, and not run for ever.
//!
//! Whoever can send SQL to the server must not gain more than a database in memory.

use std::time::{Duration, Instant};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, Error};

/// The pragmas that SQL may run. They read the schema, and change nothing.
const ALLOWED_PRAGMAS: [&str; 8] = [
    "database_list",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// How long statements may run together.
pub(super) const MAX_TIME: Duration = Duration::from_secs(30);

/// How many instructions of SQLite run between two looks at the clock.
const INSTRUCTIONS: i32 = 10_000;

/// The largest value and the longest statement, in bytes.
const MAX_VALUE: i32 = 16 << 20;

/// The largest size of a schema, in pages of 4096 bytes.
const MAX_PAGES: u32 = 1 << 16;

/// Applies the limits to a new connection, and denies everything that reads or writes
/// files, loads code or changes settings.
pub(super) fn guard(connection: &Connection) -> Result<(), Error> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    // Databases without a name, which `vacuum` uses, are files by default.
    connection.pragma_update(None, "temp_store", "memory")?;
    for schema in ["main", "temp"] {
        connection.pragma_update(Some(schema), "max_page_count", MAX_PAGES)?;
    }
    connection.authorizer(Some(authorize));
    Ok(())
}

/// Attaches a new database in memory, which SQL cannot do itself.
pub(super) fn attach(connection: &Connection, schema: &str) -> Result<(), Error> {
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
    let attached = connection
        .execute("attach ':memory:' as ?", [schema])
        .and_then(|_| connection.pragma_update(Some(schema), "max_page_count", MAX_PAGES));
    connection.authorizer(Some(authorize));
    attached
}

/// Does some work, and stops its SQL after a time.
pub(super) fn within<T>(connection: &Connection, time: Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    connection.progress_handler(INSTRUCTIONS, Some(move || start.elapsed() > time));
    let result = work();
    connection.progress_handler(0, None::<fn() -> bool>);
    result
}

fn authorize(context: AuthContext<'_>) -> Authorization {
    let is_allowed = match context.action {
        // `vacuum` attaches a database without a name, and `vacuum into` its file.
        AuthAction::Attach { filename } => filename.is_empty(),
        // It would take its tables along.
        AuthAction::Detach { .. } => false,
        AuthAction::Pragma { pragma_name, .. } => {
            let mut allowed = ALLOWED_PRAGMAS.iter();
            allowed.any(|name| name.eq_ignore_ascii_case(pragma_name))
        }
        AuthAction::Function { function_name } => {
            let mut denied = ["load_extension", "fts3_tokenizer"].iter();
            !denied.any(|name| name.eq_ignore_ascii_case(function_name))
        }
        // Modules may read files. An unknown action is, among others, an `attach`
        // whose file name is an expression.
        AuthAction::CreateVtable { .. } | AuthAction::Unknown { .. } => false,
        _ => true,
    };
    if is_allowed {
        Authorization::Allow
    } else {
        Authorization::Deny
    }
}
