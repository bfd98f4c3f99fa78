//! Errors of a specification, each with its place.

use std::fmt;

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The JSON pointer (RFC 6901) to the place, empty for the whole document.
    pub pointer: String,
    /// The problem, and the remedy if there is a known one.
    pub message: String,
    /// The index of the declaration of paging that is at fault, if one is: see
    /// [`ReadOptions::paging`](crate::ReadOptions::paging).
    pub paging: Option<usize>,
}

impl Problem {
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            paging: None,
        }
    }

    /// The problem of a declaration of paging.
    pub(crate) fn of_paging(index: usize, message: impl Into<String>) -> Self {
        Self {
            paging: Some(index),
            ..Self::new("", message)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "at `{}`: {}", self.pointer, self.message)
        }
    }
}

/// The first of some problems, one a line, and the number of the others.
///
/// ```
/// use civis_spec::{ProblemList, Spec};
///
/// let spec = Spec::from_slice(br#"{"swagger": "2.0", "paths": {"/a": {"get": {
///     "responses": {"200": {"schema": {"type": "strnig"}}}}}}}"#)?;
/// assert_eq!(
///     ProblemList(&spec.warnings).to_string(),
///     "at `/paths/~1a/get/responses/200/schema/type`: `strnig` is not a type; \
///      did you mean `string`? (taken as any JSON)"
/// );
/// # Ok::<(), civis_spec::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ProblemList<'p>(pub &'p [Problem]);

impl fmt::Display for ProblemList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problems) = self;
        for (index, problem) in problems.iter().take(SHOWN).enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        if problems.len() > SHOWN {
            write!(f, "\nand {} more problems", problems.len() - SHOWN)?;
        }
        Ok(())
    }
}

/// The error of a specification that cannot be read, with all problems found.
///
/// ```
/// use civis_spec::Spec;
///
/// let error = Spec::from_slice(b"swagger: '2.0'").unwrap_err().in_file("spec.yml");
/// assert!(error.to_string().starts_with("spec.yml"));
/// assert!(error.to_string().contains("YAML"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    file: Option<String>,
    problems: Vec<Problem>,
}

impl Error {
    pub(crate) fn new(problems: Vec<Problem>) -> Self {
        Self {
            file: None,
            problems,
        }
    }

    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self::new(vec![Problem::new("", message)])
    }

    /// Adds the name of the file to the message.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The problems, in the order of paths and HTTP methods, then those of definitions. There
    /// is at least one.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// How many problems the message lists. It counts the others.
pub(crate) const SHOWN: usize = 10;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}: ")?;
        }
        ProblemList(&self.problems).fmt(f)
    }
}

impl std::error::Error for Error {}
