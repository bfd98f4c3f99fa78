//! Temporary files: those that replace a file once they are complete, and those without a name.
//!
//! `tempfile` would add four crates to every build.

mod anonymous;
mod atomic;

pub use anonymous::anonymous_file;
pub use atomic::AtomicFile;

use std::fs::OpenOptions;

/// Options for a file that must not exist yet.
fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}
