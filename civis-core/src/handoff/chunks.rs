//! Bytes that are sent through a channel in chunks.

use std::io::{self, Read};
use std::task::Poll;

use bytes::Bytes;

use super::channel::{Receiver, Sender, wait};
use crate::cancel::CancelToken;

/// The maximum length of a chunk that is read, in bytes.
pub(crate) const CHUNK: usize = 64 * 1024;

/// Some bytes of a body. An empty chunk marks the end; without it, the body is incomplete.
pub(crate) type Chunk = io::Result<Bytes>;

/// What [`pump`] waits for.
enum Event<T> {
    Result(Option<T>),
    Room(bool),
}

/// Reads a source and sends its chunks until a result arrives. Returns `None` if the token is
/// cancelled, and `Some(None)` if the sender of the result is gone. If the result arrives before
/// the end of the source, `chunks` stays open.
pub(crate) fn pump<T>(
    mut source: impl Read,
    chunks: &mut Option<Sender<Chunk>>,
    result: &Receiver<T>,
    cancel: Option<&CancelToken>,
) -> Option<Option<T>> {
    loop {
        let event = wait(cancel, |context| {
            if let Poll::Ready(result) = result.poll_next(context) {
                return Poll::Ready(Event::Result(result));
            }
            match &chunks {
                Some(chunks) => chunks.poll_room(context).map(Event::Room),
                None => Poll::Pending,
            }
        })?;
        let is_over = match (event, &chunks) {
            (Event::Result(result), _) => return Some(result),
            (Event::Room(true), Some(chunks)) => send_next(&mut source, chunks),
            (Event::Room(_), _) => true,
        };
        if is_over {
            *chunks = None;
        }
    }
}

/// Reads a source and sends its chunks, to the end or until the receiver is gone.
pub(crate) fn forward(source: &mut impl Read, chunks: &Sender<Chunk>) {
    while wait(None, |context| chunks.poll_room(context)) == Some(true) {
        if send_next(source, chunks) {
            break;
        }
    }
}

/// Reads and sends the next chunk. Returns whether it was the last one.
pub(super) fn send_next(source: &mut impl Read, chunks: &Sender<Chunk>) -> bool {
    let chunk = read_chunk(source);
    let is_last = chunk.as_ref().map_or(true, Bytes::is_empty);
    chunks.send(chunk);
    is_last
}

fn read_chunk(source: &mut impl Read) -> Chunk {
    let mut bytes = vec![0; CHUNK];
    loop {
        match source.read(&mut bytes) {
            Ok(count) => {
                bytes.truncate(count);
                return Ok(bytes.into());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads the chunks that another thread or task sends.
pub(crate) struct ChunkReader {
    chunks: Receiver<Chunk>,
    current: Bytes,
    has_ended: bool,
    cancel: Option<CancelToken>,
}

impl ChunkReader {
    /// Creates a reader. If the token is cancelled, reading fails at once.
    pub(crate) fn new(chunks: Receiver<Chunk>, cancel: Option<CancelToken>) -> Self {
        Self {
            chunks,
            current: Bytes::new(),
            has_ended: false,
            cancel,
        }
    }
}

impl Read for ChunkReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.current.is_empty() && !self.has_ended && !buf.is_empty() {
            let next = wait(self.cancel.as_ref(), |context| {
                self.chunks.poll_next(context)
            });
            self.current = match next {
                Some(Some(chunk)) => chunk.inspect_err(|_| self.has_ended = true)?,
                Some(None) => return Err(io::Error::other("the sending thread has ended")),
                None => return Err(io::Error::other("cancelled")),
            };
            self.has_ended = self.current.is_empty();
        }
        let count = self.current.len().min(buf.len());
        buf[..count].copy_from_slice(&self.current.split_to(count));
        Ok(count)
    }
}
