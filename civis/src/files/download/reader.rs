//! The bytes of a file.

use std::fmt;
use std::io::{self, Read};

use civis_core::transfer::{Download as Content, SignedUrl};
use civis_core::{Result, Session};

use super::link::Link;
use crate::files::checksum::Checksum;
use crate::progress::Meter;

/// The content of a file, from [`Download::reader`](super::Download::reader).
///
/// If the connection breaks, it goes on where it was, or from the start if the store cannot do that. It ends only after
/// as many bytes as the store has promised. An error is an [`io::Error`] that wraps an [`Error`](crate::Error).
pub struct FileReader<'a> {
    content: Content<'static>,
    meter: Meter<'a>,
    checksum: Checksum,
}

impl<'a> FileReader<'a> {
    pub(super) fn open(link: &Link, meter: &Meter<'a>, checksum: Checksum) -> Result<Self> {
        let content = link.get().open()?;
        if let (Some(promised), Some(length)) = (link.length, content.length())
            && promised != length
        {
            return Err(link.wrong_length(length));
        }
        meter.start(content.length());
        Ok(Self {
            content,
            meter: meter.clone(),
            checksum,
        })
    }

    /// Opens a file whose link is known already. If it has expired, a new one is requested.
    pub(crate) fn open_at(
        session: &Session,
        id: i64,
        url: SignedUrl,
        meter: &Meter<'a>,
    ) -> Result<Self> {
        let link = Link::new(session, id, url);
        Self::open(&link, meter, Checksum::default())
    }

    /// The length of the content in bytes, if the store says it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.content.length()
    }
}

impl Read for FileReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            self.checksum.check(self.content.headers())?;
        }
        self.checksum.add(&buffer[..count]);
        self.meter.add(count as u64);
        Ok(count)
    }
}

impl fmt::Debug for FileReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReader")
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}
