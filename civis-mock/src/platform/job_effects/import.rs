//! Imports of CSV files into tables.

use serde_json::Value;

use super::load::{ExistingRows, Load};
use crate::platform::object::{Object, flag, get, number, object, property, required_number, text};
use crate::platform::resources::Resources;
use crate::platform::tables::csv_file::{decompress, delimiter, records};
use crate::platform::tables::detect::Detected;
use crate::platform::tables::table::{Column, TableName};

/// Runs an import of `POST /imports/files/csv`.
pub(super) fn load_files(sent: &Object, resources: &mut Resources) -> Result<(), String> {
    let sent_value = |name| get(sent, name).unwrap_or(&Value::Null);
    let destination = object(sent_value("destination").clone());
    let database = required_number(&destination, "remoteHostId")?;
    let database = resources.catalog.require_database(database)?;
    let files = property(sent_value("source"), "fileIds").as_array();
    let files = files.ok_or("only imports of Civis files can be run")?;
    let header = flag(sent, "firstRowIsHeader").unwrap_or(true);
    let separator = delimiter(text(sent, "columnDelimiter").unwrap_or("comma"))?;
    let escaped = flag(sent, "escaped").unwrap_or(false);
    let mut rows = Vec::new();
    let mut names = None;
    for file in files {
        let file = file.as_u64().ok_or("`fileIds` must be integers")?;
        let content = resources.files.read(file, resources.env.now())?;
        let mut records = records(&decompress(&content)?, separator, escaped)?;
        if header && !records.is_empty() {
            let first = records.remove(0);
            names.get_or_insert(first);
        }
        rows.extend(records);
    }
    let column_text = |column, name| {
        let text = property(column, name).as_str();
        text.unwrap_or_default().to_owned()
    };
    let columns = sent_value("tableColumns").as_array().map(|columns| {
        let columns = columns.iter().map(|column| Column {
            name: column_text(column, "name"),
            sql_type: column_text(column, "sqlType"),
        });
        columns.collect()
    });
    let keys = |name| {
        let keys = get(&destination, name).and_then(Value::as_array);
        let keys = keys.into_iter().flatten().filter_map(Value::as_str);
        keys.map(str::to_owned).collect()
    };
    let load = Load {
        table: table_name(&destination, "schema", "table"),
        columns,
        names,
        rows,
        existing: ExistingRows::parse(text(sent, "existingTableRows"))?,
        max_errors: number(sent, "maxErrors").unwrap_or(0),
        primary_keys: keys("primaryKeys"),
        last_modified_keys: keys("lastModifiedKeys"),
    };
    load.run(resources.databases.engine(database))
}

/// Runs an import of `POST /imports/files`, whose file was sent to its URL.
pub(super) fn load_upload(sent: &Object, resources: &mut Resources) -> Result<(), String> {
    let header = flag(sent, "firstRowIsHeader");
    let file = required_number(sent, "fileId")?;
    let bytes = resources.files.read(file, resources.env.now())?;
    let detected = Detected::new(&bytes, header, text(sent, "columnDelimiter"))?;
    let separator = detected.delimiter.as_deref().ok_or("the file is empty")?;
    let escaped = flag(sent, "escaped").unwrap_or(false);
    let mut rows = records(&detected.text, delimiter(separator)?, escaped)?;
    if detected.header && !rows.is_empty() {
        rows.remove(0);
    }
    let names = detected.columns.into_iter().map(|column| column.name);
    let database = required_number(sent, "remoteHostId")?;
    let database = resources.catalog.require_database(database)?;
    let load = Load {
        table: table_name(sent, "schema", "name"),
        columns: None,
        names: Some(names.collect()),
        rows,
        existing: ExistingRows::parse(text(sent, "existingTableRows"))?,
        max_errors: number(sent, "maxErrors").unwrap_or(0),
        primary_keys: Vec::new(),
        last_modified_keys: Vec::new(),
    };
    load.run(resources.databases.engine(database))
}

fn table_name(object: &Object, schema: &str, table: &str) -> TableName {
    let text = |name| text(object, name).unwrap_or_default();
    TableName::new(text(schema), text(table))
}
