//! The examples, as programs.

#![cfg(unix)]

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// The program of an example. Cargo builds examples with the tests, but not if only some tests are selected. This then
/// builds the example if it is older than its sources. Test programs are in the folder `deps`, next to `examples`.
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
    let sources = parts.iter().map(|part| newest(&workspace.join(part))).max();
    if built.is_ok_and(|built| Some(built) > sources) {
        return program;
    }
    let cargo = env::var_os("CARGO").expect("run by cargo");
    let mut build = Command::new(cargo);
    build.args(["build", "--locked", "-p", "civis", "--example", name]);
    if cfg!(feature = "subscriber") {
        build.args(["--features", "subscriber"]);
    }
    if profile.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().expect("cargo").success());
    program
}

/// The time of the last change to a file, or to any file in a folder.
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
fn an_interrupt_ends_the_program_at_once_and_cancels_its_run() {
    let mut child = Command::new(example("interrupt"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut lines = BufReader::new(child.stdout.take().expect("the output")).lines();
    let mut seen = Vec::new();
    // The program polls the state twice, and then waits for a response that takes an hour.
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

/// The text without the times, which differ from run to run.
fn without_times(text: &str) -> String {
    let mut rest = String::new();
    for word in text.split_inclusive([' ', '\n']) {
        let name = word.split_once('=').map(|(name, _)| name);
        match name {
            Some("elapsed_ms" | "wait_ms") => rest.push_str("time"),
            _ => rest.push_str(word),
        }
    }
    rest
}

#[test]
fn the_guide_shows_the_log_of_the_example() {
    let output = Command::new(example("logging"))
        .output()
        .expect("a process");
    assert!(output.status.success());
    let log = String::from_utf8(output.stdout).expect("a text");
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/logging.md");
    let guide = without_times(&fs::read_to_string(guide).expect("the guide"));
    for line in log.lines() {
        let line = without_times(line);
        assert!(guide.contains(line.trim()), "{line} is not in the guide");
    }
    assert!(log.lines().count() >= 4, "{log}");
}

#[test]
fn a_workflow_is_followed_after_its_failed_task_is_run_again() {
    let output = Command::new(example("workflows"))
        .output()
        .expect("a process");
    let shown = String::from_utf8(output.stdout).expect("a text");
    assert!(output.status.success(), "{shown}");
    let first = shown.lines().next().expect("a line");
    assert!(first.contains(": task `load`: run "), "{shown}");
    assert!(
        first.ends_with(" failed: the source is not ready"),
        "{shown}"
    );
    for task in ["announce", "load", "report", "notify", "finish"] {
        assert!(
            shown.contains(&format!("task {task} has succeeded")),
            "{shown}"
        );
    }
    assert!(shown.trim_end().ends_with(" is succeeded"), "{shown}");
}

/// What an example prints to standard output, and to standard error.
fn printed(name: &str) -> (String, String) {
    let output = Command::new(example(name)).output().expect("a process");
    let text = |bytes| String::from_utf8(bytes).expect("a text");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{out}{err}");
    (out, err)
}

#[test]
fn runs_are_waited_for() {
    let (out, _) = printed("jobs");
    for line in [
        "  accuracy: Some(Number(0.93))\n",
        " failed: exited with code 1\n  last lines of its log:\n",
        "    no module named 'pandas'\n",
        ": RunFailed\n",
        "  rows: Some(Number(1000))\n",
    ] {
        assert!(out.contains(line), "{line} is not in {out}");
    }
    assert_eq!(out.matches(": succeeded\n").count(), 3, "{out}");
}

#[test]
fn a_log_is_followed_across_a_restart() {
    let (out, _) = printed("logs");
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    assert_eq!(
        lines[1..5],
        [
            "Queued",
            "Running",
            "read 3 people",
            "epoch 1, accuracy 0.87"
        ]
    );
    let others = [
        "warn  one person has no age",
        "info  epoch 2, accuracy 0.93",
        "info  Succeeded",
    ];
    assert_eq!(lines[6..9], others);
    assert_eq!(lines[10..], ["epoch 2, accuracy 0.93", "Succeeded"]);
}

#[cfg(feature = "subscriber")]
#[test]
fn a_program_on_the_platform_logs_to_both_streams() {
    let (out, err) = printed("own_run");
    assert!(
        out.starts_with("scored the contacts rows=1000\nan output "),
        "{out}"
    );
    assert!(out.contains("0.87"), "{out}");
    assert_eq!(err, "10 contacts have no age\n");
}

#[test]
fn files_go_up_and_down() {
    let (out, err) = printed("files");
    // No bars, since nobody sees them.
    assert_eq!(err, "");
    for line in [
        "copied 60500000 bytes: true\n",
        "Config { threshold: 0.5 }\n",
        "Person { id: 3, name: \"person 3\" }\n",
        "GET /files/7: 404 Not Found",
    ] {
        assert!(out.contains(line), "{line} is not in {out}");
    }
}

#[test]
fn sql_is_run_and_its_rows_are_read() {
    let (out, _) = printed("sql");
    for line in [
        "  [Some(\"2\"), Some(\"Grace\"), Some(\"1906\")]\n",
        "  Hypatia, born None\n",
        " has succeeded\n",
        "people.csv.gz\n",
        "relation \"public.peeple\" does not exist",
    ] {
        assert!(out.contains(line), "{line} is not in {out}");
    }
}

#[test]
fn tables_are_loaded_and_copied() {
    let (out, _) = printed("tables");
    for line in [
        "loaded two rows\n",
        "changed one row and added one\n",
        "column 1 (\"day\") is DATE in file",
        "copied to table ",
    ] {
        assert!(out.contains(line), "{line} is not in {out}");
    }
}
