//! All rows of a result, by a script.

use std::path::Path;

use civis::ErrorKind;
use civis::sql::{self, Export};
use serde_json::Value;

use super::{Command, Table, distinct, failed, row};
use crate::csv_file::export_to;
use crate::error::Error;
use crate::wait::Reporter;

impl Command<'_> {
    /// Runs a statement, and reads its rows. An empty value is null.
    pub(super) fn all_rows(&self, statement: &str) -> Result<Option<Table>, Error> {
        let reporter = self.arguments.wait.reporter(self.context);
        reporter.begin("sending the statement");
        let Some(records) = some(self.export(statement, &reporter).records())? else {
            return Ok(None);
        };
        reporter.finish();
        let columns = distinct(records.headers().iter().map(str::to_owned).collect());
        let names = columns.clone();
        let rows = records.map(move |record| {
            let record = record?;
            let values = record.iter().map(|value| match value {
                "" => Value::Null,
                value => value.into(),
            });
            Ok(row(&names, values))
        });
        Ok(Some((columns, Box::new(rows))))
    }

    /// Runs a statement, and writes its rows as CSV, as they come.
    pub(super) fn export_to(&self, statement: &str, path: &Path) -> Result<(), Error> {
        let is_quiet = self.arguments.wait.quiet;
        let reporter = self.arguments.wait.reporter(self.context);
        reporter.begin("sending the statement");
        let export = self.export(statement, &reporter);
        let export = export.has_headers(!self.context.globals().no_header);
        let written = some(export_to(self.context, export, path, is_quiet))?;
        if written.is_none() {
            self.note("the statement has no result");
        }
        Ok(())
    }

    fn export<'r>(&self, statement: &str, reporter: &'r Reporter<'_>) -> Export<'r> {
        let arguments = self.arguments;
        let mut export = sql::read(self.session, statement, &self.database)
            .waiter(arguments.wait.waiter(reporter));
        if let Some(credential) = arguments.database.credential() {
            export = export.credential(credential);
        }
        if let Some(delimiter) = arguments.delimiter {
            export = export.delimiter(delimiter);
        }
        export
    }
}

/// A statement without rows, such as an `insert`, has run, although the library has nothing to return.
fn some<T>(result: civis::Result<T>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error)
            if error.kind() == ErrorKind::Missing && error.message().contains("no result") =>
        {
            Ok(None)
        }
        Err(error) => Err(failed(error)),
    }
}
