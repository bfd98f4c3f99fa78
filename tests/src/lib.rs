//! What the cross-crate tests share.
//!
//! | module | what |
//! |---|---|
//! | `downstream` | crates outside the workspace, compiled by cargo |
//! | `recorded` | recorded requests read back into arguments; requests as data |
//! | `fidelity` | every recorded exchange, through the typed client and by name |
//! | `hostile` | answers that no specification declares |

#![forbid(unsafe_code)]

pub mod downstream;
pub mod fidelity;
pub mod hostile;
pub mod recorded;

use std::io::Write;
use std::path::PathBuf;

/// The published specifications in `CIVIS_SPECS_DIR`; where that is not set, none,
/// and a line on the stream for errors that says so.
///
/// # Panics
/// If it is set and is no folder.
#[must_use]
pub fn specifications() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("CIVIS_SPECS_DIR") else {
        let message = "skipped for published specifications: CIVIS_SPECS_DIR is not set";
        // A test that cannot say so is still skipped.
        let _ = writeln!(std::io::stderr(), "{message}");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("CIVIS_SPECS_DIR is a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    paths
}
