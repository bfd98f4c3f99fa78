//! Polling: when, how long, and what happens when a poll fails. `jobs` and `logs` wait with it.

mod schedule;
mod timer;

pub(crate) use schedule::{Polls, Schedule};
pub(crate) use timer::{Interrupt, Timer};
