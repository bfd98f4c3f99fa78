//! Completion of commands, options and values, for the shells.
//!
//! The script of `civis completion SHELL` runs the program with `COMPLETE` set and the words of the command line after
//! `--`. Only the part of the grammar that these need is made. Neither key nor network is needed, except for the names of
//! databases.

pub(crate) mod databases;

use std::ffi::OsString;

use clap::Command;
use clap_complete::env::{CompleteEnv, Shells};

use crate::error::{Error, Exit};
use crate::scan::scan;
use crate::specification::Catalog;
use crate::tree;

/// The variable that the scripts set.
const VARIABLE: &str = "COMPLETE";

/// The script that makes a shell complete the words after `civis`.
pub(crate) fn script(shell: &str) -> Result<Vec<u8>, Error> {
    let shells = Shells::builtins();
    let mut script = Vec::new();
    let completer = shells.completer(shell).ok_or_else(|| {
        let known: Vec<&str> = shells.names().collect();
        Error::usage(format!("there is no completion for `{shell}`"))
            .with_hint(format!("there is for {}", known.join(", ")))
    })?;
    completer
        .write_registration(VARIABLE, "civis", "civis", "civis", &mut script)
        .map_err(|error| {
            Error::new(
                Exit::Failure,
                format!("the script cannot be written: {error}"),
            )
        })?;
    Ok(script)
}

/// Completes if the environment says that a shell asks for it. Writes the candidates to standard output.
pub(crate) fn from_environment(arguments: &[OsString], root: fn() -> Command) -> bool {
    if std::env::var_os(VARIABLE).is_none() {
        return false;
    }
    let program = OsString::from("civis");
    let line = [program].into_iter().chain(arguments.iter().cloned());
    let directory = std::env::current_dir().ok();
    let done = CompleteEnv::with_factory(|| grammar(root(), arguments))
        .try_complete(line, directory.as_deref());
    // The shell shows nothing but candidates, so an error is not reported.
    !matches!(done, Ok(false))
}

/// The grammar for the words after `-- civis`.
fn grammar(root: Command, arguments: &[OsString]) -> Command {
    let words = arguments
        .split(|word| word == "--")
        .nth(1)
        .unwrap_or_default();
    let words = words.get(1..).unwrap_or_default();
    let found = scan(&root, words);
    let catalog = Catalog::find(&found.globals).unwrap_or_else(|_| Catalog::bundled());
    tree::grow(root.clone(), &catalog, &found).unwrap_or(root)
}
