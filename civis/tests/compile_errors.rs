//! Bad input to the macro: a compile error at the argument at fault, that says what
//! is wrong, where in the file, and what to do.
//!
//! The texts are kept beside the sources in `ui`; `TRYBUILD=overwrite` writes them anew.

#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;

/// Copies a folder into the crate that the sources are compiled in: paths are
/// relative to its manifest.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the file");
        }
    }
}

#[test]
fn bad_input_is_a_compile_error_at_its_argument() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let krate = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    copy(Path::new("tests/ui/specs"), &krate.join("specs"));
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
