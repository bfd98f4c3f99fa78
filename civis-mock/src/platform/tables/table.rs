//! Tables and their names.

use std::fmt;

use serde_json::Value;

/// The schema of a table whose name has none.
const DEFAULT_SCHEMA: &str = "public";

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
    /// The declared SQL type, empty if there is none.
    pub(crate) sql_type: String,
}

impl Table {
    /// Creates a table without rows.
    #[must_use]
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Table::typed(columns.into_iter().map(|name| (name, "")))
    }

    /// Creates a table without rows from the names and SQL types of its columns.
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

    /// Adds a row. Missing cells are null; cells beyond the last column are
    /// dropped.
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

    /// The rows, whose cells are numbers, text, booleans and nulls.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Value>] {
        &self.rows
    }

    /// The index of a column. Names are compared without case.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let name = name.trim_matches('"');
        self.columns()
            .position(|column| column.eq_ignore_ascii_case(name))
    }
}

/// The name of a table in its schema.
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

    /// Parses `schema.table` or `table`. Each part may be quoted with `"`, which
    /// is escaped by doubling it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
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
            [table] if !table.is_empty() => Some(TableName::new(DEFAULT_SCHEMA, table)),
            [schema, table] if !schema.is_empty() && !table.is_empty() => {
                Some(TableName::new(schema, table))
            }
            _ => None,
        }
    }

    /// Whether both name the same table. Names are compared without case.
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
            assert_eq!(TableName::parse(text), wanted, "{text}");
        }
    }
}
