//! Lists as tables. On a terminal a table has as many columns as fit, the most informative first, and long values are cut.

use std::io::{self, Write};

use serde_json::Value;

use super::cell;
use super::fields::FieldPath;
use super::{Rows, Settings};

/// How many rows decide on columns and their widths on a terminal. Further rows are written as they arrive.
const SAMPLE: usize = 100;

/// Between two columns.
const GAP: &str = "  ";

/// A column is not cut below this many columns of the terminal, unless its content is narrower.
const NARROWEST: usize = 12;

/// The most informative fields of an object, which come first.
const INFORMATIVE: [&str; 8] = [
    "id", "name", "title", "username", "type", "state", "status", "email",
];

pub(crate) fn write<E: From<io::Error>>(
    out: &mut dyn Write,
    settings: &Settings,
    columns: &[String],
    rows: Rows<'_, E>,
) -> Result<(), E> {
    let most = settings.width.map_or(usize::MAX, |_| SAMPLE);
    let sample = (&mut *rows).take(most).collect::<Result<Vec<Value>, E>>()?;
    if sample.is_empty() {
        return Ok(());
    }
    let all = all_columns(&settings.fields, columns, &sample);
    let layout = Layout::new(settings, &all, &sample);
    if settings.header {
        layout.write_header(out, settings.color)?;
    }
    for row in &sample {
        layout.write_row(out, row)?;
    }
    drop(sample);
    for row in rows {
        layout.write_row(out, &row?)?;
    }
    if layout.columns.len() < all.len() && settings.header {
        let note = format!(
            "{} of {} fields; `--output json` shows all, `--fields` others",
            layout.columns.len(),
            all.len()
        );
        writeln!(out, "{}", dim(&note, settings.color))?;
    }
    Ok(())
}

/// The paths of the columns: the user's, or those of the fields whose values fit a cell.
fn all_columns(given: &[FieldPath], declared: &[String], sample: &[Value]) -> Vec<FieldPath> {
    if !given.is_empty() {
        return given.to_vec();
    }
    let objects: Vec<_> = sample.iter().filter_map(Value::as_object).collect();
    let (mut names, mut empty): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let declared = declared.iter().map(String::as_str);
    let present = objects
        .iter()
        .flat_map(|fields| fields.keys().map(String::as_str));
    for name in INFORMATIVE.into_iter().chain(declared).chain(present) {
        let fits = |value: &Value| cell::is_scalar(value) || is_list_of_scalars(value);
        let values = || objects.iter().filter_map(|fields| fields.get(name));
        let is_known = names.contains(&name) || empty.contains(&name);
        if is_known || values().next().is_none() || !values().all(fits) {
            continue;
        }
        // A column without a value in any row comes last.
        match values().any(|value| !cell::text(value).is_empty()) {
            true => names.push(name),
            false => empty.push(name),
        }
    }
    let shown = if names.is_empty() { empty } else { names };
    shown.into_iter().map(FieldPath::from).collect()
}

fn is_list_of_scalars(value: &Value) -> bool {
    let items = value.as_array();
    items.is_some_and(|items| items.iter().all(cell::is_scalar))
}

/// The columns that fit, with their widths.
struct Layout {
    columns: Vec<Column>,
}

struct Column {
    path: FieldPath,
    width: usize,
    is_numeric: bool,
}

impl Layout {
    fn new(settings: &Settings, paths: &[FieldPath], sample: &[Value]) -> Self {
        if paths.is_empty() {
            // Rows that are not objects, such as a list of texts.
            let width = settings.width.unwrap_or(usize::MAX);
            let path = FieldPath::from("value");
            return Self {
                columns: vec![Column {
                    path,
                    width,
                    is_numeric: false,
                }],
            };
        }
        let mut columns: Vec<Column> = paths
            .iter()
            .map(|path| Column::new(path, sample, settings.header))
            .collect();
        if let Some(width) = settings.width {
            let must_show = if settings.fields.is_empty() {
                1
            } else {
                columns.len()
            };
            fit(&mut columns, must_show, width);
        }
        Self { columns }
    }

    fn write_header(&self, out: &mut dyn Write, color: bool) -> io::Result<()> {
        let names = self.columns.iter().map(|column| column.path.to_string());
        let line = self.line(names.collect());
        writeln!(out, "{}", bold(&line, color))
    }

    fn write_row(&self, out: &mut dyn Write, row: &Value) -> io::Result<()> {
        let cells = match row {
            Value::Object(_) => {
                let values = self.columns.iter().map(|column| column.path.get(row));
                values.map(cell::line).collect()
            }
            row => vec![cell::line(row)],
        };
        writeln!(out, "{}", self.line(cells))
    }

    fn line(&self, cells: Vec<String>) -> String {
        let mut line = String::new();
        for (index, (column, text)) in self.columns.iter().zip(cells).enumerate() {
            if index > 0 {
                line.push_str(GAP);
            }
            let text = cell::fit(&text, column.width);
            let is_last = index + 1 == self.columns.len();
            let missing = column.width.saturating_sub(cell::width(&text));
            let spaces =
                if missing > 0 && (!is_last || column.is_numeric) && column.width < usize::MAX {
                    " ".repeat(missing)
                } else {
                    String::new()
                };
            if column.is_numeric {
                line.push_str(&spaces);
                line.push_str(&text);
            } else {
                line.push_str(&text);
                line.push_str(&spaces);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

impl Column {
    fn new(path: &FieldPath, sample: &[Value], header: bool) -> Self {
        let values = || sample.iter().map(|row| path.get(row));
        let widest = values().map(|value| cell::width(&cell::line(value))).max();
        let name = if header {
            cell::width(path.as_str())
        } else {
            0
        };
        let is_numeric = values().all(|value| value.is_number() || value.is_null())
            && values().any(Value::is_number);
        Self {
            path: path.clone(),
            width: widest.unwrap_or(0).max(name),
            is_numeric,
        }
    }

    fn narrowest(&self) -> usize {
        self.width.min(NARROWEST)
    }
}

/// Drops columns from the end, except the first `must_show`, and narrows others, until they fit.
fn fit(columns: &mut Vec<Column>, must_show: usize, width: usize) {
    let mut takes = 0;
    let mut fitting = 0;
    for column in columns.iter() {
        takes += column.narrowest() + if fitting > 0 { GAP.len() } else { 0 };
        if takes > width {
            break;
        }
        fitting += 1;
    }
    columns.truncate(fitting.max(must_show));
    let gaps = GAP.len() * columns.len().saturating_sub(1);
    let mut spare = width.saturating_sub(gaps);
    if fitting < columns.len() {
        // Not even narrow columns fit: each gets its share.
        let share = (spare / columns.len().max(1)).max(1);
        for column in columns {
            column.width = column.width.min(share);
        }
        return;
    }
    spare = spare.saturating_sub(columns.iter().map(Column::narrowest).sum());
    for column in columns {
        let wanted = column.width - column.narrowest();
        let extra = wanted.min(spare);
        column.width = column.narrowest() + extra;
        spare -= extra;
    }
}

fn bold(text: &str, color: bool) -> String {
    styled(text, anstyle::Style::new().bold(), color)
}

fn dim(text: &str, color: bool) -> String {
    styled(text, anstyle::Style::new().dimmed(), color)
}

/// The text in a style, if there are colors.
pub(crate) fn styled(text: &str, style: anstyle::Style, color: bool) -> String {
    match color {
        true => format!("{style}{text}{style:#}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use serde_json::{Value, json};

    use crate::output::{Format, Settings, write_value};

    fn table(value: Value, width: Option<usize>, fields: &[&str]) -> Vec<String> {
        let settings = Settings {
            format: Format::Table,
            fields: fields.iter().map(|&path| path.into()).collect(),
            sort: Vec::new(),
            header: true,
            width,
            color: false,
        };
        let mut out = Vec::new();
        write_value(&mut out, &settings, &[], value).expect("a table");
        let text = String::from_utf8(out).expect("text");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn telling_fields_come_first_and_nested_values_are_left_out() {
        let rows = json!([
            {"archived": false, "author": {"id": 1}, "id": 5, "name": "nightly"},
            {"archived": true, "author": {"id": 2}, "id": 12, "name": "日本"},
        ]);
        let expected = [
            "id  name     archived",
            " 5  nightly  false",
            "12  日本     true",
        ];
        assert_eq!(table(rows, None, &[]), expected);
    }

    #[test]
    fn columns_without_values_are_left_out_unless_there_are_no_others() {
        let rows = json!([{"id": 1, "a": null, "b": ""}, {"id": 2, "a": null, "b": []}]);
        assert_eq!(table(rows, None, &[]), ["id", " 1", " 2"]);
        assert_eq!(table(json!([{"a": null}]), None, &[]), ["a", ""]);
        assert_eq!(table(json!(["x", 5]), None, &[]), ["value", "x", "5"]);
    }

    #[test]
    fn a_table_fits_the_terminal() {
        let rows =
            json!([{"id": 1, "name": "n".repeat(50), "a": "a".repeat(30), "b": "b".repeat(30)}]);
        for width in [10, 20, 30, 40, 60, 80, 100, 200] {
            let lines = table(rows.clone(), Some(width), &[]);
            for line in &lines[..2] {
                assert!(super::cell::width(line) <= width, "{width}: {line}");
            }
        }
        let lines = table(rows.clone(), Some(30), &[]);
        assert_eq!(lines[0], "id  name          a");
        assert_eq!(lines[1], " 1  nnnnnnnnnnn…  aaaaaaaaaaa…");
        assert_eq!(
            lines[2],
            "3 of 4 fields; `--output json` shows all, `--fields` others"
        );
        // Fields that were asked for are never left out.
        let lines = table(rows, Some(20), &["id", "b", "a", "name"]);
        assert_eq!(lines[0].split_whitespace().count(), 4, "{lines:?}");
    }

    #[test]
    fn rows_after_the_sample_are_written_as_they_arrive() {
        let mut written = Vec::new();
        let settings = Settings {
            format: Format::Table,
            fields: Vec::new(),
            sort: Vec::new(),
            header: false,
            width: Some(80),
            color: false,
        };
        let rows = (0..150).map(|id| {
            if id == 140 {
                Err(io::Error::other("broken"))
            } else {
                Ok(json!({"id": id}))
            }
        });
        let result = super::write(&mut written, &settings, &[], &mut rows.into_iter());
        assert!(result.is_err());
        assert_eq!(written.iter().filter(|byte| **byte == b'\n').count(), 140);
    }
}
