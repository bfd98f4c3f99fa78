//! The keys that lead to a value, for messages.

use std::fmt;

/// A key or an index, and the path before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) fn top(key: &'a str) -> Self {
        Path {
            parent: None,
            step: Step::Key(key),
        }
    }

    pub(super) fn key<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path {
            parent: Some(self),
            step: Step::Key(key),
        }
    }

    pub(super) fn index(&self, index: usize) -> Path<'_> {
        Path {
            parent: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) => {
                if self.parent.is_some() {
                    f.write_str(".")?;
                }
                let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
                if !key.is_empty() && key.chars().all(is_plain) {
                    f.write_str(&shortened(key))
                } else {
                    write!(f, "{:?}", shortened(key))
                }
            }
        }
    }
}

/// The most characters of a name that a message shows.
const MAX_NAME: usize = 80;

/// A name as messages quote it: shortened, with control characters escaped.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", shortened(name).escape_debug())
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, quoted};

    #[test]
    fn paths_quote_the_keys_that_would_be_misread() {
        let top = Path::top("my flow");
        let tasks = top.key("tasks");
        let item = tasks.index(3);
        assert_eq!(
            item.key("a.b\n").to_string(),
            r#""my flow".tasks[3]."a.b\n""#
        );
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(quoted("a\u{1b}"), r"`a\u{1b}`");
        assert_eq!(quoted(&"é".repeat(1000)).chars().count(), 83);
    }
}
