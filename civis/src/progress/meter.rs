//! Counts bytes, and calls the user's function.

use std::fmt;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Transfer;

type Callback<'a> = Box<dyn FnMut(Transfer) + Send + 'a>;

/// Counts the bytes of one transfer, whose parts may be moved by several threads. Clones count together.
///
/// Costs nothing without a callback.
#[derive(Clone, Default)]
pub(crate) struct Meter<'a>(Option<Arc<Mutex<Count<'a>>>>);

struct Count<'a> {
    callback: Callback<'a>,
    /// The bytes of all parts, without those that are being moved again.
    bytes: u64,
    /// What the callback was last called with.
    shown: Option<Transfer>,
    total: Option<u64>,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(callback: impl FnMut(Transfer) + Send + 'a) -> Self {
        Self(Some(Arc::new(Mutex::new(Count {
            callback: Box::new(callback),
            bytes: 0,
            shown: None,
            total: None,
        }))))
    }

    /// Sets the total, and shows that the transfer begins.
    pub(crate) fn start(&self, total: Option<u64>) {
        self.change(|count| count.total = total);
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.change(|count| count.bytes += bytes);
    }

    /// Takes back bytes that have to be moved again.
    fn take_back(&self, bytes: u64) {
        self.change(|count| count.bytes = count.bytes.saturating_sub(bytes));
    }

    fn change(&self, change: impl FnOnce(&mut Count<'a>)) {
        if let Some(count) = &self.0 {
            // A panic of the callback leaves the numbers as they are.
            let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut count);
            count.show();
        }
    }
}

impl Count<'_> {
    /// Calls the callback if there is news.
    fn show(&mut self) {
        let shown = self.shown.map_or(0, |shown| shown.bytes);
        let now = Transfer {
            bytes: self.bytes.max(shown),
            total: self.total,
        };
        if self.shown != Some(now) {
            self.shown = Some(now);
            (self.callback)(now);
        }
    }
}

impl fmt::Debug for Meter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "set" } else { "not set" })
    }
}

/// Counts one part of a transfer, which is read anew by each attempt.
pub(crate) struct PartMeter<'a> {
    meter: Meter<'a>,
    /// The bytes that the last attempt has read.
    counted: Arc<AtomicU64>,
}

impl<'a> PartMeter<'a> {
    pub(crate) fn new(meter: &Meter<'a>) -> Self {
        Self {
            meter: meter.clone(),
            counted: Arc::default(),
        }
    }

    /// Counts what is read from `reader`, in place of what the attempt before has read.
    pub(crate) fn attempt<R>(&self, reader: R) -> Metered<'a, R> {
        self.meter
            .take_back(self.counted.swap(0, Ordering::Relaxed));
        Metered {
            reader,
            meter: self.meter.clone(),
            counted: Arc::clone(&self.counted),
        }
    }
}

/// A reader whose bytes are counted.
#[derive(Debug)]
pub(crate) struct Metered<'a, R> {
    reader: R,
    meter: Meter<'a>,
    counted: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.counted.fetch_add(count as u64, Ordering::Relaxed);
        self.meter.add(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::{Meter, PartMeter};
    use crate::progress::Transfer;

    #[test]
    fn the_bytes_never_go_back() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let meter = Meter::new(move |transfer: Transfer| {
            sink.lock().expect("a lock").push(transfer.bytes);
        });
        meter.start(Some(15));
        let part = PartMeter::new(&meter);
        let read = |content: &[u8]| {
            io::copy(&mut part.attempt(content), &mut io::sink()).expect("read");
        };
        read(b"1234");
        read(b"12");
        read(b"12345678");
        meter.add(7);
        assert_eq!(*seen.lock().expect("a lock"), [0, 4, 8, 15]);
    }
}
