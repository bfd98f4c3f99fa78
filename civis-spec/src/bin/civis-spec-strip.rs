//! Takes descriptions and recorded exchanges out of a specification:
//! `civis-spec-strip downloaded.json civis-spec.json`.

#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [from, to] = &*arguments else {
        return fail("usage: civis-spec-strip <specification> <file to write>");
    };
    match run(Path::new(from), Path::new(to)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

fn run(from: &Path, to: &Path) -> Result<(), String> {
    let bytes =
        fs::read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    let text = civis_spec::strip(&bytes)
        .map_err(|error| error.in_file(from.display().to_string()).to_string())?;
    fs::write(to, text).map_err(|error| format!("cannot write {}: {error}", to.display()))
}

fn fail(message: &str) -> ExitCode {
    // Where there is no stream for errors, the exit code tells.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::FAILURE
}
