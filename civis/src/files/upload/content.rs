//! What is uploaded.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use civis_core::{Error, ErrorKind, Result, support};

use super::arguments::Arguments;
use super::invalid;
use crate::files::data::Data;
use crate::files::spool::Spool;

/// A function that writes the content.
pub(crate) type WriteContent<'a> = Box<dyn FnOnce(&mut dyn Write) -> Result<()> + Send + 'a>;

/// The content as the user gave it.
pub(super) enum Content<'a> {
    Path(PathBuf),
    /// An open file, and its path for errors.
    File(File, PathBuf),
    Bytes(Vec<u8>),
    Reader(Box<dyn Read + Send + 'a>),
    Written(WriteContent<'a>),
    /// A value that cannot be written as JSON.
    NotJson(serde_json::Error),
}

/// The content with its length, ready to be sent.
pub(super) enum OpenContent<'a> {
    Data(Data),
    Stream(Stream<'a>),
}

/// A reader of a known length.
pub(super) struct Stream<'a> {
    reader: Box<dyn Read + Send + 'a>,
    length: u64,
    /// How much of it has been read.
    position: u64,
}

impl<'a> Content<'a> {
    pub(super) fn open(self, function: &str, arguments: &Arguments) -> Result<OpenContent<'a>> {
        let data = match self {
            Self::Path(path) => {
                let data = File::open(&path).and_then(of_file);
                data.map_err(|error| path_error(&path, error, function))?
            }
            Self::File(file, path) => {
                of_file(file).map_err(|error| path_error(&path, error, function))?
            }
            Self::Bytes(bytes) => Data::Bytes(Bytes::from(bytes)),
            Self::NotJson(error) => {
                let message = format!("cannot be written as JSON: {error}");
                return Err(invalid(function, "value", &message));
            }
            Self::Reader(mut reader) => match arguments.length {
                Some(length) => {
                    return Ok(OpenContent::Stream(Stream {
                        reader,
                        length,
                        position: 0,
                    }));
                }
                None => Spool::read(&mut *reader, None).map_err(reader_error)?,
            },
            Self::Written(write) => {
                let mut spool = Spool::default();
                write(&mut spool)?;
                spool.finish().map_err(reader_error)?
            }
        };
        match arguments.length {
            Some(length) if length != data.length() => {
                let message = format!("is {length}, but the content has {} bytes", data.length());
                Err(invalid(function, "length", &message))
            }
            _ => Ok(OpenContent::Data(data)),
        }
    }
}

/// The content of an open file.
fn of_file(mut file: File) -> io::Result<Data> {
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // A pipe or a terminal has no length.
    if !metadata.is_file() {
        return Spool::read(&mut file, None);
    }
    Data::file(file)
}

fn path_error(path: &Path, error: io::Error, function: &str) -> Error {
    let error = support::file_error(path, "cannot be read", error);
    support::with_context(error, &format!("{function}: `path`"))
}

impl OpenContent<'_> {
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Data(data) => data.length(),
            Self::Stream(stream) => stream.length,
        }
    }

    /// The whole content.
    pub(super) fn into_data(self) -> Result<Data> {
        match self {
            Self::Data(data) => Ok(data),
            Self::Stream(mut stream) => {
                let data = stream.next(stream.length)?;
                stream.check_end()?;
                Ok(data)
            }
        }
    }
}

impl Stream<'_> {
    /// Stores the next bytes of the reader. It must have that many.
    pub(super) fn next(&mut self, length: u64) -> Result<Data> {
        let data = Spool::read(&mut *self.reader, Some(length)).map_err(reader_error)?;
        self.position += data.length();
        if data.length() < length {
            let (end, promised) = (self.position, self.length);
            let message = format!("the reader ended after {end} of {promised} bytes");
            return Err(support::error(ErrorKind::File, message));
        }
        Ok(data)
    }

    /// Checks that the reader has no more bytes.
    pub(super) fn check_end(&mut self) -> Result<()> {
        let mut rest = (&mut self.reader).take(1);
        match io::copy(&mut rest, &mut io::sink()).map_err(reader_error)? {
            0 => Ok(()),
            _ => {
                let message = format!("the reader has more than {} bytes", self.length);
                Err(support::error(ErrorKind::File, message))
            }
        }
    }
}

fn reader_error(error: io::Error) -> Error {
    support::io_error("the content cannot be read", error)
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) | Self::File(_, path) => path.fmt(f),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Reader(_) => f.write_str("a reader"),
            Self::Written(_) => f.write_str("rows"),
            Self::NotJson(error) => error.fmt(f),
        }
    }
}
