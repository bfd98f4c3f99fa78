//! The first rows of a result, by a query.

use civis::sql;
use serde_json::Value;

use super::{Command, Table, distinct, failed, row};
use crate::error::Error;

/// The rows of a table, unless the user says how many: as many as the official command line shows.
pub(super) const DEFAULT_ROWS: u32 = 100;

impl Command<'_> {
    /// Runs a statement, and fetches its first rows.
    pub(super) fn preview(&self, statement: &str, count: u32) -> Result<Option<Table>, Error> {
        let arguments = self.arguments;
        let reporter = arguments.wait.reporter(self.context);
        reporter.begin("sending the statement");
        let mut query = sql::query(self.session, statement, &self.database)
            .preview_rows(count)
            .waiter(arguments.wait.waiter(&reporter));
        if let Some(credential) = arguments.database.credential() {
            query = query.credential(credential);
        }
        let preview = query.send().map_err(failed)?;
        reporter.finish();
        if preview.columns.is_empty() {
            return Ok(None);
        }
        if preview.rows.len() == count as usize {
            let note = format!("these are the first {count} rows; `-o FILE` writes all");
            self.note(&note);
        }
        let columns = distinct(preview.columns);
        let names = columns.clone();
        let rows = preview.rows.into_iter().map(move |cells| {
            let values = cells
                .into_iter()
                .map(|cell| cell.map_or(Value::Null, Value::String));
            Ok(row(&names, values))
        });
        Ok(Some((columns, Box::new(rows))))
    }
}
