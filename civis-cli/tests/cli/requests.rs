//! Requests and responses of operations: pages, errors and their exit codes, `-v`, and `--dry-run`.

use std::net::TcpListener;

use civis_mock::{Fault, MockServer, Reply};
use serde_json::{Value, json};

use crate::support::{Home, KEY, only, server};

#[test]
fn an_operation_sends_the_request_of_the_library() {
    let server = server();
    let created = Home::of(&server)
        .run(["files", "post", "a.csv", "--expires-at", "null"])
        .json();
    let request = only(&server);
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/files")
    );
    assert_eq!(
        request.json(),
        Some(json!({"name": "a.csv", "expiresAt": null}))
    );
    assert!(
        request
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("civis-cli/"))
    );
    assert_eq!(created["name"], "a.csv");
}

#[test]
fn all_goes_through_every_page() {
    let server = server();
    server.items("/users/", 60);
    let home = Home::of(&server);
    let page = home.run(["users", "list", "--limit", "25"]).json();
    assert_eq!(page.as_array().map(Vec::len), Some(25));
    let all = home.run(["users", "list", "--limit", "25", "--all"]).json();
    let ids: Vec<i64> = all
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["id"].as_i64())
        .collect();
    assert!(ids.iter().copied().eq(1..=60), "{ids:?}");
    let lines = home
        .run(["users", "list", "--all", "--output=ndjson", "--fields=id"])
        .ok();
    assert_eq!(lines.lines().count(), 60);
    assert_eq!(lines.lines().next(), Some(r#"{"id":1}"#));
}

#[test]
fn rows_before_an_error_are_written() {
    let server = server();
    server.handle("GET", "/users", |request| {
        match request.query_value("page_num") {
            Some("2") => Reply::json(422, &json!({"errorDescription": "no more"})),
            _ => {
                let items: Vec<Value> = (1..=25).map(|id| json!({"id": id})).collect();
                let reply = Reply::json(200, &Value::Array(items));
                reply
                    .header("x-pagination-current-page", "1")
                    .header("x-pagination-total-pages", "3")
            }
        }
    });
    let done =
        Home::of(&server).run(["users", "list", "--limit", "25", "--all", "--output=ndjson"]);
    assert_eq!((done.code, done.out.lines().count()), (1, 25), "{done:?}");
    assert!(done.err.contains("no more"), "{done:?}");
}

#[test]
fn errors_have_exit_codes_a_line_and_a_hint() {
    let server = server();
    let home = Home::of(&server);
    for (status, code, hint) in [
        (401, 4, "hint: the key may be wrong or expired"),
        (403, 4, "hint: the key's user has no permission"),
        (404, 3, "hint: check the ID"),
        (422, 1, ""),
        (409, 1, ""),
    ] {
        let body = json!({"error": "odd", "errorDescription": "it is\nodd", "code": status});
        server.answer("GET", "/jobs/7", status, &body);
        let lines = home.run(["jobs", "get", "7"]).failed(code);
        assert!(
            lines[0].starts_with("civis: GET /jobs/7: ") && lines[0].contains("it is odd"),
            "{lines:?}"
        );
        match hint {
            "" => assert_eq!(lines.len(), 1, "{lines:?}"),
            hint => assert!(lines.len() == 2 && lines[1].starts_with(hint), "{lines:?}"),
        }
    }
    let lines = Home::new().run(["jobs", "get", "7"]).failed(4);
    assert!(
        lines[1].contains("CIVIS_API_KEY") && lines[1].contains("civis login"),
        "{lines:?}"
    );
}

#[test]
fn a_time_out_has_its_own_exit_code() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let home = Home::new()
        .set("CIVIS_API_KEY", KEY)
        .set("CIVIS_API_ENDPOINT", &url);
    let lines = home.run(["jobs", "get", "7", "--timeout", "0.2"]).failed(6);
    assert!(lines[1].contains("--timeout"), "{lines:?}");
}

/// A server that first answers that it is busy.
fn busy_once() -> MockServer {
    let server = server();
    let busy = Fault::status(503).header("retry-after", "0");
    server.fault(busy.on("GET", "/users/me"));
    server
}

#[test]
fn a_retry_is_one_line_on_standard_error() {
    let server = busy_once();
    let home = Home::of(&server);
    let done = home.run(["users", "list-me"]);
    assert_eq!(done.code, 0, "{done:?}");
    let start = "the response has status 503; the next attempt is in 0.";
    assert!(done.err.starts_with(start), "{done:?}");
    assert_eq!(done.err.lines().count(), 1, "{done:?}");
}

#[test]
fn verbose_shows_requests_and_retries_and_headers_without_the_key() {
    let server = busy_once();
    let home = Home::of(&server);
    let done = home.run(["-v", "users", "list-me"]);
    assert!(
        done.code == 0 && done.err.contains("retrying") && done.err.contains("status=503"),
        "{done:?}"
    );
    assert!(!done.err.contains("authorization"), "{done:?}");
    let done = home.run(["users", "list-me", "-vv"]);
    assert!(done.err.contains("> authorization: [redacted]"), "{done:?}");
    assert!(
        done.err.contains("< content-type: application/json"),
        "{done:?}"
    );
}

#[test]
fn a_dry_run_needs_neither_key_nor_network() {
    let line = [
        "scripts",
        "post-sql",
        "5",
        "it's",
        "3",
        "select 1",
        "--hidden",
        "--params",
        "{name: a}",
    ];
    let shown = |form: &str| Home::new().run([&line[..], &[form]].concat()).ok();
    let expected = r#"curl --request POST --user "$CIVIS_API_KEY:" --header 'content-type: application/json' --data-raw "#;
    let curl = shown("--dry-run=curl");
    assert!(
        curl.starts_with(expected) && curl.contains(r"it'\''s"),
        "{curl}"
    );
    assert!(
        curl.trim_end()
            .ends_with("'https://api.civisanalytics.com/scripts/sql'"),
        "{curl}"
    );
    let rust = "client.scripts.post_sql(\"it's\", \"select 1\", 3, 5).params(json!([{\"name\": \"a\"}]))\
        .hidden(true).send()?\n";
    assert_eq!(shown("--dry-run=rust"), rust);
    let http = shown("--dry-run=http");
    assert!(
        http.starts_with("POST https://api.civisanalytics.com/scripts/sql\n"),
        "{http}"
    );
    let all = Home::new()
        .run([&line[..], &["--dry-run", "--output", "table"]].concat())
        .ok();
    assert!(
        all.contains(&curl) && all.contains(rust) && all.contains(http.trim()),
        "{all}"
    );
}

#[cfg(unix)]
#[test]
fn the_command_of_curl_sends_the_request_to_the_same_place() {
    // The quotes are those of a shell.
    let home = Home::new();
    let line = home
        .run(["jobs", "list", "--q", "a'b $HOME `x`", "--dry-run=curl"])
        .ok();
    let script =
        format!("curl() {{ for one; do printf '%s\\n' \"$one\"; done; }}\nCIVIS_API_KEY=k\n{line}");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .expect("a shell");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = words.lines().collect();
    let url = "https://api.civisanalytics.com/jobs?q=a%27b%20%24HOME%20%60x%60";
    assert_eq!(words, ["--request", "GET", "--user", "k:", url]);
}

#[test]
fn a_response_is_written_as_it_came() {
    let server = server();
    server.answer("GET", "/jobs/7", 200, &json!({"b": 1, "a": [1, 2]}));
    let raw = Home::of(&server)
        .run(["jobs", "get", "7", "--output", "raw"])
        .ok();
    let value: Value = serde_json::from_str(&raw).expect("JSON");
    assert_eq!(raw, value.to_string());
}

#[test]
fn an_empty_response_prints_nothing() {
    let server = server();
    assert_eq!(
        Home::of(&server)
            .run(["jobs", "delete-projects", "7", "8"])
            .ok(),
        ""
    );
}
