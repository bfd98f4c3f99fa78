//! What stores the tables of one database and runs its SQL.

use std::fmt;

use serde_json::Value;

use super::table::{Column, Table, TableName};

pub(crate) trait Engine: fmt::Debug + Send {
    /// Runs statements, and returns the rows of the last one that has any.
    fn run(&mut self, sql: &str) -> Result<Option<Table>, String>;
    fn names(&self) -> Vec<TableName>;
    fn read(&self, name: &TableName) -> Option<Table>;
    fn create(&mut self, name: &TableName, columns: &[Column]) -> Result<(), String>;
    fn insert(&mut self, name: &TableName, rows: &[Vec<Value>]) -> Result<(), String>;
    fn clear(&mut self, name: &TableName) -> Result<(), String>;
    fn remove(&mut self, name: &TableName) -> Result<(), String>;
}
