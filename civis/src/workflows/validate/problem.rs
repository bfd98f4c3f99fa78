//! What is wrong with a definition.

use std::fmt;

/// Whether a [`Problem`] keeps a workflow from running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The Platform would refuse the definition, or a task could not work as it is written.
    Error,
    /// The workflow can run, but probably not as intended: a task is never started, tasks form a cycle, an attribute has
    /// no effect.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// A problem in the definition of a workflow.
///
/// It is displayed as compilers display theirs: `LINE:COLUMN: SEVERITY: PATH: MESSAGE`. Its text quotes the names of tasks,
/// attributes and parameters, and never the values of inputs.
///
/// ```
/// let report = civis::workflows::validate("version: '2.0'\nnightly:\n  tasks:\n    load: {action: std.nop}\n");
/// let problem = &report.problems()[0];
/// assert_eq!((problem.line(), problem.column()), (4, 20));
/// assert_eq!(problem.path(), "nightly.tasks.load.action");
/// assert_eq!(
///     problem.to_string(),
///     "4:20: error: nightly.tasks.load.action: there is no action `std.nop`; did you mean `std.noop`?"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    pub(super) severity: Severity,
    pub(super) place: Position,
    pub(super) path: String,
    pub(super) message: String,
}

impl Problem {
    /// Whether it is an error or a warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.place.line
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.place.column
    }

    /// The keys that lead to it, such as `nightly.tasks.load.on-success[0]`. Empty if it is about the whole text.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong. It begins in lower case and has no final stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: ", self.place, self.severity)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// A position in the text, both numbers from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    pub(super) const START: Position = Position { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// All problems of a definition, from [`validate`](super::validate).
///
/// It is displayed as one line for each problem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Sorts the problems by their position.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| {
            (a.place, a.severity, &a.path, &a.message)
                .cmp(&(b.place, b.severity, &b.path, &b.message))
        });
        Report { problems }
    }

    /// Whether there are no errors. There may be warnings.
    ///
    /// ```
    /// let report = civis::workflows::validate("version: '2.0'\nhello:\n  tasks:\n    greet: {action: std.noop}\n");
    /// assert!(report.is_valid() && report.problems().is_empty());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Errors and warnings, in the order of the text.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The errors, in the order of the text.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        let problems = self.problems.iter();
        problems.filter(|problem| problem.severity == Severity::Error)
    }

    /// The warnings, in the order of the text.
    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        let problems = self.problems.iter();
        problems.filter(|problem| problem.severity == Severity::Warning)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl IntoIterator for Report {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.problems.into_iter()
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.problems.iter()
    }
}
