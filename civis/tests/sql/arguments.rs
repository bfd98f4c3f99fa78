//! Wrong arguments are errors before the first request, and name the argument.

use civis::jobs::Waiter;
use civis::{ErrorKind, sql};
use std::time::Duration;

use crate::support::{DATABASE, Fixture, Folder, PEOPLE};

#[test]
fn nothing_is_sent_if_an_argument_is_invalid() {
    let fixture = Fixture::new();
    let session = &fixture.session;
    let folder = Folder::new();
    let no_folder = folder.join("none/people.csv");
    let people = || sql::read(session, PEOPLE, DATABASE);
    let table = |name: &str| sql::read_table(session, name, DATABASE);
    let zero = Waiter::new().interval(Duration::ZERO);
    let cases: [(&str, civis::Result<()>); 20] = [
        (
            "sql",
            sql::read(session, " ;\n", DATABASE).to_file().map(drop),
        ),
        ("sql", sql::query(session, "", DATABASE).send().map(drop)),
        ("sql", sql::execute(session, "", DATABASE).send().map(drop)),
        (
            "database",
            sql::read(session, PEOPLE, "").to_file().map(drop),
        ),
        ("database", sql::query(session, PEOPLE, -1).send().map(drop)),
        ("credential", people().credential("").to_file().map(drop)),
        ("name", people().name("").to_file().map(drop)),
        ("delimiter", people().delimiter(';').records().map(drop)),
        ("unquoted", people().unquoted().records().map(drop)),
        ("zip", people().zip().rows::<(i64,)>().map(drop)),
        (
            "max_file_size",
            people().max_file_size(5).to_file().map(drop),
        ),
        ("prefix", people().prefix("a/b").to_file().map(drop)),
        ("table", table("people").records().map(drop)),
        ("table", table("a.b.c").records().map(drop)),
        ("columns", table("a.b").columns([""]).records().map(drop)),
        ("columns", people().columns(["id"]).records().map(drop)),
        (
            "argument",
            people().argument("ids", vec![1]).records().map(drop),
        ),
        (
            "param",
            people()
                .param(sql::Param::new("", "string"))
                .records()
                .map(drop),
        ),
        (
            "preview_rows",
            sql::query(session, PEOPLE, DATABASE)
                .preview_rows(1001)
                .send()
                .map(drop),
        ),
        ("interval", people().waiter(zero).records().map(drop)),
    ];
    for (argument, result) in cases {
        let error = result.expect_err(argument);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        let text = error.to_string();
        assert!(
            text.starts_with("sql::") && text.contains(&format!("`{argument}`"))
                || argument == "interval",
            "{text}"
        );
    }
    for path in [folder.as_ref(), no_folder.as_path()] {
        let error = people().to_path(path).expect_err("no file");
        assert_eq!(error.kind(), ErrorKind::File, "{error}");
        let shown = folder.display().to_string();
        assert!(error.to_string().contains(&shown), "{error}");
    }
    assert_eq!(fixture.requests(), [""; 0]);
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn the_database_and_the_credential_may_be_names() {
    let fixture = Fixture::new();
    let other = fixture.platform.add_database("other");
    let credential = fixture.platform.add_credential(&serde_json::json!({
        "name": "reports", "username": "reporter", "remoteHostId": other, "remoteHostName": "other",
    }));
    sql::execute(&fixture.session, "grant select on t to reporter", "other")
        .credential("reporter")
        .start()
        .expect("a run");
    let sent = fixture.sent("/scripts/sql");
    assert_eq!(sent["remoteHostId"], other);
    assert_eq!(sent["credentialId"], credential);
    assert_eq!(sent["hidden"], true);
    assert_eq!(sent["csvSettings"], serde_json::Value::Null);
    let error = sql::query(&fixture.session, PEOPLE, "nowhere").send();
    assert_eq!(error.expect_err("no database").kind(), ErrorKind::NotFound);
}
