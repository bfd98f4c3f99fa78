//! JSON: indented values, lists whose items are written as they arrive, and one value a line.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::fields::FieldPath;
use super::{Rows, Settings};

/// A value with only the selected fields, in the order of the selection.
struct Selected<'v> {
    fields: &'v [FieldPath],
    value: &'v Value,
}

impl Serialize for Selected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.fields.is_empty() {
            return self.value.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for path in self.fields {
            map.serialize_entry(path.as_str(), path.get(self.value))?;
        }
        map.end()
    }
}

fn selected<'v>(settings: &'v Settings, value: &'v Value) -> Selected<'v> {
    Selected {
        fields: &settings.fields,
        value,
    }
}

pub(super) fn write_value(
    out: &mut dyn Write,
    settings: &Settings,
    value: &Value,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &selected(settings, value))?;
    writeln!(out)
}

pub(super) fn write_line(
    out: &mut dyn Write,
    settings: &Settings,
    value: &Value,
) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &selected(settings, value))?;
    writeln!(out)
}

/// A list, item by item: the same bytes as those of the whole list at once.
pub(super) fn write_rows<E: From<io::Error>>(
    out: &mut dyn Write,
    settings: &Settings,
    rows: Rows<'_, E>,
) -> Result<(), E> {
    let mut before = "[\n";
    for row in rows {
        let row = row?;
        let text =
            serde_json::to_string_pretty(&selected(settings, &row)).map_err(io::Error::from)?;
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
