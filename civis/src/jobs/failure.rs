//! The error of a run that failed.

use civis_core::{Error, ErrorKind, Result, Session, support};

use super::run::Run;
use super::status::Status;
use crate::logs::{Line, Page};

/// How messages begin that say that the process used too much memory, as the official client recognizes them.
const OUT_OF_MEMORY: &str = "Process ran out of its";

/// The longest message or line of a log in an error, in characters.
const MAX_CHARS: usize = 1_000;

/// The last lines of a run's log.
#[derive(Default)]
pub(crate) struct LastLines {
    pub(crate) lines: Vec<Line>,
    /// Whether no more will come.
    is_complete: bool,
}

impl LastLines {
    /// Fetches the last lines of a run's log. A kind of run that has no log has no lines.
    pub(crate) fn fetch(run: &Run, session: &Session, count: u32) -> Result<Self> {
        if run.kind().log().is_none() {
            return Ok(Self {
                lines: Vec::new(),
                is_complete: true,
            });
        }
        let requests = run.log_source().requests(session)?;
        let page = Page::fetch(session, requests.log, None, count)?;
        Ok(Self {
            lines: page.lines,
            is_complete: page.is_complete != Some(false),
        })
    }

    /// Whether a longer wait would add nothing to the error.
    pub(crate) fn is_enough(&self, status: &Status) -> bool {
        status.error().is_some() || self.is_complete
    }
}

/// The error of a run that failed, or ended in a state that is not known.
pub(crate) fn failed(status: &Status, log: Result<LastLines>) -> Error {
    let run = status.run();
    let redact = |text: &str| support::redact(run.session(), text);
    let (lines, unread) = match log {
        Ok(log) => (log.lines, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let errors = lines.iter().rev().filter(|line| line.is_error());
    let texts = status
        .error()
        .into_iter()
        .chain(errors.map(|line| line.message.as_str()));
    let memory = texts.clone().find(|text| text.starts_with(OUT_OF_MEMORY));

    let mut details = run.details();
    details.message = status.error().map(redact);
    details.exit_code = texts.clone().find_map(exit_code);
    details.out_of_memory = memory.is_some();
    details.log = lines.iter().map(|line| redact(&line.message)).collect();

    let mut message = match status.state().has_ended() {
        true => format!("{run} failed"),
        false => format!("{run} ended in the unknown state `{}`", status.state()),
    };
    if memory.is_some() {
        message.push_str(": out of memory");
    }
    if let Some(text) = status.error().or(memory) {
        message.push_str(": ");
        message.push_str(&shown(&redact(text)));
    }
    if !details.log.is_empty() {
        message.push_str("\nlast lines of its log:");
        for line in &details.log {
            message.push_str("\n  ");
            message.push_str(&shown(line));
        }
    }
    let mut error = support::error(ErrorKind::RunFailed, message);
    if let Some(unread) = unread {
        error = support::with_advice(error, &format!("its log cannot be read: {unread}"));
    }
    support::with_run(error, details)
}

/// A text of a run in a message: indented, not too long, and without what could control a terminal.
fn shown(text: &str) -> String {
    let mut chars = text.trim().chars();
    let mut shown = String::new();
    for c in chars.by_ref().take(MAX_CHARS) {
        match c {
            '\n' => shown.push_str("\n  "),
            '\t' => shown.push(c),
            c if c.is_control() => {}
            c => shown.push(c),
        }
    }
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The error of a run that was cancelled.
pub(crate) fn cancelled(run: &Run) -> Error {
    about(run, ErrorKind::RunCancelled, "was cancelled")
}

/// The error of a wait that timed out.
pub(crate) fn timed_out(run: &Run) -> Error {
    let what = "did not end before the time-out of the wait; it continues";
    about(run, ErrorKind::Timeout, what)
}

/// The error of a wait that was cancelled.
pub(crate) fn wait_cancelled(run: &Run) -> Error {
    let what = "has not ended, but the wait was cancelled; it continues";
    about(run, ErrorKind::Cancelled, what)
}

fn about(run: &Run, kind: ErrorKind, what: &str) -> Error {
    let error = support::error(kind, format!("{run} {what}"));
    support::with_run(error, run.details())
}

/// The exit code in a text such as `exited with code 137` or `exiting: 1`.
fn exit_code(text: &str) -> Option<i64> {
    const BETWEEN: [&str; 6] = ["", "ed", "ing", "with", "code", "status"];
    let lower = text.to_ascii_lowercase();
    lower.match_indices("exit").find_map(|(at, found)| {
        let rest = &lower[at + found.len()..];
        let digits = rest.find(|c: char| c.is_ascii_digit())?;
        let (words, rest) = rest.split_at(digits);
        let mut words = words.split(|c: char| !c.is_ascii_alphabetic());
        if !words.all(|word| BETWEEN.contains(&word)) {
            return None;
        }
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end].parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::{exit_code, shown};

    #[test]
    fn texts_of_a_run_are_safe_to_print() {
        assert_eq!(
            shown("\u{1b}[31mred\r\n at line 1\u{7}\n"),
            "[31mred\n   at line 1"
        );
        let long = shown(&"é".repeat(2_000));
        assert_eq!(long.chars().count(), 1_001);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn exit_codes_are_found_in_the_ways_in_which_they_are_written() {
        for (text, code) in [
            ("Process ended with an error, exiting: 1.", Some(1)),
            ("the command exited with code 137", Some(137)),
            ("non-zero exit status 2", Some(2)),
            ("exit code: 0 after all", Some(0)),
            ("Exited (3)", Some(3)),
            ("existing 5", None),
            ("exits after 5 minutes", None),
            ("exit", None),
            ("exit code 99999999999999999999", None),
            ("é exit 4", Some(4)),
        ] {
            assert_eq!(exit_code(text), code, "{text}");
        }
    }
}
