//! Finds the body in the bytes of an HTTP/1 message, as far as [`body_mask`](super::body_mask)
//! needs it.
//!
//! It treats transfer encodings as `ureq-proto` does. It checks nothing, since ureq reads the same
//! bytes.

use std::mem;

/// How many bytes of a line are stored.
const MAX_LINE: usize = 256;

/// Reads messages byte by byte.
#[derive(Debug, Clone, Default)]
pub(super) struct MessageParser {
    state: State,
    /// The beginning of the line that is read, outside of the body.
    line: Vec<u8>,
    /// Whether the first line of the head was read.
    has_started: bool,
    /// Whether another head follows this one, which has a status 1xx.
    is_interim: bool,
    is_http10: bool,
    is_chunked: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Head,
    /// A body without chunks.
    Body,
    ChunkSize,
    /// So many bytes of a chunk are left.
    Chunk(u64),
    /// The line break after a chunk.
    ChunkEnd,
    Trailers,
}

impl MessageParser {
    pub(super) fn is_in_head(&self) -> bool {
        self.state == State::Head
    }

    /// Reads the next byte. Returns whether it belongs to the body.
    pub(super) fn read(&mut self, byte: u8) -> bool {
        match self.state {
            State::Body => return true,
            State::Chunk(left) => {
                self.state = match left {
                    0 | 1 => State::ChunkEnd,
                    left => State::Chunk(left - 1),
                };
                return true;
            }
            State::Head | State::ChunkSize | State::ChunkEnd | State::Trailers => {}
        }
        if byte == b'\n' {
            let line = mem::take(&mut self.line);
            self.end_line(line.strip_suffix(b"\r").unwrap_or(&line));
        } else if self.line.len() < MAX_LINE {
            self.line.push(byte);
        }
        false
    }

    fn end_line(&mut self, line: &[u8]) {
        match self.state {
            State::Head => self.end_head_line(line),
            State::ChunkSize => {
                let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
                let size = str::from_utf8(size.trim_ascii()).unwrap_or_default();
                self.state = match u64::from_str_radix(size, 16) {
                    Ok(0) => State::Trailers,
                    Ok(size) => State::Chunk(size),
                    // ureq will fail.
                    Err(_) => State::Body,
                };
            }
            State::ChunkEnd => self.state = State::ChunkSize,
            State::Body | State::Chunk(_) | State::Trailers => {}
        }
    }

    fn end_head_line(&mut self, line: &[u8]) {
        if line.is_empty() {
            if !self.has_started {
                return;
            }
            let is_chunked = self.is_chunked && !self.is_http10;
            let state = match (self.is_interim, is_chunked) {
                (true, _) => State::Head,
                (false, true) => State::ChunkSize,
                (false, false) => State::Body,
            };
            *self = Self {
                state,
                ..Self::default()
            };
        } else if !self.has_started {
            self.has_started = true;
            self.is_http10 = line.starts_with(b"HTTP/1.0");
            self.is_interim = line.starts_with(b"HTTP/") && line.get(9) == Some(&b'1');
        } else if let Some(colon) = line.iter().position(|byte| *byte == b':')
            && line[..colon].eq_ignore_ascii_case(b"transfer-encoding")
        {
            let mut encodings = line[colon + 1..].split(|byte| *byte == b',');
            self.is_chunked |=
                encodings.any(|one| one.trim_ascii().eq_ignore_ascii_case(b"chunked"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MessageParser;

    fn body(message: &str) -> String {
        let mut parser = MessageParser::default();
        let body = message.bytes().filter(|byte| parser.read(*byte));
        String::from_utf8(body.collect()).expect("text")
    }

    #[test]
    fn the_body_is_found() {
        for (message, expected) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na\r\n\r\n",
                "a\r\n\r\n",
            ),
            ("\r\nHTTP/1.1 200 OK\nA: b\n\nbody", "body"),
            ("HTTP/1.1 200 OK\r\nA: b\r\n", ""),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody",
                "body",
            ),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;x=y\r\na\r\n\r\n A \r\n0123456789\r\n0\r\nT: t\r\n\r\n",
                "a\r\n0123456789",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding:chunked\r\n\r\nodd\r\nbody",
                "body",
            ),
            (
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody",
                "4\r\nbody",
            ),
            (
                "HTTP/1.1 200 OK\r\nX-Transfer-Encoding: chunked\r\n\r\nbody",
                "body",
            ),
        ] {
            assert_eq!(body(message), expected, "{message}");
        }
    }

    #[test]
    fn long_lines_are_read() {
        let value = "x".repeat(100_000);
        assert_eq!(
            body(&format!("HTTP/1.1 200 {value}\r\nA: {value}\r\n\r\nbody")),
            "body"
        );
    }
}
