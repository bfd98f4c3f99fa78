//! Content of a known length. Any section of it can be read at any time.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf as _, Bytes};

use super::positioned::read_at;

/// Content in memory or in an open file. Clones share it.
#[derive(Debug, Clone)]
pub(super) enum Data {
    Bytes(Bytes),
    /// An open file, and its length in bytes. What happens to its name does not matter.
    File(Arc<File>, u64),
}

impl Data {
    pub(super) fn file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::File(Arc::new(file), length))
    }

    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    /// A reader of the section that begins at `offset` and has `length` bytes, which must be inside the content.
    pub(super) fn section(&self, offset: u64, length: u64) -> Section {
        Section {
            data: self.clone(),
            offset,
            remaining: length,
        }
    }
}

/// Reads a section of the content.
#[derive(Debug)]
pub(super) struct Section {
    data: Data,
    offset: u64,
    remaining: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.remaining).unwrap_or(usize::MAX);
        let wanted = wanted.min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        let buffer = &mut buffer[..wanted];
        let count = match &self.data {
            Data::Bytes(bytes) => {
                let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
                let mut section = bytes.get(start..).unwrap_or_default();
                let count = wanted.min(section.len());
                section.copy_to_slice(&mut buffer[..count]);
                count
            }
            Data::File(file, _) => read_at(file, buffer, self.offset)?,
        };
        if count == 0 {
            let message = format!("ended {} bytes early: it became shorter", self.remaining);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.offset += count as u64;
        self.remaining -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use bytes::Bytes;
    use civis_core::support::anonymous_file;

    use super::Data;

    fn both(content: &[u8]) -> [Data; 2] {
        let mut file = anonymous_file().expect("a file");
        file.write_all(content).expect("written");
        [
            Data::Bytes(Bytes::copy_from_slice(content)),
            Data::file(file).expect("a length"),
        ]
    }

    #[test]
    fn sections_are_read_in_any_order() {
        for data in both(b"0123456789") {
            assert_eq!(data.length(), 10);
            for (offset, length, expected) in
                [(7, 3, "789"), (0, 4, "0123"), (4, 0, ""), (10, 0, "")]
            {
                let mut text = String::new();
                let mut section = data.section(offset, length);
                section.read_to_string(&mut text).expect("read");
                assert_eq!(text, expected);
            }
        }
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error() {
        let [_, data] = both(b"0123456789");
        let Data::File(file, _) = &data else {
            panic!("{data:?}")
        };
        file.set_len(6).expect("shorter");
        let error = data.section(2, 8).read_to_end(&mut Vec::new());
        let error = error.expect_err("too short").to_string();
        assert_eq!(error, "ended 4 bytes early: it became shorter");
    }
}
