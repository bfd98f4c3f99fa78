//! Tables, by name and schema.

use civis_core::{ErrorKind, TableName};

use crate::expect_kind;
use crate::platform::{platform, serve, session, targets};

#[test]
fn tables_are_compared_exactly_after_the_filter_of_the_server() {
    let server = serve(platform);
    let session = session(&server);
    // The table is on page 3. Earlier pages have other schemas, cases and databases.
    assert_eq!(session.get_table_id("public.voters", 1).expect("an ID"), 24);
    let target = |page| {
        format!("GET /tables?database_id=1&name=voters&schema=public&limit=1000&page_num={page}")
    };
    assert_eq!(
        targets(&server),
        [target(1), target(2), target(3), target(4)]
    );
}

#[test]
fn the_database_of_a_table_is_looked_up_by_name() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(
        session
            .get_table_id("public.voters", "redshift-general")
            .expect("an ID"),
        24
    );
    assert_eq!(targets(&server)[0], "GET /databases");
    let message = expect_kind(
        session.get_table_id("public.voters", "postgres"),
        ErrorKind::NotFound,
    );
    assert_eq!(message, "database \"postgres\" not found");
}

#[test]
fn quoted_table_names_are_parsed() {
    let server = serve(platform);
    let session = session(&server);
    let text = r#""my.schema"."a ""quoted"" table""#;
    assert_eq!(session.get_table_id(text, 1).expect("an ID"), 25);
    let target = &targets(&server)[0];
    assert!(
        target.contains("name=a%20%22quoted%22%20table&schema=my.schema"),
        "{target}"
    );
    let name = TableName::new(Some("my.schema"), "once").expect("a name");
    assert_eq!(session.get_table_id(name, 1).expect("an ID"), 26);
}

#[test]
fn a_table_without_its_schema_may_be_ambiguous() {
    let server = serve(platform);
    let session = session(&server);
    assert_eq!(session.get_table_id("once", 1).expect("an ID"), 26);
    assert!(!targets(&server)[0].contains("schema"));
    let message = expect_kind(session.get_table_id("voters", 1), ErrorKind::Ambiguous);
    assert!(
        message.contains(
            "21 (schema \"publicity\"), 24 (schema \"public\"); pass the schema, or its ID"
        ),
        "{message}"
    );
    let message = expect_kind(session.get_table_id("public.voter", 1), ErrorKind::NotFound);
    assert_eq!(
        message,
        "table public.voter in database 1 not found; did you mean \"Voters\", \"voters\"?"
    );
}

#[test]
fn an_invalid_table_name_is_rejected_without_a_request() {
    let server = serve(platform);
    let message = expect_kind(
        session(&server).get_table_id("a.b.c", "dev"),
        ErrorKind::InvalidRequest,
    );
    assert!(
        message.starts_with("get_table_id: `table` is \"a.b.c\", which is not a table name: "),
        "{message}"
    );
    assert_eq!(server.requests().len(), 0);
}
