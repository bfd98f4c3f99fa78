//! Methods that read the rows in the program.

use serde_core::de::DeserializeOwned;

use super::Export;
use crate::Result;
use crate::files::{Records, Rows};
#[cfg(feature = "arrow")]
use crate::sql::batches::Batches;
use crate::sql::csv_settings::{Compression, Destination};
use crate::sql::output::Reader;
use crate::stream::Stream;

impl Export<'_> {
    /// Reads the rows as values of `T`: a struct with a field for each column that it needs, a map, or a tuple.
    ///
    /// An empty value, which is also how a null is written, is `None` of an `Option`.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// for row in sql::read(&session, "select id, name from people", "redshift-general").rows()? {
    ///     let (id, name): (i64, Option<String>) = row?;
    ///     println!("{id} {name:?}");
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors). Each row may be an error too: of the transfer, or because it is no `T`.
    pub fn rows<T: DeserializeOwned>(self) -> Result<Rows<T>> {
        let format = self.settings.format();
        let (stream, what) = self.parsed()?;
        Ok(Rows::new(stream, format, what))
    }

    /// Reads the rows as text.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// let records = sql::read(&session, "select * from people", "redshift-general").records()?;
    /// println!("{:?}", records.headers());
    /// for record in records {
    ///     println!("{:?}", record?.get(0));
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    pub fn records(self) -> Result<Records> {
        let format = self.settings.format();
        let (stream, what) = self.parsed()?;
        Records::new(stream, format, what)
    }

    /// Reads the rows as Arrow record batches, whose columns are all text, as the Platform sends them. An empty value is
    /// a null.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// for batch in sql::read(&session, "select * from people", "redshift-general").batches()? {
    ///     println!("{} rows", batch?.num_rows());
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    #[cfg(feature = "arrow")]
    pub fn batches(self) -> Result<Batches> {
        self.arrow(None)
    }

    /// Reads the rows as Arrow record batches of these columns, in the order of the result. Booleans must be written as
    /// `true` and `false`, which not every database does.
    ///
    /// ```no_run
    /// use civis::arrow_schema::{DataType, Field, Schema};
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// let schema = Schema::new(vec![
    ///     Field::new("id", DataType::Int64, false),
    ///     Field::new("name", DataType::Utf8, true),
    /// ]);
    /// let batches = sql::read(&session, "select id, name from people", "redshift-general").typed_batches(schema)?;
    /// # let _ = batches;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows), and [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the result has
    /// columns of other names.
    #[cfg(feature = "arrow")]
    pub fn typed_batches(self, schema: impl Into<arrow_schema::SchemaRef>) -> Result<Batches> {
        self.arrow(Some(schema.into()))
    }

    #[cfg(feature = "arrow")]
    fn arrow(self, schema: Option<arrow_schema::SchemaRef>) -> Result<Batches> {
        let (function, format) = (self.statement.function, self.settings.format());
        let reader = self.output(Destination::Rows)?.open(Compression::None)?;
        Batches::new(function, reader, format, schema)
    }

    /// Reads the rows into a data frame, whose columns are all text, as the Platform sends them. An empty value is a null.
    /// Cast the columns that are not text:
    ///
    /// ```no_run
    /// use civis::polars_core::prelude::DataType;
    /// use civis::sql;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let session = civis::Session::from_env()?;
    /// let frame = sql::read(&session, "select * from people", "redshift-general").frame()?;
    /// let ids = frame.column("id")?.cast(&DataType::Int64)?;
    /// # let _ = ids;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`rows`](Self::rows).
    #[cfg(feature = "polars")]
    pub fn frame(self) -> Result<crate::polars_core::frame::DataFrame> {
        crate::sql::frame::frame(self.records()?)
    }

    /// Reads the text as a stream, without its compression.
    ///
    /// ```no_run
    /// use civis::sql;
    /// use std::io::{BufRead, BufReader};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let session = civis::Session::from_env()?;
    /// let reader = sql::read(&session, "select * from people", "redshift-general").reader()?;
    /// for line in BufReader::new(reader).lines() {
    ///     println!("{}", line?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors). An error of [`Read`](std::io::Read) has the [`Error`](crate::Error) as its
    /// inner error.
    pub fn reader(mut self) -> Result<Reader> {
        self.settings.compression = Compression::None;
        self.output(Destination::Copy)?.open(Compression::None)
    }

    /// The text of rows that are parsed here, and what errors call it.
    fn parsed(self) -> Result<(Stream, String)> {
        let reader = self.output(Destination::Rows)?.open(Compression::None)?;
        Ok(reader.into_parts())
    }
}
