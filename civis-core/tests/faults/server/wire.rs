//! The server's side of a connection, and the heads of requests.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use rustls::{ServerConnection, StreamOwned};

/// The maximum length of a head in bytes. Anything longer is the rest of an earlier request.
const MAX_HEAD: usize = 16 * 1024;

/// A connection, with or without TLS.
pub(super) enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    pub(super) fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => &stream.sock,
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) length: usize,
    pub(super) authorized: bool,
}

/// The correct response to a request: its target, in a header and as JSON.
pub(crate) fn echo(method: &str, target: &str) -> Vec<u8> {
    let body = format!("\"{target}\"");
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\nX-Echo: {target}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    if method != "HEAD" {
        bytes.push_str(&body);
    }
    bytes.into_bytes()
}

pub(super) fn read_head(wire: &mut Wire) -> io::Result<Option<Head>> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if wire.read(&mut byte)? == 0 {
            return Ok(None);
        }
        bytes.push(byte[0]);
        if bytes.len() > MAX_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let value = |name: &str| {
        let after = text.split_once(&format!("\r\n{name}: "))?.1;
        after.split("\r\n").next()
    };
    let line = String::from_utf8_lossy(&bytes);
    let mut first = line.split(' ');
    Ok(Some(Head {
        method: first.next().unwrap_or_default().to_owned(),
        target: first.next().unwrap_or_default().to_owned(),
        length: value("content-length").map_or(0, |text| text.parse().expect("a length")),
        authorized: value("authorization").is_some(),
    }))
}

pub(super) fn skip(wire: &mut Wire, length: usize) -> io::Result<()> {
    let read = io::copy(&mut wire.take(length as u64), &mut io::sink())?;
    if read < length as u64 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}
