//! Transfers between databases, and refreshes.

use civis::tables::{self, Existing, Statistics};
use civis::{ErrorKind, TableName};
use civis_mock::{Fault, Table};
use serde_json::json;

use crate::support::World;
use crate::{DATABASE, bodies};

const OTHER: &str = "postgres-other";

/// A Platform with two databases. The first has a table of people.
fn world() -> World {
    let world = World::new();
    world.platform.add_database(OTHER);
    let people =
        Table::typed([("id", "INT"), ("name", "VARCHAR(20)")]).row([json!(1), json!("Ada")]);
    world
        .platform
        .set_table(DATABASE, "public.people", &people)
        .expect("a table");
    world
}

#[test]
fn a_table_is_copied_to_another_database() {
    let world = world();
    let copy =
        || tables::transfer(&world.session, DATABASE, "public.people").to(OTHER, "copies.people");
    copy().send().expect("a run").wait().expect("a success");
    let copied = world
        .platform
        .table(OTHER, "copies.people")
        .expect("a copy");
    assert_eq!(copied.rows(), [[json!(1), json!("Ada")]]);
    let error = copy()
        .send()
        .expect("a run")
        .wait()
        .expect_err("a copy that exists");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    assert!(error.to_string().contains("already exists"), "{error}");
    let again = copy().if_exists(Existing::Truncate).send().expect("a run");
    again.wait().expect("a success");
}

#[test]
fn a_transfer_sends_every_setting() {
    let world = world();
    let from = TableName::new(Some("public"), "people").expect("a name");
    tables::transfer(&world.session, 1, &from)
        .credential(2)
        .to(4, r#"copies."all.people""#)
        .credential(5)
        .if_exists(Existing::Append)
        .identity_column("id")
        .last_modified_column("changed")
        .row_chunk_size(1000)
        .wipe_destination(true)
        .truncate_long_lines(true)
        .invalid_char_replacement('?')
        .verify_row_counts(true)
        .option("maxErrors", 3)
        .job_name("nightly")
        .hidden(true)
        .send()
        .expect("a run");
    assert_eq!(
        bodies(&world, "/imports"),
        [json!({
            "name": "nightly", "syncType": "Dbsync", "isOutbound": true, "hidden": true,
            "source": {"remoteHostId": 1, "credentialId": 2},
            "destination": {"remoteHostId": 4, "credentialId": 5},
        })]
    );
    assert_eq!(
        bodies(&world, "/imports/{id}/syncs"),
        [json!({
            "source": {"databaseTable": {"schema": "public", "table": "people"}},
            "destination": {"databaseTable": {"schema": "copies", "table": "all.people"}},
            "advancedOptions": {
                "existingTableRows": "append", "identityColumn": "id", "lastModifiedColumn": "changed",
                "rowChunkSize": 1000, "wipeDestinationTable": true, "truncateLongLines": true,
                "invalidCharReplacement": "?", "verifyTableRowCounts": true, "maxErrors": 3,
            },
        })]
    );
}

#[test]
fn the_error_for_a_transfer_that_cannot_be_started_says_what_remains() {
    for path in ["/imports/{id}/syncs", "/imports/{id}/runs"] {
        let world = world();
        world.server.fault(Fault::status(500).on("POST", path));
        let copy =
            tables::transfer(&world.session, DATABASE, "public.people").to(OTHER, "copies.people");
        let error = copy.send().expect_err(path).to_string();
        assert!(error.contains("starting import "), "{error}");
        assert!(error.contains("was created and has no run"), "{error}");
    }
}

#[test]
fn a_refresh_can_be_waited_for() {
    let world = world();
    let refresh = |table: &str| tables::refresh(&world.session, DATABASE, table);
    refresh("public.people")
        .send()
        .expect("a run")
        .wait()
        .expect("a success");
    let run = refresh("public.nobody")
        .statistics(Statistics::Flag)
        .send()
        .expect("a run");
    assert_eq!(
        run.wait().expect_err("no such table").kind(),
        ErrorKind::RunFailed
    );
    let scans = bodies(&world, "/tables/scan");
    let priorities: Vec<_> = scans.iter().map(|scan| &scan["statsPriority"]).collect();
    assert_eq!(priorities, ["block", "flag"]);
    assert_eq!(scans[0]["tableName"], "people");
}
