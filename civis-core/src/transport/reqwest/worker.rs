//! The thread on which reqwest runs, so that its callers may be anywhere: on threads of
//! an asynchronous runtime too, which reqwest's own blocking client does not allow.

use std::io;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

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

    /// Waits for a future, which runs on the worker's thread. Returns `None` if it
    /// panics.
    pub(super) fn wait_for<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            // The channel has room for one value, so this does not block.
            let _ = sender.send(future.await);
        });
        receiver.recv().ok()
    }
}
