//! Removes descriptions and recorded exchanges from a specification:
//! `civis-spec-strip downloaded.json civis-spec.json`.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: civis-spec-strip INPUT OUTPUT

Removes descriptions and recorded exchanges from the specification INPUT and
writes the rest to OUTPUT. Both may be the same file.";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let result = match &*arguments {
        [only] if only == "--help" || only == "-h" => print(USAGE),
        [from, to] => run(Path::new(from), Path::new(to)),
        _ => Err(format!(
            "expected two files, got {}\n\n{USAGE}",
            arguments.len()
        )),
    };
    let Err(message) = result else {
        return ExitCode::SUCCESS;
    };
    // If stderr is closed, the exit code still says it.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::FAILURE
}

fn run(from: &Path, to: &Path) -> Result<(), String> {
    let bytes =
        fs::read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    let text = civis_spec::strip(&bytes)
        .map_err(|error| error.in_file(from.display().to_string()).to_string())?;
    fs::write(to, text).map_err(|error| format!("cannot write {}: {error}", to.display()))
}

fn print(text: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{text}").map_err(|error| format!("cannot write to stdout: {error}"))
}
