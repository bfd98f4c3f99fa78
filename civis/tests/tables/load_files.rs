//! Loads of files that are already on the Platform.

use std::time::Duration;

use civis::jobs::{Status, Waiter};
use civis::tables::{self, DistStyle, Execution, Existing};
use civis::{ErrorKind, TableName};
use civis_mock::{Clock, RunPlan, Table};
use serde_json::json;

use crate::support::World;
use crate::{DATABASE, bodies, file, operations, rows, table};

const CLEANING: &str = "/files/preprocess/csv";
const IMPORT: &str = "/imports/files/csv";

#[test]
fn a_file_becomes_a_table_with_the_detected_types() {
    let world = World::new();
    let id = file(
        &world,
        "people.csv",
        "id,name,born\n1,Ada,1815-12-10\n2,\"a, \"\"b\"\"\",\n",
    );
    let import = tables::load_files(&world.session, [id], DATABASE, "scratch.people").send();
    let import = import.expect("an import");
    assert_eq!(import.uploaded(), None);
    assert_ne!(import.files(), [id], "the cleaned file is loaded");
    import.wait().expect("a success");
    assert_eq!(
        rows(&world, "scratch.people"),
        [r#"[1,"Ada","1815-12-10"]"#, r#"[2,"a, \"b\"",null]"#]
    );
    let types = bodies(&world, IMPORT)[0]["tableColumns"].clone();
    assert_eq!(
        types,
        json!([
            {"name": "id", "sqlType": "INT"},
            {"name": "name", "sqlType": "VARCHAR(6)"},
            {"name": "born", "sqlType": "DATE"},
        ])
    );
}

#[test]
fn the_requests_match_the_official_client_without_its_wasted_ones() {
    let world = World::new();
    let ids = [
        file(&world, "a.csv", "a\n1\n"),
        file(&world, "b.csv", "a\n2\n"),
    ];
    let import = tables::load_files(&world.session, ids, DATABASE, "scratch.t").send();
    import.expect("an import").wait().expect("a success");
    let run = "GET /jobs/{id}/runs/{run_id}";
    let start = "POST /jobs/{id}/runs";
    let of_a_file = ["GET /jobs/{id}/runs/{run_id}/outputs", "GET /files/{id}"];
    let mut wanted = vec![
        "GET /databases",
        "GET /credentials",
        "GET /databases/{id}/schemas/{schema_name}/tables/{table_name}",
        "POST /files/preprocess/csv",
        start,
        "POST /files/preprocess/csv",
        start,
        // Each run is polled three times.
        run,
        run,
        run,
        run,
        run,
        run,
    ];
    wanted.extend(of_a_file);
    wanted.extend(of_a_file);
    wanted.extend(["POST /imports/files/csv", start, run, run, run]);
    assert_eq!(operations(&world), wanted);
    let cleaning = &bodies(&world, CLEANING)[0];
    let wanted = json!({
        "fileId": ids[0], "inPlace": false, "detectTableColumns": true,
        "forceCharacterSetConversion": true, "hidden": true,
    });
    assert_eq!(*cleaning, wanted);
}

#[test]
fn an_import_sends_every_setting() {
    let world = World::new();
    let id = file(&world, "people.csv", "id|day\n1|2026-01-01\n");
    let import = tables::load_files(&world.session, [id], 1, "scratch.people")
        .credential(2)
        .if_exists(Existing::Upsert)
        .columns([("id", "INT"), ("day", "DATE")])
        .primary_keys(["id"])
        .last_modified_keys(["DAY"])
        .delimiter('|')
        .has_headers(true)
        .escaped(true)
        .max_errors(7)
        .execution(Execution::Delayed)
        .dist_style(DistStyle::Key)
        .dist_key("id")
        .sort_keys(["day", "id"])
        .hidden(false)
        .job_name("nightly")
        .send()
        .expect("an import");
    assert_eq!(
        bodies(&world, IMPORT)[0],
        json!({
            "name": "nightly",
            "source": {"fileIds": import.files()},
            "destination": {
                "schema": "scratch", "table": "people", "remoteHostId": 1, "credentialId": 2,
                "primaryKeys": ["id"], "lastModifiedKeys": ["DAY"],
            },
            "firstRowIsHeader": true,
            "columnDelimiter": "pipe",
            "escaped": true,
            "compression": "none",
            "existingTableRows": "upsert",
            "maxErrors": 7,
            "tableColumns": [{"name": "id", "sqlType": "INT"}, {"name": "day", "sqlType": "DATE"}],
            "loosenTypes": false,
            "execution": "delayed",
            "redshiftDestinationOptions": {"diststyle": "key", "distkey": "id", "sortkeys": ["day", "id"]},
            "hidden": false,
        })
    );
    let cleaning = &bodies(&world, CLEANING)[0];
    let wanted = json!({
        "fileId": id, "inPlace": false, "detectTableColumns": false, "forceCharacterSetConversion": true,
        "includeHeader": true, "columnDelimiter": "pipe", "hidden": false,
    });
    assert_eq!(*cleaning, wanted);
    let requests = world.requests();
    assert!(
        !requests.iter().any(|one| one.contains("/schemas/")),
        "types are given: {requests:?}"
    );
}

#[test]
fn existing_rows_are_handled_as_configured() {
    let world = World::new();
    let load = |existing: Existing, text: &str| {
        let id = file(&world, "rows.csv", text);
        let load =
            tables::load_files(&world.session, [id], DATABASE, "scratch.rows").if_exists(existing);
        let load = match existing {
            Existing::Upsert => load.primary_keys(["id"]).last_modified_keys(["name"]),
            _ => load,
        };
        load.send().expect("an import").wait()
    };
    load(Existing::Fail, "id,name\n1,a\n").expect("a new table");
    let error = load(Existing::Fail, "id,name\n2,b\n").expect_err("a table that exists");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    assert!(error.to_string().contains("already exists"), "{error}");
    load(Existing::Append, "id,name\n2,b\n").expect("more rows");
    assert_eq!(rows(&world, "scratch.rows"), [r#"[1,"a"]"#, r#"[2,"b"]"#]);
    load(Existing::Truncate, "id,name\n3,c\n").expect("other rows");
    assert_eq!(rows(&world, "scratch.rows"), [r#"[3,"c"]"#]);
    load(Existing::Upsert, "id,name\n3,z\n4,d\n").expect("changed rows");
    assert_eq!(rows(&world, "scratch.rows"), [r#"[3,"z"]"#, r#"[4,"d"]"#]);
    load(Existing::Drop, "other\n5\n").expect("another table");
    assert_eq!(rows(&world, "scratch.rows"), ["[5]"]);
}

#[test]
fn columns_are_detected_only_for_new_tables() {
    let world = World::new();
    let existing = Table::typed([("id", "INT"), ("name", "VARCHAR(9)")]);
    world
        .platform
        .set_table(DATABASE, "scratch.t", &existing)
        .expect("a table");
    let id = file(&world, "t.csv", "x,y\nAda,1\n");
    let load = || tables::load_files(&world.session, [id], DATABASE, "scratch.t");
    let send = |load: tables::Load<'_>| load.send().expect("an import").wait().expect("a success");
    send(load().if_exists(Existing::Append).columns(["name", "id"]));
    assert_eq!(rows(&world, "scratch.t"), [r#"[1,"Ada"]"#]);
    send(load().if_exists(Existing::Drop).columns(["name", "id"]));
    assert_eq!(rows(&world, "scratch.t"), [r#"["Ada",1]"#]);
    let detects: Vec<bool> = bodies(&world, CLEANING)
        .iter()
        .map(|body| body["detectTableColumns"] == true)
        .collect();
    assert_eq!(detects, [false, true]);
    let imports = bodies(&world, IMPORT);
    assert_eq!(
        imports[0]["tableColumns"],
        json!([{"name": "name"}, {"name": "id"}])
    );
    assert_eq!(
        imports[1]["tableColumns"],
        json!([{"name": "name", "sqlType": "VARCHAR(3)"}, {"name": "id", "sqlType": "INT"}])
    );
    assert_eq!(
        (&imports[0]["loosenTypes"], &imports[1]["loosenTypes"]),
        (&json!(false), &json!(true))
    );
}

#[test]
fn files_are_loaded_in_order_whichever_is_cleaned_first() {
    let world = World::new();
    let ids: Vec<i64> = (0..5)
        .map(|number| file(&world, &format!("{number}.csv"), format!("n\n{number}\n")))
        .collect();
    // The server numbers all objects in turn. So the next one is the job that cleans the first file.
    let first = ids[4] + 1;
    let clock = Clock::fake();
    let _platform = world.platform.clone().clock(clock.clone());
    let slow = RunPlan::succeeds().lasting(Duration::from_secs(60));
    let path = format!("/files/preprocess/csv/{first}");
    world.platform.plan(&path, slow);
    let mut ended = Vec::new();
    let waiter = Waiter::new().on_state(|status: &Status| {
        if status.state().has_ended() {
            ended.push(status.run().id());
            if ended.len() == 4 {
                clock.advance(Duration::from_secs(60));
            }
        }
    });
    tables::load_files(&world.session, ids, DATABASE, "scratch.n")
        .waiter(waiter)
        .send()
        .expect("an import")
        .wait()
        .expect("a success");
    assert_eq!(ended.len(), 5);
    assert_eq!(ended.last(), Some(&first), "the first file is cleaned last");
    assert_eq!(
        rows(&world, "scratch.n"),
        ["[0]", "[1]", "[2]", "[3]", "[4]"]
    );
}

#[test]
fn the_error_for_differing_files_names_the_file_and_the_column() {
    let world = World::new();
    let first = file(&world, "first.csv", "id,born\n1,2026-01-01\n");
    let second = file(&world, "second.csv", "id\tborn\n1\t7\n");
    let load = tables::load_files(&world.session, [first, second], DATABASE, "scratch.t");
    let error = load.send().expect_err("files that differ");
    assert_eq!(error.kind(), ErrorKind::Inconsistent);
    let text = error.to_string();
    for part in [
        r#"column 2 ("born") is DATE in file"#,
        r#"("first.csv") and INT in file"#,
        "the delimiter is comma in file",
        r#"and tab in file"#,
        r#"("second.csv")"#,
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(world.count("POST", IMPORT), 0);
}

#[test]
fn a_file_that_contradicts_the_settings_is_rejected() {
    let world = World::new();
    let id = file(&world, "a.csv", "a,b\n1,2\n");
    let load = tables::load_files(&world.session, [id], DATABASE, "scratch.t");
    let error = load
        .columns(["a", "b", "c"])
        .send()
        .expect_err("two columns");
    assert_eq!(error.kind(), ErrorKind::Inconsistent);
    assert_eq!(
        error.to_string(),
        "the file is not as the settings say: `columns` has 3, but the files have 2"
    );
}

#[test]
fn compressed_files_and_other_encodings_are_loaded() {
    let world = World::new();
    let latin = file(&world, "latin.csv", b"n\t\xe9\n1\tx\n".to_vec());
    let name = TableName::new(Some("scratch"), "latin").expect("a name");
    let load = tables::load_files(&world.session, [latin], DATABASE, &name).delimiter('\t');
    load.send().expect("an import").wait().expect("a success");
    let table = table(&world, "scratch.latin");
    assert_eq!(table.columns().collect::<Vec<_>>(), ["n", "é"]);
}

#[test]
fn the_error_of_a_failed_import_has_the_last_lines_of_its_log() {
    let world = World::new();
    let id = file(&world, "a.csv", "id\n1\nx\n");
    let load = || {
        let load = tables::load_files(&world.session, [id], DATABASE, "scratch.t");
        load.columns([("id", "INT")]).has_headers(true)
    };
    let error = load()
        .send()
        .expect("an import")
        .wait()
        .expect_err("a row that is no integer");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    assert!(
        error.to_string().contains(r#""x" is not a valid INT"#),
        "{error}"
    );
    load()
        .max_errors(1)
        .send()
        .expect("an import")
        .wait()
        .expect("a success");
    assert_eq!(rows(&world, "scratch.t"), ["[1]"]);

    world.platform.plan(
        "/imports/files/csv/{id}",
        RunPlan::fails("").log("error", "disk is full"),
    );
    let error = load()
        .send()
        .expect("an import")
        .wait()
        .expect_err("a failure");
    assert!(error.to_string().contains("disk is full"), "{error}");
}
