//! Scans of tables. What the server shows of a table is always current, so a scan only finds out whether it exists.

use crate::platform::object::{Object, required_number, text};
use crate::platform::resources::Resources;
use crate::platform::tables::table::TableName;

pub(super) fn run(sent: &Object, resources: &mut Resources) -> Result<(), String> {
    let database = required_number(sent, "databaseId")?;
    let database = resources.catalog.require_database(database)?;
    let part = |name| text(sent, name).unwrap_or_default();
    let wanted = TableName::new(part("schema"), part("tableName"));
    let names = resources.databases.engine(database).names();
    match names.iter().any(|name| name.is(&wanted)) {
        true => Ok(()),
        false => Err(format!("relation \"{wanted}\" does not exist")),
    }
}
