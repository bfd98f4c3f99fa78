//! Bad input to the macro is a compile error at the wrong argument. It says what is wrong, where in the file, and what to do.
//!
//! The messages are next to the sources in `ui`; `TRYBUILD=overwrite` updates them.

#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;

/// Copies a directory. The specifications go to the crate in which the sources are compiled, since paths are relative to its
/// manifest.
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
fn bad_input_is_a_compile_error_at_the_wrong_argument() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let krate = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    copy(Path::new("tests/ui/specs"), &krate.join("specs"));
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
