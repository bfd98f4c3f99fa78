//! Errors of the JSON reader.

use serde::de::IgnoredAny;

use super::locate::pointer_at;
use crate::error::Problem;

/// The reason why reading failed, and the index of the byte there.
#[derive(Debug)]
pub(crate) struct ReadError {
    pub(super) at: usize,
    pub(super) reason: Reason,
}

/// The reason why reading failed.
#[derive(Debug)]
pub(super) enum Reason {
    /// Not JSON.
    Syntax,
    /// JSON that is not supported.
    Unread(String),
    /// JSON of an unexpected form.
    Form(String),
    /// Objects nest deeper than this stack allows.
    Levels,
}

impl ReadError {
    /// Whether objects nest too deep for the stack.
    pub(crate) fn is_too_deep(&self) -> bool {
        matches!(self.reason, Reason::Levels)
    }

    /// The problem: for JSON of an unexpected form with its pointer, and for what is not JSON
    /// with the line and column of the text.
    pub(crate) fn problem(self, text: &str) -> Problem {
        let not_json = |message: String| Problem::new("", message);
        let unexpected = |message: &str| {
            let pointer = pointer_at(text, self.at);
            Problem::new(pointer, format!("this is not a specification: {message}"))
        };
        let reason = match self.reason {
            Reason::Syntax => match serde_json::from_str::<IgnoredAny>(text) {
                Err(error) if error.is_eof() => {
                    return not_json(format!(
                        "cannot be read as JSON: {error}; was its download cut off?"
                    ));
                }
                Err(error) => return not_json(format!("cannot be read as JSON: {error}")),
                Ok(_) => "cannot be read as JSON".to_owned(),
            },
            Reason::Unread(reason) => format!("cannot be read as JSON: {reason}"),
            Reason::Form(reason) => return unexpected(&reason),
            Reason::Levels => return unexpected("objects nest too deep"),
        };
        let before = &text.as_bytes()[..self.at.min(text.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let column = 1 + before.len() - start.map_or(0, |newline| newline + 1);
        not_json(format!("{reason} at line {line} column {column}"))
    }
}
