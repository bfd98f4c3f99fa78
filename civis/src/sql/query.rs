//! Queries: a preview of the first rows.

use std::fmt;

use civis_core::support::{self, invalid_argument, missing_field};
use csv::StringRecord;
use http::Method;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

use super::statement::{Statement, Text};
use crate::jobs::{Run, Waiter};
use crate::{ErrorKind, IdOrName, Location, Request, Result, Session};

/// The number of rows, as in the official client.
const DEFAULT_ROWS: u32 = 10;

/// The most rows that the Platform stores.
const MAX_ROWS: u32 = 1000;

/// A statement whose first rows are fetched: see [`query`](super::query).
#[must_use = "nothing is sent until `send` is called"]
pub struct Query<'a> {
    statement: Statement,
    preview_rows: u32,
    waiter: Waiter<'a>,
}

impl<'a> Query<'a> {
    pub(super) fn new(session: &Session, sql: String, database: IdOrName) -> Self {
        Self {
            statement: Statement::new(session, "sql::query", Text::Sql(sql), database),
            preview_rows: DEFAULT_ROWS,
            waiter: Waiter::new(),
        }
    }

    /// The credential for the database: its ID, or the name of the user in the database. The default is the user's
    /// default credential for databases.
    pub fn credential(mut self, credential: impl Into<IdOrName>) -> Self {
        self.statement.credential = Some(credential.into());
        self
    }

    /// The number of rows that are fetched at most, from 1 to 1,000. The default is 10.
    pub fn preview_rows(mut self, count: u32) -> Self {
        self.preview_rows = count;
        self
    }

    /// Whether the Platform leaves the query out of its lists. The default is true.
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.statement.hidden = hidden;
        self
    }

    /// How to wait for the result. The default is [`Waiter::new`].
    pub fn waiter<'b>(self, waiter: Waiter<'b>) -> Query<'b> {
        Query {
            statement: self.statement,
            preview_rows: self.preview_rows,
            waiter,
        }
    }

    /// Runs the query, waits until it has ended, and returns its first rows.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for an argument that is not valid, before anything is sent; those of
    /// [`Run::wait`](crate::jobs::Run::wait), and those of any call. The text of an error says what is left on the
    /// Platform. If the session's token is cancelled, the query is cancelled too.
    pub fn send(self) -> Result<Preview> {
        let Self {
            statement,
            preview_rows,
            waiter,
        } = self;
        if preview_rows == 0 || preview_rows > MAX_ROWS {
            let message = format!("is {preview_rows}, and must be from 1 to {MAX_ROWS}");
            return Err(invalid_argument(
                statement.function,
                "preview_rows",
                &message,
            ));
        }
        let checked = statement.check()?;
        waiter.check(statement.function)?;
        let (database, credential) = statement.ids()?;
        let request = Request::new("queries.post", Method::POST, "/queries")
            .with(Location::Field, "database", database)
            .with(Location::Field, "sql", checked.sql)
            .with(Location::Field, "credential", credential)
            .with(Location::Field, "hidden", statement.hidden)
            .with(Location::Field, "previewRows", preview_rows);
        let created = statement.create(request, "the query may run")?;
        let id = created.get("id").and_then(Value::as_i64);
        let id = id.ok_or_else(|| missing_field("queries.post", "id"))?;
        let run = Run::of_query(&statement.session, id);
        let done = super::script::wait(statement.function, &run, waiter)?;
        Ok(Preview::new(id, done.json()))
    }
}

impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("statement", &self.statement)
            .field("preview_rows", &self.preview_rows)
            .finish_non_exhaustive()
    }
}

/// The first rows of a query.
///
/// The Platform sends every value as text. A statement that returns nothing, such as an `update`, has no columns; one that
/// returns an empty result has columns and no rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Preview {
    /// The ID of the query, which is left on the Platform.
    pub id: i64,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as `columns`. `None` is a null.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Preview {
    /// Reads a query that has ended.
    fn new(id: i64, query: &Value) -> Self {
        let array = |name: &str| {
            query
                .get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        let columns: Vec<String> = array("resultColumns")
            .map(|name| text(name).unwrap_or_default())
            .collect();
        let row = |row: &Value| {
            let cells = row.as_array().into_iter().flatten();
            let mut cells: Vec<Option<String>> = cells.map(text).collect();
            cells.resize(columns.len(), None);
            cells
        };
        let rows = array("resultRows").map(row).collect();
        Self { id, columns, rows }
    }

    /// Converts each row into a `T`: a struct with a field for each column that it needs, a map, or a tuple.
    ///
    /// Values are read as those of a CSV file: numbers and booleans from their text, and an empty text or a null as `None`
    /// of an `Option`.
    ///
    /// ```
    /// # let preview: civis::sql::Preview = Default::default();
    /// let people: Vec<(i64, Option<String>)> = preview.typed()?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], which names the row, counted from 1, and the column.
    pub fn typed<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let columns = StringRecord::from(self.columns.as_slice());
        let convert = |(index, row): (usize, &Vec<Option<String>>)| {
            let row: StringRecord = row
                .iter()
                .map(|cell| cell.as_deref().unwrap_or(""))
                .collect();
            row.deserialize(Some(&columns)).map_err(|error| {
                let message = format!("row {} of query {}: {error}", index + 1, self.id);
                support::error(ErrorKind::Decode, message)
            })
        };
        self.rows.iter().enumerate().map(convert).collect()
    }

    /// Converts the rows into a data frame, whose columns are all text: see [`rows_to_frame`](crate::rows_to_frame).
    ///
    /// # Errors
    /// If polars cannot build the frame.
    #[cfg(feature = "polars")]
    pub fn to_frame(
        &self,
    ) -> crate::polars_core::error::PolarsResult<crate::polars_core::frame::DataFrame> {
        crate::rows_to_frame(&self.columns, &self.rows)
    }
}

/// A value as text. The specification declares text; some databases send numbers and booleans.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
