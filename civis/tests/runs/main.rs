//! Runs of jobs and their logs, against the embedded server.

mod cancel;
mod faults;
mod follow;
mod follow_errors;
mod kinds;
mod many;
mod outputs;
mod support;
mod wait;
