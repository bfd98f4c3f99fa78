//! CSV: a header, and a record for each row. Nested values are JSON.

use std::io::{self, Write};

use serde_json::Value;

use super::fields::FieldPath;
use super::{Rows, Settings, cell};

/// Writes rows. Without `--fields` the columns are the declared ones that the first row has, and then its others.
pub(super) fn write<E: From<io::Error>>(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    rows: Rows<'_, E>,
) -> Result<(), E> {
    let mut writer = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| {
        E::from(match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            kind => io::Error::other(format!("{kind:?}")),
        })
    };
    let mut paths: Option<Vec<FieldPath>> =
        (!settings.fields.is_empty()).then(|| settings.fields.clone());
    let mut has_header = settings.header;
    for row in rows {
        let row = row?;
        let paths = paths.get_or_insert_with(|| columns_of(&row, columns));
        if std::mem::take(&mut has_header) && !paths.is_empty() {
            let names = paths.iter().map(FieldPath::as_str);
            writer.write_record(names).map_err(failed)?;
        }
        let record: Vec<String> = if paths.is_empty() {
            vec![text(&row)]
        } else {
            paths.iter().map(|path| text(path.get(&row))).collect()
        };
        writer.write_record(&record).map_err(failed)?;
    }
    Ok(writer.flush()?)
}

/// A value as a field of a record: a scalar as text, others as JSON.
fn text(value: &Value) -> String {
    match cell::is_scalar(value) {
        true => cell::text(value).into_owned(),
        false => value.to_string(),
    }
}

fn columns_of(row: &Value, columns: &[String]) -> Vec<FieldPath> {
    let Value::Object(fields) = row else {
        return Vec::new();
    };
    let declared = columns.iter().filter(|name| fields.contains_key(*name));
    let others = fields.keys().filter(|name| !columns.contains(name));
    declared
        .chain(others)
        .map(|name| FieldPath::from(name.as_str()))
        .collect()
}
