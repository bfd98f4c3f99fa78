//! The program as its users run it: a process with arguments, an environment, pipes or a terminal, and an exit code.

#![forbid(unsafe_code)]

mod accounts;
mod arguments;
mod completion;
mod everyday;
mod help;
mod output;
mod requests;
mod specification;
mod support;
#[cfg(unix)]
mod terminal;
