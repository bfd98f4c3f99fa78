//! Loads of local files, readers and rows.

use std::fs;
use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use civis::tables::Existing;
use civis::{CancelToken, ErrorKind, RetryPolicy, tables};
use civis_mock::{Cut, Fault, RunPlan, Table};
use serde::Serialize;
use serde_json::json;

use crate::support::World;
use crate::{DATABASE, bodies, folder, operations, rows, table};

pub(crate) const TEXT: &[u8] = b"a\n1\n";

#[derive(Serialize)]
struct Person {
    id: u32,
    name: Option<&'static str>,
}

fn people() -> [Person; 3] {
    let names = [Some("Ada"), Some("a, \"b\""), None];
    let mut ids = 1..;
    names.map(|name| Person {
        id: ids.next().expect("an ID"),
        name,
    })
}

const PEOPLE: [&str; 3] = [r#"[1,"Ada"]"#, r#"[2,"a, \"b\""]"#, "[3,null]"];

#[test]
fn a_local_file_is_uploaded_and_loaded() {
    let world = World::new();
    let path = folder("load").join("people.csv");
    fs::write(&path, "id,name\n1,Ada\n2,\"a, \"\"b\"\"\"\n3,\n").expect("a file");
    let seen = Mutex::new(Vec::new());
    let import = tables::load(&world.session, &path, DATABASE, "scratch.people")
        .on_progress(|transfer| seen.lock().expect("the lock").push(transfer))
        .send()
        .expect("an import");
    let uploaded = import.uploaded().expect("an upload");
    import.wait().expect("a success");
    assert_eq!(rows(&world, "scratch.people"), PEOPLE);
    let content = world.platform.file(uploaded.unsigned_abs());
    assert_eq!(content, fs::read(&path).ok());
    assert_eq!(bodies(&world, "/files")[0]["name"], "people.csv");
    let cleaning = &bodies(&world, "/files/preprocess/csv")[0];
    assert_eq!(
        cleaning["columnDelimiter"], "comma",
        "as the official client's csv_to_civis"
    );
    let seen = seen.lock().expect("the lock");
    assert!(
        seen.last().is_some_and(|last| last.is_complete()),
        "{seen:?}"
    );
}

#[test]
fn the_database_and_the_table_are_looked_up_before_the_upload() {
    let world = World::new();
    let load = tables::load_reader(&world.session, TEXT, DATABASE, "scratch.t");
    load.file_name("mine.csv")
        .length(4)
        .send()
        .expect("an import")
        .wait()
        .expect("a success");
    assert_eq!(bodies(&world, "/files")[0]["name"], "mine.csv");
    let before: Vec<String> = operations(&world)
        .into_iter()
        .take_while(|operation| operation != "POST /files")
        .collect();
    assert_eq!(
        before,
        [
            "GET /databases",
            "GET /credentials",
            "GET /databases/{id}/schemas/{schema_name}/tables/{table_name}",
        ]
    );
}

#[test]
fn structs_and_lists_are_loaded() {
    let world = World::new();
    let send = |load: tables::Load<'_>| {
        let import = load.send().expect("an import");
        import.wait().expect("a success");
    };
    send(tables::load_rows(
        &world.session,
        people(),
        DATABASE,
        "scratch.people",
    ));
    assert_eq!(rows(&world, "scratch.people"), PEOPLE);
    assert_eq!(bodies(&world, "/files")[0]["name"], "people.csv");

    let lists = (1..4).map(|number| (number, format!("row {number}")));
    send(tables::load_rows(
        &world.session,
        lists,
        DATABASE,
        "scratch.lists",
    ));
    let lists = table(&world, "scratch.lists");
    assert_eq!(
        lists.columns().collect::<Vec<_>>(),
        ["column_1", "column_2"]
    );
    assert_eq!(lists.rows()[2], [json!(3), json!("row 3")]);

    // Texts that look like a header are none.
    let texts = [["a", "b"], ["c", "d"]];
    let load = tables::load_rows(&world.session, &texts, DATABASE, "scratch.texts");
    send(load.columns([("x", "VARCHAR(1)"), ("y", "VARCHAR(1)")]));
    assert_eq!(
        rows(&world, "scratch.texts"),
        [r#"["a","b"]"#, r#"["c","d"]"#]
    );
    let headers: Vec<bool> = bodies(&world, "/imports/files/csv")
        .iter()
        .map(|body| body["firstRowIsHeader"] == true)
        .collect();
    assert_eq!(headers, [true, false, false]);
}

#[test]
fn rows_are_upserted() {
    let world = World::new();
    let existing =
        Table::typed([("id", "INT"), ("name", "VARCHAR(9)")]).row([json!(1), json!("A")]);
    world
        .platform
        .set_table(DATABASE, "scratch.people", &existing)
        .expect("a table");
    tables::load_rows(&world.session, people(), DATABASE, "scratch.people")
        .if_exists(Existing::Upsert)
        .primary_keys(["id"])
        .last_modified_keys(["name"])
        .send()
        .expect("an import")
        .wait()
        .expect("a success");
    assert_eq!(rows(&world, "scratch.people"), PEOPLE);
}

#[test]
fn a_gzip_file_is_loaded() {
    let world = World::new();
    let path = folder("gzip").join("people.csv.gz");
    let file = fs::File::create(&path).expect("a file");
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(b"id\n1\n").expect("a write");
    gzip.finish().expect("an end");
    // The columns of a compressed file are not counted before it is sent.
    let load =
        tables::load(&world.session, &path, DATABASE, "scratch.t").columns([("number", "INT")]);
    load.send().expect("an import").wait().expect("a success");
    assert_eq!(rows(&world, "scratch.t"), ["[1]"]);
    assert_eq!(
        bodies(&world, "/imports/files/csv")[0]["compression"],
        "gzip"
    );
}

#[test]
fn an_error_after_the_upload_names_the_uploaded_file() {
    let world = World::new();
    let load = |text: &'static str| {
        let load = tables::load_reader(&world.session, text.as_bytes(), DATABASE, "scratch.t");
        load.if_exists(Existing::Drop)
    };
    let names_the_file = |error: civis::Error| {
        let text = error.to_string();
        let (_, rest) = text
            .split_once("the uploaded file ")
            .unwrap_or_else(|| panic!("{text}"));
        let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let id = id.parse().expect("an ID");
        assert!(world.platform.file(id).is_some(), "{text}");
        assert!(rest.contains("remains"), "{text}");
    };
    let error = load("a|b\n1|2\n")
        .delimiter('|')
        .has_headers(true)
        .columns(["a", "b"]);
    error.send().expect("an import").wait().expect("a success");

    world
        .platform
        .plan("/files/preprocess/csv/{id}", RunPlan::fails("not text"));
    let error = load("a\n1\n").send().expect_err("a failed cleaning run");
    assert_eq!(error.kind(), ErrorKind::RunFailed);
    names_the_file(error);
    world
        .platform
        .plan("/files/preprocess/csv/{id}", RunPlan::succeeds());

    for path in [
        "/files/preprocess/csv",
        "/jobs/{id}/runs",
        "/imports/files/csv",
    ] {
        world
            .server
            .fault(Fault::cut(Cut::BeforeAnswer).on("POST", path));
        let error = load("a\n1\n").send().expect_err(path);
        assert!(error.may_have_executed(), "{error}");
        names_the_file(error);
    }

    world
        .platform
        .plan("/imports/files/csv/{id}", RunPlan::fails("out of disk"));
    let error = load("a\n1\n")
        .send()
        .expect("an import")
        .wait()
        .expect_err("a failed import");
    assert!(error.to_string().contains("out of disk"), "{error}");
    names_the_file(error);
}

/// Where the store of the embedded server takes uploads.
const STORE: &str = "/civis-mock-files";

#[test]
fn a_broken_upload_is_retried() {
    for fault in [
        Fault::status(503),
        Fault::cut(Cut::InRequest),
        Fault::cut(Cut::BeforeAnswer),
    ] {
        let retry = RetryPolicy::default().base_backoff(Duration::ZERO);
        let world = World::with(|builder| builder.retry(retry));
        world.server.fault(fault.on("POST", STORE));
        let load = tables::load_reader(&world.session, TEXT, DATABASE, "scratch.t");
        load.send().expect("an import").wait().expect("a success");
        assert_eq!(rows(&world, "scratch.t"), ["[1]"]);
        assert_eq!(world.count("POST", "/files"), 1);
        assert_eq!(world.count("POST", STORE), 2);
    }
}

#[test]
fn a_failed_upload_ends_the_load() {
    for path in ["/files", STORE] {
        let world = World::new();
        world
            .server
            .fault(Fault::status(403).on("POST", path).always());
        let load = tables::load_reader(&world.session, TEXT, DATABASE, "scratch.t");
        let error = load.send().expect_err(path);
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(403),
            "{error}"
        );
        assert_eq!(world.count("POST", "/files/preprocess/csv"), 0);
    }
}

#[test]
fn cancelling_ends_an_upload() {
    let world = World::new();
    let slow = Fault::delay(Duration::from_secs(600));
    world.server.fault(slow.on("POST", STORE));
    let token = CancelToken::new();
    let session = world.session.cancelled_by(&token);
    let start = Instant::now();
    let cancels = token.clone();
    let error = tables::load_reader(&session, TEXT, DATABASE, "scratch.t")
        .on_progress(move |_| cancels.cancel())
        .send()
        .expect_err("cancelled");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert!(start.elapsed() < Duration::from_secs(60));
    assert_eq!(world.count("POST", "/files/preprocess/csv"), 0);
}
