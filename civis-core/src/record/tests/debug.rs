//! `Debug` of records.

use super::*;

__record! {
    #[doc = "What is sent to log in."]
    Login Option {
        username: String = "username",
        password: String = "password",
        pin: i64 = "pin",
        has_token: bool = "hasToken",
        credentials: Vec<Login> = "credentials",
        environment: BTreeMap<String, String> = "environmentVariables",
        arguments: Value = "arguments",
        name: String = "name",
        value: String = "value",
        api_keys: Vec<String> = "apiKeys",
        sortkeys: String = "sortkeys",
    }
}

/// A record of which the specification marks fields as secrets.
pub struct Marked {
    answer: Option<String>,
    count: Option<i64>,
    inner: Option<Vec<Marked>>,
    name: Option<String>,
    extra: Extra,
}

__impl_record! {
    Marked {
        answer = "answer",
        count = "count",
        inner = "inner",
        name = "name",
    } secret ["answer", "count",]
}

#[test]
fn values_marked_secret_by_the_specification_are_redacted() {
    let json =
        json!({"answer": "s3cret", "count": 53, "inner": [{"answer": ["s3cret"]}], "name": "n"});
    let marked: Marked = serde_json::from_value(json).expect("a record");
    let shown = r#"Marked { answer: [redacted], count: [redacted], inner: [Marked { extra: {"answer": "[redacted]"}, .. }], name: "n" }"#;
    assert_eq!(format!("{marked:?}"), shown);
    assert_eq!(format!("{:?}", Box::new(marked)), shown);
}

#[test]
fn secrets_are_redacted_at_any_depth() {
    let json = json!({
        "username": "u", "password": "s3cret", "pin": 1234, "hasToken": true,
        "credentials": [{"username": "s3cret", "name": "n", "value": "s3cret", "password": "s3cret"}],
        "environmentVariables": {"PGPASSWORD": "s3cret", "MODE": "fast"},
        "arguments": {"token": "s3cret", "list": [{"private_key": "s3cret", "n": 1}]},
        "name": "MY_SECRET", "value": "s3cret", "apiKeys": ["s3cret"], "sortkeys": "a, b",
        "accessToken": "s3cret", "more": {"secret": "s3cret"},
    });
    let login: Login = serde_json::from_value(json).expect("a record");
    let text = format!("{login:?}");
    assert_eq!(
        text,
        r#"Login { username: "u", password: [redacted], pin: [redacted], has_token: true, "#
            .to_owned()
            + r#"credentials: [Login { username: [redacted], password: [redacted], name: "n", value: [redacted], .. }], "#
            + r#"environment_variables: {"MODE": "fast", "PGPASSWORD": [redacted]}, "#
            + r#"arguments: {"list":[{"n":1,"private_key":"[redacted]"}],"token":"[redacted]"}, "#
            + r#"name: "MY_SECRET", value: [redacted], api_keys: [[redacted]], sortkeys: "a, b", "#
            + r#"extra: {"accessToken": "[redacted]", "more": {"secret":"[redacted]"}} }"#
    );
    assert!(!format!("{login:#?}").contains("s3cret"));
    assert!(!format!("{:?}", login.extra).contains("s3cret"));
}

#[test]
fn a_value_is_shown_if_its_name_is_no_secret() {
    let json = json!({"name": "MODE", "value": "fast"});
    let login: Login = serde_json::from_value(json).expect("a record");
    let shown = r#"Login { name: "MODE", value: "fast", .. }"#;
    assert_eq!(format!("{login:?}"), shown);
}

#[test]
fn a_secret_that_does_not_match_its_field_is_redacted() {
    for json in [
        json!({"password": ["s3cret"]}),
        json!({"password": {"a": "s3cret"}}),
        json!({"apiKeys": "s3cret"}),
        json!({"credentials": "s3cret"}),
        json!({"name": "token", "value": ["s3cret"]}),
    ] {
        let login: Login = serde_json::from_value(json).expect("a record");
        assert!(
            !format!("{login:?} {login:#?}").contains("s3cret"),
            "{login:?}"
        );
    }
}

#[test]
fn debug_shows_set_fields_and_extra() {
    let whole = read(&json!({"rowCount": 3, "state": "running", "part": {"id": 1}, "new": [1]}));
    assert_eq!(
        format!("{whole:?}"),
        r#"Whole { row_count: 3, state: "running", part: Part { id: 1, .. }, extra: {"new": [1]}, .. }"#
    );
    let part = Part {
        id: Some(1),
        name: Some("a".into()),
        extra: Extra::default(),
    };
    assert_eq!(format!("{part:?}"), r#"Part { id: 1, name: "a" }"#);
}

#[test]
fn pretty_debug_has_lines_for_set_fields_only() {
    let whole = read(&json!({"rowCount": 3, "flag": null, "new": []}));
    assert_eq!(
        format!("{whole:#?}"),
        "Whole {\n    row_count: 3,\n    extra: {\n        \"new\": [],\n    },\n    ..\n}"
    );
    assert_eq!(format!("{:#?}", Whole::default()), "Whole { .. }");
}
