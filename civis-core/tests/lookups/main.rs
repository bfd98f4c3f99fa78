//! Lookups over real sockets.

#![forbid(unsafe_code)]
#![cfg(any(feature = "ureq", feature = "reqwest"))]

mod credentials;
mod platform;
#[path = "../support/mod.rs"]
mod support;
mod tables;

use std::sync::{Arc, Barrier};

use civis_core::{Error, ErrorKind, IdOrName};
use platform::{in_pages, platform, serve, session, targets};
use serde_json::json;
use support::server::http_response;

fn expect_kind(found: Result<i64, Error>, kind: ErrorKind) -> String {
    let error = found.expect_err("an error");
    assert_eq!(error.kind(), kind, "{error}");
    error.to_string()
}

#[test]
fn ids_need_no_request() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(session.get_database_id(5).expect("an ID"), 5);
    assert_eq!(session.get_database_id(5_u32).expect("an ID"), 5);
    assert_eq!(session.get_database_id(IdOrName::Id(6)).expect("an ID"), 6);
    assert_eq!(
        session.get_database_credential_id(7, "dev").expect("an ID"),
        7
    );
    assert_eq!(
        session.get_aws_credential_id(8_i64, None).expect("an ID"),
        8
    );
    assert_eq!(session.get_table_id(9, "dev").expect("an ID"), 9);
    assert_eq!(session.get_storage_host_id(10).expect("an ID"), 10);
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn names_are_compared_exactly() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(
        session.get_database_id("redshift-general").expect("an ID"),
        1
    );
    assert_eq!(
        session
            .get_database_id("Redshift-General".to_owned())
            .expect("an ID"),
        2
    );
    assert_eq!(session.get_storage_host_id("lake").expect("an ID"), 70);
    assert_eq!(session.username().expect("a name"), "ann");
    assert_eq!(
        targets(&server),
        [
            "GET /databases",
            "GET /databases",
            "GET /storage_hosts",
            "GET /users/me"
        ]
    );
}

#[test]
fn an_unknown_name_is_an_error_with_similar_names() {
    let server = serve(platform);
    let session = session(&server);
    let message = expect_kind(
        session.get_database_id("redshift-generel"),
        ErrorKind::NotFound,
    );
    assert_eq!(
        message,
        "database \"redshift-generel\" not found; did you mean \"Redshift-General\", \"redshift-general\"?"
    );
    let message = expect_kind(session.get_storage_host_id("swamp"), ErrorKind::NotFound);
    assert_eq!(message, "storage host \"swamp\" not found");
    expect_kind(
        session.get_database_id("without an ID"),
        ErrorKind::NotFound,
    );
    expect_kind(session.get_database_id(""), ErrorKind::NotFound);
}

#[test]
fn a_name_with_two_matches_is_ambiguous() {
    let server = serve(platform);
    let message = expect_kind(
        session(&server).get_database_id("twice"),
        ErrorKind::Ambiguous,
    );
    assert_eq!(
        message,
        "database \"twice\" is ambiguous: 2 match, with the IDs 3, 4; pass its ID"
    );
}

#[test]
fn results_are_cached_until_the_cache_is_cleared() {
    let server = serve(platform);
    let session = session(&server);
    for _ in 0..3 {
        // A clone shares the cache.
        let session = session.clone();
        assert_eq!(
            session.get_database_id("redshift-general").expect("an ID"),
            1
        );
        assert_eq!(session.get_storage_host_id("lakes").expect("an ID"), 71);
        assert_eq!(session.username().expect("a name"), "ann");
        assert_eq!(session.default_credential().expect("a result"), Some(50));
    }
    assert_eq!(server.requests().len(), 4);
    session.clear_lookups();
    assert_eq!(
        session.get_database_id("redshift-general").expect("an ID"),
        1
    );
    assert_eq!(session.username().expect("a name"), "ann");
    assert_eq!(server.requests().len(), 6);
    // Another session has its own cache.
    platform::session(&server).username().expect("a name");
    assert_eq!(server.requests().len(), 7);
}

#[test]
fn errors_are_not_cached() {
    let server = serve(platform);
    let session = session(&server);
    for requests in 1..=2 {
        expect_kind(session.get_database_id("none"), ErrorKind::NotFound);
        assert_eq!(server.requests().len(), requests);
    }
}

#[test]
fn more_pages_of_a_complete_list_are_fetched_if_the_headers_announce_them() {
    let server = serve(|request| {
        let items: Vec<_> = (1..=5)
            .map(|id| json!({"id": id, "name": format!("db {id}")}))
            .collect();
        in_pages(&items, request, true)
    });
    assert_eq!(session(&server).get_database_id("db 5").expect("an ID"), 5);
    assert_eq!(
        targets(&server),
        [
            "GET /databases",
            "GET /databases?page_num=2",
            "GET /databases?page_num=3"
        ]
    );
}

#[test]
fn errors_of_the_platform_are_returned() {
    for (status, kind) in [
        (401, ErrorKind::Authentication),
        (404, ErrorKind::NotFound),
        (500, ErrorKind::Api),
    ] {
        let body = r#"{"error":"bad","errorDescription":"No.","code":1}"#;
        let server = serve(move |_| http_response(status, &[], body));
        let session = session(&server);
        let message = expect_kind(session.get_database_id("dev"), kind);
        assert!(
            message.starts_with(&format!("GET /databases: {status} ")) && message.contains("No."),
            "{message}"
        );
        expect_kind(session.get_table_id("a.b", 1), kind);
        expect_kind(session.default_database_credential_id(), kind);
        assert_eq!(
            session.default_credential().expect_err("an error").kind(),
            kind
        );
        assert_eq!(session.username().expect_err("an error").kind(), kind);
    }
}

#[test]
fn a_response_of_another_type_is_an_error() {
    for body in ["{}", "7", "<html>"] {
        let server = serve(move |_| http_response(200, &[], body));
        let session = session(&server);
        expect_kind(session.get_database_id("dev"), ErrorKind::Decode);
        expect_kind(
            session.get_aws_credential_id("dev", None),
            ErrorKind::Decode,
        );
    }
    let server = serve(|_| http_response(200, &[], "[]"));
    assert_eq!(
        session(&server).username().expect_err("an error").kind(),
        ErrorKind::Decode
    );
    let server = serve(|_| http_response(200, &[], r#"{"username":null}"#));
    assert_eq!(
        session(&server).username().expect_err("an error").kind(),
        ErrorKind::NotFound
    );
}

/// A client without resources, as the macro generates it.
mod client {
    #![no_implicit_prelude]

    ::civis_core::__private::__client! { #[doc = "A client."] Client {} }
}

#[test]
fn a_client_dereferences_to_its_session() {
    let server = serve(platform);
    let client = client::Client::from(session(&server));
    assert_eq!(client.base_url(), client.session().base_url());
    let session: &civis_core::Session = &client;
    assert_eq!(session.username().expect("a name"), "ann");
    assert_eq!(
        client.get_database_id("redshift-general").expect("an ID"),
        1
    );
    assert_eq!(
        client.get_database_credential_id("ann", 1).expect("an ID"),
        34
    );
    assert_eq!(
        client
            .get_aws_credential_id("theirs", Some("bob"))
            .expect("an ID"),
        42
    );
    assert_eq!(
        client
            .get_table_id("public.voters", "redshift-general")
            .expect("an ID"),
        24
    );
    assert_eq!(client.get_storage_host_id("lake").expect("an ID"), 70);
    assert_eq!(client.default_credential().expect("a result"), Some(50));
    assert_eq!(client.default_database_credential_id().expect("an ID"), 31);
    assert_eq!(client.username().expect("a name"), "ann");
}

#[test]
fn lookups_do_not_wait_for_each_other() {
    // Each lookup gets its response only after the other has sent its request.
    let barrier = Arc::new(Barrier::new(2));
    let server = serve(move |request| {
        barrier.wait();
        platform(request)
    });
    let session = session(&server);
    std::thread::scope(|scope| {
        let one = scope.spawn(|| session.get_database_id("redshift-general"));
        let other = scope.spawn(|| session.get_storage_host_id("lake"));
        assert_eq!(one.join().expect("a thread").expect("an ID"), 1);
        assert_eq!(other.join().expect("a thread").expect("an ID"), 70);
    });
}
