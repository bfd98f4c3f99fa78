//! Collects problems, and bounds the work.

use std::fmt;

use super::document::{Key, Mapping, Value};
use super::path::{Path, quoted};
use super::problem::{Position, Problem, Severity};

/// The most values that are checked. Aliases make a short text into many.
const MAX_VALUES: usize = 200_000;

/// The most problems that are reported.
const MAX_PROBLEMS: usize = 1_000;

/// The most names that are compared with misspelled ones, and the longest of them in bytes.
const MAX_COMPARISONS: usize = 20_000;
const MAX_COMPARED_NAME: usize = 100;

/// The problems found so far.
#[derive(Debug)]
pub(super) struct Checker {
    problems: Vec<Problem>,
    values_left: usize,
    comparisons_left: usize,
}

impl Checker {
    pub(super) fn new() -> Self {
        Checker {
            problems: Vec::new(),
            values_left: MAX_VALUES,
            comparisons_left: MAX_COMPARISONS,
        }
    }

    /// The problems, with one more if not everything was checked.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        let incomplete = if self.values_left == 0 {
            Some(format!("only the first {MAX_VALUES} values were checked"))
        } else if self.problems.len() > MAX_PROBLEMS {
            self.problems.truncate(MAX_PROBLEMS);
            Some(format!(
                "there are more than {MAX_PROBLEMS} problems; the others are not listed"
            ))
        } else {
            None
        };
        self.problems.extend(incomplete.map(|message| Problem {
            severity: Severity::Error,
            place: Position::START,
            path: String::new(),
            message,
        }));
        self.problems
    }

    pub(super) fn error(
        &mut self,
        place: Position,
        path: &dyn fmt::Display,
        message: impl Into<String>,
    ) {
        self.report(Severity::Error, place, path, message.into());
    }

    pub(super) fn warning(
        &mut self,
        place: Position,
        path: &dyn fmt::Display,
        message: impl Into<String>,
    ) {
        self.report(Severity::Warning, place, path, message.into());
    }

    fn report(
        &mut self,
        severity: Severity,
        place: Position,
        path: &dyn fmt::Display,
        message: String,
    ) {
        // One above the limit says that there are more.
        if self.problems.len() <= MAX_PROBLEMS {
            self.problems.push(Problem {
                severity,
                place,
                path: path.to_string(),
                message,
            });
        }
    }

    /// Counts values before they are checked. Returns whether they should be.
    pub(super) fn may_check(&mut self, values: usize) -> bool {
        self.values_left = self.values_left.saturating_sub(values);
        self.values_left > 0
    }

    /// The entries of a mapping, whose keys must be text.
    pub(super) fn entries<'d>(
        &mut self,
        mapping: Mapping<'d>,
        path: &Path<'_>,
    ) -> Vec<(&'d str, Key<'d>, Value<'d>)> {
        if !self.may_check(mapping.len()) {
            return Vec::new();
        }
        let mut entries = Vec::new();
        for (key, value) in mapping.iter() {
            match key.scalar.as_text() {
                Some(name) => entries.push((name, key, value)),
                None => {
                    let shown = quoted(&key.scalar.text);
                    let kind = key.scalar.value.describe();
                    let message = format!(
                        "the key {shown} is {kind} in YAML 1.1, and must be text; put it in quotes"
                    );
                    self.error(key.place, path, message);
                }
            }
        }
        entries
    }

    /// The value as a mapping, or an error.
    pub(super) fn mapping<'d>(&mut self, value: Value<'d>, path: &Path<'_>) -> Option<Mapping<'d>> {
        let mapping = value.mapping();
        if mapping.is_none() {
            self.mismatch(value, path, "a mapping");
        }
        mapping
    }

    /// Reports a value of the wrong type.
    pub(super) fn mismatch(&mut self, value: Value<'_>, path: &Path<'_>, wanted: &str) {
        let found = value.describe();
        self.error(
            value.place(),
            path,
            format!("this must be {wanted}, not {found}"),
        );
    }

    /// `; did you mean `x`?`, or nothing.
    pub(super) fn suggestion<'a>(
        &mut self,
        name: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> String {
        if name.len() > MAX_COMPARED_NAME {
            return String::new();
        }
        let names = names.filter(|name| name.len() <= MAX_COMPARED_NAME);
        let names: Vec<&str> = names.take(self.comparisons_left).collect();
        self.comparisons_left -= names.len();
        match civis_core::support::similar_names(name, names.into_iter()).first() {
            Some(similar) => format!("; did you mean {}?", quoted(similar)),
            None => String::new(),
        }
    }
}
