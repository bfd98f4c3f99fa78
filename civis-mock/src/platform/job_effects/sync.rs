//! Syncs, which copy tables from database to database.

use serde_json::Value;

use super::load::ExistingRows;
use crate::platform::object::{Object, get, object, property, required_number};
use crate::platform::resources::Resources;
use crate::platform::tables::databases::Databases;
use crate::platform::tables::table::{Table, TableName};

/// Runs the syncs of an import of type `Dbsync`.
pub(super) fn run(sent: &Object, resources: &mut Resources) -> Result<(), String> {
    let Resources {
        catalog, databases, ..
    } = resources;
    let database = |side| {
        let side = object(get(sent, side).cloned().unwrap_or_default());
        catalog.require_database(required_number(&side, "remoteHostId")?)
    };
    let syncs = get(sent, "syncs").and_then(Value::as_array);
    let syncs = syncs.filter(|syncs| !syncs.is_empty());
    let syncs = syncs.ok_or("the import has no syncs")?;
    let (source, destination) = (database("source")?, database("destination")?);
    for sync in syncs {
        let from = table_name(property(sync, "source"))?;
        let to = table_name(property(sync, "destination"))?;
        let existing = property(property(sync, "advancedOptions"), "existingTableRows");
        let existing = ExistingRows::parse(existing.as_str())?;
        let table = databases.engine(source).read(&from);
        let table = table.ok_or_else(|| format!("relation \"{from}\" does not exist"))?;
        copy(databases, destination, &to, &table, existing)?;
    }
    Ok(())
}

fn copy(
    databases: &mut Databases,
    database: u64,
    name: &TableName,
    table: &Table,
    existing: ExistingRows,
) -> Result<(), String> {
    let engine = databases.engine(database);
    match (engine.read(name), existing) {
        (Some(_), ExistingRows::Fail) => Err(format!("table \"{name}\" already exists")),
        (Some(_), ExistingRows::Drop) | (None, _) => databases.set(database, name, table),
        (Some(before), _) => {
            if before.columns.len() != table.columns.len() {
                return Err(format!("table \"{name}\" has other columns"));
            }
            if existing == ExistingRows::Truncate {
                engine.clear(name)?;
            }
            engine.insert(name, &table.rows)
        }
    }
}

/// The table of one side of a sync, which is given as a path or in its parts.
fn table_name(side: &Value) -> Result<TableName, String> {
    let parts = property(side, "databaseTable");
    let name = match property(side, "path").as_str() {
        Some(path) => TableName::parse(path),
        None => property(parts, "schema")
            .as_str()
            .zip(property(parts, "table").as_str())
            .map(|(schema, table)| TableName::new(schema, table)),
    };
    name.ok_or_else(|| format!("the sync of {side} does not name a table"))
}
