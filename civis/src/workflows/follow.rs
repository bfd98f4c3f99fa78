//! What happens in an execution, poll by poll.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::iter::FusedIterator;
use std::time::Instant;

use civis_core::{Result, Session, support};

use super::execution::Execution;
use super::status::{ExecutionStatus, Task};
use crate::jobs::failure::{timed_out, wait_cancelled};
use crate::jobs::{State, Status, Waiter};
use crate::polling::{Interrupt, Polls, Timer};

/// Something that has happened in an execution.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A task has started, or has started again. Its runs may follow later: [`Task::runs`] has them with its end.
    TaskStarted(Task),
    /// A task has succeeded.
    TaskSucceeded(Task),
    /// A task has failed. The execution goes on if its definition handles that.
    TaskFailed(Task),
    /// A task was cancelled.
    TaskCancelled(Task),
    /// The execution waits to be [resumed](Execution::resume).
    Paused,
    /// The execution goes on after a pause.
    Resumed,
    /// The execution has ended, well or not: the last event.
    Ended(ExecutionStatus),
}

/// `task load has failed`, with its last run.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (task, what) = match self {
            Event::TaskStarted(task) => (task, "has started"),
            Event::TaskSucceeded(task) => (task, "has succeeded"),
            Event::TaskFailed(task) => (task, "has failed"),
            Event::TaskCancelled(task) => (task, "was cancelled"),
            Event::Paused => return f.write_str("the execution is paused"),
            Event::Resumed => return f.write_str("the execution goes on"),
            Event::Ended(status) => {
                return write!(f, "{} is {}", status.status().run(), status.state());
            }
        };
        write!(f, "task {} {what}", task.name())?;
        match (task.runs().next_back(), task.executions().next_back()) {
            (Some(run), _) => write!(f, " ({run})"),
            (None, Some(execution)) => write!(f, " ({execution})"),
            (None, None) => Ok(()),
        }
    }
}

/// An iterator over what happens in an execution, from [`Execution::follow`].
///
/// `next` waits. Each task that has started is reported once when it starts and once when it ends, also if both happened
/// between two polls. The last item is [`Event::Ended`], or an error: those of [`Execution::wait`], except that an execution
/// that failed or was cancelled is not an error.
#[must_use = "iterators are lazy and wait for nothing until consumed"]
pub struct Events<'a> {
    execution: Execution,
    waiter: Waiter<'a>,
    /// Set when the first event is asked for.
    timer: Option<Timer>,
    polls: Polls,
    /// When to poll next.
    due: Instant,
    state: Option<State>,
    is_paused: bool,
    /// What was known of each task at the last poll.
    tasks: HashMap<String, Known>,
    events: VecDeque<Result<Event>>,
    has_ended: bool,
}

/// What is known of a task.
struct Known {
    state: State,
    /// Whether its start has been reported, since its last end.
    has_started: bool,
    attempts: usize,
}

impl Execution {
    /// An iterator over what happens in the execution, task by task, until it has ended.
    ///
    /// It polls as [`Waiter`] does by default. An iterator that is dropped leaves the execution going.
    ///
    /// ```no_run
    /// use civis::workflows::{self, Event};
    ///
    /// let session = civis::Session::from_env()?;
    /// for event in workflows::execute(&session, 7).send()?.follow() {
    ///     match event? {
    ///         Event::TaskFailed(task) => println!("{} failed: {:?}", task.name(), task.message()),
    ///         event => println!("{event}"),
    ///     }
    /// }
    /// # Ok::<(), civis::Error>(())
    /// ```
    pub fn follow(&self) -> Events<'static> {
        self.follow_with(Waiter::new())
    }

    /// [`follow`](Self::follow), with other times between polls, another number of failed polls, a time-out, or a callback
    /// for the state of the execution. [`Waiter::max_retries`] must be 0: see [`retry`](Self::retry).
    pub fn follow_with<'a>(&self, waiter: Waiter<'a>) -> Events<'a> {
        Events::new(self, waiter)
    }
}

impl<'a> Events<'a> {
    fn new(execution: &Execution, waiter: Waiter<'a>) -> Self {
        let session = execution.run().session();
        let now = support::now(session);
        let mut polls = waiter.schedule.start();
        let mut events = VecDeque::new();
        let checked = waiter.check("Waiter").and_then(|()| match waiter.max_retries {
            0 => Ok(()),
            _ => {
                let message = "must be 0 for an execution; `Execution::retry` runs its failed tasks again";
                Err(support::invalid_argument("Waiter", "max_retries", message))
            }
        });
        let has_ended = checked.is_err();
        events.extend(checked.err().map(Err));
        let due = match execution.run().started() {
            Some(started) if !has_ended => {
                Timer::after(started, polls.next_interval(support::random(session)))
            }
            _ => now,
        };
        Events {
            execution: execution.clone(),
            waiter,
            timer: None,
            polls,
            due,
            state: None,
            is_paused: false,
            tasks: HashMap::new(),
            events,
            has_ended,
        }
    }

    /// Sleeps until the next poll is due, and adds the events that it shows.
    fn poll_next(&mut self) {
        let run = self.execution.run();
        let session: &Session = run.session();
        let timeout = self.waiter.timeout;
        let timer = self
            .timer
            .get_or_insert_with(|| Timer::new(session, timeout));
        let due = timer.before_deadline(self.due);
        if let Err(interrupt) = timer.sleep_until(session, due) {
            let error = match interrupt {
                Interrupt::TimedOut => timed_out(run),
                Interrupt::Cancelled => wait_cancelled(run),
            };
            return self.end(Err(error));
        }
        let polled = run.poll_by(&timer.session(session));
        let interval = self.polls.next_interval(support::random(session));
        self.due = Timer::after(timer.now(session), interval);
        match polled {
            Ok(status) => {
                self.polls.succeeded();
                self.add(status);
            }
            Err(error) => {
                if let Err(error) = self.polls.failed(error) {
                    self.end(Err(error));
                }
            }
        }
    }

    fn end(&mut self, last: Result<Event>) {
        self.has_ended = true;
        self.events.push_back(last);
    }

    /// Adds the events between the last status and this one.
    fn add(&mut self, status: Status) {
        if self.state.as_ref() != Some(status.state()) {
            self.state = Some(status.state().clone());
            if let Some(callback) = &mut self.waiter.on_state {
                callback(&status);
            }
        }
        let status = ExecutionStatus::new(status);
        // Tasks start because others have ended.
        let (ended, others): (Vec<_>, Vec<_>) = status
            .tasks()
            .iter()
            .partition(|task| task.state().has_ended());
        for task in ended.into_iter().chain(others) {
            self.add_task(task);
        }
        if status.state().has_ended() {
            return self.end(Ok(Event::Ended(status)));
        }
        if self.is_paused != status.is_paused() {
            self.is_paused = status.is_paused();
            let event = if self.is_paused {
                Event::Paused
            } else {
                Event::Resumed
            };
            self.events.push_back(Ok(event));
        }
    }

    fn add_task(&mut self, task: &Task) {
        let state = task.state();
        let ended = match state {
            State::Succeeded => Some(Event::TaskSucceeded(task.clone())),
            State::Failed => Some(Event::TaskFailed(task.clone())),
            State::Cancelled => Some(Event::TaskCancelled(task.clone())),
            _ => None,
        };
        let has_started = ended.is_some() || *state == State::Running;
        let attempts = task.attempts();
        let last = self.tasks.get(task.name());
        let had_ended = last.is_some_and(|last| last.state.has_ended());
        let is_going_on = last.is_some_and(|last| last.has_started && !had_ended);
        // A task that had ended may have been run again.
        let is_same = last.is_some_and(|last| last.state == *state && last.attempts == attempts);
        let starts = has_started && !is_going_on && !(had_ended && is_same);
        if starts {
            let event = Event::TaskStarted(task.clone());
            self.events.push_back(Ok(event));
        }
        if starts || !had_ended {
            self.events.extend(ended.map(Ok));
        }
        let known = Known {
            state: state.clone(),
            // Between two attempts of its own it is `delayed`.
            has_started: has_started || is_going_on,
            attempts,
        };
        self.tasks.insert(task.name().to_owned(), known);
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.events.is_empty() && !self.has_ended {
            self.poll_next();
        }
        self.events.pop_front()
    }
}

impl FusedIterator for Events<'_> {}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("execution", &self.execution)
            .field("waiter", &self.waiter)
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
