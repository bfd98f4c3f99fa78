//! What the everyday modules of `civis` (`jobs`, `files`, `sql`, …) need from this crate beside its public items. Not for
//! use by hand: it changes together with them, in one release.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::cancel::CancelToken;
use crate::error::{Error, ErrorKind, RunDetails};
#[cfg(feature = "polars")]
pub use crate::extras::frame::TextFrame;
use crate::session::Session;
pub use crate::temporary::{AtomicFile, anonymous_file};

/// An error that no other constructor fits.
pub fn error(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error::new(kind, message)
}

/// An argument that is refused before any request: `files::upload: `part_bytes` must not be 0`.
pub fn invalid_argument(function: &str, argument: &str, message: &str) -> Error {
    Error::invalid_request(function, argument, message)
}

/// A local file that failed; `what` is `cannot be read` and the like.
pub fn file_error(path: &Path, what: &str, source: io::Error) -> Error {
    Error::file(path, what, source)
}

/// Reading or writing failed. An error of a call that the I/O error wraps is returned as it is.
pub fn io_error(message: impl Into<String>, source: io::Error) -> Error {
    match source.downcast::<Error>() {
        Ok(error) => error,
        Err(source) => Error::io(message, source),
    }
}

/// A response lacks a field that the program needs: `jobs.post_runs: the response has no `id``.
pub fn missing_field(operation: &str, field: &str) -> Error {
    Error::new(
        ErrorKind::Missing,
        format!("{operation}: the response has no `{field}`"),
    )
}

/// Names in the message what the program was doing: `part 3 of 12: …`.
#[must_use]
pub fn with_context(error: Error, context: &str) -> Error {
    error.with_context(context)
}

/// Appends what the user can do about the error, or what is left behind.
#[must_use]
pub fn with_advice(error: Error, advice: &str) -> Error {
    error.with_advice(advice)
}

/// Says which run of a job the error is about.
#[must_use]
pub fn with_run(error: Error, run: RunDetails) -> Error {
    error.with_run(run)
}

/// A text of the Platform for an error, without the key of the session, which it may echo.
#[must_use]
pub fn redact(session: &Session, text: &str) -> String {
    session.redact_text(text)
}

/// The IDs of the job and the run that the program is, as the session sends them in its headers.
#[must_use]
pub fn own_job(session: &Session) -> (Option<&str>, Option<&str>) {
    session.own_job()
}

/// The names of which `name` may be a misspelling, at most three, the most similar first.
#[must_use]
pub fn similar_names<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    crate::lookups::similar_names(name, names)
}

/// The time of the session's clock.
#[must_use]
pub fn now(session: &Session) -> Instant {
    session.clock().now()
}

/// The date of the session's clock.
#[must_use]
pub fn date(session: &Session) -> SystemTime {
    session.clock().date()
}

/// A random number from 0 to 1, by the session's clock.
#[must_use]
pub fn random(session: &Session) -> f64 {
    session.clock().random()
}

/// Sleeps by the session's clock. Returns whether the session's token was cancelled, which ends the sleep.
#[must_use]
pub fn sleep(session: &Session, wait: Duration) -> bool {
    let cancel = session.cancel_token();
    session.clock().sleep(wait, cancel);
    cancel.is_some_and(CancelToken::is_cancelled)
}

/// The token that ends the session's calls.
#[must_use]
pub fn cancel_token(session: &Session) -> Option<&CancelToken> {
    session.cancel_token()
}

/// The time-out of each call of the session.
#[must_use]
pub fn timeout(session: &Session) -> Option<Duration> {
    session.timeout()
}
