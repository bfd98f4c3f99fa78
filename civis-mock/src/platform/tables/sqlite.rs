//! The tables of a database in SQLite, in memory. Each schema is an attached
//! database, so `schema.table` means in SQL what it means on the Platform.
//!
//! SQL cannot read or write files: an authorizer denies what could.

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Batch, Connection, Error, ErrorCode, Row, params_from_iter};
use serde_json::Value;

use super::engine::Engine;
use super::table::{Column, Table, TableName};

/// The pragmas that SQL may run. They read the schema, and change nothing.
const ALLOWED_PRAGMAS: [&str; 7] = [
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "table_info",
    "table_list",
    "table_xinfo",
];

#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
    schemas: Vec<String>,
}

impl Sqlite {
    /// Opens a database with the schema `public`. Names without a schema are in
    /// `main`.
    pub(crate) fn open() -> Result<Self, Error> {
        let connection = Connection::open_in_memory()?;
        // Databases without a name, which `vacuum` uses, are files by default.
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.authorizer(Some(authorize));
        let mut sqlite = Sqlite {
            connection,
            schemas: vec!["main".to_owned()],
        };
        sqlite.attach("public")?;
        Ok(sqlite)
    }

    /// Adds a schema if it does not exist.
    fn attach(&mut self, schema: &str) -> Result<(), Error> {
        if !self
            .schemas
            .iter()
            .any(|own| own.eq_ignore_ascii_case(schema))
        {
            let sql = format!("attach ':memory:' as {}", quoted(schema));
            self.connection.execute_batch(&sql)?;
            self.schemas.push(schema.to_owned());
        }
        Ok(())
    }

    fn rows(&self, sql: &str) -> Result<Table, Error> {
        let mut statement = self.connection.prepare(sql)?;
        rows_of(&mut statement)
    }

    fn columns(&self, name: &TableName) -> Result<Vec<Column>, Error> {
        let (schema, table) = (quoted(&name.schema), quoted(&name.table));
        let info = self.rows(&format!("pragma {schema}.table_info({table})"))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let columns = info.rows.iter().map(|row| Column {
            name: text(&row[1]),
            sql_type: text(&row[2]),
        });
        Ok(columns.collect())
    }

    fn execute(&mut self, sql: &str) -> Result<(), String> {
        self.connection.execute_batch(sql).map_err(message)
    }
}

impl Engine for Sqlite {
    fn run(&mut self, sql: &str) -> Result<Option<Table>, String> {
        let mut result = None;
        let mut batch = Batch::new(&self.connection, sql);
        while let Some(mut statement) = batch.next().map_err(message)? {
            if statement.column_count() > 0 {
                result = Some(rows_of(&mut statement).map_err(message)?);
            } else {
                statement.execute([]).map_err(message)?;
            }
        }
        Ok(result)
    }

    fn names(&self) -> Vec<TableName> {
        let mut names = Vec::new();
        for schema in &self.schemas {
            let sql = format!(
                "select name from {}.sqlite_master where type in ('table', 'view') \
                 and name not like 'sqlite_%' order by name",
                quoted(schema)
            );
            let found = self.rows(&sql).unwrap_or_default();
            let tables = found.rows.iter().filter_map(|row| row[0].as_str());
            names.extend(tables.map(|table| TableName::new(schema, table)));
        }
        names
    }

    fn read(&self, name: &TableName) -> Option<Table> {
        let mut table = self.rows(&format!("select * from {}", full(name))).ok()?;
        table.columns = self.columns(name).ok()?;
        Some(table)
    }

    fn create(&mut self, name: &TableName, columns: &[Column]) -> Result<(), String> {
        self.attach(&name.schema).map_err(message)?;
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("{} {}", quoted(&column.name), column.sql_type))
            .collect();
        self.execute(&format!(
            "create table {} ({})",
            full(name),
            columns.join(", ")
        ))
    }

    fn insert(&mut self, name: &TableName, rows: &[Vec<Value>]) -> Result<(), String> {
        let Some(width) = rows.first().map(Vec::len) else {
            return Ok(());
        };
        let marks = vec!["?"; width].join(", ");
        let sql = format!("insert into {} values ({marks})", full(name));
        let transaction = self.connection.unchecked_transaction().map_err(message)?;
        {
            let mut statement = transaction.prepare(&sql).map_err(message)?;
            for row in rows {
                let cells = row.iter().map(cell);
                statement
                    .execute(params_from_iter(cells))
                    .map_err(message)?;
            }
        }
        transaction.commit().map_err(message)
    }

    fn clear(&mut self, name: &TableName) -> Result<(), String> {
        self.execute(&format!("delete from {}", full(name)))
    }

    fn remove(&mut self, name: &TableName) -> Result<(), String> {
        self.execute(&format!("drop table {}", full(name)))
    }
}

/// Denies everything that reads or writes files, loads code or changes settings.
fn authorize(context: AuthContext<'_>) -> Authorization {
    let is_allowed = match context.action {
        // `vacuum into` attaches its file as well.
        AuthAction::Attach { filename } => matches!(filename, "" | ":memory:"),
        AuthAction::Pragma { pragma_name, .. } => {
            let mut allowed = ALLOWED_PRAGMAS.iter();
            allowed.any(|name| name.eq_ignore_ascii_case(pragma_name))
        }
        AuthAction::Function { function_name } => {
            let mut denied = ["load_extension", "fts3_tokenizer"].iter();
            !denied.any(|name| name.eq_ignore_ascii_case(function_name))
        }
        // Modules may read files. An unknown action is, among others, an `attach`
        // whose file name is an expression.
        AuthAction::CreateVtable { .. } | AuthAction::Unknown { .. } => false,
        _ => true,
    };
    if is_allowed {
        Authorization::Allow
    } else {
        Authorization::Deny
    }
}

fn rows_of(statement: &mut rusqlite::Statement<'_>) -> Result<Table, Error> {
    let columns: Vec<String> = statement
        .column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    let width = columns.len();
    let mut table = Table::new(columns);
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let cells: Result<_, Error> = (0..width).map(|index| value(row, index)).collect();
        table.rows.push(cells?);
    }
    Ok(table)
}

fn value(row: &Row<'_>, index: usize) -> Result<Value, Error> {
    Ok(match row.get_ref(index)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into(),
    })
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(value) => Cell::Text(value.to_string()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Cell::Integer(number),
            (None, Some(number)) => Cell::Real(number),
            (None, None) => Cell::Text(number.to_string()),
        },
        Value::String(text) => Cell::Text(text.clone()),
        value => Cell::Text(value.to_string()),
    }
}

fn full(name: &TableName) -> String {
    format!("{}.{}", quoted(&name.schema), quoted(&name.table))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The message of an error, without the code.
fn message(error: Error) -> String {
    match error {
        Error::SqliteFailure(error, Some(message))
            if error.code == ErrorCode::AuthorizationForStatementDenied =>
        {
            format!("SQL cannot use files, extensions or settings of SQLite: {message}")
        }
        Error::SqliteFailure(_, Some(message)) => message,
        Error::SqlInputError { msg, .. } => msg,
        error => error.to_string(),
    }
}
