//! JSON: indented values, lists whose items are written as they arrive, and one value a line.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::fields::FieldPath;
use super::{Rows, Settings};

/// A value with only the selected fields, in the order of the selection. Without one, all fields: `columns` first.
struct Selected<'v> {
    fields: &'v [FieldPath],
    columns: &'v [String],
    value: &'v Value,
}

impl Serialize for Selected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.fields.is_empty() {
            return match self.value {
                Value::Object(entries) => serializer.collect_map(in_order(self.columns, entries)),
                value => value.serialize(serializer),
            };
        }
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for path in self.fields {
            map.serialize_entry(path.as_str(), path.get(self.value))?;
        }
        map.end()
    }
}

/// The entries of an object: those of the columns, then the others.
fn in_order<'v>(
    columns: &'v [String],
    entries: &'v Map<String, Value>,
) -> impl Iterator<Item = (&'v String, &'v Value)> {
    let is_new = |&(at, name): &(usize, &String)| !columns[..at].contains(name);
    let distinct = columns.iter().enumerate().filter(is_new);
    let first = distinct.filter_map(|(_, name)| entries.get_key_value(name));
    first.chain(entries.iter().filter(|(name, _)| !columns.contains(name)))
}

fn selected<'v>(settings: &'v Settings, columns: &'v [String], value: &'v Value) -> Selected<'v> {
    Selected {
        fields: &settings.fields,
        columns,
        value,
    }
}

pub(super) fn write_value(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    value: &Value,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &selected(settings, columns, value))?;
    writeln!(out)
}

pub(super) fn write_line(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    value: &Value,
) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &selected(settings, columns, value))?;
    writeln!(out)
}

/// A list, item by item: the same bytes as those of the whole list at once.
pub(super) fn write_rows<E: From<io::Error>>(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    rows: Rows<'_, E>,
) -> Result<(), E> {
    let mut before = "[\n";
    for row in rows {
        let row = row?;
        let text = serde_json::to_string_pretty(&selected(settings, columns, &row))
            .map_err(io::Error::from)?;
        // A newline in JSON text is never part of a value.
        write!(out, "{before}  {}", text.replace('\n', "\n  "))?;
        before = ",\n";
    }
    let end = if before == "[\n" { "[]\n" } else { "\n]\n" };
    out.write_all(end.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::output::{Format, Settings, write_value};

    #[test]
    fn a_list_in_pieces_is_the_list_at_once() {
        let settings = Settings {
            format: Format::Json,
            fields: Vec::new(),
            sort: Vec::new(),
            header: true,
            width: None,
            color: false,
        };
        for value in [
            json!([]),
            json!([1]),
            json!([{"a": [1, {"b": "\n"}]}, null, {}]),
        ] {
            let mut out = Vec::new();
            write_value(&mut out, &settings, &[], value.clone()).expect("JSON");
            let expected = serde_json::to_string_pretty(&value).expect("JSON") + "\n";
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
        let mut out = Vec::new();
        let columns = ["z", "none", "z"].map(str::to_owned);
        let value = json!({"a": 1, "z": 2});
        write_value(&mut out, &settings, &columns, value).expect("JSON");
        let written = String::from_utf8_lossy(&out);
        assert_eq!(written, "{\n  \"z\": 2,\n  \"a\": 1\n}\n");
        let fields = vec!["b".into(), "a.c".into()];
        let settings = Settings {
            fields,
            format: Format::Ndjson,
            ..settings
        };
        let mut out = Vec::new();
        let value: Value = json!([{"a": {"c": 1}, "b": 2}]);
        write_value(&mut out, &settings, &[], value).expect("JSON");
        assert_eq!(String::from_utf8_lossy(&out), "{\"b\":2,\"a.c\":1}\n");
    }
}
