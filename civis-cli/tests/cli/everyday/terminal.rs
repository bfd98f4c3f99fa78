//! What a person sees: progress, and the question after Ctrl-C.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use civis_mock::RunPlan;
use rustix::termios::Winsize;

use super::world::{DATABASE, World, interrupt};

/// A program in a terminal of 80 columns.
struct Session {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
}

impl Session {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pty = rustix_openpty::openpty(None, Some(&size)).expect("a terminal");
        let mut command = world.command(arguments.iter().copied());
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        command.stdin(pty.user.try_clone().expect("a terminal"));
        command.stdout(pty.user.try_clone().expect("a terminal"));
        command.stderr(pty.user);
        let child = command.spawn().expect("the program starts");
        // Holds the other end of the terminal, which would never end.
        drop(command);
        let mut output = File::from(pty.controller.try_clone().expect("a terminal"));
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // On Linux the end of a terminal is an error.
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let _ = sender.send(buffer[..count].to_vec());
            }
        });
        Self {
            child,
            keyboard: File::from(pty.controller),
            screen,
            seen: String::new(),
        }
    }

    /// Waits until the terminal shows a text.
    fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.seen.contains(text) {
            let rest = deadline.saturating_duration_since(Instant::now());
            let bytes = self.screen.recv_timeout(rest);
            let bytes = bytes.unwrap_or_else(|_| panic!("no {text:?} in {}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
    }

    fn answer(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").expect("a terminal");
    }

    /// Everything that was shown, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_secs(20)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        let status = self.child.wait().expect("the program ends");
        (self.seen, status.code())
    }
}

/// A job whose runs do not end.
fn endless(world: &World) -> u64 {
    let job = world.job();
    let plan = RunPlan::succeeds().endless();
    world
        .platform
        .plan(&format!("/scripts/python3/{job}"), plan);
    job
}

#[test]
fn a_spinner_has_the_state_and_makes_way_for_the_result() {
    let world = World::new();
    let sql = "select * from public.people";
    let session = Session::start(&world, &["sql", "-d", DATABASE, sql, "--interval", "20ms"]);
    let (seen, code) = session.end();
    assert_eq!(code, Some(0), "{seen}");
    // Not every state is drawn, if one follows the other at once.
    assert!(seen.contains(" query "), "{seen}");
    // Its line is cleared before the table is written.
    let (progress, table) = seen.split_at(seen.find("id  name").expect("a table"));
    assert!(progress.ends_with("\u{1b}[2K"), "{seen}");
    assert!(
        table.contains("1   Ada") && !table.contains("query"),
        "{seen}"
    );
}

#[test]
fn ctrl_c_asks_whether_to_cancel_the_run() {
    let world = World::new();
    let job = endless(&world);
    for (answer, message, state) in [
        ("n", "continues", "running"),
        ("y", "is being cancelled", "cancelled"),
    ] {
        let id = job.to_string();
        let arguments = ["jobs", "run", &id, "--interval", "20ms"];
        let mut session = Session::start(&world, &arguments);
        session.wait_for(": running");
        interrupt(&session.child);
        session.wait_for("too? [y/N] ");
        session.answer(answer);
        let (seen, code) = session.end();
        assert_eq!(code, Some(130), "{seen}");
        assert!(seen.contains(message), "{seen}");
        world.wait_for_run(job, state);
    }
}

#[test]
fn uploads_and_downloads_have_bars_unless_they_are_quiet() {
    let world = World::new();
    world.write("one.csv", "1234");
    world.write("two.csv", "12345678");
    let (seen, code) = Session::start(&world, &["files", "upload", "one.csv", "two.csv"]).end();
    assert_eq!(code, Some(0), "{seen}");
    for bar in ["one.csv [", "two.csv [", "4 B of 4 B", "8 B of 8 B"] {
        assert!(seen.contains(bar), "{bar}: {seen}");
    }
    let (seen, _) = Session::start(&world, &["files", "upload", "-q", "one.csv"]).end();
    assert!(!seen.contains("one.csv"), "{seen}");
}
