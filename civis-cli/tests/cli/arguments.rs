//! Arguments of operations become the arguments of the request; what is wrong is told before anything is sent.

use serde_json::{Value, json};

use crate::support::{Home, only, server};

/// The body of the request that a line would send.
fn body(home: &Home, arguments: &[&str], input: &str) -> Value {
    let (name, rest) = arguments.split_at(2);
    let arguments = [name, &["--dry-run", "--output", "json"], rest].concat();
    home.run_with(&arguments, input).json()["body"].clone()
}

/// The error for a line, and its hint.
fn error(arguments: &[&str]) -> Vec<String> {
    Home::new().run(arguments).failed(2)
}

#[test]
fn required_arguments_are_positional_or_named() {
    let home = Home::new();
    let expected = json!({"credentialId": 5, "name": "n", "remoteHostId": 3, "sql": "select 1"});
    for line in [
        // The order of the official command line: properties of the body by the alphabet.
        &["scripts", "post-sql", "5", "n", "3", "select 1"][..],
        &["scripts", "post_sql", "--sql", "select 1", "5", "n", "3"],
        &[
            "scripts",
            "post-sql",
            "--remote-host-id=3",
            "--name",
            "n",
            "--credential_id",
            "5",
            "--sql=select 1",
        ],
        &[
            "scripts",
            "post-sql",
            "--remoteHostId",
            "3",
            "--",
            "5",
            "n",
            "select 1",
        ],
    ] {
        assert_eq!(body(&home, line, ""), expected, "{line:?}");
    }
}

#[test]
fn values_have_the_declared_types() {
    let home = Home::new();
    let call = |more: &[&str]| {
        let line = [&["scripts", "patch-sql", "7"][..], more].concat();
        body(&home, &line, "")
    };
    for (more, expected) in [
        (&["--name", "5"][..], json!({"name": "5"})),
        (&["--name", "-5"], json!({"name": "-5"})),
        (&["--name", "--odd"], json!({"name": "--odd"})),
        (&["--name", "null"], json!({"name": null})),
        (&["--name", "\"null\""], json!({"name": "null"})),
        (&["--name="], json!({"name": ""})),
        (&["--parent-id", "null"], json!({"parentId": null})),
        (
            &[
                "--params",
                r#"{"name": "a", "type": "string"}"#,
                "--params",
                "{name: b, type: integer}",
            ],
            json!({"params": [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]}),
        ),
        (
            &["--params", r#"[{"name": "a"}]"#],
            json!({"params": [{"name": "a"}]}),
        ),
        (
            &[
                "--schedule.scheduled",
                "true",
                "--schedule.scheduled-days",
                "1",
                "--schedule.scheduledDays",
                "2",
            ],
            json!({"schedule": {"scheduled": true, "scheduledDays": [1, 2]}}),
        ),
        (
            &[
                "--schedule",
                "{scheduled: false, scheduledHours: [1]}",
                "--schedule.scheduled",
            ],
            json!({"schedule": {"scheduled": true, "scheduledHours": [1]}}),
        ),
        (
            &["--arguments", "{a: 1, b: [true]}"],
            json!({"arguments": {"a": 1, "b": [true]}}),
        ),
        (&["--arguments.a", "1"], json!({"arguments": {"a": 1}})),
    ] {
        assert_eq!(call(more), expected, "{more:?}");
    }
}

#[test]
fn booleans_are_flags_or_values() {
    let url = |more: &[&str]| {
        let line = [&["jobs", "list", "--dry-run", "--output=json"], more].concat();
        let shown = Home::new().run(&line).json();
        let url = shown["url"].as_str().unwrap_or_default().to_owned();
        url.split_once('?')
            .map(|(_, query)| query.to_owned())
            .unwrap_or_default()
    };
    for (more, expected) in [
        (&["--hidden"][..], "hidden=true"),
        (&["--hidden", "--limit", "5"], "hidden=true&limit=5"),
        (&["--hidden", "true"], "hidden=true"),
        (&["--hidden", "False"], "hidden=false"),
        (&["--hidden=no"], "hidden=false"),
        // Nulls of a query are left out.
        (&["--hidden", "null"], ""),
    ] {
        assert_eq!(url(more), expected, "{more:?}");
    }
}

#[test]
fn a_flag_does_not_take_the_argument_after_it() {
    let shown = Home::new().run([
        "jobs",
        "put-archive",
        "--dry-run",
        "--output=json",
        "--status",
        "7",
    ]);
    let shown = shown.json();
    assert_eq!(shown["body"], json!({"status": true}));
    assert!(
        shown["url"]
            .as_str()
            .is_some_and(|url| url.ends_with("/jobs/7/archive"))
    );
}

#[test]
fn values_and_bodies_are_read_from_files() {
    let home = Home::new();
    home.write("query.sql", "select 2\n");
    home.write("settings.yaml", "compression: gzip\nunquoted: true\n");
    home.write(
        "body.yaml",
        "name: n\nsql: from the file\nremote_host_id: 3\ncredentialId: 5\n",
    );
    home.write(
        "body.json",
        r#"{"name": "n", "sql": "s", "remoteHostId": 3, "credentialId": 5}"#,
    );
    let settings = json!({"compression": "gzip", "unquoted": true});
    let line = [
        "scripts",
        "patch-sql",
        "7",
        "--sql",
        "@query.sql",
        "--csv-settings",
        "@settings.yaml",
    ];
    assert_eq!(
        body(&home, &line, ""),
        json!({"sql": "select 2\n", "csvSettings": settings})
    );
    // As the official command line has it: objects as the paths of files.
    let line = [
        "scripts",
        "patch-sql",
        "7",
        "--csv-settings",
        "settings.yaml",
        "--name",
        "@@home",
    ];
    assert_eq!(
        body(&home, &line, ""),
        json!({"name": "@home", "csvSettings": settings})
    );
    let line = ["scripts", "patch-sql", "7", "--sql", "@-"];
    assert_eq!(body(&home, &line, "select 3"), json!({"sql": "select 3"}));
    let line = [
        "scripts",
        "post-sql",
        "--body",
        "body.yaml",
        "--sql",
        "select 4",
    ];
    let expected = json!({"name": "n", "sql": "select 4", "remoteHostId": 3, "credentialId": 5});
    assert_eq!(body(&home, &line, ""), expected);
    let expected = json!({"name": "n", "sql": "s", "remoteHostId": 3, "credentialId": 5});
    assert_eq!(
        body(&home, &["scripts", "post-sql", "--body", "body.json"], ""),
        expected
    );
    let text = expected.to_string();
    assert_eq!(
        body(&home, &["scripts", "post-sql", "--body", "-"], &text),
        expected
    );
}

#[test]
fn arrays_in_the_query_have_brackets() {
    // The official command line leaves them out, and the Platform then reads the last item only.
    let server = server();
    let line = [
        "tables",
        "list",
        "--table-tag-ids",
        "1",
        "--table-tag-ids",
        "2",
        "--database-id",
        "3",
    ];
    Home::of(&server).run(line).json();
    let pairs = only(&server).query;
    let tags: Vec<&str> = pairs
        .iter()
        .filter(|(name, _)| name == "table_tag_ids[]")
        .map(|(_, value)| &**value)
        .collect();
    assert_eq!(tags, ["1", "2"], "{pairs:?}");
}

#[test]
fn what_is_wrong_is_told_before_anything_is_sent() {
    let server = server();
    let home = Home::of(&server);
    home.write("list.json", "[1]");
    home.write("typo.yaml", "nam: n\n");
    for (line, expected) in [
        (
            &["jobs", "get", "seven"][..],
            "`--id` must be an integer, not `seven`",
        ),
        (&["jobs", "get"], "`ID` is missing"),
        (&["jobs", "get", "7", "8"], "`8` is one argument too many"),
        (
            &["jobs", "list", "--limit", "1", "--limit", "2"],
            "`--limit` is given 2 times",
        ),
        (
            &["jobs", "list", "--hidden=maybe"],
            "`--hidden` must be true or false, not `maybe`",
        ),
        (
            &["scripts", "patch-sql", "7", "--schedule", "[1]"],
            "`--schedule` must be an object",
        ),
        (
            &["scripts", "patch-sql", "7", "--schedule.scheduledd", "true"],
            "`scheduledd` is not a field of `--schedule`",
        ),
        (
            &[
                "scripts",
                "patch-sql",
                "7",
                "--schedule.scheduled-days",
                "x",
            ],
            "must be an integer",
        ),
        (
            &["scripts", "patch-sql", "7", "--schedule", "{scheduled: 5}"],
            "`schedule` is a number at `/scheduled`",
        ),
        (
            &["scripts", "patch-sql", "7", "--next-run-at", "soon"],
            "`--next-run-at` must be a time",
        ),
        (
            &["scripts", "patch-sql", "7", "--sql", "@missing.sql"],
            "missing.sql",
        ),
        (
            &["scripts", "patch-sql", "7", "--body", "list.json"],
            "is not an object",
        ),
        (
            &["scripts", "patch-sql", "7", "--body", "typo.yaml"],
            "has `nam`, which is not a parameter",
        ),
    ] {
        let lines = home.run(line).failed(2);
        assert!(
            lines[0].starts_with("civis: ") && lines[0].contains(expected),
            "{line:?}: {lines:?}"
        );
        assert!(lines.len() <= 2, "{lines:?}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_wrong_name_suggests_the_right_one() {
    for (line, expected) in [
        (&["jbos"][..], "hint: did you mean `civis jobs`?"),
        (&["jobs", "lst"], "hint: did you mean `civis jobs list`?"),
        (
            &["users", "get-mee"],
            "hint: did you mean `civis users get-me`?",
        ),
        (&["whoamy"], "hint: did you mean `civis whoami`?"),
        (&["zzz"], "hint: `civis --help` lists them"),
    ] {
        assert_eq!(error(line)[1], expected, "{line:?}");
    }
    let lines = Home::new()
        .run(["jobs", "list", "--page-nun", "2"])
        .failed(2)
        .join("\n");
    assert!(
        lines.contains("--page-nun") && lines.contains("--page-num"),
        "{lines}"
    );
}

#[test]
fn an_undeclared_value_is_sent_with_a_note() {
    let done = Home::new().run(["jobs", "list", "--permission", "raed", "--dry-run=curl"]);
    assert_eq!(done.code, 0);
    assert!(
        done.err
            .contains("`raed` is not a declared value of `--permission`; did you mean `read`?"),
        "{done:?}"
    );
    assert!(done.out.contains("permission=raed"), "{done:?}");
}

#[test]
fn names_of_both_official_clients_are_accepted() {
    let url = |method: &str| {
        let done = Home::new().run(["users", method, "--dry-run", "--output", "json"]);
        assert_eq!(done.code, 0, "{done:?}");
        let shown: Value = serde_json::from_str(&done.out).expect("JSON");
        shown["url"].as_str().map(str::to_owned)
    };
    for method in ["list-me", "get-me", "list_me", "get_me"] {
        assert_eq!(
            url(method).as_deref(),
            Some("https://api.civisanalytics.com/users/me")
        );
    }
}
