//! Bodies that are streamed between the caller's thread and that of reqwest.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::AbortHandle;

use super::worker::Worker;
use crate::handoff::{Chunk, ChunkReader, Receiver, Sender};

/// The body of a request; the caller's thread reads it and sends the chunks.
pub(super) struct Upload {
    pub(super) chunks: Receiver<Chunk>,
    pub(super) length: Option<u64>,
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(match ready!(self.chunks.poll_next(context)) {
            Some(Ok(chunk)) if chunk.is_empty() => None,
            Some(chunk) => Some(chunk.map(Frame::data)),
            None => Some(Err(io::Error::other("the request was given up"))),
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// The body of a response; a task receives it and sends the chunks.
pub(super) struct Download {
    pub(super) chunks: ChunkReader,
    pub(super) task: AbortHandle,
    /// Where the chunks of an incomplete request would go. Dropping it closes the connection, and so
    /// ends the response.
    pub(super) upload: Option<Sender<Chunk>>,
    /// The task runs there.
    pub(super) _worker: Arc<Worker>,
}

impl Read for Download {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.chunks.read(buf)
    }
}

impl Drop for Download {
    /// Aborts the receiving task.
    fn drop(&mut self) {
        self.task.abort();
        self.upload = None;
    }
}
