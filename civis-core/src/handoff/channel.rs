//! Channels, and waiting for them.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::cancel::CancelToken;

/// The maximum number of items in a channel.
pub(super) const CAPACITY: usize = 4;

struct State<T> {
    items: VecDeque<T>,
    /// Whether the receiver wants items. A channel on demand has no room before.
    is_wanted: bool,
    /// Whether the other end is gone.
    is_closed: bool,
    /// The end that waits for an item, or for room.
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

/// The sending end of a channel.
pub(crate) struct Sender<T>(Arc<Channel<T>>);

/// The receiving end of a channel.
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
