//! Hands results and bytes from one thread or task to another, in bounded memory.
//!
//! The receiver is a thread that a [`CancelToken`] can wake, or a task. So is the sender.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use bytes::Bytes;

use crate::cancel::CancelToken;

/// The maximum length of a chunk that [`pump`] reads, in bytes.
pub(crate) const CHUNK: usize = 64 * 1024;

/// How many items wait in a channel at most.
const CAPACITY: usize = 4;

/// Bytes on their way to another thread. An empty chunk is the end; a channel that closes
/// without one was cut off.
pub(crate) type Chunk = io::Result<Bytes>;

struct State<T> {
    items: VecDeque<T>,
    /// Whether items may be sent: in a channel on demand, once the receiver waits for one.
    is_wanted: bool,
    /// Whether the other end is gone.
    is_closed: bool,
    /// Who waits for an item, or for room.
    waiting: Option<Waker>,
}

struct Channel<T>(Mutex<State<T>>);

impl<T> Channel<T> {
    /// Nothing panics while the lock is held, so its content is valid.
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and wakes the other end.
    fn change(&self, change: impl FnOnce(&mut State<T>)) {
        let mut state = self.state();
        change(&mut state);
        let waiting = state.waiting.take();
        drop(state);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}

/// The end that items go into.
pub(crate) struct Sender<T>(Arc<Channel<T>>);

/// The end that items come out of.
pub(crate) struct Receiver<T>(Arc<Channel<T>>);

/// Creates a channel.
pub(crate) fn channel<T>() -> (Sender<T>, Receiver<T>) {
    connect(true)
}

/// Creates a channel that has no room before the receiver waits for the first item.
pub(crate) fn channel_on_demand<T>() -> (Sender<T>, Receiver<T>) {
    connect(false)
}

fn connect<T>(is_wanted: bool) -> (Sender<T>, Receiver<T>) {
    let channel = Arc::new(Channel(Mutex::new(State {
        items: VecDeque::new(),
        is_wanted,
        is_closed: false,
        waiting: None,
    })));
    (Sender(Arc::clone(&channel)), Receiver(channel))
}

impl<T> Sender<T> {
    /// Waits until there is room for an item. Returns false if the receiver is gone.
    pub(crate) fn poll_room(&self, context: &mut Context<'_>) -> Poll<bool> {
        let mut state = self.0.state();
        if state.is_closed {
            return Poll::Ready(false);
        }
        if state.is_wanted && state.items.len() < CAPACITY {
            return Poll::Ready(true);
        }
        state.waiting = Some(context.waker().clone());
        Poll::Pending
    }

    /// Sends an item, for which there must be room.
    pub(crate) fn send(&self, item: T) {
        self.0.change(|state| state.items.push_back(item));
    }
}

impl<T> Receiver<T> {
    /// Waits for the next item. Returns `None` if the sender is gone.
    pub(crate) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.state();
        let Some(item) = state.items.pop_front() else {
            if state.is_closed {
                return Poll::Ready(None);
            }
            let own = Some(context.waker().clone());
            let sender = if state.is_wanted {
                state.waiting = own;
                None
            } else {
                state.is_wanted = true;
                mem::replace(&mut state.waiting, own)
            };
            drop(state);
            if let Some(sender) = sender {
                sender.wake();
            }
            return Poll::Pending;
        };
        let waiting = state.waiting.take();
        drop(state);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
        Poll::Ready(Some(item))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.0.change(|state| state.is_closed = true);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.0.change(|state| state.is_closed = true);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks until `poll` is ready, or until the token is cancelled: then it returns `None`.
pub(crate) fn wait<T>(
    cancel: Option<&CancelToken>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let _waiting = cancel.map(CancelToken::wake_on_cancel);
    loop {
        if let Poll::Ready(value) = poll(&mut context) {
            return Some(value);
        }
        if cancel.is_some_and(CancelToken::is_cancelled) {
            return None;
        }
        thread::park();
    }
}

/// Why [`pump`] was woken.
enum Event<T> {
    Result(Option<T>),
    Room(bool),
}

/// Reads a source and sends its chunks until there is a result. Returns `None` if it is
/// cancelled, and `Some(None)` if the sender of the result is gone. The sender of the chunks
/// remains if there was a result before the end of the source.
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
fn send_next(source: &mut impl Read, chunks: &Sender<Chunk>) -> bool {
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
    /// A reader whose waits the token ends, with an error.
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

#[cfg(test)]
mod tests {
    use std::io::{self, Read};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::{CAPACITY, CHUNK, ChunkReader, channel, channel_on_demand, pump, wait};
    use crate::cancel::CancelToken;

    /// An endless source that counts the bytes read from it.
    struct Endless<'a>(&'a AtomicUsize);

    impl Read for Endless<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.0.fetch_add(buf.len(), Ordering::SeqCst);
            buf.fill(b'x');
            Ok(buf.len())
        }
    }

    #[test]
    fn all_bytes_arrive_in_order_and_the_result_is_returned() {
        let source: Vec<u8> = (0..1_000_000u32).map(|number| number as u8).collect();
        let (chunks, received) = channel();
        let (sender, result) = channel();
        let reading = thread::spawn(move || {
            let mut whole = Vec::new();
            ChunkReader::new(received, None)
                .read_to_end(&mut whole)
                .expect("all bytes");
            sender.send(whole);
        });
        let whole = pump(&*source, &mut Some(chunks), &result, None);
        assert_eq!(whole, Some(Some(source)));
        reading.join().expect("the thread");
    }

    #[test]
    fn the_source_is_read_only_up_to_the_capacity() {
        let read = AtomicUsize::new(0);
        let (chunks, received) = channel();
        let (_sender, result) = channel::<()>();
        let token = CancelToken::new();
        thread::scope(|scope| {
            let pumping = scope.spawn(|| {
                let mut chunks = Some(chunks);
                pump(Endless(&read), &mut chunks, &result, Some(&token))
            });
            while read.load(Ordering::SeqCst) < CAPACITY * CHUNK {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            assert_eq!(read.load(Ordering::SeqCst), CAPACITY * CHUNK);
            token.cancel();
            assert_eq!(pumping.join().expect("the thread"), None);
        });
        let mut reader = ChunkReader::new(received, None);
        let error = io::copy(&mut reader, &mut io::sink()).expect_err("cut off");
        assert_eq!(error.to_string(), "the sending thread has ended");
    }

    #[test]
    fn a_source_that_is_read_on_demand_is_not_read_before() {
        let read = AtomicUsize::new(0);
        let (chunks, received) = channel_on_demand();
        let (sender, result) = channel::<()>();
        thread::scope(|scope| {
            let pumping = scope.spawn(|| {
                let mut chunks = Some(chunks);
                pump(Endless(&read), &mut chunks, &result, None)
            });
            thread::sleep(Duration::from_millis(20));
            assert_eq!(read.load(Ordering::SeqCst), 0);
            let mut reader = ChunkReader::new(received, None);
            reader.read_exact(&mut [0; 3]).expect("bytes");
            assert!(read.load(Ordering::SeqCst) >= CHUNK);
            sender.send(());
            assert_eq!(pumping.join().expect("the thread"), Some(Some(())));
        });
    }

    #[test]
    fn a_dropped_receiver_ends_the_reading_but_not_the_wait() {
        let read = AtomicUsize::new(0);
        let (chunks, received) = channel();
        let (sender, result) = channel();
        drop(received);
        let sending = thread::spawn(move || sender.send(7));
        let mut chunks = Some(chunks);
        let outcome = pump(Endless(&read), &mut chunks, &result, None);
        assert_eq!(outcome, Some(Some(7)));
        assert_eq!(read.load(Ordering::SeqCst), 0);
        sending.join().expect("the thread");
    }

    #[test]
    fn an_error_of_the_source_arrives_and_is_the_last_item() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let (chunks, received) = channel();
        let (sender, result) = channel::<()>();
        drop(sender);
        let source = b"abc".chain(Broken);
        // The result is checked first, so the source is not read at all.
        let mut chunks = Some(chunks);
        assert_eq!(pump(source, &mut chunks, &result, None), Some(None));
        drop(chunks);
        let (chunks, broken) = channel();
        assert!(super::send_next(&mut Broken, &chunks));
        for (received, text) in [
            (received, "the sending thread has ended"),
            (broken, "broken"),
        ] {
            let mut reader = ChunkReader::new(received, None);
            let error = reader.read(&mut [0; 8]).expect_err("an error");
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn cancelling_ends_a_wait() {
        let (_sender, receiver) = channel::<()>();
        let token = CancelToken::new();
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(20));
                token.cancel();
            });
            let outcome = wait(Some(&token), |context| receiver.poll_next(context));
            assert_eq!(outcome, None);
        });
    }
}
