//! Methods that write the rows to files.

use std::io::{Read as _, Write};
use std::path::Path;

use civis_core::support::{AtomicFile, file_error, io_error};

use super::Export;
use crate::Result;
use crate::sql::csv_settings::{Compression, Destination};
use crate::sql::manifest::Manifest;
use crate::stream;

impl Export<'_> {
    /// Copies the file to a writer, and returns the number of bytes: plain text, or as set by [`gzip`](Self::gzip) and
    /// [`zip`](Self::zip).
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// sql::read(&session, "select * from people", "redshift-general").to_writer(std::io::stdout().lock())?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the writer fails. What was
    /// written until then is not complete.
    pub fn to_writer(self, mut writer: impl Write) -> Result<u64> {
        let (function, compression) = (self.statement.function, self.settings.compression);
        let reader = self.output(Destination::Copy)?.open(compression)?;
        reader.copy_to(&mut writer, |source| {
            io_error(format!("{function}: the writer failed"), source)
        })
    }

    /// Writes the file to a path, and returns the number of bytes: plain text, or as set by [`gzip`](Self::gzip) and
    /// [`zip`](Self::zip).
    ///
    /// The rows are written to a temporary file beside it, which is renamed when it is complete. If anything fails, it is
    /// removed, and a file that was at the path before is as it was. The temporary file is created before anything is
    /// sent, so a path that cannot be written is known at once.
    ///
    /// ```no_run
    /// use civis::sql;
    ///
    /// let session = civis::Session::from_env()?;
    /// sql::read(&session, "select * from people", "redshift-general").gzip().to_path("people.csv.gz")?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors), and [`ErrorKind::File`](crate::ErrorKind::File) if the file cannot be
    /// written.
    pub fn to_path(self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let checked = self.check(Destination::Copy)?;
        let unwritable = |source| file_error(path, "cannot be written", source);
        let mut file = AtomicFile::create(path).map_err(unwritable)?;
        let compression = self.settings.compression;
        let reader = self.run(checked)?.open(compression)?;
        let size = reader.copy_to(&mut file, unwritable)?;
        file.commit().map_err(unwritable)?;
        Ok(size)
    }

    /// Leaves the rows in a file on the Platform, and returns its ID, for [`files::download`](crate::files::download) and
    /// [`tables::load`](crate::tables): plain text, or as set by [`gzip`](Self::gzip) and [`zip`](Self::zip).
    ///
    /// ```no_run
    /// use civis::{files, sql};
    ///
    /// let session = civis::Session::from_env()?;
    /// let file = sql::read(&session, "select * from people", "redshift-general").prefix("people").to_file()?;
    /// files::download(&session, file).to_path("people.csv")?;
    /// # Ok::<(), civis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors).
    pub fn to_file(self) -> Result<i64> {
        let output = self.output(Destination::File)?;
        Ok(output.file.id)
    }

    /// Leaves the rows in several files on the Platform, and returns their manifest. The Platform writes them in
    /// parallel, so that this is the fastest way for large results.
    ///
    /// # Errors
    /// Those of [the module](crate::sql#errors), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the manifest cannot be
    /// read.
    pub fn to_files(self) -> Result<Manifest> {
        let output = self.output(Destination::Files)?;
        let id = output.file.id;
        let (mut stream, name) = output.open(Compression::None)?.into_parts();
        let mut json = Vec::new();
        let read = stream.read_to_end(&mut json);
        read.map_err(|error| stream::read_error(error, &name))?;
        Manifest::parse(id, &json, &name)
    }
}
