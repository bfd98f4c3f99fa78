//! Loads of local files, readers and rows.

use std::fs;
use std::io::{self, Read, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use civis::tables::{self, Existing};
use civis::{CancelToken, ErrorKind, RetryPolicy};
use civis_mock::{Cut, Fault, RunPlan, Table};
use serde::Serialize;
use serde_json::json;

use crate::support::World;
use crate::{DATABASE, bodies, folder, operations, rows, table};

const TEXT: &[u8] = b"a\n1\n";

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
fn invalid_sources_are_rejected_before_any_request() {
    let world = World::new();
    let folder = folder("refused");
    let missing = folder.join("missing.csv");
    let empty = folder.join("empty.csv");
    fs::write(&empty, "").expect("a file");
    let two = folder.join("two.csv");
    fs::write(&two, "a,b\n1,2\n").expect("a file");
    let load = |path: &std::path::Path| tables::load(&world.session, path, DATABASE, "s.t");
    let text =
        |text: &'static str| tables::load_reader(&world.session, text.as_bytes(), DATABASE, "s.t");
    let rows = || tables::load_rows(&world.session, [(1, 2)], DATABASE, "s.t");
    let none: [(i32, i32); 0] = [];
    let cases = [
        (
            load(&missing),
            format!("tables::load: `path`: {} cannot be read", missing.display()),
        ),
        (
            load(&folder),
            format!("tables::load: `path`: {} cannot be read", folder.display()),
        ),
        (
            load(&empty),
            format!(
                "tables::load: `path` is {}, which is empty",
                empty.display()
            ),
        ),
        (
            load("..".as_ref()),
            "tables::load: `file_name` must be set: the path has no name in UTF-8".to_owned(),
        ),
        (
            load(&two).file_name(""),
            "tables::load: `file_name` is empty".to_owned(),
        ),
        (
            load(&two).length(8),
            "tables::load: `length` can only be set for a reader".to_owned(),
        ),
        (
            load(&two).columns([("a", "INT")]),
            format!(
                "tables::load: `columns` has 1, but the first row of {} has 2",
                two.display()
            ),
        ),
        (
            load(&two).delimiter('|').columns(["a", "b"]),
            format!(
                "tables::load: `columns` has 2, but the first row of {} has 1",
                two.display()
            ),
        ),
        (
            text(""),
            "tables::load_reader: `reader` is empty".to_owned(),
        ),
        (
            text("a,b\n").columns(["a"]),
            "tables::load_reader: `columns` has 1, but the first row of the reader has 2"
                .to_owned(),
        ),
        (
            tables::load_rows(&world.session, none, DATABASE, "s.t"),
            "tables::load_rows: `rows` is empty".to_owned(),
        ),
        (
            rows().columns(["a"]),
            "tables::load_rows: `columns` has 1, but the first row has 2".to_owned(),
        ),
        (
            rows().delimiter(','),
            "tables::load_rows: `delimiter` cannot be set for rows".to_owned(),
        ),
        (
            tables::load_files(&world.session, [1], DATABASE, "s.t").file_name("a.csv"),
            "tables::load_files: `file_name` cannot be set: no file is uploaded".to_owned(),
        ),
    ];
    for (load, message) in cases {
        let error = load.send().expect_err(&message);
        assert!(
            error.to_string().starts_with(&message),
            "{error} is not {message}"
        );
        let kind = match message.ends_with("cannot be read") {
            true => ErrorKind::File,
            false => ErrorKind::InvalidRequest,
        };
        assert_eq!(error.kind(), kind, "{error}");
    }
    assert_eq!(world.requests(), [""; 0]);
}

/// Fails after some bytes.
struct Broken(&'static [u8]);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the tape is torn")),
            count => Ok(count),
        }
    }
}

#[test]
fn the_error_of_a_failed_reader_has_its_cause() {
    let world = World::new();
    let load = tables::load_reader(&world.session, Broken(b"a\n1\n"), DATABASE, "s.t");
    let error = load.send().expect_err("a torn tape");
    assert_eq!(error.kind(), ErrorKind::File);
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.to_string().contains("the tape is torn"), "{error}");
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
