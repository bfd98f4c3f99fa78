//! Syncs of tables from database to database.

use serde_json::{Value, json};

use crate::platform::job_effects::load::Existing;
use crate::platform::job_effects::number;
use crate::platform::object::{Facts, facts, named, part, set};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::platform::tables::table::{Table, TableName};
use crate::reply::Reply;

/// Runs the syncs of an import of type `Dbsync`.
pub(crate) fn sync(world: &mut World, sent: &Facts) -> Result<(), String> {
    let host = |name| {
        let place = named(sent, name).cloned().unwrap_or_default();
        number(&facts(place), "remoteHostId")
    };
    let syncs = named(sent, "syncs").and_then(Value::as_array).cloned();
    let syncs = syncs.unwrap_or_default();
    if syncs.is_empty() {
        return Err("the import has no syncs".to_owned());
    }
    let source = world.database(host("source")?)?;
    let destination = world.database(host("destination")?)?;
    for sync in syncs {
        let from = table_of(part(&sync, "source"))?;
        let to = table_of(part(&sync, "destination"))?;
        let existing = part(part(&sync, "advancedOptions"), "existingTableRows");
        let existing = Existing::read(existing.as_str())?;
        let table = world.databases.engine(source).read(&from);
        let table = table.ok_or_else(|| format!("relation \"{from}\" does not exist"))?;
        copy(world, destination, &to, &table, existing)?;
    }
    Ok(())
}

fn copy(
    world: &mut World,
    database: u64,
    name: &TableName,
    table: &Table,
    existing: Existing,
) -> Result<(), String> {
    let engine = world.databases.engine(database);
    match (engine.read(name), existing) {
        (Some(_), Existing::Fail) => Err(format!("table \"{name}\" already exists")),
        (Some(before), Existing::Append | Existing::Truncate | Existing::Upsert) => {
            if before.columns.len() != table.columns.len() {
                return Err(format!("table \"{name}\" has other columns"));
            }
            if existing == Existing::Truncate {
                engine.clear(name)?;
            }
            engine.insert(name, &table.rows)
        }
        (Some(_), Existing::Drop) | (None, _) => world.databases.set(database, name, table),
    }
}

/// The table of one side of a sync, told as a path or in its parts.
fn table_of(place: &Value) -> Result<TableName, String> {
    let parts = part(place, "databaseTable");
    let name = match part(place, "path").as_str() {
        Some(path) => TableName::read(path),
        None => part(parts, "schema")
            .as_str()
            .zip(part(parts, "table").as_str())
            .map(|(schema, table)| TableName::new(schema, table)),
    };
    name.ok_or_else(|| format!("the sync of {place} names no table"))
}

impl Ask<'_> {
    /// Adds a sync to an import.
    pub(crate) fn add_sync(&mut self, import: u64) -> Reply {
        let mut sync = self.sent();
        sync.remove("id");
        let id = self.world.new_id();
        set(&mut sync, "id", id.into());
        let Some(job) = self.world.jobs.get_mut(&import) else {
            return self.not_found();
        };
        let syncs = job.sent.entry("syncs").or_insert_with(|| json!([]));
        if let Some(syncs) = syncs.as_array_mut() {
            syncs.push(sync.clone().into());
        }
        self.one(&sync)
    }

    /// Changes a sync, or takes it away where nothing is sent.
    pub(crate) fn change_sync(&mut self, import: u64, sync: u64, remove: bool) -> Reply {
        let mut sent = self.sent();
        set(&mut sent, "id", sync.into());
        let job = self.world.jobs.get_mut(&import);
        let syncs = job.and_then(|job| job.sent.get_mut("syncs")?.as_array_mut());
        let Some(syncs) = syncs else {
            return self.not_found();
        };
        let Some(place) = syncs.iter().position(|own| own["id"] == sync) else {
            return self.not_found();
        };
        if remove {
            syncs.remove(place);
        } else {
            syncs[place] = sent.clone().into();
        }
        self.one(&sent)
    }
}
