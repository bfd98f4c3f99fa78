//! Tables, and what keeps those of a database.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::platform::tables::in_memory_tables::Given;

/// The schema of a table whose name has none.
const USUAL_SCHEMA: &str = "public";

/// Columns and rows: a table of a database, or the result of a query.
///
/// ```
/// use civis_mock::Table;
/// use serde_json::json;
///
/// let table = Table::new(["id", "name"])
///     .row([json!(1), json!("Ada")])
///     .row([json!(2), json!(null)]);
/// assert_eq!(table.columns().collect::<Vec<_>>(), ["id", "name"]);
/// assert_eq!(table.rows()[0][1], "Ada");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Value>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As SQL declares it; empty if it is not told.
    pub(crate) sql_type: String,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Table::typed(columns.into_iter().map(|name| (name, "")))
    }

    /// A table without rows, with the SQL types of its columns.
    #[must_use]
    pub fn typed<S: Into<String>, T: Into<String>>(
        columns: impl IntoIterator<Item = (S, T)>,
    ) -> Self {
        let column = |(name, sql_type): (S, T)| Column {
            name: name.into(),
            sql_type: sql_type.into(),
        };
        Table {
            columns: columns.into_iter().map(column).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. Cells that are missing are null; those beyond the last
    /// column are left out.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Value>) -> Self {
        let mut cells: Vec<Value> = cells.into_iter().collect();
        cells.resize(self.columns.len(), Value::Null);
        self.rows.push(cells);
        self
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The rows: numbers, text, booleans and nulls.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Value>] {
        &self.rows
    }

    /// The column that is meant, whatever the case of its letters.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let name = name.trim_matches('"');
        self.columns()
            .position(|column| column.eq_ignore_ascii_case(name))
    }
}

/// A table's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TableName {
    pub(crate) schema: String,
    pub(crate) table: String,
}

impl TableName {
    pub(crate) fn new(schema: &str, table: &str) -> Self {
        TableName {
            schema: schema.to_owned(),
            table: table.to_owned(),
        }
    }

    /// Reads `schema.table` or `table`; each may be in `"`, which is doubled
    /// inside.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = vec![String::new()];
        let mut is_quoted = false;
        let mut chars = text.trim().chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if is_quoted && chars.next_if_eq(&'"').is_some() => parts.last_mut()?.push('"'),
                '"' => is_quoted = !is_quoted,
                '.' if !is_quoted => parts.push(String::new()),
                c => parts.last_mut()?.push(c),
            }
        }
        match parts.as_slice() {
            [table] if !table.is_empty() => Some(TableName::new(USUAL_SCHEMA, table)),
            [schema, table] if !schema.is_empty() && !table.is_empty() => {
                Some(TableName::new(schema, table))
            }
            _ => None,
        }
    }

    pub(crate) fn is(&self, other: &TableName) -> bool {
        self.schema.eq_ignore_ascii_case(&other.schema)
            && self.table.eq_ignore_ascii_case(&other.table)
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.table)
    }
}

/// What keeps the tables of one database and answers its SQL.
pub(crate) trait Engine: fmt::Debug + Send {
    /// Runs statements, and answers the rows of the last one that gives any.
    fn run(&mut self, sql: &str) -> Result<Option<Table>, String>;
    fn names(&self) -> Vec<TableName>;
    fn read(&self, name: &TableName) -> Option<Table>;
    fn create(&mut self, name: &TableName, columns: &[Column]) -> Result<(), String>;
    fn insert(&mut self, name: &TableName, rows: &[Vec<Value>]) -> Result<(), String>;
    fn clear(&mut self, name: &TableName) -> Result<(), String>;
    fn remove(&mut self, name: &TableName) -> Result<(), String>;
}

/// The tables of every database.
#[derive(Debug, Default)]
pub(crate) struct Databases {
    engines: BTreeMap<u64, Box<dyn Engine>>,
    /// What a test has set for an SQL text, the newest last.
    pub(crate) answers: Vec<(String, Result<Table, String>)>,
    ids: BTreeMap<(u64, TableName), u64>,
}

impl Databases {
    pub(crate) fn engine(&mut self, database: u64) -> &mut dyn Engine {
        let engine = self.engines.entry(database);
        engine.or_insert_with(new_engine).as_mut()
    }

    /// Runs SQL, unless a test has set its answer.
    pub(crate) fn run(&mut self, database: u64, sql: &str) -> Result<Option<Table>, String> {
        let text = bare(sql);
        let mut answers = self.answers.iter().rev();
        match answers.find(|(set, _)| bare(set) == text) {
            Some((_, Ok(table))) => Ok(Some(table.clone())),
            Some((_, Err(error))) => Err(error.clone()),
            None => self.engine(database).run(sql),
        }
    }

    /// The id of a table, if it was given one.
    pub(crate) fn known_id(&self, database: u64, name: &TableName) -> Option<u64> {
        self.ids.get(&(database, name.clone())).copied()
    }

    pub(crate) fn set_id(&mut self, database: u64, name: &TableName, id: u64) {
        self.ids.insert((database, name.clone()), id);
    }

    /// The table that was given an id, with its database.
    pub(crate) fn table(&self, id: u64) -> Option<(u64, TableName)> {
        let mut ids = self.ids.iter();
        let ((database, name), _) = ids.find(|(_, own)| **own == id)?;
        Some((*database, name.clone()))
    }

    /// Replaces a table, or adds it.
    pub(crate) fn set(
        &mut self,
        database: u64,
        name: &TableName,
        table: &Table,
    ) -> Result<(), String> {
        let engine = self.engine(database);
        if engine.read(name).is_some() {
            engine.remove(name)?;
        }
        engine.create(name, &table.columns)?;
        engine.insert(name, &table.rows)
    }
}

/// SQL without what stands around it.
fn bare(sql: &str) -> &str {
    sql.trim_end_matches(|c: char| c.is_whitespace() || c == ';')
        .trim_start()
}

#[cfg(feature = "sqlite")]
fn new_engine() -> Box<dyn Engine> {
    match crate::platform::tables::sqlite::Sqlite::open() {
        Ok(sqlite) => Box::new(sqlite),
        // An error of memory; the tables are kept without SQL.
        Err(_) => Box::new(Given::default()),
    }
}

#[cfg(not(feature = "sqlite"))]
fn new_engine() -> Box<dyn Engine> {
    Box::new(Given::default())
}

#[cfg(test)]
mod tests {
    use super::TableName;

    #[test]
    fn names_are_read_with_and_without_schema_and_quotes() {
        let cases = [
            ("people", Some(("public", "people"))),
            ("a.b", Some(("a", "b"))),
            ("\"a.b\".\"c d\"", Some(("a.b", "c d"))),
            ("\"a\"\"b\".c", Some(("a\"b", "c"))),
            ("a.b.c", None),
            ("a.", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            let wanted = wanted.map(|(schema, table)| TableName::new(schema, table));
            assert_eq!(TableName::read(text), wanted, "{text}");
        }
    }
}
