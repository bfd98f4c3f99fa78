//! Errors of commands: a message, a hint, and the exit code.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;

use civis::ErrorKind;
use civis::http::StatusCode;

/// The exit codes of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// The Platform refused the request, or it could not be sent, or a local file failed.
    Failure = 1,
    /// The command line, the configuration, or an argument is not valid.
    Usage = 2,
    /// The object does not exist, or the key's user cannot see it.
    NotFound = 3,
    /// The key is missing, wrong or expired, or not allowed to do this.
    NotAuthorized = 4,
    /// A run of a job failed or was cancelled.
    RunFailed = 5,
    /// A time-out was exceeded.
    Timeout = 6,
    /// Ctrl-C.
    Interrupted = 130,
}

/// The exit codes, for the help.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    success
  1    the Platform refused the request, or it could not be sent
  2    the command line or the configuration is not valid
  3    not found
  4    not authorized: the key is missing, wrong, expired, or not allowed
  5    a run failed or was cancelled
  6    a time-out was exceeded
  130  interrupted";

/// The error of a command.
#[derive(Debug)]
pub(crate) struct Error {
    exit: Exit,
    message: String,
    /// The last lines of the log of a run that failed.
    log: Vec<String>,
    hint: Option<String>,
    is_broken_pipe: bool,
}

impl Error {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            log: Vec::new(),
            hint: None,
            is_broken_pipe: false,
        }
    }

    /// An argument or a setting that is not valid.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A local file that failed; `what` is `cannot be read` and the like.
    pub(crate) fn file(path: &Path, what: &str, source: &io::Error) -> Self {
        let message = format!("{} {what}: {source}", path.display());
        Self::new(Exit::Failure, message)
    }

    /// Adds what the user can do about the error, as a whole sentence without a final stop.
    #[must_use]
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.exit as u8
    }

    /// Whether the reader of the result has stopped reading, as `head` does. That is not a failure.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.is_broken_pipe
    }

    /// The last lines of the log of a run that failed, which are not part of the message.
    pub(crate) fn log(&self) -> impl Iterator<Item = String> {
        self.log.iter().map(|line| one_line(line))
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// The message on one line.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.message))
    }
}

/// A text on one line, without control characters.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(civis_spec::escape_control).collect();
    lines.join(" ")
}

impl From<civis::Error> for Error {
    fn from(error: civis::Error) -> Self {
        let (exit, hint) = classify(&error);
        // Only a local file or a writer that failed has a source.
        let source = StdError::source(&error).and_then(|source| source.downcast_ref());
        let is_broken_pipe =
            source.is_some_and(|source: &io::Error| source.kind() == io::ErrorKind::BrokenPipe);
        let log = error.run().map(|run| run.log.clone()).unwrap_or_default();
        let text = error.to_string();
        // The text ends with the log.
        let message = match text.split_once("\nlast lines of its log:") {
            Some((message, _)) if !log.is_empty() => message,
            _ => &text,
        };
        Self {
            log,
            hint: hint.map(str::to_owned),
            is_broken_pipe,
            ..Self::new(exit, without_function(message))
        }
    }
}

/// Without the name of the library's function, which begins the text: `files::upload: `.
fn without_function(text: &str) -> &str {
    let is_name = |part: &str| {
        let mut words = part.split("::");
        let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        words.clone().count() == 2 && words.all(|word| !word.is_empty() && is_word(word))
    };
    match text.split_once(": ") {
        Some((function, rest)) if is_name(function) => rest,
        _ => text,
    }
}

/// The result could not be written.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self {
            is_broken_pipe: error.kind() == io::ErrorKind::BrokenPipe,
            ..Self::new(
                Exit::Failure,
                format!("the result cannot be written: {error}"),
            )
        }
    }
}

fn classify(error: &civis::Error) -> (Exit, Option<&'static str>) {
    let key = "set CIVIS_API_KEY, or run `civis login`";
    let expired =
        "the key may be wrong or expired; see `civis config show`, and `civis login` for a new one";
    match error.kind() {
        ErrorKind::MissingKey => (Exit::NotAuthorized, Some(key)),
        ErrorKind::Authentication => (Exit::NotAuthorized, Some(expired)),
        _ if error.status() == Some(StatusCode::FORBIDDEN) => (
            Exit::NotAuthorized,
            Some("the key's user has no permission for this"),
        ),
        ErrorKind::Configuration | ErrorKind::InvalidRequest => (Exit::Usage, None),
        ErrorKind::NotFound => (
            Exit::NotFound,
            Some(
                "check the ID or the name; the Platform also hides what the key's user cannot see",
            ),
        ),
        ErrorKind::RunFailed | ErrorKind::RunCancelled => (Exit::RunFailed, None),
        ErrorKind::Timeout => (Exit::Timeout, Some("`--timeout` sets how long to wait")),
        ErrorKind::Cancelled => (Exit::Interrupted, None),
        ErrorKind::Connect => (
            Exit::Failure,
            Some("check the network, the proxy, and CIVIS_API_ENDPOINT"),
        ),
        ErrorKind::RateLimited => (Exit::Failure, Some("call less often, or try again later")),
        _ if error.may_have_executed() => (
            Exit::Failure,
            Some("the Platform may have done it all the same: look before you try again"),
        ),
        _ => (Exit::Failure, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Exit, without_function};

    #[test]
    fn a_message_is_one_line_without_control_characters() {
        let error = Error::usage("first\n\n  second\u{1b}[31m");
        assert_eq!(error.to_string(), "first second\\u{1b}[31m");
    }

    #[test]
    fn the_name_of_a_function_is_left_out() {
        for (text, expected) in [
            ("files::upload: `name` is empty", "`name` is empty"),
            ("GET /jobs: 404 Not Found", "GET /jobs: 404 Not Found"),
            ("sql::read: a: b", "a: b"),
            (
                "run 9 of job 7 failed: a::b: c",
                "run 9 of job 7 failed: a::b: c",
            ),
            ("a::b", "a::b"),
        ] {
            assert_eq!(without_function(text), expected);
        }
    }

    #[test]
    fn a_missing_key_is_not_authorized_and_says_what_to_do() {
        let session = civis::Session::builder().environment(|_| None).build();
        let error = Error::from(session.expect_err("there is no key"));
        assert_eq!(error.code(), Exit::NotAuthorized as u8);
        assert!(
            error
                .hint()
                .is_some_and(|hint| hint.contains("CIVIS_API_KEY"))
        );
    }
}
