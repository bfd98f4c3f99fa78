//! The program, run as a process.

mod everyday;
