//! The tables of every database.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::in_memory_tables::InMemoryTables;
use super::table::{Table, TableName};

#[derive(Debug, Default)]
pub(crate) struct Databases {
    engines: BTreeMap<u64, Box<dyn Engine>>,
    /// The results that a test has set for SQL texts, the newest last. `None` is a
    /// statement without rows.
    pub(crate) answers: Vec<(String, Result<Option<Table>, String>)>,
    ids: BTreeMap<(u64, TableName), u64>,
}

impl Databases {
    pub(crate) fn engine(&mut self, database: u64) -> &mut dyn Engine {
        let engine = self.engines.entry(database);
        engine.or_insert_with(new_engine).as_mut()
    }

    /// Runs SQL, unless a test has set its result.
    pub(crate) fn run(&mut self, database: u64, sql: &str) -> Result<Option<Table>, String> {
        let text = trim(sql);
        let mut answers = self.answers.iter().rev();
        match answers.find(|(sql, _)| trim(sql) == text) {
            Some((_, result)) => result.clone(),
            None => self.engine(database).run(sql),
        }
    }

    /// The id of a table, if one was assigned.
    pub(crate) fn id(&self, database: u64, name: &TableName) -> Option<u64> {
        self.ids.get(&(database, name.clone())).copied()
    }

    pub(crate) fn set_id(&mut self, database: u64, name: &TableName, id: u64) {
        self.ids.insert((database, name.clone()), id);
    }

    /// The table with an id, and its database.
    pub(crate) fn table(&self, id: u64) -> Option<(u64, TableName)> {
        let mut ids = self.ids.iter();
        let ((database, name), _) = ids.find(|(_, own)| **own == id)?;
        Some((*database, name.clone()))
    }

    /// Adds or replaces a table.
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

/// SQL without the white space around it and the semicolons after it.
fn trim(sql: &str) -> &str {
    sql.trim_end_matches(|c: char| c.is_whitespace() || c == ';')
        .trim_start()
}

#[cfg(feature = "sqlite")]
fn new_engine() -> Box<dyn Engine> {
    match super::sqlite::Sqlite::open() {
        Ok(sqlite) => Box::new(sqlite),
        // SQLite is out of memory: keep the tables without SQL.
        Err(_) => Box::new(InMemoryTables::default()),
    }
}

#[cfg(not(feature = "sqlite"))]
fn new_engine() -> Box<dyn Engine> {
    Box::new(InMemoryTables::default())
}
