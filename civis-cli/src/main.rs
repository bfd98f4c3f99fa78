//! The program `civis`: see the library of this crate.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use civis_cli::{Io, run};

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os().skip(1), Io::process()))
}
