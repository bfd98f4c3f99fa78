//! One object as a table of two columns: the name of each field, and its value.

use std::io::{self, Write};

use serde_json::Value;

use super::table::styled;
use super::{Settings, cell};

pub(super) fn write(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    value: &Value,
) -> io::Result<()> {
    let Value::Object(object) = value else {
        return writeln!(out, "{}", cell::line(value));
    };
    let mut entries: Vec<(String, &Value)> = Vec::new();
    if settings.fields.is_empty() {
        let declared = columns.iter().filter_map(|name| object.get_key_value(name));
        let others = object.iter().filter(|(name, _)| !columns.contains(name));
        for (name, value) in declared.chain(others) {
            flatten(name, value, &mut entries);
        }
    } else {
        for path in &settings.fields {
            entries.push((path.to_string(), path.get(value)));
        }
    }
    let widest = entries.iter().map(|(name, _)| cell::width(name)).max();
    let widest = widest.unwrap_or(0);
    for (name, value) in entries {
        let spaces = " ".repeat(widest - cell::width(&name));
        let name = styled(&name, anstyle::Style::new().bold(), settings.color);
        let text = cell::line(value);
        let text = match settings.width {
            Some(width) => cell::fit(&text, width.saturating_sub(widest + 2).max(8)),
            None => text.as_str().into(),
        };
        let line = format!("{name}{spaces}  {text}");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The entry, or those of an object below it with dots in their names.
fn flatten<'v>(name: &str, value: &'v Value, entries: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (below, value) in fields {
                flatten(&format!("{name}.{below}"), value, entries);
            }
        }
        value => entries.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::output::{Format, Settings, write_value};

    #[test]
    fn an_object_has_a_line_for_each_field() {
        let settings = Settings {
            format: Format::Table,
            fields: Vec::new(),
            sort: Vec::new(),
            header: true,
            width: Some(20),
            color: false,
        };
        let value = json!({"id": 5, "author": {"name": "Ada"}, "sql": "select 1 from somewhere", "none": null});
        let mut out = Vec::new();
        let columns = ["id".to_owned(), "author".to_owned()];
        write_value(&mut out, &settings, &columns, value).expect("a table");
        let expected = "id           5\nauthor.name  Ada\nnone\nsql          select …\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
