//! Runs the program `civis-spec-diff`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const OLD: &str = r#"{"swagger": "2.0", "info": {}, "paths": {
    "/jobs": {"get": {"summary": "Jobs", "responses": {"200": {}}}},
    "/jobs/{id}": {"delete": {"responses": {"204": {}}}}}}"#;
const NEW: &str = r#"{"swagger": "2.0", "info": {}, "paths": {
    "/jobs": {"get": {"summary": "All jobs", "responses": {"200": {}}}}}}"#;

/// Creates a folder for one test, with the two specifications.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("spec-diff")
        .join(test);
    fs::create_dir_all(&folder).expect("the folder");
    fs::write(folder.join("old.json"), OLD).expect("a file");
    fs::write(folder.join("new.json"), NEW).expect("a file");
    folder
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_civis-spec-diff"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    (
        output.status.code().expect("an exit code"),
        String::from_utf8(output.stdout).expect("text"),
        String::from_utf8(output.stderr).expect("text"),
    )
}

#[test]
fn it_exits_with_0_without_changes_and_with_1_if_it_lists_any() {
    let folder = folder("codes");
    let (code, out, err) = run(&folder, &["old.json", "old.json"]);
    assert_eq!((code, &*err), (0, ""));
    assert!(out.contains("no changes"), "{out}");
    let (code, out, err) = run(&folder, &["old.json", "new.json"]);
    assert_eq!((code, &*err), (1, ""));
    assert!(out.contains("  ! operation removed"), "{out}");
    let all = "1 change that no caller notices is not listed; `--all` lists all changes.";
    assert!(out.ends_with(&format!("\n{all}\n")), "{out}");
    assert!(!out.contains("summary"), "{out}");
    let (_, out, _) = run(&folder, &["old.json", "new.json", "--all"]);
    assert!(out.contains("    summary `Jobs` → `All jobs`"), "{out}");
    assert!(!out.contains("--all"), "{out}");
    // Nothing breaks in the other direction.
    assert_eq!(run(&folder, &["new.json", "old.json", "--breaking"]).0, 0);
    assert_eq!(run(&folder, &["new.json", "old.json"]).0, 1);
}

#[test]
fn options_select_the_format_and_the_changes() {
    let folder = folder("options");
    let (code, out, _) = run(
        &folder,
        &["--format", "json", "--breaking", "old.json", "new.json"],
    );
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 1);
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["changes"][0]["rule"], "operation-removed");
    let (code, out, _) = run(&folder, &["old.json", "new.json", "--format=markdown"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("# What changed\n"), "{out}");
    let ignored = [
        "old.json",
        "new.json",
        "--ignore=operation-removed",
        "--ignore",
        "summary-changed",
    ];
    let (code, out, _) = run(&folder, &ignored);
    assert_eq!(code, 0, "{out}");
    // Changes that are not listed by default do not cause exit code 1. JSON lists all changes.
    let silent = ["old.json", "new.json", "--ignore=operation-removed"];
    assert_eq!(run(&folder, &silent).0, 0);
    let (code, out, _) = run(&folder, &[&silent[..], &["--format=json"]].concat());
    assert_eq!(
        (code, out.contains(r#""level": "silent""#)),
        (1, true),
        "{out}"
    );
    let (code, out, _) = run(&folder, &["--rules"]);
    assert_eq!(code, 0);
    assert!(
        out.lines()
            .any(|line| line.split_whitespace().eq(["field-added", "breaking"])),
        "{out}"
    );
    let (code, out, _) = run(&folder, &["--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("exit code"), "{out}");
}

#[test]
fn errors_go_to_stderr_with_exit_code_2() {
    let folder = folder("errors");
    fs::write(folder.join("broken.json"), "<html>").expect("a file");
    fs::write(folder.join("bytes.json"), b"{\"swagger\": \"\xff\"}").expect("a file");
    for (arguments, message) in [
        (&["old.json"][..], "expected two files, got 1"),
        (
            &["old.json", "new.json", "old.json"],
            "expected two files, got 3",
        ),
        (&[], "usage"),
        (&["old.json", "missing.json"], "cannot read missing.json"),
        (&["old.json", "."], "cannot read ."),
        (&["old.json", "broken.json"], "broken.json: this is HTML"),
        (&["bytes.json", "old.json"], "bytes.json"),
        (
            &["old.json", "new.json", "--format", "yaml"],
            "unknown format `yaml`",
        ),
        (
            &["old.json", "new.json", "--format"],
            "option `--format` needs a value",
        ),
        (
            &["old.json", "new.json", "--ignore", "field"],
            "unknown rule `field`",
        ),
        (
            &["old.json", "new.json", "--loud"],
            "unknown option `--loud`",
        ),
    ] {
        let (code, out, err) = run(&folder, arguments);
        assert_eq!((code, &*out), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(message), "{arguments:?}: {err}");
        assert!(!err.contains("panicked"), "{arguments:?}: {err}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = folder("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_civis-spec-diff"))
        .args(["old.json", "new.json"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1), "{:?}", output);
}
