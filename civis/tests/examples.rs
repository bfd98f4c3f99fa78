//! The examples, as programs.

#![cfg(unix)]

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// The program of an example, built unless it is newer than what it is made of: cargo
/// builds examples beside tests, unless it is told which tests to build. A test's own
/// folder is `deps` beside `examples`.
fn example(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a path");
    let profile = test.ancestors().nth(2).expect("a folder");
    let program = profile.join("examples").join(name);
    let built = program.metadata().and_then(|metadata| metadata.modified());
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let parts = [
        "civis",
        "civis-codegen",
        "civis-core",
        "civis-macros",
        "civis-mock",
        "civis-spec",
        "Cargo.lock",
    ];
    let made_of = parts.iter().map(|part| newest(&workspace.join(part))).max();
    if built.is_ok_and(|built| Some(built) > made_of) {
        return program;
    }
    let cargo = env::var_os("CARGO").expect("run by cargo");
    let mut build = Command::new(cargo);
    build.args(["build", "--locked", "-p", "civis", "--example", name]);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().expect("cargo").success());
    program
}

/// When a file, or a file in a folder, was changed last.
fn newest(path: &Path) -> SystemTime {
    match fs::read_dir(path) {
        Ok(entries) => entries
            .map(|entry| newest(&entry.expect("an entry").path()))
            .max()
            .unwrap_or(SystemTime::UNIX_EPOCH),
        Err(_) => path
            .metadata()
            .and_then(|metadata| metadata.modified())
            .expect("a time"),
    }
}

#[test]
fn an_interrupt_ends_the_program_at_once_and_leaves_no_run() {
    let mut child = Command::new(example("interrupt"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(child.stdout.take().expect("the output")).lines();
    let mut seen = Vec::new();
    // Twice it is told the state; then it waits for an answer that takes an hour.
    for line in lines.by_ref() {
        seen.push(line.expect("a line"));
        if seen.last().is_some_and(|line| line.ends_with("is running")) {
            break;
        }
    }
    std::thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.expect("kill").success());
    seen.extend(lines.map(|line| line.expect("a line")));
    let status = child.wait().expect("an end");
    assert!(start.elapsed() < Duration::from_secs(30), "{seen:?}");
    assert_eq!(status.code(), Some(130), "{seen:?}");
    let [.., cancelled, last] = &*seen else {
        panic!("{seen:?}");
    };
    assert!(cancelled.contains("cancelled"), "{seen:?}");
    assert!(last.ends_with("is cancelled on the Platform"), "{seen:?}");
}

/// A text without its numbers that differ from run to run.
fn without_times(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split_inclusive([' ', '\n']) {
        let name = word.split_once('=').map(|(name, _)| name);
        match name {
            Some("elapsed_ms" | "wait_ms") => kept.push_str("time"),
            _ => kept.push_str(word),
        }
    }
    kept
}

#[test]
fn the_readme_shows_what_the_log_really_says() {
    let output = Command::new(example("logging"))
        .output()
        .expect("a process");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("a text");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("the readme");
    let shown = without_times(&readme);
    for line in said.lines() {
        let line = without_times(line);
        assert!(shown.contains(line.trim()), "{line} is not in the README");
    }
    assert!(said.lines().count() >= 4, "{said}");
}
