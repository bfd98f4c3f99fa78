//! Polling: when, for how long, and what happens if a poll fails. `jobs` and `logs` use it.

mod schedule;
mod timer;

pub(crate) use schedule::{Polls, Schedule};
pub(crate) use timer::{Interrupt, Timer};
