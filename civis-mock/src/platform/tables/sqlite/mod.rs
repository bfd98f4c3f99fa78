//! The tables of a database in SQLite, in memory. Each schema is an attached
//! database, so `schema.table` means in SQL what it means on the Platform.
//!
//! [`guard`] keeps SQL away from files, and bounds what it takes.

mod guard;

use std::mem::size_of;
use std::time::Duration;

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Batch, Connection, Error, ErrorCode, Row, params_from_iter};
use serde_json::Value;

use super::engine::Engine;
use super::table::{Column, Table, TableName};

/// The largest result, in bytes.
const MAX_RESULT: usize = 256 << 20;

#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
    /// How long the SQL of one request may run.
    max_time: Duration,
}

impl Sqlite {
    /// Opens a database with the schema `public`. Names without a schema are in
    /// `main`.
    pub(crate) fn open() -> Result<Self, Error> {
        let connection = Connection::open_in_memory()?;
        guard::guard(&connection)?;
        guard::attach(&connection, "public")?;
        Ok(Sqlite {
            connection,
            max_time: guard::MAX_TIME,
        })
    }

    /// The schemas, except that of temporary tables.
    fn schemas(&self) -> Vec<String> {
        let list = self.rows("pragma database_list").unwrap_or_default();
        let names = list.rows.iter().filter_map(|row| row[1].as_str());
        names
            .filter(|name| *name != "temp")
            .map(str::to_owned)
            .collect()
    }

    /// Adds a schema if it does not exist.
    fn attach(&mut self, schema: &str) -> Result<(), String> {
        let exists = |own: &String| own.eq_ignore_ascii_case(schema);
        if self.schemas().iter().any(exists) {
            return Ok(());
        }
        guard::attach(&self.connection, schema).map_err(|error| self.message(error))
    }

    /// The rows of one statement.
    fn rows(&self, sql: &str) -> Result<Table, String> {
        guard::within(&self.connection, self.max_time, || {
            let statement = self.connection.prepare(sql);
            let mut statement = statement.map_err(|error| self.message(error))?;
            self.rows_of(&mut statement)
        })
    }

    /// Runs statements, and returns the rows of the last one that has any.
    fn run_all(&self, sql: &str) -> Result<Option<Table>, String> {
        let mut result = None;
        let mut batch = Batch::new(&self.connection, sql);
        while let Some(mut statement) = batch.next().map_err(|error| self.message(error))? {
            if statement.column_count() > 0 {
                result = Some(self.rows_of(&mut statement)?);
            } else {
                let done = statement.execute([]);
                done.map_err(|error| self.message(error))?;
            }
        }
        Ok(result)
    }

    fn rows_of(&self, statement: &mut rusqlite::Statement<'_>) -> Result<Table, String> {
        let columns: Vec<String> = statement
            .column_names()
            .iter()
            .map(ToString::to_string)
            .collect();
        let width = columns.len();
        let mut table = Table::new(columns);
        let mut size = 0;
        let mut rows = statement.query([]).map_err(|error| self.message(error))?;
        while let Some(row) = rows.next().map_err(|error| self.message(error))? {
            let mut cells = Vec::with_capacity(width);
            for index in 0..width {
                let cell = value(row, index).map_err(|error| self.message(error))?;
                size += size_of::<Value>() + cell.as_str().map_or(0, str::len);
                cells.push(cell);
            }
            if size > MAX_RESULT {
                let max = MAX_RESULT >> 20;
                return Err(format!("the result has more than {max} MiB"));
            }
            table.rows.push(cells);
        }
        Ok(table)
    }

    fn columns(&self, name: &TableName) -> Result<Vec<Column>, String> {
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
        guard::within(&self.connection, self.max_time, || {
            let done = self.connection.execute_batch(sql);
            done.map_err(|error| self.message(error))
        })
    }

    fn insert_all(&self, sql: &str, rows: &[Vec<Value>]) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction()?;
        {
            let mut statement = transaction.prepare(sql)?;
            for row in rows {
                statement.execute(params_from_iter(row.iter().map(cell)))?;
            }
        }
        transaction.commit()
    }

    /// The message of an error, without the code.
    fn message(&self, error: Error) -> String {
        match error {
            Error::SqliteFailure(error, Some(message))
                if error.code == ErrorCode::AuthorizationForStatementDenied =>
            {
                format!("SQL cannot use files, extensions or settings of SQLite: {message}")
            }
            Error::SqliteFailure(error, _) if error.code == ErrorCode::OperationInterrupted => {
                format!("SQL may run for {:?}, and was stopped", self.max_time)
            }
            Error::SqliteFailure(_, Some(message)) => message,
            Error::SqlInputError { msg, .. } => msg,
            error => error.to_string(),
        }
    }
}

impl Engine for Sqlite {
    fn run(&mut self, sql: &str) -> Result<Option<Table>, String> {
        let result = guard::within(&self.connection, self.max_time, || self.run_all(sql));
        if !self.connection.is_autocommit() {
            // The Platform runs the SQL of each job in a session of its own.
            self.execute("rollback")?;
        }
        result
    }

    fn names(&self) -> Vec<TableName> {
        let mut names = Vec::new();
        for schema in self.schemas() {
            let sql = format!(
                "select name from {}.sqlite_master where type in ('table', 'view') \
                 and name not like 'sqlite_%' order by name",
                quoted(&schema)
            );
            let found = self.rows(&sql).unwrap_or_default();
            let tables = found.rows.iter().filter_map(|row| row[0].as_str());
            names.extend(tables.map(|table| TableName::new(&schema, table)));
        }
        names
    }

    fn read(&self, name: &TableName) -> Option<Table> {
        let mut table = self.rows(&format!("select * from {}", full(name))).ok()?;
        table.columns = self.columns(name).ok()?;
        Some(table)
    }

    fn create(&mut self, name: &TableName, columns: &[Column]) -> Result<(), String> {
        self.attach(&name.schema)?;
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
        guard::within(&self.connection, self.max_time, || {
            let inserted = self.insert_all(&sql, rows);
            inserted.map_err(|error| self.message(error))
        })
    }

    fn clear(&mut self, name: &TableName) -> Result<(), String> {
        self.execute(&format!("delete from {}", full(name)))
    }

    fn remove(&mut self, name: &TableName) -> Result<(), String> {
        self.execute(&format!("drop table {}", full(name)))
    }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::Sqlite;
    use crate::platform::tables::engine::Engine as _;
    use crate::platform::tables::table::TableName;

    const ENDLESS: &str =
        "with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r";

    #[test]
    fn endless_sql_is_stopped_wherever_it_is() {
        let mut sqlite = Sqlite::open().expect("a database");
        sqlite.max_time = Duration::from_millis(20);
        let error = sqlite.run(ENDLESS).expect_err("an endless statement");
        assert_eq!(error, "SQL may run for 20ms, and was stopped");
        let hidden = format!(
            "create view public.v as {ENDLESS};
             create table public.t (n int);
             create temp trigger x after insert on public.t
                 begin delete from t where n in ({ENDLESS}); end;"
        );
        sqlite.run(&hidden).expect("a view and a trigger");
        assert_eq!(sqlite.read(&TableName::new("public", "v")), None);
        let table = TableName::new("public", "t");
        let inserted = sqlite.insert(&table, &[vec![json!(1)]]);
        assert!(
            inserted
                .expect_err("an endless trigger")
                .contains("stopped")
        );
        let rest = sqlite.run("select count(*) from public.t");
        let rest = rest.expect("a result").expect("rows");
        assert_eq!(rest.rows, [[json!(0)]]);
    }

    #[test]
    fn values_results_and_schemas_are_bounded() {
        let mut sqlite = Sqlite::open().expect("a database");
        for (sql, reason) in [
            ("select zeroblob(2000000000)", "too big"),
            ("select randomblob(100000000)", "too big"),
            (
                "with recursive r(n) as (select 1 union all select n + 1 from r)
                 select zeroblob(10000000) from r",
                "more than 256 MiB",
            ),
            (
                "create table public.t as
                 with recursive r(n) as (select 1 union all select n + 1 from r)
                 select zeroblob(10000000) from r",
                "full",
            ),
        ] {
            let error = sqlite.run(sql).expect_err(sql);
            assert!(error.contains(reason), "{sql}: {error}");
        }
    }

    #[test]
    fn a_transaction_ends_with_the_sql_that_began_it() {
        let mut sqlite = Sqlite::open().expect("a database");
        let begun = "create table public.t (n int); begin; insert into public.t values (1)";
        sqlite.run(begun).expect("a table");
        let failed = "begin; insert into public.t values (2); select * from nothing";
        sqlite.run(failed).expect_err("no such table");
        let table = TableName::new("public", "t");
        sqlite.insert(&table, &[vec![json!(3)]]).expect("a row");
        let rows = sqlite.read(&table).expect("the table").rows;
        assert_eq!(rows, [[json!(3)]]);
    }
}
