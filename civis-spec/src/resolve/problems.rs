//! The problems found while a document is resolved.

use std::collections::BTreeSet;

use crate::error::{Problem, SHOWN};
use crate::resolve::pointer::Pointer;

/// The problems found so far, at most one for each place.
#[derive(Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
    places: BTreeSet<String>,
}

impl Problems {
    pub(crate) fn report(&mut self, at: &Pointer<'_>, message: impl Into<String>) {
        let pointer = at.write();
        if self.places.insert(pointer.clone()) {
            self.list.push(Problem::new(pointer, message));
        }
    }

    /// How many names to compare with an unknown name. The error message omits later
    /// problems, so these get no suggestion.
    pub(crate) fn names_to_compare(&self) -> usize {
        match self.list.len() < SHOWN {
            true => usize::MAX,
            false => 0,
        }
    }

    pub(crate) fn into_list(self) -> Vec<Problem> {
        self.list
    }
}
