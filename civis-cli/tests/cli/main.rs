<<<<<<< HEAD
//! The program, run as a process.

mod everyday;
=======
//! The program as its users run it: a process with arguments, an environment, pipes or a terminal, and an exit code.

#![forbid(unsafe_code)]

mod accounts;
mod arguments;
mod completion;
mod help;
mod output;
mod requests;
mod specification;
mod support;
#[cfg(unix)]
mod terminal;
>>>>>>> 536605f (Test the command line as a process: arguments, requests, output, terminals, accounts, specification)
