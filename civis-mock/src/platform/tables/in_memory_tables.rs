//! Tables without SQL, except for one statement: `select` from a single table.

use serde_json::Value;

use super::engine::Engine;
use super::table::{Column, Table, TableName};

/// Tables by their names.
#[derive(Debug, Default)]
pub(crate) struct InMemoryTables(Vec<(TableName, Table)>);

impl InMemoryTables {
    fn find(&mut self, name: &TableName) -> Result<&mut Table, String> {
        let mut tables = self.0.iter_mut();
        let table = tables.find(|(own, _)| own.is(name));
        let (_, table) = table.ok_or_else(|| no_table(name))?;
        Ok(table)
    }

    /// Runs `select … from …` with `*` or columns, and with or without a limit.
    /// Returns `None` for any other statement.
    fn select(&self, sql: &str) -> Option<Result<Table, String>> {
        let words: Vec<&str> = sql.split_whitespace().collect();
        let is = |index: usize, word: &str| {
            words
                .get(index)
                .is_some_and(|own| own.eq_ignore_ascii_case(word))
        };
        let from = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case("from"))?;
        let limit = match words.len() - from {
            2 => usize::MAX,
            4 if is(from + 2, "limit") => words[from + 3].parse().ok()?,
            _ => return None,
        };
        if !is(0, "select") {
            return None;
        }
        let name = TableName::parse(words[from + 1])?;
        let Some(mut table) = self.read(&name) else {
            return Some(Err(no_table(&name)));
        };
        table.rows.truncate(limit);
        let columns = words[1..from].join(" ");
        if columns == "*" {
            return Some(Ok(table));
        }
        let selected = columns.split(',').map(|name| table.column(name.trim()));
        let selected: Vec<usize> = selected.collect::<Option<_>>()?;
        let select = |row: &Vec<Value>| selected.iter().map(|index| row[*index].clone()).collect();
        let columns = selected.iter().map(|index| table.columns[*index].clone());
        Some(Ok(Table {
            rows: table.rows.iter().map(select).collect(),
            columns: columns.collect(),
        }))
    }
}

fn no_table(name: &TableName) -> String {
    format!("relation \"{name}\" does not exist")
}

impl Engine for InMemoryTables {
    fn run(&mut self, sql: &str) -> Result<Option<Table>, String> {
        let text = sql.trim().trim_end_matches(';').trim_end();
        match self.select(text) {
            Some(result) => result.map(Some),
            None => Err(format!(
                "civis-mock runs SQL only with its feature `sqlite`, and no answer was set for: {text}"
            )),
        }
    }

    fn names(&self) -> Vec<TableName> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn read(&self, name: &TableName) -> Option<Table> {
        let (_, table) = self.0.iter().find(|(own, _)| own.is(name))?;
        Some(table.clone())
    }

    fn create(&mut self, name: &TableName, columns: &[Column]) -> Result<(), String> {
        if self.read(name).is_some() {
            return Err(format!("relation \"{name}\" already exists"));
        }
        let table = Table {
            columns: columns.to_vec(),
            rows: Vec::new(),
        };
        self.0.push((name.clone(), table));
        Ok(())
    }

    fn insert(&mut self, name: &TableName, rows: &[Vec<Value>]) -> Result<(), String> {
        self.find(name)?.rows.extend_from_slice(rows);
        Ok(())
    }

    fn clear(&mut self, name: &TableName) -> Result<(), String> {
        self.find(name)?.rows.clear();
        Ok(())
    }

    fn remove(&mut self, name: &TableName) -> Result<(), String> {
        self.find(name)?;
        self.0.retain(|(own, _)| !own.is(name));
        Ok(())
    }
}
