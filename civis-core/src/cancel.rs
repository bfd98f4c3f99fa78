//! Calls that another thread can end.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread, ThreadId};
use std::time::{Duration, Instant};

/// Ends calls at once, from any thread: on Ctrl-C, when a window is closed, when
/// another part of a job has failed.
///
/// Calls look at it through a session that is [derived](crate::Session::cancelled_by)
/// for it. Once it is cancelled, those that wait, between two retries or for an
/// answer, return [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) at once, and
/// later ones send nothing. Clones are the same token, and a token stays cancelled.
///
/// A request that is under way when its call is cancelled is not called back: it
/// goes on in a thread of its own until it is answered or its time is over, and its
/// answer is dropped. A `POST` may so be carried out although its call was
/// cancelled; [`Error::may_have_been_carried_out`](crate::Error::may_have_been_carried_out)
/// tells.
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
    /// The threads that wait, once for each wait.
    waiting: Mutex<Vec<Thread>>,
}

/// Why a piece of work has no result.
pub(crate) enum Interrupted {
    Cancelled,
    /// There is no thread for it.
    NoThread(io::Error),
}

impl CancelToken {
    /// A token that is not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the calls that look at this token, now and later. More than once has no
    /// further effect.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        for thread in self.0.waiting().iter() {
            thread.unpark();
        }
    }

    /// Whether it is cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    /// Sleeps for a time, or until it is cancelled, and returns whether it is: for
    /// the waits of one's own, as between two looks at a run.
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
        // A time beyond all counting has no end.
        let end = Instant::now().checked_add(timeout);
        let _waiting = Waiting::new(&self.0);
        loop {
            if self.is_cancelled() {
                return true;
            }
            match end.map(|end| end.saturating_duration_since(Instant::now())) {
                Some(left) if left.is_zero() => return false,
                Some(left) => thread::park_timeout(left),
                None => thread::park(),
            }
        }
    }

    /// Does a piece of work on another thread, and waits for its result or for the
    /// cancellation, after which the thread is left to itself. A result that is
    /// there prevails.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Interrupted> {
        let slot = Arc::new(Mutex::new(None));
        let _waiting = Waiting::new(&self.0);
        let (filled, caller) = (Arc::clone(&slot), thread::current());
        let span = tracing::Span::current();
        thread::Builder::new()
            .name("civis-call".to_owned())
            .spawn(move || {
                let result = catch_unwind(AssertUnwindSafe(|| span.in_scope(work)));
                *lock(&filled) = Some(result);
                caller.unpark();
            })
            .map_err(Interrupted::NoThread)?;
        loop {
            if let Some(result) = lock(&slot).take() {
                // A panic of the work is one of the caller.
                return result.or_else(|panic| resume_unwind(panic));
            }
            if self.is_cancelled() {
                return Err(Interrupted::Cancelled);
            }
            thread::park();
        }
    }
}

impl State {
    fn waiting(&self) -> MutexGuard<'_, Vec<Thread>> {
        lock(&self.waiting)
    }
}

/// Nothing panics while one of the locks is held, so what is in it is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A wait of the present thread, which a cancellation ends.
struct Waiting<'a> {
    state: &'a State,
    thread: ThreadId,
}

impl<'a> Waiting<'a> {
    /// To be made before the token is looked at: what is cancelled later, wakes.
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
        if let Some(place) = waiting.iter().position(|one| one.id() == self.thread) {
            waiting.swap_remove(place);
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

    use super::{CancelToken, Interrupted};

    /// Far longer than any test may take.
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
    }

    #[test]
    fn a_wait_that_is_not_cancelled_takes_its_time() {
        let start = Instant::now();
        assert!(!CancelToken::new().wait_timeout(Duration::from_millis(30)));
        assert!(start.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn a_result_that_is_there_is_not_lost_to_a_cancellation() {
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
                // Cancelled before the thread had its result.
                Err(Interrupted::Cancelled) => assert_eq!(number, 99),
                Err(Interrupted::NoThread(error)) => panic!("no thread: {error}"),
            }
        }
    }

    #[test]
    fn a_panic_of_the_work_is_one_of_the_caller() {
        let token = CancelToken::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| token.run(|| panic!("the work"))));
        let panic = outcome.err().expect("a panic");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"the work"));
        assert!(token.0.waiting().is_empty());
    }

    #[test]
    fn work_that_is_left_to_itself_ends_by_itself() {
        let token = CancelToken::new();
        let (say, heard) = mpsc::channel();
        let (go, wait) = mpsc::channel::<()>();
        let cancels = token.clone();
        let outcome = token.run(move || {
            cancels.cancel();
            let _ = wait.recv();
            let _ = say.send("done");
        });
        assert!(matches!(outcome, Err(Interrupted::Cancelled)));
        drop(go);
        assert_eq!(heard.recv_timeout(LONG), Ok("done"));
    }
}
