//! What a person sees: the program in a pseudo-terminal.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use rustix::termios::Winsize;
use serde_json::json;

use crate::support::{Home, server};

/// What a terminal of so many columns shows.
fn shown(home: &Home, columns: u16, arguments: &[&str]) -> String {
    let size = Winsize {
        ws_row: 40,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let pty = rustix_openpty::openpty(None, Some(&size)).expect("a terminal");
    let mut command = home.command(arguments);
    command.stdin(Stdio::null());
    command.stdout(pty.user.try_clone().expect("a terminal"));
    command.stderr(pty.user);
    let mut child = command.spawn().expect("the program starts");
    // Holds the other end of the terminal, which would never end.
    drop(command);
    let mut text = Vec::new();
    // On Linux the end of a terminal is an error.
    let _ = File::from(pty.controller).read_to_end(&mut text);
    child.wait().expect("the program ends");
    String::from_utf8(text).expect("text").replace("\r\n", "\n")
}

fn home() -> (civis_mock::MockServer, Home) {
    let server = server();
    let jobs = (1..=3).map(|id| {
        json!({"id": id, "name": format!("日本 {}", "long name ".repeat(9)), "type": "JobTypes::SqlRunner",
            "state": "succeeded", "hidden": false, "archived": false, "fromTemplateId": 5})
    });
    server.list("/jobs/", jobs.collect());
    let home = Home::of(&server).set("TERM", "xterm").set("NO_COLOR", "1");
    (server, home)
}

/// The columns that a line takes, with two for each of these wide characters.
fn width(line: &str) -> usize {
    line.chars()
        .map(|one| if "日本".contains(one) { 2 } else { 1 })
        .sum()
}

#[test]
fn a_table_fits_terminals_of_60_and_200_columns() {
    let (_server, home) = home();
    let narrow = shown(&home, 60, &["jobs", "list"]);
    let wide = shown(&home, 200, &["jobs", "list"]);
    for (text, columns) in [(&narrow, 60), (&wide, 200)] {
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines.len() >= 4 && lines[0].starts_with("id  name"),
            "{text}"
        );
        assert!(lines.iter().all(|line| width(line) <= columns), "{text}");
        // The columns stand below each other, in spite of the wide characters.
        let column = |line: &str, word: &str| line.find(word).map(|at| width(&line[..at]));
        assert_eq!(
            column(lines[0], "type"),
            column(lines[1], "JobTypes"),
            "{text}"
        );
    }
    assert!(
        narrow.contains('…') && narrow.contains("fields; `--output json` shows all"),
        "{narrow}"
    );
    assert!(wide.contains(&"long name ".repeat(9)), "{wide}");
}

#[test]
fn one_object_is_a_table_of_two_columns() {
    let (_server, home) = home();
    let text = shown(&home, 40, &["jobs", "get", "2"]);
    assert!(
        text.lines()
            .any(|line| line.starts_with("id ") && line.ends_with(" 2")),
        "{text}"
    );
    assert!(text.lines().all(|line| width(line) <= 40), "{text}");
}

#[test]
fn colors_are_for_terminals_that_want_them() {
    let (server, plain) = home();
    let line = ["jobs", "list"];
    assert!(!shown(&plain, 80, &line).contains('\u{1b}'));
    let colored = Home::of(&server).set("TERM", "xterm");
    assert!(shown(&colored, 80, &line).starts_with("\u{1b}[1mid"));
    assert!(shown(&colored, 80, &["--help"]).contains("\u{1b}["));
    let dumb = Home::of(&server).set("TERM", "dumb");
    assert!(!shown(&dumb, 80, &line).contains('\u{1b}'));
    // A pipe has none, unless it is forced.
    let piped = ["jobs", "list", "--output", "table"];
    assert!(!colored.run(piped).ok().contains('\u{1b}'));
    let forced = Home::of(&server).set("CLICOLOR_FORCE", "1");
    assert!(forced.run(piped).ok().contains("\u{1b}[1mid"));
}

#[test]
fn help_fits_the_terminal() {
    let home = Home::new().set("TERM", "xterm").set("NO_COLOR", "1");
    for columns in [60, 200] {
        let text = shown(&home, columns, &["users", "list", "--help"]);
        assert!(text.contains("--order-dir"), "{text}");
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{text}"
        );
    }
}

#[test]
fn an_error_is_a_line_and_a_hint() {
    let home = Home::new().set("TERM", "xterm");
    let text = shown(&home, 80, &["jobs", "get", "7"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].starts_with("civis: ") && lines[1].starts_with("hint: "),
        "{text}"
    );
}
