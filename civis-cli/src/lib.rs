//! The program `civis`: Civis Platform on the command line.
//!
//! The whole program is in this library, whose only entry is [`run()`]. Use the crate `civis` in programs of your own.
//!
//! # The road of a command
//!
//! | step | module |
//! |---|---|
//! | find out whether the arguments name an everyday command or an operation | `run`, `scan` |
//! | the options of every command | `cli` |
//! | key, endpoint and defaults: options, environment, configuration file | `config` |
//! | what a command works with: session, output, terminal | `context` |
//! | everyday commands, one file for each noun | `commands` |
//! | operations: the grammar of one from the specification, its arguments, its request | `operations` |
//! | the grammar of the whole program, as far as help, completion and manuals need it | `tree`, `complete` |
//! | the specification: cached, bundled, or a file; read by resource | `specification` |
//! | write the result: table, JSON, YAML, CSV | `output` |
//! | report an error in a line with a hint, and exit with its code | `error` |
//!
//! What the everyday commands share:
//!
//! | module | |
//! |---|---|
//! | `wait` | time-out, progress and Ctrl-C of what waits |
//! | `runs`, `follow`, `result` | runs by the IDs of their jobs, their logs, their results |
//! | `database`, `delimiter` | options |
//! | `csv_file`, `signed` | rows and downloads, to a file or standard output |
//! | `deployments` | notebooks and services, started and stopped |
//! | `pages`, `browser` | pages of the Platform |
//! | `api` | single requests |
//!
//! A command is a struct that derives [`clap::Args`], with a method `run(&self, &Context) -> Result<(), Error>`. It is
//! registered in the enum of `commands/mod.rs`. It takes the session from the context, hands its result to the context as
//! JSON values, and writes nothing itself.
//!
//! ```
//! use civis_cli::{Io, run};
//!
//! assert_eq!(run(["--version"], Io::captured(Vec::new(), Vec::new())), 0);
//! assert_eq!(run(["--no-such-option"], Io::captured(Vec::new(), Vec::new())), 2);
//! ```

#![forbid(unsafe_code)]

mod api;
mod browser;
mod cli;
mod commands;
mod complete;
mod config;
mod context;
mod csv_file;
mod database;
mod delimiter;
#[cfg(feature = "demo")]
mod demo;
mod deployments;
mod error;
mod follow;
mod io;
mod operations;
mod output;
mod pages;
mod result;
mod run;
mod runs;
mod scan;
mod session;
mod signed;
mod specification;
mod tree;
mod wait;
mod yaml;

pub use crate::io::{Io, Terminal};
pub use crate::run::run;
