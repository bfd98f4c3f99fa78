//! Renews the cached specification of an account.
//!
//! A command that used the account starts another process of the program for it, and does not wait for it. The next
//! command has the newer specification.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use civis::Session;
use civis_spec::Spec;

use super::cache::CacheEntry;
use super::index;
use crate::cli::Globals;
use crate::config::Account;
use crate::error::{Error, Exit};

/// The hidden command that renews the cache.
pub(crate) const COMMAND: &str = "__refresh";

/// Set to `never`, this variable keeps the cache as it is.
const VARIABLE: &str = "CIVIS_SPEC_REFRESH";

/// How long the other process tries.
const PATIENCE: Duration = Duration::from_secs(120);

/// Starts a process that renews the cache if it is due. It gets the key on its standard input if a command gave it, so that
/// the command does not ask the user again.
pub(crate) fn start(account: &Account, key: Option<&str>, globals: &Globals) {
    let is_off = env::var_os(VARIABLE).is_some_and(|value| value == "never");
    if is_off || !CacheEntry::of(account).is_some_and(|place| place.is_due()) {
        return;
    }
    let Ok(program) = env::current_exe() else {
        return;
    };
    let mut command = Command::new(program);
    command.arg(COMMAND);
    if let Some(profile) = &globals.profile {
        command.args(["--profile", profile]);
    }
    let input = key.filter(|_| account.key.is_command());
    command
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Ctrl-C in the terminal is not meant for it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    // A process that cannot be started now is started by the next command.
    let Ok(mut child) = command.spawn() else {
        return;
    };
    if let (Some(key), Some(mut stdin)) = (input, child.stdin.take()) {
        // A process that has ended does not need it.
        let _ = stdin.write_all(key.as_bytes());
    }
}

/// Downloads the specification of the account, and caches it.
pub(crate) fn now(account: &Account, session: &Session) -> Result<(), Error> {
    let Some(place) = CacheEntry::of(account) else {
        return Ok(());
    };
    let result = download(&session.with_timeout(PATIENCE));
    let written = match &result {
        Ok(index) => place.write(index),
        Err(error) => place.write_failure(&error.to_string()),
    };
    let cannot = |error| {
        Error::new(
            Exit::Failure,
            format!("the cache cannot be written: {error}"),
        )
    };
    written.map_err(cannot)?;
    result.map(|_| ())
}

fn download(session: &Session) -> Result<Vec<u8>, Error> {
    let document = civis::spec::download(session)?;
    let wrong = |message: String| {
        Error::new(
            Exit::Failure,
            format!("the specification cannot be read: {message}"),
        )
    };
    let spec = Spec::from_slice(&document).map_err(|error| wrong(error.to_string()))?;
    index::build(&document, &spec).map_err(|error| wrong(error.to_string()))
}
