//! Cancellation of calls from another thread.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread, ThreadId};
use std::time::{Duration, Instant};

/// Cancels calls from any thread: on Ctrl-C, when a window is closed, or when another
/// part of a job has failed.
///
/// A session that is [derived](crate::Session::cancelled_by) for the token makes its
/// calls cancellable. Once the token is cancelled, calls that wait for a response or
/// for a retry return [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) at once, and
/// later calls send nothing. Clones are the same token. A token stays cancelled.
///
/// A request in flight is not aborted when its call is cancelled: it continues on a
/// thread of its own until its response or its time-out, and the response is dropped.
/// So a `POST` may execute although its call was cancelled; see
/// [`Error::may_have_executed`](crate::Error::may_have_executed).
///
/// ```
/// use civis_core::{CancelToken, ErrorKind, Session};
///
/// let session = Session::builder().api_key("my-api-key").build()?;
/// let token = CancelToken::new();
/// let cancellable = session.cancelled_by(&token);
///
/// token.cancel();   // from any thread
/// let error = cancellable.username().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Cancelled);
/// # Ok::<(), civis_core::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CancelToken(Arc<State>);

#[derive(Default)]
struct State {
    cancelled: AtomicBool,
    /// The threads that wait, one entry for each wait.
    waiting: Mutex<Vec<Thread>>,
}

impl CancelToken {
    /// Creates a token that is not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels all calls that use this token, now and later. Cancelling again has no
    /// effect.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        for thread in self.0.waiting().iter() {
            thread.unpark();
        }
    }

    /// Whether the token is cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    /// Sleeps until the time is over or the token is cancelled, and returns whether it is
    /// cancelled. Use it for waits of your own, for example while polling a run.
    ///
    /// ```
    /// use civis_core::CancelToken;
    /// use std::time::Duration;
    ///
    /// let token = CancelToken::new();
    /// assert!(!token.wait_timeout(Duration::from_millis(1)));
    /// token.cancel();
    /// assert!(token.wait_timeout(Duration::from_secs(3600)));
    /// ```
    #[must_use = "it returns early if it is cancelled"]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        // A time-out that cannot be represented never ends.
        let deadline = Instant::now().checked_add(timeout);
        let _waiting = Waiting::new(&self.0);
        loop {
            if self.is_cancelled() {
                return true;
            }
            match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
                Some(remaining) if remaining.is_zero() => return false,
                Some(remaining) => thread::park_timeout(remaining),
                None => thread::park(),
            }
        }
    }

    /// Wakes the current thread when the token is cancelled, until the result is dropped.
    pub(crate) fn wake_on_cancel(&self) -> Waiting<'_> {
        Waiting::new(&self.0)
    }
}

impl State {
    fn waiting(&self) -> MutexGuard<'_, Vec<Thread>> {
        lock(&self.waiting)
    }
}

/// Nothing panics while one of the locks is held, so its content is valid.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers a wait of the current thread, which a cancellation wakes.
pub(crate) struct Waiting<'a> {
    state: &'a State,
    thread: ThreadId,
}

impl<'a> Waiting<'a> {
    /// To be created before the token is checked, so that no cancellation is missed.
    fn new(state: &'a State) -> Self {
        let thread = thread::current();
        let id = thread.id();
        state.waiting().push(thread);
        Self { state, thread: id }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waiting = self.state.waiting();
        let position = waiting.iter().position(|one| one.id() == self.thread);
        if let Some(position) = position {
            waiting.swap_remove(position);
        }
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken")
            .field("cancelled", &self.is_cancelled())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::CancelToken;
    use crate::handoff::Interrupted;

    /// Much longer than any test takes.
    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn all_waits_end_when_one_clone_is_cancelled() {
        let token = CancelToken::new();
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert!(token.wait_timeout(LONG)));
                scope.spawn(|| {
                    let outcome = token.run(|| thread::sleep(LONG));
                    assert!(matches!(outcome, Err(Interrupted::Cancelled)));
                });
            }
            thread::sleep(Duration::from_millis(20));
            token.clone().cancel();
        });
        assert!(start.elapsed() < LONG / 2);
        assert!(token.is_cancelled() && token.wait_timeout(LONG));
        assert!(token.0.waiting().is_empty());
        assert_eq!(format!("{token:?}"), "CancelToken { cancelled: true }");
    }

    #[test]
    fn a_wait_without_cancellation_lasts_its_full_time() {
        let start = Instant::now();
        assert!(!CancelToken::new().wait_timeout(Duration::from_millis(30)));
        assert!(start.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn cancellation_does_not_discard_a_ready_result() {
        let token = CancelToken::new();
        for number in 0..100 {
            let cancels = token.clone();
            let outcome = token.run(move || {
                if number == 99 {
                    cancels.cancel();
                }
                number
            });
            match outcome {
                Ok(result) => assert_eq!(result, number),
                // The token is cancelled before the thread has its result.
                Err(Interrupted::Cancelled) => assert_eq!(number, 99),
                Err(Interrupted::NoThread(error)) => panic!("no thread: {error}"),
            }
        }
    }

    #[test]
    fn a_panic_in_the_work_is_resumed_in_the_caller() {
        let token = CancelToken::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| token.run(|| panic!("the work"))));
        let panic = outcome.err().expect("a panic");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"the work"));
        assert!(token.0.waiting().is_empty());
    }

    #[test]
    fn detached_work_runs_to_its_end() {
        let token = CancelToken::new();
        let (sender, receiver) = mpsc::channel();
        let (go, wait) = mpsc::channel::<()>();
        let cancels = token.clone();
        let outcome = token.run(move || {
            cancels.cancel();
            let _ = wait.recv();
            let _ = sender.send("done");
        });
        assert!(matches!(outcome, Err(Interrupted::Cancelled)));
        drop(go);
        assert_eq!(receiver.recv_timeout(LONG), Ok("done"));
    }
}
