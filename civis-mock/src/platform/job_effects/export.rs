//! SQL scripts and exports, which write the rows they select to files.

use serde_json::{Value, json};

use crate::platform::files::links::{MAX_LINK_LIFETIME, link};
use crate::platform::object::{Object, get, object, property, required_number, text};
use crate::platform::resources::Resources;
use crate::platform::tables::csv_file::{CsvSettings, compress, delimiter};
use crate::platform::tables::table::Table;

const MEGABYTE: u64 = 1_000_000;

/// Runs a SQL script. Returns the file of its rows, or the manifest of several
/// files; none if the script selects nothing.
pub(super) fn run(
    sent: &Object,
    run: u64,
    resources: &mut Resources,
) -> Result<Option<u64>, String> {
    let database = required_number(sent, "remoteHostId")?;
    let database = resources.catalog.require_database(database)?;
    let sql = insert_arguments(sent)?;
    let settings = CsvSettings::parse(get(sent, "csvSettings").unwrap_or(&Value::Null))?;
    let Some(table) = resources.databases.run(database, &sql)? else {
        return Ok(None);
    };
    let stem = match &settings.prefix {
        Some(prefix) => prefix.clone(),
        None => format!("output_{run}"),
    };
    let file = if settings.multifile {
        write_files(resources, &settings, &sql, &table, &stem)?
    } else {
        write_file(resources, &settings, &table, &table.rows, &stem)?
    };
    Ok(Some(file))
}

/// The SQL script that does what a CSV export describes.
pub(super) fn to_script(sent: &Object) -> Object {
    let sent_value = |name| get(sent, name).unwrap_or(&Value::Null);
    let mut settings = sent.clone();
    let prefix = property(sent_value("destination"), "filenamePrefix");
    settings.insert("filenamePrefix".to_owned(), prefix.clone());
    let mut script = object(sent_value("source").clone());
    script.insert("csvSettings".to_owned(), settings.into());
    script
}

fn write_file(
    resources: &mut Resources,
    settings: &CsvSettings,
    table: &Table,
    rows: &[Vec<Value>],
    stem: &str,
) -> Result<u64, String> {
    let name = format!("{stem}.csv");
    let content = settings.write(table, rows)?;
    let content = compress(content, settings.compression, &name)?;
    let name = format!("{name}{}", settings.compression.suffix());
    Ok(resources.files.add(&name, content, &mut resources.env))
}

/// Writes at least two files if there are enough rows, as the Platform writes one
/// for each slice of the database, and more if the files would be too large.
fn write_files(
    resources: &mut Resources,
    settings: &CsvSettings,
    sql: &str,
    table: &Table,
    stem: &str,
) -> Result<u64, String> {
    let size = settings.write(table, &table.rows)?.len() as u64;
    let max_size = settings
        .max_size
        .map_or(u64::MAX, |size| size.saturating_mul(MEGABYTE));
    let count = usize::try_from(size.div_ceil(max_size.max(1)).max(2)).unwrap_or(usize::MAX);
    let rows = table.rows.len().div_ceil(count).max(1);
    let mut chunks: Vec<&[Vec<Value>]> = table.rows.chunks(rows).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let mut entries = Vec::new();
    for (index, rows) in chunks.into_iter().enumerate() {
        let id = write_file(
            resources,
            settings,
            table,
            rows,
            &format!("{stem}_{index:03}"),
        )?;
        let file = resources.files.get(id);
        let content = resources.files.content(id, resources.env.now());
        entries.push(json!({
            "id": id,
            "name": file.map(|file| file.name.as_str()),
            "size": content.map(|content| content.bytes.len()),
            "url": file.map(|file| format!("s3:/{}", file.path())),
            "url_signed": file.map(|file| link(file, &resources.env, MAX_LINK_LIFETIME, "")),
        }));
    }
    let manifest = json!({
        "query": sql,
        "header": table.columns().collect::<Vec<_>>(),
        "entries": entries,
        "unquoted": settings.unquoted,
        "compression": settings.compression.name(),
        "delimiter": char::from(delimiter(&settings.delimiter)?),
    });
    let (name, manifest) = (format!("{stem}.json"), manifest.to_string().into_bytes());
    Ok(resources.files.add(&name, manifest, &mut resources.env))
}

/// The SQL, with `{{name}}` replaced by the argument for the parameter `name`.
fn insert_arguments(sent: &Object) -> Result<String, String> {
    let mut sql = text(sent, "sql").unwrap_or_default().to_owned();
    let arguments = get(sent, "arguments").unwrap_or(&Value::Null);
    let params = get(sent, "params").and_then(Value::as_array);
    for param in params.into_iter().flatten() {
        let name = property(param, "name").as_str().unwrap_or_default();
        let own = ["value", "default"].map(|key| property(param, key));
        let mut values = [property(arguments, name)].into_iter().chain(own);
        let value = values.find(|value| !value.is_null());
        if value.is_none() && property(param, "required").as_bool() == Some(true) {
            return Err(format!("the parameter `{name}` has no argument"));
        }
        let literal = match value {
            None => "null".to_owned(),
            Some(Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
            Some(value) => value.to_string(),
        };
        for placeholder in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}")] {
            sql = sql.replace(&placeholder, &literal);
        }
    }
    Ok(sql)
}
