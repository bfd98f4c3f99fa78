//! Where the rows of a load come from.

use civis_core::support::invalid_argument;

use crate::Result;

#[derive(Debug)]
pub(super) enum Source {
    /// Files of the Platform.
    Files(Vec<i64>),
}

/// Refuses an empty list, and IDs that cannot be.
pub(super) fn check_files(files: &[i64], function: &str) -> Result<()> {
    let refuse = |message: &str| Err(invalid_argument(function, "files", message));
    if files.is_empty() {
        return refuse("is empty");
    }
    match files.iter().find(|id| **id < 1) {
        Some(id) => refuse(&format!("has {id}, which is not the ID of a file")),
        None => Ok(()),
    }
}
