//! The download of a specification, over real sockets.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod support;

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};

use civis_core::{ErrorKind, RetryPolicy, Session, spec};
use support::server::{Server, answer};
use support::{KEY, bare_session};

const SPEC: &str = r#"{"swagger":"2.0","paths":{"/a":{}},"info":{"title":"é"}}"#;

/// A new folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("download-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        };
        entries.map(name).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn server(body: &str) -> Server {
    Server::always(answer(200, &[], body))
}

/// A session that repeats nothing.
fn session(server: &Server) -> Session {
    bare_session(&server.url())
        .retry(RetryPolicy::default().max_retries(0))
        .build()
        .expect("a session")
}

#[test]
fn a_specification_comes_byte_for_byte() {
    for body in [SPEC, r#" {"openapi": "3.1.0"} "#] {
        let server = server(body);
        let bytes = spec::download(&session(&server)).expect("a specification");
        assert_eq!(bytes, body.as_bytes());
        let requests = server.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(
            (&*requests[0].method, &*requests[0].target),
            ("GET", "/endpoints")
        );
    }
}

#[test]
fn what_is_no_specification_is_refused() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"swagger":null}"#,
        "<html>",
        r#"{"swagger":"2.0""#,
        r#"{"swagger":"2.0"} and more"#,
        r#"["2.0", "3.0"]"#,
        r#"{"info":{"swagger":"2.0"}}"#,
    ] {
        let error = spec::download(&session(&server(body))).expect_err("a refusal");
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
        assert!(error.to_string().starts_with("GET /endpoints: "), "{error}");
    }
}

#[test]
fn a_refused_key_is_told_to_be_missing_wrong_or_expired() {
    for (status, kind) in [(401, ErrorKind::Authentication), (403, ErrorKind::Api)] {
        for body in ["", r#"{"errorDescription":"No."}"#] {
            let server = Server::always(answer(status, &[], body));
            let error = spec::download(&session(&server)).expect_err("a refusal");
            assert_eq!(error.kind(), kind);
            let told = error.to_string();
            assert!(
                told.contains("the key may be missing, wrong or expired"),
                "{told}"
            );
            assert!(
                told.contains(&status.to_string()) && !told.contains(KEY),
                "{told}"
            );
            assert_eq!(told.contains("No."), !body.is_empty(), "{told}");
        }
    }
    let server = Server::always(answer(500, &[], ""));
    let told = spec::download(&session(&server))
        .expect_err("an error")
        .to_string();
    assert!(!told.contains("the key"), "{told}");
}

#[test]
fn a_file_is_written_and_replaced() {
    let folder = Folder::new("replaced");
    let path = folder.0.join("civis-spec.json");
    spec::download_to(&session(&server(SPEC)), &path).expect("a file");
    assert_eq!(fs::read_to_string(&path).expect("a file"), SPEC);
    let other = r#"{"openapi":"3.1.0"}"#;
    spec::download_to(&session(&server(other)), &path).expect("a file");
    assert_eq!(fs::read_to_string(&path).expect("a file"), other);
    assert_eq!(folder.names(), ["civis-spec.json"]);
}

#[test]
fn a_file_that_holds_the_same_is_left_as_it_is() {
    let folder = Folder::new("same");
    let path = folder.0.join("civis-spec.json");
    fs::write(&path, SPEC).expect("a file");
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let file = fs::File::options().write(true).open(&path).expect("a file");
    file.set_modified(long_ago).expect("a time");
    spec::download_to(&session(&server(SPEC)), &path).expect("a file");
    let modified = fs::metadata(&path).and_then(|data| data.modified());
    assert_eq!(modified.expect("a time"), long_ago);
}

#[test]
fn a_download_that_fails_leaves_the_file_as_it_is() {
    let folder = Folder::new("kept");
    let path = folder.0.join("civis-spec.json");
    fs::write(&path, "old").expect("a file");
    spec::download_to(&session(&server("<html>")), &path).expect_err("a refusal");
    assert_eq!(fs::read_to_string(&path).expect("a file"), "old");
    assert_eq!(folder.names(), ["civis-spec.json"]);
}

#[test]
fn a_path_that_cannot_be_written_is_named() {
    let folder = Folder::new("named");
    let taken = folder.0.join("taken");
    fs::create_dir(&taken).expect("a folder");
    for path in [folder.0.join("none").join("civis-spec.json"), taken] {
        let error = spec::download_to(&session(&server(SPEC)), &path).expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::File);
        let told = error.to_string();
        assert!(told.contains(&path.display().to_string()), "{told}");
        assert!(
            error
                .source()
                .is_some_and(|source| source.is::<std::io::Error>())
        );
        assert_eq!(folder.names(), ["taken"]);
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_replaced() {
    let folder = Folder::new("link");
    let real = folder.0.join("real.json");
    let link = folder.0.join("link.json");
    fs::write(&real, "old").expect("a file");
    std::os::unix::fs::symlink("real.json", &link).expect("a link");
    spec::download_to(&session(&server(SPEC)), &link).expect("a file");
    assert_eq!(fs::read_to_string(&real).expect("a file"), SPEC);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
}
