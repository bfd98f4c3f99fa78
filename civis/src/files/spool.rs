//! Content whose length is not known before it has ended.

use std::fs::File;
use std::io::{self, Read, Write};

use bytes::Bytes;
use civis_core::support::anonymous_file;

use super::data::Data;

/// How much of a content is held in memory, in bytes. More of it is written to a temporary file.
const MAX_IN_MEMORY: usize = 8 << 20;

/// Stores what is written to it: in memory as long as it is short, else in a temporary file without a name.
#[derive(Debug, Default)]
pub(super) struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
}

impl Spool {
    /// Stores all that the reader returns, or the first `limit` bytes of it.
    pub(super) fn read(reader: &mut dyn Read, limit: Option<u64>) -> io::Result<Data> {
        let mut spool = Self::default();
        match limit {
            Some(limit) => io::copy(&mut reader.take(limit), &mut spool)?,
            None => io::copy(reader, &mut spool)?,
        };
        spool.finish()
    }

    pub(super) fn finish(self) -> io::Result<Data> {
        match self.file {
            Some(file) => Data::file(file),
            None => Ok(Data::Bytes(Bytes::from(self.memory))),
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(file) = &mut self.file {
            return file.write(bytes);
        }
        if self.memory.len() + bytes.len() <= MAX_IN_MEMORY {
            return self.memory.write(bytes);
        }
        let mut file = anonymous_file()?;
        file.write_all(&self.memory)?;
        self.memory = Vec::new();
        self.file.insert(file).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read as _};

    use super::{MAX_IN_MEMORY, Spool};
    use crate::files::data::Data;

    #[test]
    fn long_content_moves_to_a_file() {
        for (length, in_memory) in [
            (0, true),
            (MAX_IN_MEMORY, true),
            (MAX_IN_MEMORY + 1, false),
            (3 * MAX_IN_MEMORY, false),
        ] {
            let mut reader = io::repeat(b'x').take(length as u64);
            let data = Spool::read(&mut reader, None).expect("stored");
            assert_eq!(matches!(data, Data::Bytes(_)), in_memory, "{length}");
            assert_eq!(data.length(), length as u64);
            let mut content = Vec::new();
            let mut section = data.section(0, data.length());
            section.read_to_end(&mut content).expect("read");
            assert!(content.len() == length && content.iter().all(|byte| *byte == b'x'));
        }
    }

    #[test]
    fn a_limit_leaves_the_rest_in_the_reader() {
        let mut reader = &b"0123456789"[..];
        let data = Spool::read(&mut reader, Some(4)).expect("stored");
        assert_eq!((data.length(), reader), (4, &b"456789"[..]));
    }
}
