//! The specification in use: bundled, of a file, or of the account from the cache.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use civis_mock::MockServer;
use serde_json::{Value, json};

use crate::support::{Home, KEY, pinned};

/// The pinned specification with an operation that no other has.
fn newer() -> Vec<u8> {
    let mut spec: Value = serde_json::from_slice(&pinned()).expect("JSON");
    spec["paths"]["/jobs/novelty"] = json!({"get": {
        "summary": "Show what is new", "parameters": [], "responses": {"200": {"description": ""}},
    }});
    serde_json::to_vec(&spec).expect("JSON")
}

fn server() -> MockServer {
    MockServer::builder()
        .spec_bytes(newer())
        .api_key(KEY)
        .start()
        .expect("a server")
}

/// A home whose cache is in its own folder.
fn home(server: &MockServer) -> Home {
    let home = Home::of(server);
    let cache = home.path("cache").display().to_string();
    home.set("XDG_CACHE_HOME", &cache)
}

/// The files of the cache.
fn cached(home: &Home) -> Vec<PathBuf> {
    fn files(folder: PathBuf, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => files(path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["cache", "Library", "civis", ".cache"] {
        files(home.path(folder), &mut found);
    }
    found.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "index" || extension == "failure")
    });
    found
}

#[test]
fn a_file_is_a_specification() {
    let home = Home::new();
    fs::write(home.path("spec.json"), newer()).expect("a file");
    let line = ["jobs", "list-novelty", "--dry-run=curl"];
    let lines = home.run(line).failed(2);
    assert!(lines[0].contains("`list-novelty`"), "{lines:?}");
    let shown = home
        .run([&line[..], &["--spec", "spec.json"]].concat())
        .ok();
    assert!(shown.contains("/jobs/novelty"), "{shown}");
    let help = home.run(["jobs", "--help", "--spec=spec.json"]).ok();
    assert!(help.contains("Show what is new"), "{help}");
    assert!(
        home.run(["jobs", "--help", "--spec", "missing.json"])
            .failed(1)[0]
            .contains("missing.json")
    );
    home.write("odd.json", "{}");
    assert!(
        home.run(["jobs", "--help", "--spec", "odd.json"]).failed(2)[0]
            .contains("odd.json is not a specification")
    );
}

#[test]
fn the_specification_of_the_account_is_cached_for_this_user() {
    let server = server();
    let home = home(&server);
    home.run(["__refresh"]).ok();
    let files = cached(&home);
    let [index] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert!(!index.to_string_lossy().contains(KEY), "{index:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(index).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let count = server.requests().len();
    let help = home.run(["jobs", "list-novelty", "--help"]).ok();
    assert!(help.starts_with("Show what is new"), "{help}");
    // No request: neither for help, nor for the next command.
    assert_eq!(server.requests().len(), count);
    home.run(["jobs", "list-novelty"]);
    assert_eq!(server.requests().len(), count + 1);
    let bundled = home.run(["jobs", "list-novelty", "--help", "--spec", "bundled"]);
    assert_eq!(bundled.code, 2);
    // A cache that is damaged is not used.
    fs::write(index, "nonsense").expect("a file");
    home.run(["jobs", "list", "--help"]).ok();
}

#[test]
fn an_old_specification_is_used_and_told_if_it_cannot_be_renewed() {
    let server = server();
    let home = home(&server);
    home.run(["__refresh"]).ok();
    let index = cached(&home).remove(0);
    let old = SystemTime::now() - Duration::from_secs(50 * 3600);
    let file = File::options().write(true).open(&index).expect("the file");
    file.set_modified(old).expect("the time");
    server.answer("GET", "/endpoints", 403, &json!({"errorDescription": "no"}));
    assert_eq!(home.run(["__refresh"]).code, 4);
    let done = home.run(["jobs", "list-novelty"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.err.contains("2 days old") && done.err.contains("403"),
        "{done:?}"
    );
}

/// Waits until the background process has written the cache.
fn wait_for_cache(home: &Home, server: &MockServer) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while cached(home).is_empty() {
        assert!(
            Instant::now() < deadline,
            "nothing was cached: {:?}",
            server.requests()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_command_renews_the_cache_behind_its_back() {
    let server = server();
    let home = home(&server).set("CIVIS_SPEC_REFRESH", "");
    home.run(["jobs", "list"]).json();
    wait_for_cache(&home, &server);
    // Help renews nothing.
    let count = server.requests().len();
    home.run(["jobs", "list", "--help"]).ok();
    assert_eq!(server.requests().len(), count);
}

#[cfg(unix)]
#[test]
fn a_command_for_the_key_runs_once_although_the_cache_is_renewed() {
    let server = server();
    let home = home(&server)
        .set("CIVIS_SPEC_REFRESH", "")
        .set("CIVIS_CONFIG", "config.toml");
    let config = format!(
        "[profiles.work]\nendpoint = \"{}\"\nkey_command = \"echo asked >> asked.txt; echo {KEY}\"\n",
        server.url()
    );
    crate::support::make_private(&home.write("config.toml", &config));
    home.run(["jobs", "list", "--profile", "work"]).json();
    wait_for_cache(&home, &server);
    let index = cached(&home).remove(0);
    assert!(
        index
            .extension()
            .is_some_and(|extension| extension == "index"),
        "{index:?}"
    );
    let asked = fs::read_to_string(home.path("asked.txt")).expect("the file");
    assert_eq!(asked, "asked\n");
}
