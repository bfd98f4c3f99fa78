//! Waiting for many runs at once.
//!
//! ```text
//!          ┌───────────────────────────────────────────────┐
//!          ▼                                               │
//! queue of runs, by the time of the next poll              │
//!    │ sleep until then ──── time-out, cancelled ──► error │
//!    ▼                                                     │
//! poll those that are due, a few at once                   │
//!    ├── failed poll ───────── too many ────────► error    │
//!    │      └─────────────────────────────────────────────►│
//!    ├── in progress ─────────────────────────────────────►│
//!    ├── failed ── a retry is left: start another run ────►│
//!    │      └──── read the last lines of the log ──► error │
//!    ├── cancelled ─────────────────────────────► error
//!    └── succeeded ─────────────────────────────► status
//! ```

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};
use std::iter::FusedIterator;
use std::thread;
use std::time::{Duration, Instant};

use civis_core::{ErrorKind, Result, Session, support};

use super::failure::{self, LastLines};
use super::run::Run;
use super::state::State;
use super::status::Status;
use super::waiter::Waiter;
use crate::polling::{Interrupt, Polls, Timer};

/// How long to wait for the last lines of the log of a run that failed without a message. The official client waits as
/// long.
const LATE_LINES: Duration = Duration::from_secs(15);

/// The time between two looks at such a log.
const LATE_LINES_INTERVAL: Duration = Duration::from_secs(5);

/// An iterator over runs in the order in which they end, from [`Waiter::as_completed`].
///
/// Each run is returned once: its index, and what the wait for it returned. `next` waits. An iterator that is dropped
/// does not stop the runs.
#[derive(Debug)]
#[must_use = "iterators are lazy and wait for nothing until consumed"]
pub struct AsCompleted<'a> {
    waiter: Waiter<'a>,
    /// Set when the wait begins.
    timer: Option<Timer>,
    queue: BinaryHeap<Reverse<Waited>>,
    ended: VecDeque<(usize, Result<Status>)>,
}

/// A run that is waited for.
#[derive(Debug)]
struct Waited {
    index: usize,
    run: Run,
    /// When to poll next.
    due: Instant,
    polls: Polls,
    state: Option<State>,
    retries_left: u32,
    /// If the run has failed: its status, and until when to wait for its log.
    failed: Option<(Status, Instant)>,
}

/// What a request about a run returned.
enum Polled {
    Status(Result<Status>),
    Log(Result<LastLines>),
}

impl<'a> AsCompleted<'a> {
    pub(super) fn new(waiter: Waiter<'a>, runs: &[Run]) -> Self {
        let problem = waiter.problem();
        let mut ended = VecDeque::new();
        let mut queue = BinaryHeap::new();
        for (index, run) in runs.iter().enumerate() {
            if let Some((argument, message)) = problem {
                let error = support::invalid_argument("Waiter", argument, message);
                ended.push_back((index, Err(error)));
                continue;
            }
            let mut polls = waiter.schedule.start();
            let now = support::now(run.session());
            let due = match run.started() {
                Some(started) => {
                    let interval = polls.next_interval(support::random(run.session()));
                    Timer::after(started, interval)
                }
                None => now,
            };
            queue.push(Reverse(Waited {
                index,
                run: run.clone(),
                due,
                polls,
                state: None,
                retries_left: waiter.max_retries,
                failed: None,
            }));
        }
        Self {
            waiter,
            timer: None,
            queue,
            ended,
        }
    }

    /// Sleeps until the next poll is due, and makes it, with others that are due.
    fn poll_next(&mut self, mut next: Waited) {
        let session = next.run.session().clone();
        let timeout = self.waiter.timeout;
        let timer = self
            .timer
            .get_or_insert_with(|| Timer::new(&session, timeout));
        next.due = timer.before_deadline(next.due);
        if let Err(interrupt) = timer.sleep_until(&session, next.due) {
            let error = match (&next.failed, interrupt) {
                // The run has failed, and only its log was waited for.
                (Some((status, _)), _) => failure::failed(status, Ok(LastLines::default())),
                (None, Interrupt::TimedOut) => failure::timed_out(&next.run),
                (None, Interrupt::Cancelled) => failure::wait_cancelled(&next.run),
            };
            self.ended.push_back((next.index, Err(error)));
            return;
        }
        let now = timer.now(&session);
        let mut due = vec![next];
        while due.len() < self.waiter.threads
            && self
                .queue
                .peek()
                .is_some_and(|Reverse(other)| other.due <= now)
            && let Some(Reverse(other)) = self.queue.pop()
        {
            due.push(other);
        }
        let sessions: Vec<Session> = due
            .iter()
            .map(|waited| timer.session(waited.run.session()))
            .collect();
        let log_lines = self.waiter.log_lines;
        let polled = at_once(&due, &sessions, log_lines);
        for (waited, polled) in due.into_iter().zip(polled) {
            self.record_poll(waited, polled);
        }
    }

    /// Ends the wait for a run, or plans its next poll.
    fn record_poll(&mut self, mut waited: Waited, polled: Polled) {
        let status = match polled {
            Polled::Log(log) => return self.record_log(waited, log),
            Polled::Status(Ok(status)) => status,
            Polled::Status(Err(error)) if error.kind() == ErrorKind::Cancelled => {
                let error = failure::wait_cancelled(&waited.run);
                return self.end(&waited, Err(error));
            }
            Polled::Status(Err(error)) => {
                return match waited.polls.failed(error) {
                    Ok(()) => self.plan(waited),
                    Err(error) => {
                        let context = format!("the wait for {} ends", waited.run);
                        let error = support::with_context(error, &context);
                        let error = support::with_run(error, waited.run.details());
                        self.end(&waited, Err(error));
                    }
                };
            }
        };
        waited.polls.succeeded();
        if waited.state.as_ref() != Some(status.state()) {
            waited.state = Some(status.state().clone());
            if let Some(on_state) = &mut self.waiter.on_state {
                on_state(&status);
            }
        }
        match status.state() {
            State::Succeeded => self.end(&waited, Ok(status)),
            State::Cancelled => {
                let error = failure::cancelled(&waited.run);
                self.end(&waited, Err(error));
            }
            State::Failed if waited.retries_left > 0 => self.run_again(waited),
            State::Failed => self.begin_failure(waited, status),
            // It has ended, in a state that is not known.
            State::Other(_) if status.finished_at().is_some() && waited.run.is_fixed() => {
                self.begin_failure(waited, status);
            }
            State::Queued | State::Running | State::Other(_) => self.plan(waited),
        }
    }

    /// Starts another run in place of one that failed.
    fn run_again(&mut self, mut waited: Waited) {
        match waited.run.start_again() {
            Ok(run) => {
                tracing::info!(failed = %waited.run, started = %run, "a run failed and is run again");
                waited.run = run;
                waited.retries_left -= 1;
                waited.state = None;
                waited.polls = self.waiter.schedule.start();
                self.plan(waited);
            }
            Err(error) => {
                let context = format!("{} failed, and cannot be run again", waited.run);
                let error = support::with_context(error, &context);
                let error = support::with_run(error, waited.run.details());
                self.end(&waited, Err(error));
            }
        }
    }

    /// Reads the log of a run that failed before its error is returned.
    fn begin_failure(&mut self, mut waited: Waited, status: Status) {
        if self.waiter.log_lines == 0 {
            let none = Ok(LastLines::default());
            return self.end(&waited, Err(failure::failed(&status, none)));
        }
        let now = self.now(&waited);
        waited.failed = Some((status, Timer::after(now, LATE_LINES)));
        waited.due = now;
        self.queue.push(Reverse(waited));
    }

    fn record_log(&mut self, mut waited: Waited, log: Result<LastLines>) {
        let now = self.now(&waited);
        let Some((status, until)) = &waited.failed else {
            return self.plan(waited);
        };
        let is_enough = match &log {
            Ok(log) => log.is_enough(status),
            Err(error) => error.kind() == ErrorKind::Cancelled || status.error().is_some(),
        };
        if is_enough || now >= *until {
            let error = failure::failed(status, log);
            return self.end(&waited, Err(error));
        }
        waited.due = Timer::after(now, LATE_LINES_INTERVAL).min(*until);
        self.queue.push(Reverse(waited));
    }

    fn plan(&mut self, mut waited: Waited) {
        let random = support::random(waited.run.session());
        let interval = waited.polls.next_interval(random);
        waited.due = Timer::after(self.now(&waited), interval);
        self.queue.push(Reverse(waited));
    }

    fn now(&mut self, waited: &Waited) -> Instant {
        let session = waited.run.session();
        match &mut self.timer {
            Some(timer) => timer.now(session),
            None => support::now(session),
        }
    }

    fn end(&mut self, waited: &Waited, result: Result<Status>) {
        self.ended.push_back((waited.index, result));
    }
}

/// Makes one request for each run, all at once.
fn at_once(waited: &[Waited], sessions: &[Session], log_lines: u32) -> Vec<Polled> {
    let poll = |waited: &Waited, session: &Session| match &waited.failed {
        Some(_) => Polled::Log(LastLines::fetch(&waited.run, session, log_lines)),
        None => Polled::Status(waited.run.poll_by(session)),
    };
    let span = tracing::Span::current();
    thread::scope(|scope| {
        let all = waited.iter().zip(sessions);
        let helpers: Vec<_> = all
            .clone()
            .skip(1)
            .map(|(waited, session)| {
                let span = span.clone();
                thread::Builder::new()
                    .name("civis-poll".to_owned())
                    .spawn_scoped(scope, move || span.in_scope(|| poll(waited, session)))
            })
            .collect();
        let own = all
            .clone()
            .take(1)
            .map(|(waited, session)| poll(waited, session));
        let own: Vec<Polled> = own.collect();
        let others = helpers.into_iter().zip(all.skip(1));
        let others = others.map(|(helper, (waited, session))| {
            match helper.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(polled)) => polled,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                // No thread could be started.
                Err(_) => poll(waited, session),
            }
        });
        own.into_iter().chain(others).collect()
    })
}

impl Iterator for AsCompleted<'_> {
    type Item = (usize, Result<Status>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ended) = self.ended.pop_front() {
                return Some(ended);
            }
            let Reverse(next) = self.queue.pop()?;
            self.poll_next(next);
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ended.len() + self.queue.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for AsCompleted<'_> {}

impl FusedIterator for AsCompleted<'_> {}

/// By the time of the next poll, then by the order in which the runs were given.
impl Ord for Waited {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.due, self.index).cmp(&(other.due, other.index))
    }
}

impl PartialOrd for Waited {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waited {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waited {}
