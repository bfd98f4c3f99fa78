//! The thread on which reqwest runs, so that its callers may be anywhere: on threads of
//! an asynchronous runtime too, which reqwest's own blocking client does not allow.

use std::io;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// A thread with a runtime. It ends when the worker is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    runtime: Handle,
    /// The thread ends when this is dropped.
    _stop: oneshot::Sender<()>,
}

impl Worker {
    pub(super) fn start() -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        let (started, start) = mpsc::sync_channel(1);
        // A runtime must not be dropped on a thread of another, so it is made here.
        let run = move || match Builder::new_current_thread().enable_all().build() {
            Err(error) => drop(started.send(Err(error))),
            Ok(runtime) => {
                drop(started.send(Ok(runtime.handle().clone())));
                drop(runtime.block_on(stopped));
            }
        };
        thread::Builder::new()
            .name("civis-reqwest".to_owned())
            .spawn(run)?;
        let runtime = start.recv().map_err(io::Error::other)??;
        Ok(Self {
            runtime,
            _stop: stop,
        })
    }

    /// Runs a future on the worker's thread.
    pub(super) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.runtime.spawn(future).abort_handle()
    }
}
