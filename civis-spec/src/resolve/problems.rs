//! The problems found while a document is resolved.
//!
//! What does not have the shape of a specification refuses the document. What cannot be
//! resolved is a warning: a schema is taken as any JSON, and an operation that misses anything
//! else is left out.

use std::collections::BTreeSet;

use crate::error::{Problem, SHOWN};
use crate::pointer::Pointer;

/// The problems found so far, at most one for each place.
#[derive(Default)]
pub(crate) struct Problems {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
    places: BTreeSet<String>,
    /// Whether something is missing in the operation that is being resolved.
    is_spoiled: bool,
}

impl Problems {
    /// Refuses the document.
    pub(crate) fn report(&mut self, at: &Pointer<'_>, message: impl Into<String>) {
        let pointer = at.write();
        if self.places.insert(pointer.clone()) {
            self.errors.push(Problem::new(pointer, message));
        }
    }

    /// Warns of a schema that is taken as any JSON.
    pub(crate) fn warn(&mut self, at: &Pointer<'_>, message: &str) {
        let pointer = at.write();
        if self.places.insert(pointer.clone()) {
            let message = format!("{message} (taken as any JSON)");
            self.warnings.push(Problem::new(pointer, message));
        }
    }

    /// Whether there is a problem at a place already.
    pub(crate) fn is_known(&self, at: &Pointer<'_>) -> bool {
        self.places.contains(&at.write())
    }

    /// Leaves out the operation that is being resolved.
    pub(crate) fn spoil(&mut self, at: &Pointer<'_>, message: &str) {
        self.is_spoiled = true;
        let pointer = at.write();
        if self.places.insert(pointer.clone()) {
            let message = format!("{message} (what needs it is left out)");
            self.warnings.push(Problem::new(pointer, message));
        }
    }

    /// Whether the operation that was resolved is left out. Begins another one.
    pub(crate) fn take_spoiled(&mut self) -> bool {
        std::mem::take(&mut self.is_spoiled)
    }

    /// How many names to compare with an unknown name. The messages omit later problems, so
    /// these get no suggestion.
    pub(crate) fn names_to_compare(&self) -> usize {
        match self.errors.len() + self.warnings.len() < SHOWN {
            true => usize::MAX,
            false => 0,
        }
    }

    /// The warnings, or the errors if there are any.
    pub(crate) fn into_result(self) -> Result<Vec<Problem>, Vec<Problem>> {
        match self.errors.is_empty() {
            true => Ok(self.warnings),
            false => Err(self.errors),
        }
    }
}
