//! Streams of bytes on their way: compression, copies, errors.
//!
//! Compression is detected from the first bytes of a stream, since a store may undo that of a file on its way. SQL scripts
//! write gzip files of several members.

use std::io::{self, BufReader, Cursor, Read, Write};

use civis_core::{Error, ErrorKind, Result, support};
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::read::GzEncoder;

/// A stream of bytes.
pub(crate) type Stream = Box<dyn Read + Send>;

/// What every gzip file begins with. No text in UTF-8 does.
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];

/// What every zip archive with an entry begins with.
pub(crate) const ZIP: &[u8] = b"PK\x03\x04";

/// The bytes read at once, compressed or not.
pub(crate) const BUFFER: usize = 256 << 10;

/// Returns whether the stream begins with these bytes, and the stream from its beginning.
fn begins_with(magic: &[u8], mut stream: Stream) -> io::Result<(bool, Stream)> {
    let mut start = Vec::new();
    let mut first = stream.by_ref().take(magic.len() as u64);
    first.read_to_end(&mut start)?;
    let found = start == magic;
    Ok((found, Box::new(Cursor::new(start).chain(stream))))
}

/// Returns the stream without gzip, if it has any: all its members, each checked against its checksum and length.
pub(crate) fn decompressed(stream: Stream) -> io::Result<Stream> {
    let (is_gzip, stream) = begins_with(GZIP, stream)?;
    if !is_gzip {
        return Ok(stream);
    }
    let stream = BufReader::with_capacity(BUFFER, stream);
    Ok(Box::new(MultiGzDecoder::new(stream)))
}

/// Returns the stream in gzip, whether it is in gzip already or not.
pub(crate) fn in_gzip(stream: Stream) -> io::Result<Stream> {
    let (is_gzip, stream) = begins_with(GZIP, stream)?;
    if is_gzip {
        return Ok(stream);
    }
    let level = Compression::default();
    Ok(Box::new(GzEncoder::new(stream, level)))
}

/// Returns the stream, which must be a zip archive.
pub(crate) fn in_zip(stream: Stream) -> io::Result<Stream> {
    let (is_zip, stream) = begins_with(ZIP, stream)?;
    if is_zip {
        return Ok(stream);
    }
    let message = "it is not a zip archive";
    Err(io::Error::new(io::ErrorKind::InvalidData, message))
}

/// Copies everything, flushes the writer, and returns the number of bytes. An error of the writer becomes one by
/// `unwritable`.
pub(crate) fn copy(
    reader: &mut dyn Read,
    writer: &mut dyn Write,
    what: &str,
    unwritable: impl Fn(io::Error) -> Error,
) -> Result<u64> {
    let mut buffer = vec![0; BUFFER];
    let mut copied = 0;
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(read_error(error, what)),
        };
        writer.write_all(&buffer[..count]).map_err(&unwritable)?;
        copied += count as u64;
    }
    writer.flush().map_err(&unwritable)?;
    Ok(copied)
}

/// An error of a stream: that of a call, or one because the content is damaged, or any other.
pub(crate) fn read_error(error: io::Error, what: &str) -> Error {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.downcast::<Error>() {
        Ok(error) => support::with_context(error, what),
        Err(error) if matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof) => {
            let message = format!("{what} cannot be decompressed: {error}");
            support::error(ErrorKind::Decode, message)
        }
        Err(error) => support::io_error(format!("{what} cannot be read"), error),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write as _};

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::{any, prop, proptest};

    use super::{decompressed, in_gzip, in_zip};

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("in memory");
        encoder.finish().expect("in memory")
    }

    /// A stream that gives a few bytes at a time, as a socket may.
    struct Slow(Vec<u8>, usize);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    fn read(stream: io::Result<Box<dyn Read + Send>>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        stream?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn stream(bytes: &[u8], step: usize) -> Box<dyn Read + Send> {
        Box::new(Slow(bytes.to_vec(), step))
    }

    #[test]
    fn a_file_that_ends_early_or_is_damaged_is_an_error() {
        let whole = member(b"id,name\n1,Ada\n2,Grace\n");
        for end in 2..whole.len() {
            assert!(
                read(decompressed(stream(&whole[..end], 7))).is_err(),
                "{end}"
            );
        }
        let mut damaged = whole.clone();
        let checksum = damaged.len() - 8;
        damaged[checksum] ^= 1;
        assert!(read(decompressed(stream(&damaged, 7))).is_err());
        let second_ends_early = [&whole[..], &whole[..9]].concat();
        assert!(read(decompressed(stream(&second_ends_early, 7))).is_err());
    }

    #[test]
    fn an_archive_is_passed_on_and_nothing_else_is() {
        let archive = b"PK\x03\x04 and so on";
        assert_eq!(read(in_zip(stream(archive, 3))).expect("zip"), archive);
        for other in [&b"PK"[..], b"", b"id,name\n"] {
            assert!(read(in_zip(stream(other, 3))).is_err());
        }
    }

    #[test]
    fn an_empty_stream_is_empty() {
        assert_eq!(read(decompressed(stream(b"", 1))).expect("empty"), b"");
        let packed = read(in_gzip(stream(b"", 1))).expect("empty");
        assert_eq!(read(decompressed(stream(&packed, 1))).expect("empty"), b"");
    }

    proptest! {
        #[test]
        fn any_text_in_any_number_of_members_is_read_whole(
            texts in prop::collection::vec(any::<String>(), 1..4),
            step in 1_usize..40,
        ) {
            let members: Vec<u8> = texts.iter().flat_map(|text| member(text.as_bytes())).collect();
            let whole = texts.concat().into_bytes();
            assert_eq!(read(decompressed(stream(&members, step))).expect("gzip"), whole);
            assert_eq!(read(in_gzip(stream(&members, step))).expect("gzip"), members);
            // As it is, if there is no gzip around it.
            assert_eq!(read(decompressed(stream(&whole, step))).expect("text"), whole);
            let packed = read(in_gzip(stream(&whole, step))).expect("text");
            assert_eq!(read(decompressed(stream(&packed, step))).expect("gzip"), whole);
        }
    }
}
