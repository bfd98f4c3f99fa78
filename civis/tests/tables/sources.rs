//! Where the rows of a load come from.

use std::io::Read;
use std::{fs, io};

use civis::{ErrorKind, tables};

use super::load::TEXT;
use crate::support::World;
use crate::{DATABASE, folder, rows};

#[test]
fn invalid_sources_are_rejected_before_any_request() {
    let world = World::new();
    let folder = folder("refused");
    let missing = folder.join("missing.csv");
    let empty = folder.join("empty.csv");
    fs::write(&empty, "").expect("a file");
    let two = folder.join("two.csv");
    fs::write(&two, "a,b\n1,2\n").expect("a file");
    let load = |path: &std::path::Path| tables::load(&world.session, path, DATABASE, "s.t");
    let text =
        |text: &'static str| tables::load_reader(&world.session, text.as_bytes(), DATABASE, "s.t");
    let rows = || tables::load_rows(&world.session, [(1, 2)], DATABASE, "s.t");
    let none: [(i32, i32); 0] = [];
    let cases = [
        (
            load(&missing),
            format!("tables::load: `path`: {} cannot be read", missing.display()),
        ),
        (
            load(&folder),
            format!("tables::load: `path`: {} cannot be read", folder.display()),
        ),
        (
            load(&empty),
            format!(
                "tables::load: `path` is {}, which is empty",
                empty.display()
            ),
        ),
        (
            load("..".as_ref()),
            "tables::load: `file_name` must be set: the path has no name in UTF-8".to_owned(),
        ),
        (
            load(&two).file_name(""),
            "tables::load: `file_name` is empty".to_owned(),
        ),
        (
            load(&two).length(8),
            "tables::load: `length` can only be set for a reader".to_owned(),
        ),
        (
            load(&two).columns([("a", "INT")]),
            format!(
                "tables::load: `columns` has 1, but the first row of {} has 2",
                two.display()
            ),
        ),
        (
            load(&two).delimiter('|').columns(["a", "b"]),
            format!(
                "tables::load: `columns` has 2, but the first row of {} has 1",
                two.display()
            ),
        ),
        (
            text(""),
            "tables::load_reader: `reader` is empty".to_owned(),
        ),
        (
            text("a,b\n").columns(["a"]),
            "tables::load_reader: `columns` has 1, but the first row of the reader has 2"
                .to_owned(),
        ),
        (
            tables::load_rows(&world.session, none, DATABASE, "s.t"),
            "tables::load_rows: `rows` is empty".to_owned(),
        ),
        (
            rows().columns(["a"]),
            "tables::load_rows: `columns` has 1, but the first row has 2".to_owned(),
        ),
        (
            rows().delimiter(','),
            "tables::load_rows: `delimiter` cannot be set for rows".to_owned(),
        ),
        (
            tables::load_files(&world.session, [1], DATABASE, "s.t").file_name("a.csv"),
            "tables::load_files: `file_name` cannot be set: no file is uploaded".to_owned(),
        ),
    ];
    for (load, message) in cases {
        let error = load.send().expect_err(&message);
        assert!(
            error.to_string().starts_with(&message),
            "{error} is not {message}"
        );
        let kind = match message.ends_with("cannot be read") {
            true => ErrorKind::File,
            false => ErrorKind::InvalidRequest,
        };
        assert_eq!(error.kind(), kind, "{error}");
    }
    assert_eq!(world.requests(), [""; 0]);
}

/// Fails after some bytes.
struct Broken(&'static [u8]);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the tape is torn")),
            count => Ok(count),
        }
    }
}

#[test]
fn the_error_of_a_failed_reader_has_its_cause() {
    let world = World::new();
    let load = tables::load_reader(&world.session, Broken(b"a\n1\n"), DATABASE, "s.t");
    let error = load.send().expect_err("a torn tape");
    assert_eq!(error.kind(), ErrorKind::File);
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.to_string().contains("the tape is torn"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_opened_and_read_once() {
    let world = World::new();
    let path = folder("pipe").join("rows.csv");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.expect("mkfifo runs").success());
    let writer = std::thread::spawn({
        let path = path.clone();
        move || fs::write(path, TEXT)
    });
    let load = tables::load(&world.session, &path, DATABASE, "scratch.piped");
    load.send().expect("an import").wait().expect("a success");
    writer.join().expect("a thread").expect("all is read");
    assert_eq!(rows(&world, "scratch.piped"), ["[1]"]);
}
