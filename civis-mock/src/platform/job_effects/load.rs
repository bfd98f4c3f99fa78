//! How rows come into a table that may be there already.

use serde_json::Value;

use crate::platform::state::World;
use crate::platform::tables::detect::{has_type, sql_type};
use crate::platform::tables::table::{Column, Table, TableName};

/// What becomes of the rows that a table has: `existingTableRows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Fail,
    Truncate,
    Append,
    Drop,
    Upsert,
}

impl Existing {
    pub(crate) fn read(word: Option<&str>) -> Result<Self, String> {
        Ok(match word {
            None | Some("fail") => Existing::Fail,
            Some("truncate") => Existing::Truncate,
            Some("append") => Existing::Append,
            Some("drop") => Existing::Drop,
            Some("upsert") => Existing::Upsert,
            Some(other) => return Err(format!("`{other}` of existing table rows is not known")),
        })
    }
}

/// Rows of text on their way into a table.
#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) database: u64,
    pub(crate) table: TableName,
    /// As they were sent.
    pub(crate) columns: Option<Vec<Column>>,
    /// As the file names them.
    pub(crate) names: Option<Vec<String>>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) existing: Existing,
    pub(crate) max_errors: u64,
    pub(crate) primary_keys: Vec<String>,
    pub(crate) last_modified_keys: Vec<String>,
}

impl Load {
    /// Changes the table, or fails and changes nothing.
    pub(crate) fn run(self, world: &mut World) -> Result<(), String> {
        let engine = world.databases.engine(self.database);
        let before = engine.read(&self.table);
        if before.is_some() && self.existing == Existing::Fail {
            return Err(format!("table \"{}\" already exists", self.table));
        }
        if self.existing == Existing::Upsert && self.primary_keys.is_empty() {
            return Err("an upsert needs primary keys".to_owned());
        }
        let kept = before.as_ref().filter(|_| self.existing != Existing::Drop);
        let columns = match kept {
            Some(table) => table.columns.clone(),
            None => self.new_columns()?,
        };
        let rows = self.typed(&columns)?;
        match (kept, self.existing) {
            (Some(table), Existing::Upsert) => {
                let merged = self.merged(table, rows)?;
                engine.clear(&self.table)?;
                engine.insert(&self.table, &merged)
            }
            (Some(_), existing) => {
                if existing == Existing::Truncate {
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

    /// The columns of a new table: those that were sent, with the types that
    /// their cells have where none were.
    fn new_columns(&self) -> Result<Vec<Column>, String> {
        let width = self.rows.first().map_or(0, Vec::len);
        let mut columns = match (&self.columns, &self.names) {
            (Some(columns), _) if !columns.is_empty() => columns.clone(),
            (_, Some(names)) => Table::new(names.iter().cloned()).columns,
            (_, None) => Table::new((1..=width).map(|n| format!("column_{n}"))).columns,
        };
        if columns.is_empty() {
            return Err("there are no columns to create the table with".to_owned());
        }
        for (index, column) in columns.iter_mut().enumerate() {
            if column.sql_type.is_empty() {
                let cells = self.rows.iter().filter_map(|row| row.get(index));
                column.sql_type = sql_type(cells.map(String::as_str));
            }
        }
        Ok(columns)
    }

    /// The rows as the columns hold them, in their order. Rows that do not fit
    /// are left out, as many as may be.
    fn typed(&self, columns: &[Column]) -> Result<Vec<Vec<Value>>, String> {
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

    /// The place in the file of each column of the table. The columns that were
    /// sent stand in the file's order; without them it is the table's.
    fn order(&self, columns: &[Column]) -> Result<Vec<Option<usize>>, String> {
        let Some(sent) = self.columns.as_ref().filter(|sent| !sent.is_empty()) else {
            return Ok((0..columns.len()).map(Some).collect());
        };
        let is_same = |a: &Column, b: &Column| a.name.eq_ignore_ascii_case(&b.name);
        if let Some(unknown) = sent.iter().find(|a| !columns.iter().any(|b| is_same(a, b))) {
            let name = &unknown.name;
            return Err(format!("table \"{}\" has no column \"{name}\"", self.table));
        }
        let place = |column: &Column| sent.iter().position(|own| is_same(own, column));
        Ok(columns.iter().map(place).collect())
    }

    /// The rows of a table and new ones, which replace those of the same keys
    /// unless they were modified earlier.
    fn merged(&self, table: &Table, rows: Vec<Vec<Value>>) -> Result<Vec<Vec<Value>>, String> {
        let places = |names: &[String]| -> Result<Vec<usize>, String> {
            let place = |name: &String| {
                let missing = || format!("table \"{}\" has no column \"{name}\"", self.table);
                table.column(name).ok_or_else(missing)
            };
            names.iter().map(place).collect()
        };
        let keys = places(&self.primary_keys)?;
        let modified = places(&self.last_modified_keys)?;
        let of = |row: &[Value], places: &[usize]| -> Vec<String> {
            places.iter().map(|place| row[*place].to_string()).collect()
        };
        let mut merged = table.rows.clone();
        for row in rows {
            match merged
                .iter_mut()
                .find(|own| of(own, &keys) == of(&row, &keys))
            {
                Some(own) if of(own, &modified) <= of(&row, &modified) => *own = row,
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
    let cells = columns.iter().zip(order).map(|(column, place)| {
        let Some(cell) = place
            .and_then(|place| row.get(place))
            .filter(|cell| !cell.is_empty())
        else {
            return Ok(Value::Null);
        };
        if !has_type(cell, &column.sql_type) {
            let Column { name, sql_type } = column;
            return Err(format!("\"{cell}\" is no {sql_type} for column \"{name}\""));
        }
        Ok(stored(cell, &column.sql_type))
    });
    cells.collect()
}

/// A cell as a column of a type holds it.
fn stored(cell: &str, sql_type: &str) -> Value {
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
