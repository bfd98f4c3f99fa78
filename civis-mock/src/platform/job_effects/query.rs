//! Queries, which store the first rows of their result.

use crate::platform::object::{Object, number, required_number, text};
use crate::platform::resources::Resources;
use crate::platform::tables::table::Table;

/// The number of rows that are stored unless the query says otherwise.
const DEFAULT_ROWS: u64 = 10;

/// The largest number of rows that are stored.
const MAX_ROWS: u64 = 1000;

pub(super) fn run(sent: &Object, resources: &mut Resources) -> Result<Option<Table>, String> {
    let database = required_number(sent, "database")?;
    let database = resources.catalog.require_database(database)?;
    let sql = text(sent, "sql").unwrap_or_default();
    let mut table = resources.databases.run(database, sql)?;
    let rows = number(sent, "previewRows").unwrap_or(DEFAULT_ROWS);
    if let Some(table) = &mut table {
        let rows = usize::try_from(rows.min(MAX_ROWS)).unwrap_or(usize::MAX);
        table.rows.truncate(rows);
    }
    Ok(table)
}
