//! Credentials, by user, by name, by owner, and by default.

use civis_core::ErrorKind;
use serde_json::json;

use crate::expect_kind;
use crate::platform::{aws, list, login, page, platform, serve, session, targets};
use crate::support::server::http_response;

#[test]
fn credentials_are_found_on_the_third_page() {
    let server = serve(platform);
    let session = session(&server);
    let id = session.get_database_credential_id("ann", "redshift-general");
    assert_eq!(id.expect("an ID"), 34);
    let target = |page| format!("GET /credentials?type=Database&limit=1000&page_num={page}");
    // Without page headers, the list ends with an empty page.
    assert_eq!(
        targets(&server),
        [target(1), target(2), target(3), target(4)]
    );
}

#[test]
fn the_database_of_a_credential_is_compared_by_id_or_by_name() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(
        session.get_database_credential_id("ann", 1).expect("an ID"),
        34
    );
    assert_eq!(
        session.get_database_credential_id("ann", 2).expect("an ID"),
        31
    );
    let message = expect_kind(
        session.get_database_credential_id("an", "redshift-general"),
        ErrorKind::NotFound,
    );
    assert!(
        message.contains("user \"an\" for database \"redshift-general\""),
        "{message}"
    );
    let message = expect_kind(
        session.get_database_credential_id("ann", "mysql"),
        ErrorKind::NotFound,
    );
    assert!(message.contains("\"mysql\""), "{message}");
    let message = expect_kind(
        session.get_database_credential_id("bob", 1),
        ErrorKind::Ambiguous,
    );
    assert!(
        message.contains("30 (name \"bob\"), 35 (name \"bob\")"),
        "{message}"
    );
}

#[test]
fn credentials_are_distinguished_by_owner() {
    let server = serve(platform);
    let session = session(&server);
    let of = |name, owner| session.get_aws_credential_id(name, owner);
    assert_eq!(of("theirs", Some("bob")).expect("an ID"), 42);
    assert_eq!(of("theirs", Some("cid")).expect("an ID"), 43);
    // The type is checked, since a database credential has this name too.
    assert_eq!(of("single", None).expect("an ID"), 47);
    let message = expect_kind(of("theirs", Some("ann")), ErrorKind::NotFound);
    assert_eq!(message, "AWS credential \"theirs\" of \"ann\" not found");
    // Names of all owners are similar ones, unless there is an owner.
    let message = expect_kind(of("thiers", None), ErrorKind::NotFound);
    assert!(message.contains("did you mean \"theirs\""), "{message}");
    let message = expect_kind(of("thiers", Some("ann")), ErrorKind::NotFound);
    assert!(!message.contains("theirs"), "{message}");
    assert!(
        !targets(&server)
            .iter()
            .any(|target| target.contains("/users/me"))
    );
}

#[test]
fn without_an_owner_the_users_own_credential_is_preferred() {
    let server = serve(platform);
    let session = session(&server);
    let of = |name| session.get_aws_credential_id(name, None);
    assert_eq!(of("mine and his").expect("an ID"), 41);
    // None of these is the user's own.
    let message = expect_kind(of("theirs"), ErrorKind::Ambiguous);
    assert!(
        message.contains("42 (owner \"bob\"), 43 (owner \"cid\"); pass the owner, or its ID"),
        "{message}"
    );
    let message = expect_kind(of("mine twice"), ErrorKind::Ambiguous);
    assert!(
        message.contains("44 (owner \"ann\"), 45 (owner \"ann\")"),
        "{message}"
    );
    let message = expect_kind(
        session.get_aws_credential_id("mine twice", Some("ann")),
        ErrorKind::Ambiguous,
    );
    assert!(message.ends_with("; pass its ID"), "{message}");
    // The user is requested once.
    let me = targets(&server)
        .iter()
        .filter(|target| target.contains("/users/me"))
        .count();
    assert_eq!(me, 1);
}

#[test]
fn default_credentials_come_from_the_platform() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(session.default_credential().expect("a result"), Some(50));
    assert_eq!(session.default_database_credential_id().expect("an ID"), 31);
    assert_eq!(targets(&server)[0], "GET /credentials?default=true");
}

#[test]
fn a_user_may_have_no_default_credential() {
    // The first is not a default, and the second is not for a database.
    let server = serve(|request| match request.query.contains_key("type") {
        false => list(&json!([])),
        true => list(&json!([
            {"id": 1, "type": "Database", "default": false},
            {"id": 2, "type": "Salesforce", "default": true},
        ])),
    });
    let session = session(&server);
    assert_eq!(session.default_credential().expect("a result"), None);
    expect_kind(
        session.default_database_credential_id(),
        ErrorKind::NotFound,
    );
    assert_eq!(server.requests().len(), 2);
    // Neither result is cached.
    assert_eq!(session.default_credential().expect("a result"), None);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_server_without_pages_does_not_cause_a_loop() {
    let server = serve(|request| match request.page() {
        1..10 => list(&json!([login(1, "ann", 5, "dev")])),
        _ => http_response(500, &[], "enough"),
    });
    let id = session(&server).get_database_credential_id("ann", "dev");
    // The second page repeats the first, which does not make the name ambiguous.
    assert_eq!(id.expect("an ID"), 1);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn an_error_on_a_later_page_is_returned() {
    let server = serve(|request| match request.page() {
        1 => page(&json!([aws(1, "lake", "ann")]), 1, 2),
        _ => http_response(500, &[], "oops"),
    });
    expect_kind(
        session(&server).get_aws_credential_id("lake", None),
        ErrorKind::Api,
    );
}
