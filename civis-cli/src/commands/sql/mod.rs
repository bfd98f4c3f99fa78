//! `civis sql`: runs statements, and shows or writes their rows.
//!
//! | module | what |
//! |---|---|
//! | `statements` | the statements of a text |
//! | `source` | where the text comes from |
//! | `preview` | the first rows, by a query |
//! | `export` | all rows, by a script |

mod export;
mod preview;
mod source;
mod statements;

use std::path::{Path, PathBuf};

use civis::{ErrorKind, IdOrName, Session};
use clap::{Args, ValueHint};
use serde_json::{Value, json};

use crate::context::Context;
use crate::database::DatabaseArgs;
use crate::delimiter::delimiter;
use crate::error::{Error, Exit};
use crate::output::Format;
use crate::wait::WaitArgs;

const EXAMPLES: &str = "\
Examples:
  civis sql -d redshift-general 'select * from public.people'
  civis sql -d redshift-general -f report.sql -o report.csv.gz
  echo 'select 1; select 2' | civis sql -d redshift-general --output json";

/// Run SQL, and show or write its rows
///
/// A table shows the first rows of the result; other formats have all of them, unless `-n` says otherwise. Values are text, as
/// the Platform sends them.
///
/// Several statements run one after the other, until one fails, and each has its own result. Statements with a transaction, a
/// temporary table or a `set` share a connection: they are sent together, and the Platform returns one result.
///
/// Ctrl-C cancels the statement that is running.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Sql {
    /// SQL; it is read from standard input if there is neither this nor a file
    #[arg(value_name = "SQL", conflicts_with_all = ["command", "file"])]
    text: Option<String>,

    /// SQL, as for the official command line
    #[arg(short, long, value_name = "SQL", conflicts_with = "file", hide = true)]
    command: Option<String>,

    /// File with SQL; `-` for standard input
    #[arg(short, long, alias = "filename", value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,

    #[command(flatten)]
    database: DatabaseArgs,

    /// File to write all rows to as CSV, in gzip or zip if its name ends so; `-` for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,

    /// Number of rows to show, up to 1000 [default for a table: 100]
    #[arg(short = 'n', long, value_name = "COUNT", conflicts_with = "out",
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    rows: Option<u32>,

    /// Character between values of CSV: a comma, a tab or a pipe
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<char>,

    /// Send several statements together, over one connection
    #[arg(long)]
    together: bool,

    #[command(flatten)]
    wait: WaitArgs,
}

impl Sql {
    pub(crate) fn run(&self, context: &Context) -> Result<(), Error> {
        let text = source::read(
            context,
            self.text.as_deref().or(self.command.as_deref()),
            self.file.as_deref(),
        )?;
        let mut statements = statements::split(&text);
        if statements.is_empty() {
            return Err(Error::usage("there is no SQL: the text is empty"));
        }
        let count = statements.len();
        if count > 1 && (self.together || statements::share_a_connection(&statements)) {
            statements = vec![text.trim()];
        }
        let database = self.database.database(context)?;
        let session = self.wait.session(context)?;
        let command = Command {
            arguments: self,
            database,
            context,
            session: &session,
        };
        match (&self.out, statements.as_slice()) {
            (Some(path), [statement]) => command.export_to(statement, path),
            (Some(_), _) => {
                let message = format!("`--out` takes one statement, and there are {count}");
                Err(Error::usage(message).with_hint("`--together` sends them as one"))
            }
            (None, [statement]) => command.show(statement),
            (None, statements) => command.show_all(statements),
        }
    }
}

/// The command with what it works with.
struct Command<'a> {
    arguments: &'a Sql,
    database: IdOrName,
    context: &'a Context,
    session: &'a Session,
}

/// The result of a statement: the names of its columns, and the rows. None, if it has no result.
type Table = (Vec<String>, Rows);
type Rows = Box<dyn Iterator<Item = Result<Value, Error>>>;

impl Command<'_> {
    /// Shows the result of the only statement.
    fn show(&self, statement: &str) -> Result<(), Error> {
        if self.writes_csv_as_it_comes() {
            return self.export_to(statement, Path::new("-"));
        }
        let result = self.result(statement)?;
        self.show_table(result)
    }

    /// Shows the result of each statement under its text.
    fn show_all(&self, statements: &[&str]) -> Result<(), Error> {
        if matches!(
            self.context.format(),
            Format::Table | Format::Csv | Format::Raw
        ) {
            let is_table = self.context.format() == Format::Table;
            for (index, statement) in statements.iter().enumerate() {
                if index > 0 {
                    self.context.print_line("")?;
                }
                if is_table {
                    let title = title(statement);
                    let heading = format!("-- {} of {}: {title}", index + 1, statements.len());
                    self.context.print_line(&heading)?;
                }
                self.show(statement)?;
            }
            return Ok(());
        }
        let mut results = Vec::new();
        let run = |statement: &&str| self.result_with_text(statement);
        let last = statements.iter().map(run).try_for_each(|result| {
            results.push(result?);
            Ok(())
        });
        // What has run before a failure is shown too.
        let shown = self
            .context
            .print_rows(results.into_iter().map(Ok::<_, Error>));
        last.and(shown)
    }

    fn result_with_text(&self, statement: &str) -> Result<Value, Error> {
        let rows = match self.result(statement)? {
            Some((_, rows)) => rows.collect::<Result<Value, Error>>()?,
            None => Value::Null,
        };
        Ok(json!({"sql": statement, "rows": rows}))
    }

    /// Whether all rows are wanted as the Platform writes them.
    fn writes_csv_as_it_comes(&self) -> bool {
        self.context.format() == Format::Csv
            && self.arguments.rows.is_none()
            && self.context.globals().fields.is_empty()
            && self.context.globals().sort.is_empty()
    }

    /// Runs a statement for the rows that the format shows.
    fn result(&self, statement: &str) -> Result<Option<Table>, Error> {
        let is_table = self.context.format() == Format::Table;
        match self.arguments.rows {
            Some(count) => self.preview(statement, count),
            None if is_table => self.preview(statement, preview::DEFAULT_ROWS),
            None => self.all_rows(statement),
        }
    }

    fn show_table(&self, result: Option<Table>) -> Result<(), Error> {
        match result {
            Some((columns, rows)) => self.context.print_rows_with(&columns, rows),
            None => {
                self.note("the statement has no result");
                Ok(())
            }
        }
    }

    /// Tells a person what is not in the result.
    fn note(&self, text: &str) {
        if !self.arguments.wait.quiet {
            self.context.note(text);
        }
    }
}

/// The error of a statement: what the database says, if that is known.
fn failed(error: civis::Error) -> Error {
    let run = error.run().filter(|_| error.kind() == ErrorKind::RunFailed);
    match run.and_then(|run| run.message.as_deref()) {
        Some(message) => Error::new(Exit::RunFailed, format!("the statement failed: {message}")),
        None => error.into(),
    }
}

/// The beginning of a statement, on one line.
fn title(statement: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = statement.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A row as an object. Columns of the same name are numbered.
fn row(columns: &[String], values: impl Iterator<Item = Value>) -> Value {
    Value::Object(columns.iter().cloned().zip(values).collect())
}

/// The names of the columns, made distinct.
fn distinct(columns: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(columns.len());
    for name in columns {
        let mut own = name.clone();
        let mut number = 1;
        while distinct.contains(&own) {
            number += 1;
            own = format!("{name}_{number}");
        }
        distinct.push(own);
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::{distinct, title};

    #[test]
    fn columns_of_the_same_name_are_numbered() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let columns = distinct(names(&["a", "b", "a", "a_2", "a"]));
        assert_eq!(columns, names(&["a", "b", "a_2", "a_2_2", "a_3"]));
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(title("select 1,\n  2"), "select 1, 2");
        let long = format!("select '{}'", "é".repeat(80));
        assert_eq!(title(&long).chars().count(), 61);
    }
}
