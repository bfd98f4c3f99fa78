//! Loading of rows into a table that may already exist.

use serde_json::Value;

use crate::platform::tables::detect::{has_type, sql_type};
use crate::platform::tables::engine::Engine;
use crate::platform::tables::table::{Column, Table, TableName};

/// What happens to the rows of an existing table: `existingTableRows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExistingRows {
    Fail,
    Truncate,
    Append,
    Drop,
    Upsert,
}

impl ExistingRows {
    pub(crate) fn parse(name: Option<&str>) -> Result<Self, String> {
        Ok(match name {
            None | Some("fail") => ExistingRows::Fail,
            Some("truncate") => ExistingRows::Truncate,
            Some("append") => ExistingRows::Append,
            Some("drop") => ExistingRows::Drop,
            Some("upsert") => ExistingRows::Upsert,
            Some(other) => return Err(format!("unknown `existingTableRows` value `{other}`")),
        })
    }
}

/// Rows of text to load into a table.
#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) table: TableName,
    /// The columns that the request describes.
    pub(crate) columns: Option<Vec<Column>>,
    /// The column names in the file.
    pub(crate) names: Option<Vec<String>>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) existing: ExistingRows,
    pub(crate) max_errors: u64,
    pub(crate) primary_keys: Vec<String>,
    pub(crate) last_modified_keys: Vec<String>,
}

impl Load {
    /// Changes the table, or fails without changing it.
    pub(crate) fn run(self, engine: &mut dyn Engine) -> Result<(), String> {
        let before = engine.read(&self.table);
        if before.is_some() && self.existing == ExistingRows::Fail {
            return Err(format!("table \"{}\" already exists", self.table));
        }
        if self.existing == ExistingRows::Upsert && self.primary_keys.is_empty() {
            return Err("an upsert needs primary keys".to_owned());
        }
        let existing = before
            .as_ref()
            .filter(|_| self.existing != ExistingRows::Drop);
        let columns = match existing {
            Some(table) => table.columns.clone(),
            None => self.new_columns()?,
        };
        let rows = self.typed_rows(&columns)?;
        match (existing, self.existing) {
            (Some(table), ExistingRows::Upsert) => {
                let merged = self.merge(table, rows)?;
                engine.clear(&self.table)?;
                engine.insert(&self.table, &merged)
            }
            (Some(_), _) => {
                if self.existing == ExistingRows::Truncate {
                    engine.clear(&self.table)?;
                }
                engine.insert(&self.table, &rows)
            }
            (None, _) => {
                if before.is_some() {
                    engine.remove(&self.table)?;
                }
                engine.create(&self.table, &columns)?;
                engine.insert(&self.table, &rows)
            }
        }
    }

    /// The columns of a new table. Types that were not sent are detected.
    fn new_columns(&self) -> Result<Vec<Column>, String> {
        let width = self.rows.first().map_or(0, Vec::len);
        let mut columns = match (&self.columns, &self.names) {
            (Some(columns), _) if !columns.is_empty() => columns.clone(),
            (_, Some(names)) => Table::new(names.iter().cloned()).columns,
            (_, None) => Table::new((1..=width).map(|n| format!("column_{n}"))).columns,
        };
        if columns.is_empty() {
            return Err("the new table has no columns".to_owned());
        }
        for (index, column) in columns.iter_mut().enumerate() {
            if column.sql_type.is_empty() {
                let cells = self.rows.iter().filter_map(|row| row.get(index));
                column.sql_type = sql_type(cells.map(String::as_str));
            }
        }
        Ok(columns)
    }

    /// The rows in the order and with the types of the columns. Up to `max_errors`
    /// invalid rows are skipped.
    fn typed_rows(&self, columns: &[Column]) -> Result<Vec<Vec<Value>>, String> {
        let order = self.order(columns)?;
        let mut typed = Vec::with_capacity(self.rows.len());
        let mut errors = 0;
        for (line, row) in self.rows.iter().enumerate() {
            match typed_row(row, columns, &order) {
                Ok(row) => typed.push(row),
                Err(_) if errors < self.max_errors => errors += 1,
                Err(error) => return Err(format!("row {}: {error}", line + 1)),
            }
        }
        Ok(typed)
    }

    /// The index in the file of each column of the table. If the request describes
    /// columns, they are in the order of the file; otherwise the table's are.
    fn order(&self, columns: &[Column]) -> Result<Vec<Option<usize>>, String> {
        let Some(sent) = self.columns.as_ref().filter(|sent| !sent.is_empty()) else {
            return Ok((0..columns.len()).map(Some).collect());
        };
        let is_same = |a: &Column, b: &Column| a.name.eq_ignore_ascii_case(&b.name);
        if let Some(unknown) = sent.iter().find(|a| !columns.iter().any(|b| is_same(a, b))) {
            let name = &unknown.name;
            return Err(format!("table \"{}\" has no column \"{name}\"", self.table));
        }
        let index = |column: &Column| sent.iter().position(|own| is_same(own, column));
        Ok(columns.iter().map(index).collect())
    }

    /// Merges new rows into those of a table. A new row replaces the row with the
    /// same keys, unless it was modified earlier.
    fn merge(&self, table: &Table, rows: Vec<Vec<Value>>) -> Result<Vec<Vec<Value>>, String> {
        let indexes = |names: &[String]| -> Result<Vec<usize>, String> {
            let index = |name: &String| {
                let missing = || format!("table \"{}\" has no column \"{name}\"", self.table);
                table.column(name).ok_or_else(missing)
            };
            names.iter().map(index).collect()
        };
        let keys = indexes(&self.primary_keys)?;
        let modified = indexes(&self.last_modified_keys)?;
        let cells = |row: &[Value], indexes: &[usize]| -> Vec<String> {
            indexes
                .iter()
                .map(|index| row[*index].to_string())
                .collect()
        };
        let mut merged = table.rows.clone();
        for row in rows {
            let new_keys = cells(&row, &keys);
            match merged.iter_mut().find(|own| cells(own, &keys) == new_keys) {
                Some(own) if cells(own, &modified) <= cells(&row, &modified) => *own = row,
                Some(_) => {}
                None => merged.push(row),
            }
        }
        Ok(merged)
    }
}

fn typed_row(
    row: &[String],
    columns: &[Column],
    order: &[Option<usize>],
) -> Result<Vec<Value>, String> {
    let wanted = order.iter().flatten().count();
    if row.len() != wanted {
        return Err(format!("{} cells for {wanted} columns", row.len()));
    }
    let cells = columns.iter().zip(order).map(|(column, index)| {
        let Some(cell) = index
            .and_then(|index| row.get(index))
            .filter(|cell| !cell.is_empty())
        else {
            return Ok(Value::Null);
        };
        if !has_type(cell, &column.sql_type) {
            let Column { name, sql_type } = column;
            return Err(format!(
                "\"{cell}\" is not a valid {sql_type} for column \"{name}\""
            ));
        }
        Ok(typed_cell(cell, &column.sql_type))
    });
    cells.collect()
}

/// A cell as a value of a SQL type.
fn typed_cell(cell: &str, sql_type: &str) -> Value {
    let is_text = ["CHAR", "TEXT", "DATE", "TIME", "BOOL"];
    let upper = sql_type.to_ascii_uppercase();
    if is_text.iter().any(|word| upper.contains(word)) || upper.is_empty() {
        return cell.into();
    }
    match (cell.parse::<i64>(), cell.parse::<f64>()) {
        (Ok(number), _) if !upper.contains("DOUBLE") && !upper.contains("FLOAT") => number.into(),
        (_, Ok(number)) => number.into(),
        _ => cell.into(),
    }
}
