//! Where the bytes of an upload come from.

use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The bytes of an upload: bytes in memory, a file or a section of it, or a reader.
///
/// Bytes and files are read again for each attempt, and a file is opened anew, so a failed attempt
/// can be repeated. A reader is read once: after its first byte, a failure is final.
///
/// ```
/// use civis_core::transfer::Source;
///
/// let source = Source::bytes("id,name\n".as_bytes());
/// assert_eq!(source.length(), Some(8));
/// assert!(source.is_repeatable());
///
/// let source = Source::reader(std::io::stdin(), None);
/// assert_eq!(source.length(), None);
/// ```
pub struct Source<'a>(Content<'a>);

enum Content<'a> {
    Bytes(Cow<'a, [u8]>),
    File {
        path: PathBuf,
        offset: u64,
        length: u64,
    },
    Reader {
        reader: Box<dyn Read + 'a>,
        length: Option<u64>,
        is_begun: bool,
    },
    Reopened {
        open: Box<dyn FnMut() -> io::Result<Box<dyn Read + 'a>> + 'a>,
        length: u64,
    },
}

impl<'a> Source<'a> {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self(Content::Bytes(bytes.into()))
    }

    /// A whole file, with the length that it has now. Bytes that are appended later are not sent.
    ///
    /// # Errors
    /// [`ErrorKind::File`](crate::ErrorKind::File) if there is no such file, or it is a directory.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let metadata = fs::metadata(&path).map_err(|error| unreadable(&path, error))?;
        if metadata.is_dir() {
            let error = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(unreadable(&path, error));
        }
        Ok(Self::file_section(path, 0, metadata.len()))
    }

    /// A section of a file, from an offset in bytes. The file is opened when it is sent; an error
    /// then has the kind [`ErrorKind::File`](crate::ErrorKind::File), also if the file is too short.
    pub fn file_section(path: impl Into<PathBuf>, offset: u64, length: u64) -> Self {
        Self(Content::File {
            path: path.into(),
            offset,
            length,
        })
    }

    /// A reader. `length` bytes of it are sent, or all if that is `None`. A reader that ends before
    /// its stated length is an error.
    ///
    /// A body of unknown length is sent in chunks, which Amazon S3 does not accept.
    pub fn reader(reader: impl Read + 'a, length: impl Into<Option<u64>>) -> Self {
        Self(Content::Reader {
            reader: Box::new(reader),
            length: length.into(),
            is_begun: false,
        })
    }

    /// `length` bytes of the readers that a function returns, which is called for each attempt. A
    /// reader that ends before is an error.
    ///
    /// ```
    /// use civis_core::transfer::Source;
    /// use std::io::Read;
    ///
    /// let source = Source::from_fn(1000, || Ok(Box::new(std::io::repeat(b'x'))));
    /// assert_eq!(source.length(), Some(1000));
    /// assert!(source.is_repeatable());
    /// ```
    pub fn from_fn(length: u64, open: impl FnMut() -> io::Result<Box<dyn Read + 'a>> + 'a) -> Self {
        Self(Content::Reopened {
            open: Box::new(open),
            length,
        })
    }

    /// How many bytes there are, if that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::File { length, .. } | Content::Reopened { length, .. } => Some(*length),
            Content::Reader { length, .. } => *length,
        }
    }

    /// Whether the bytes can be read from the beginning again.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match &self.0 {
            Content::Bytes(_) | Content::File { .. } | Content::Reopened { .. } => true,
            Content::Reader { is_begun, .. } => !is_begun,
        }
    }

    /// Begins to read, from the beginning unless the source is a reader.
    pub(super) fn open(&mut self) -> Result<Box<dyn Read + '_>, Error> {
        Ok(match &mut self.0 {
            Content::Bytes(bytes) => Box::new(&**bytes),
            Content::File {
                path,
                offset,
                length,
            } => {
                let mut file = File::open(&*path).map_err(|error| unreadable(path, error))?;
                let start = file.seek(SeekFrom::Start(*offset));
                start.map_err(|error| unreadable(path, error))?;
                Box::new(Section {
                    file,
                    path,
                    left: *length,
                })
            }
            Content::Reader {
                reader, is_begun, ..
            } => Box::new(Once { reader, is_begun }),
            Content::Reopened { open, .. } => {
                open().map_err(|error| Error::io("the bytes cannot be read", error))?
            }
        })
    }
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::file(path, "cannot be read", error)
}

/// A section of an open file.
struct Section<'a> {
    file: File,
    path: &'a Path,
    left: u64,
}

impl Read for Section<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let limit = usize::try_from(self.left).map_or(buf.len(), |left| left.min(buf.len()));
        let failed = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
        };
        let count = self.file.read(&mut buf[..limit]).map_err(failed)?;
        if count == 0 && limit > 0 {
            let message = "the file has become shorter";
            return Err(failed(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                message,
            )));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// A reader that notes whether it was used.
struct Once<'a, R: ?Sized> {
    reader: &'a mut R,
    is_begun: &'a mut bool,
}

impl<R: Read + ?Sized> Read for Once<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        *self.is_begun = true;
        self.reader.read(buf)
    }
}

/// Shows no bytes.
impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Source");
        if let Content::File { path, offset, .. } = &self.0 {
            shown.field("path", path).field("offset", offset);
        }
        shown
            .field("length", &self.length())
            .field("is_repeatable", &self.is_repeatable())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::Source;

    #[test]
    fn a_section_ends_where_it_was_said_to() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let whole = std::fs::read(path).expect("a file");
        let mut section = Source::file_section(path, 10, 20);
        let mut reader = section.open().expect("a file");
        let (mut bytes, mut part) = (Vec::new(), [0; 7]);
        loop {
            match reader.read(&mut part).expect("bytes") {
                0 => break,
                count => bytes.extend_from_slice(&part[..count]),
            }
        }
        assert_eq!(bytes, whole[10..30]);
    }
}
