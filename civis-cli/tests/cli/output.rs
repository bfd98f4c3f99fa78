//! Formats of results, in a pipe.

use std::io::Read;
use std::process::Stdio;

use civis_mock::MockServer;
use serde_json::{Value, json};

use crate::support::{Home, server};

fn jobs() -> (MockServer, Home) {
    let server = server();
    server.list(
        "/jobs/",
        vec![
            json!({"id": 2, "name": "nightly, weekly", "author": {"username": "ada"}, "archived": false}),
            json!({"id": 11, "name": "日本", "author": {"username": null}, "archived": true}),
        ],
    );
    let home = Home::of(&server);
    (server, home)
}

fn output(home: &Home, format: &str, more: &[&str]) -> String {
    home.run([&["jobs", "list", "--output", format][..], more].concat())
        .ok()
}

#[test]
fn a_pipe_gets_json() {
    let (_server, home) = jobs();
    let rows = home.run(["jobs", "list"]).json();
    assert_eq!(rows[1]["name"], "日本");
    assert_eq!(rows.as_array().map(Vec::len), Some(2));
}

#[test]
fn every_format_has_the_same_rows() {
    let (_server, home) = jobs();
    let fields = ["--fields", "id,name,author.username"];
    assert_eq!(
        output(&home, "csv", &fields),
        "id,name,author.username\n2,\"nightly, weekly\",ada\n11,日本,\n"
    );
    assert_eq!(
        output(&home, "ndjson", &fields),
        "{\"id\":2,\"name\":\"nightly, weekly\",\"author.username\":\"ada\"}\n\
         {\"id\":11,\"name\":\"日本\",\"author.username\":null}\n"
    );
    assert_eq!(
        output(&home, "table", &fields),
        "id  name             author.username\n 2  nightly, weekly  ada\n11  日本\n"
    );
    assert_eq!(
        output(&home, "yaml", &["--fields", "id,author.username"]),
        "- author.username: ada\n  id: 2\n- author.username: ~\n  id: 11\n"
    );
    let json: Value = serde_json::from_str(&output(&home, "json", &fields)).expect("JSON");
    assert_eq!(
        json[0],
        json!({"id": 2, "name": "nightly, weekly", "author.username": "ada"})
    );
}

#[test]
fn rows_are_sorted_and_headers_left_out() {
    let (_server, home) = jobs();
    let fields = ["--fields=id", "--no-header", "--sort=-id"];
    assert_eq!(output(&home, "csv", &fields), "11\n2\n");
    assert_eq!(output(&home, "table", &fields), "11\n 2\n");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let server = server();
    server.items("/users/", 5_000);
    let home = Home::of(&server);
    let mut command = home.command([
        "users", "list", "--all", "--limit", "500", "--output", "csv",
    ]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut first = [0; 16];
    child
        .stdout
        .take()
        .expect("output")
        .read_exact(&mut first)
        .expect("bytes");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn the_configuration_has_a_format() {
    let (_server, home) = jobs();
    home.write(".config/civis/config.toml", "output = \"csv\"\n");
    let home = home.set("CIVIS_CONFIG", ".config/civis/config.toml");
    #[cfg(unix)]
    crate::support::make_private(&home.path(".config/civis/config.toml"));
    let rows = home.run(["jobs", "list", "--fields", "id"]).ok();
    assert_eq!(rows, "id\n2\n11\n");
}
