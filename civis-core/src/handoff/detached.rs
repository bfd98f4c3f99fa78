//! Work on another thread, which a cancellation detaches.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use super::{Chunk, Receiver, Sender, channel, pump, wait};
use crate::cancel::CancelToken;

/// Why [`CancelToken::run`] has no result.
pub(crate) enum Interrupted {
    Cancelled,
    /// No thread could be started.
    NoThread(io::Error),
}

impl CancelToken {
    /// Runs `work` on another thread, and waits for its result or for the cancellation,
    /// after which the thread is detached. A result that is ready takes precedence.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Interrupted> {
        let result = spawn(work).map_err(Interrupted::NoThread)?;
        finish(wait(Some(self), |context| result.poll_next(context)))
    }

    /// Like [`run`](Self::run), for work that reads `source` by the receiver of `chunks`. The source
    /// is read on this thread, so it may borrow.
    pub(crate) fn run_with_source<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        source: impl Read,
        chunks: Sender<Chunk>,
    ) -> Result<T, Interrupted> {
        let result = spawn(work).map_err(Interrupted::NoThread)?;
        finish(pump(source, &mut Some(chunks), &result, Some(self)))
    }
}

/// Starts a thread, and returns where its result arrives.
fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Receiver<thread::Result<T>>> {
    let (sender, receiver) = channel();
    let span = tracing::Span::current();
    thread::Builder::new()
        .name("civis-call".to_owned())
        .spawn(move || sender.send(catch_unwind(AssertUnwindSafe(|| span.in_scope(work)))))?;
    Ok(receiver)
}

/// The result of a thread. A panic continues in the caller.
fn finish<T>(outcome: Option<Option<thread::Result<T>>>) -> Result<T, Interrupted> {
    match outcome {
        Some(Some(result)) => result.or_else(|panic| resume_unwind(panic)),
        Some(None) => Err(Interrupted::NoThread(io::Error::other(
            "the thread has ended",
        ))),
        None => Err(Interrupted::Cancelled),
    }
}
