//! Downloads of a specification over real sockets.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod support;

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};

use civis_core::{ErrorKind, RetryPolicy, Session, spec};
use support::server::{Server, http_response};
use support::{KEY, bare_session};

const SPEC: &str = r#"{"swagger":"2.0","paths":{"/a":{}},"info":{"title":"é"}}"#;

/// A temporary folder.
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
    Server::always(http_response(200, &[], body))
}

/// A session without retries.
fn session(server: &Server) -> Session {
    bare_session(&server.url())
        .retry(RetryPolicy::default().max_retries(0))
        .build()
        .expect("a session")
}

#[test]
fn a_specification_is_downloaded_unchanged() {
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
fn a_specification_is_downloaded_from_a_path_as_json() {
    let server = server(SPEC);
    for path in ["/openapi.json", "swagger.json?format=openapi"] {
        let bytes = spec::download_from(&session(&server), path).expect("a specification");
        assert_eq!(bytes, SPEC.as_bytes());
        let request = server.requests().pop().expect("a request");
        assert_eq!(
            request.target.trim_start_matches('/'),
            path.trim_start_matches('/')
        );
        assert_eq!(
            request.header("accept"),
            Some("application/json, */*;q=0.1")
        );
    }
    let error = spec::download_from(&session(&server), "/{a}").expect_err("braces");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn other_documents_are_rejected() {
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
        let error = spec::download(&session(&server(body))).expect_err("a rejection");
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
        assert!(error.to_string().starts_with("GET /endpoints: "), "{error}");
    }
}

#[test]
fn the_error_for_a_rejected_key_says_what_may_be_wrong_with_it() {
    for (status, kind) in [(401, ErrorKind::Authentication), (403, ErrorKind::Api)] {
        for body in ["", r#"{"errorDescription":"No."}"#] {
            let server = Server::always(http_response(status, &[], body));
            let error = spec::download(&session(&server)).expect_err("a rejection");
            assert_eq!(error.kind(), kind);
            let message = error.to_string();
            assert!(
                message.contains("the key may be missing, wrong or expired"),
                "{message}"
            );
            assert!(
                message.contains(&status.to_string()) && !message.contains(KEY),
                "{message}"
            );
            assert_eq!(message.contains("No."), !body.is_empty(), "{message}");
        }
    }
    let server = Server::always(http_response(500, &[], ""));
    let message = spec::download(&session(&server))
        .expect_err("an error")
        .to_string();
    assert!(!message.contains("the key"), "{message}");
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
fn an_unchanged_file_is_not_rewritten() {
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
fn a_failed_download_keeps_the_file() {
    let folder = Folder::new("kept");
    let path = folder.0.join("civis-spec.json");
    fs::write(&path, "old").expect("a file");
    spec::download_to(&session(&server("<html>")), &path).expect_err("a rejection");
    assert_eq!(fs::read_to_string(&path).expect("a file"), "old");
    assert_eq!(folder.names(), ["civis-spec.json"]);
}

#[test]
fn the_error_names_a_path_that_cannot_be_written() {
    let folder = Folder::new("named");
    let occupied = folder.0.join("occupied");
    fs::create_dir(&occupied).expect("a folder");
    for path in [folder.0.join("none").join("civis-spec.json"), occupied] {
        let error = spec::download_to(&session(&server(SPEC)), &path).expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::File);
        let message = error.to_string();
        assert!(message.contains(&path.display().to_string()), "{message}");
        assert!(
            error
                .source()
                .is_some_and(|source| source.is::<std::io::Error>())
        );
        assert_eq!(folder.names(), ["occupied"]);
    }
}

#[cfg(unix)]
#[test]
fn the_target_of_a_symlink_is_replaced() {
    let folder = Folder::new("link");
    let real = folder.0.join("real.json");
    let link = folder.0.join("link.json");
    fs::write(&real, "old").expect("a file");
    std::os::unix::fs::symlink("real.json", &link).expect("a link");
    spec::download_to(&session(&server(SPEC)), &link).expect("a file");
    assert_eq!(fs::read_to_string(&real).expect("a file"), SPEC);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
}
