//! Reason reading stopped.

use serde::de::IgnoredAny;

/// Reason reading stopped, and before which byte.
#[derive(Debug)]
pub(crate) struct ReadError {
    pub(super) at: usize,
    pub(super) reason: Reason,
}

/// What was wrong.
#[derive(Debug)]
pub(super) enum Reason {
    /// It is not JSON.
    Syntax,
    /// It is JSON that is not read.
    Unread(String),
    /// It is JSON of another form than is wanted.
    Form(String),
    /// Objects lie deeper than they may on this stack.
    Levels,
}

impl ReadError {
    /// Whether objects lay deeper than they might.
    pub(crate) fn is_too_deep(&self) -> bool {
        matches!(self.reason, Reason::Levels)
    }

    /// What is wrong with a text of which reading stopped, with line and column.
    pub(crate) fn message(self, text: &str) -> String {
        let reason = match self.reason {
            Reason::Syntax => match serde_json::from_str::<IgnoredAny>(text) {
                Err(error) if error.is_eof() => {
                    return format!("cannot be read as JSON: {error}; was its download cut off?");
                }
                Err(error) => return format!("cannot be read as JSON: {error}"),
                Ok(_) => "cannot be read as JSON".to_owned(),
            },
            Reason::Unread(reason) => format!("cannot be read as JSON: {reason}"),
            Reason::Form(reason) => format!("this is not a specification: {reason}"),
            Reason::Levels => "this is not a specification: it is too deep".to_owned(),
        };
        let before = &text.as_bytes()[..self.at.min(text.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let column = 1 + before.len() - start.map_or(0, |newline| newline + 1);
        format!("{reason} at line {line} column {column}")
    }
}
