//! Threads that move the parts of one file.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use civis_core::{Error, Result};

/// Whether a part has failed for good, so that the others need not be moved.
#[derive(Debug, Default)]
pub(super) struct Failed(AtomicBool);

impl Failed {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// A reader that ends with an error once a part has failed.
    pub(super) fn guard<R>(&self, reader: R) -> Guarded<'_, R> {
        Guarded {
            reader,
            failed: self,
        }
    }
}

/// Runs `work` on this thread and others, `count` in all, until each call has returned. Returns the first error. The
/// others get to know of it by `failed`.
pub(super) fn run(
    count: usize,
    failed: &Failed,
    work: impl Fn() -> Result<()> + Sync,
) -> Result<()> {
    let first_error: Mutex<Option<Error>> = Mutex::new(None);
    let work = || {
        if let Err(error) = work() {
            // In this order, so that the errors of parts which end because of it come later.
            let mut first = first_error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
            failed.0.store(true, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        for _ in 1..count {
            let builder = thread::Builder::new().name("civis-files".to_owned());
            // If it cannot be started, fewer threads do the work.
            let _ = builder.spawn_scoped(scope, work);
        }
        work();
    });
    let error = first_error
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    error.map_or(Ok(()), Err)
}

/// A reader of a part.
#[derive(Debug)]
pub(super) struct Guarded<'a, R> {
    reader: R,
    failed: &'a Failed,
}

impl<R: Read> Read for Guarded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed.is_set() {
            return Err(io::Error::other("another part has failed"));
        }
        self.reader.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use civis_core::{ErrorKind, support};

    use super::{Failed, run};

    #[test]
    fn the_first_error_ends_the_others() {
        let (failed, calls) = (Failed::default(), AtomicUsize::new(0));
        let result = run(4, &failed, || {
            if calls.fetch_add(1, Ordering::SeqCst) == 2 {
                return Err(support::error(ErrorKind::File, "the first"));
            }
            while !failed.is_set() {
                std::thread::yield_now();
            }
            let mut reader = failed.guard(std::io::repeat(0));
            let error = reader.read(&mut [0]).expect_err("ended");
            Err(support::io_error("a later one", error))
        });
        assert_eq!(result.expect_err("an error").to_string(), "the first");
        assert_eq!(calls.into_inner(), 4);
        assert!(run(3, &Failed::default(), || Ok(())).is_ok());
    }
}
