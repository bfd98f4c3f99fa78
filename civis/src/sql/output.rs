//! The file that a run has written, as a stream.

use std::fmt;
use std::io::{self, Read, Write};

use civis_core::support::{with_context, with_run};
use civis_core::transfer::SignedUrl;

use super::csv_settings::Compression;
use super::script::OutputFile;
use crate::files::FileReader;
use crate::jobs::Run;
use crate::progress::Meter;
use crate::stream::{self, Stream};
use crate::{Error, Result};

/// A file that a run has written.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) function: &'static str,
    pub(super) run: Run,
    pub(super) file: OutputFile,
    pub(super) meter: Meter<'static>,
}

impl Output {
    /// Opens the file as it was written, or without its compression.
    pub(super) fn open(self, compression: Compression) -> Result<Reader> {
        let Self {
            function,
            run,
            file,
            meter,
        } = self;
        // Where the rows are, if they do not arrive here.
        let name = format!(
            "{function}: file {} on the Platform, which {run} has written",
            file.id
        );
        let reader = SignedUrl::parse(&file.path)
            .and_then(|url| FileReader::open_at(run.session(), file.id, url, &meter))
            .map_err(|error| with_run(with_context(error, &name), run.details()))?;
        let stream: Stream = Box::new(reader);
        let stream = match compression {
            Compression::None => stream::decompressed(stream),
            Compression::Gzip => stream::in_gzip(stream),
            Compression::Zip => stream::in_zip(stream),
        };
        match stream {
            Ok(stream) => Ok(Reader { stream, name }),
            Err(error) => Err(stream::read_error(error, &name)),
        }
    }
}

/// The text that a statement has written, as a stream. Returned by [`Export::reader`](super::Export::reader).
pub struct Reader {
    stream: Stream,
    name: String,
}

impl Reader {
    /// The stream, and what errors call it.
    pub(super) fn into_parts(self) -> (Stream, String) {
        (self.stream, self.name)
    }

    /// Copies everything to a writer, and returns the number of bytes. An error of the writer becomes one by `unwritable`.
    pub(super) fn copy_to(
        mut self,
        writer: &mut dyn Write,
        unwritable: impl Fn(io::Error) -> Error,
    ) -> Result<u64> {
        stream::copy(&mut self.stream, writer, &self.name, unwritable)
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
