//! Imports of CSV files into tables.

use serde_json::{Value, json};

use crate::platform::job_effects::load::{Existing, Load};
use crate::platform::job_effects::{number, text};
use crate::platform::object::{Facts, facts, named, part};
use crate::platform::request_context::Ask;
use crate::platform::state::World;
use crate::platform::tables::csv_file::{delimiter, records, unpacked};
use crate::platform::tables::detect::Detected;
use crate::platform::tables::table::{Column, TableName};
use crate::reply::Reply;

/// Runs an import of `POST /imports/files/csv`.
pub(crate) fn load_files(world: &mut World, sent: &Facts) -> Result<(), String> {
    let of = |name| named(sent, name).unwrap_or(&Value::Null);
    let destination = facts(of("destination").clone());
    let database = world.database(number(&destination, "remoteHostId")?)?;
    let files = part(of("source"), "fileIds").as_array();
    let files = files.ok_or("only imports of Civis files can be run")?;
    let header = of("firstRowIsHeader").as_bool().unwrap_or(true);
    let separator = delimiter(text(sent, "columnDelimiter").unwrap_or("comma"))?;
    let escaped = of("escaped").as_bool().unwrap_or(false);
    let mut rows = Vec::new();
    let mut names = None;
    for file in files {
        let file = file.as_u64().ok_or("`fileIds` must be integers")?;
        let content = unpacked(&world.bytes(file)?)?;
        let mut records = records(&content, separator, escaped)?;
        if header && !records.is_empty() {
            let first = records.remove(0);
            names.get_or_insert(first);
        }
        rows.extend(records);
    }
    let columns = of("tableColumns").as_array().map(|columns| {
        let columns = columns.iter().map(|column| Column {
            name: part(column, "name").as_str().unwrap_or_default().to_owned(),
            sql_type: part(column, "sqlType")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        });
        columns.collect()
    });
    let keys = |name| {
        let keys = named(&destination, name).and_then(Value::as_array);
        let keys = keys.into_iter().flatten().filter_map(Value::as_str);
        keys.map(str::to_owned).collect()
    };
    let load = Load {
        database,
        table: name_of(&destination, "schema", "table"),
        columns,
        names,
        rows,
        existing: Existing::read(text(sent, "existingTableRows"))?,
        max_errors: of("maxErrors").as_u64().unwrap_or(0),
        primary_keys: keys("primaryKeys"),
        last_modified_keys: keys("lastModifiedKeys"),
    };
    load.run(world)
}

/// Runs an import of `POST /imports/files`, whose file was sent to its URL.
pub(crate) fn load_upload(world: &mut World, sent: &Facts) -> Result<(), String> {
    let header = named(sent, "firstRowIsHeader").and_then(Value::as_bool);
    let bytes = world.bytes(number(sent, "fileId")?)?;
    let detected = Detected::new(&bytes, header, text(sent, "columnDelimiter"))?;
    let separator = detected.delimiter.as_deref().ok_or("the file is empty")?;
    let escaped = named(sent, "escaped")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let mut rows = records(&detected.text, delimiter(separator)?, escaped)?;
    if detected.header && !rows.is_empty() {
        rows.remove(0);
    }
    let load = Load {
        database: world.database(number(sent, "remoteHostId")?)?,
        table: name_of(sent, "schema", "name"),
        names: Some(
            detected
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect(),
        ),
        columns: None,
        rows,
        existing: Existing::read(text(sent, "existingTableRows"))?,
        max_errors: named(sent, "maxErrors")
            .and_then(Value::as_u64)
            .unwrap_or(0),
        primary_keys: Vec::new(),
        last_modified_keys: Vec::new(),
    };
    load.run(world)
}

fn name_of(facts: &Facts, schema: &str, table: &str) -> TableName {
    let text = |name| text(facts, name).unwrap_or_default();
    TableName::new(text(schema), text(table))
}

impl Ask<'_> {
    /// Begins an import whose file is sent to a signed URL.
    pub(crate) fn add_upload_import(&mut self) -> Reply {
        let mut sent = self.sent();
        let file = self.world.add_upload("import.csv");
        sent.insert("fileId".to_owned(), file.into());
        let is_form = named(&sent, "multipart").and_then(Value::as_bool) == Some(true);
        let id = self.world.add_job("imports/files", sent);
        let host = self.world.host.clone();
        let (uri, fields) = if is_form {
            let uri = format!("http://{host}/{}", crate::platform::files::bucket::BUCKET);
            (uri.into(), Value::from(self.world.upload_fields(file)))
        } else {
            (self.world.upload_url(file), json!({}))
        };
        self.one(&facts(json!({
            "id": id,
            "uploadUri": uri,
            "runUri": format!("http://{host}/imports/files/{id}/runs"),
            "uploadFields": fields,
        })))
    }
}
