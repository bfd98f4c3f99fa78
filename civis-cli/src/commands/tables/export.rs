//! `civis tables export`.

use std::path::PathBuf;

use civis::sql;
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::csv_file::export_to;
use crate::database::DatabaseArgs;
use crate::delimiter::delimiter;
use crate::error::Error;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis tables export public.people -d redshift-general -o people.csv.gz
  civis tables export public.people -d redshift-general --columns id,name | head";

/// Write the rows of a table as CSV
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportTable {
    /// Table: `schema.table`
    #[arg(value_name = "TABLE")]
    table: String,

    /// File to write, in gzip or zip if its name ends so; `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    out: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Columns to write, with commas [default: all]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<String>,

    /// Character between values: a comma, a tab or a pipe [default: a comma]
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<char>,

    #[command(flatten)]
    wait: WaitArgs,
}

impl ExportTable {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let session = self.wait.session(context)?;
        let reporter = self.wait.reporter(context);
        reporter.begin("sending the statement");
        let mut export = sql::read_table(&session, &self.table, self.database.database(context)?)
            .has_headers(!context.globals().no_header)
            .waiter(self.wait.waiter(&reporter));
        if let Some(credential) = self.database.credential() {
            export = export.credential(credential);
        }
        if !self.columns.is_empty() {
            export = export.columns(self.columns.iter().cloned());
        }
        if let Some(delimiter) = self.delimiter {
            export = export.delimiter(delimiter);
        }
        Ok(export_to(context, export, &self.out, self.wait.quiet)?)
    }
}
