//! SQL on the simulated Platform, executed by SQLite.
#![cfg(feature = "sqlite")]

mod common;

use civis_mock::{Platform, Table};
use common::{Client, poll_until_done, start_platform};
use serde_json::{Value, json};

const DATABASE: &str = "redshift-general";

/// Runs a query, and returns it when it is done.
fn query(client: &Client, sql: &str) -> Value {
    let database = client.get("/databases").json()[0]["id"].clone();
    let query = json!({"database": database, "sql": sql, "previewRows": 100});
    let id = client.post("/queries", &query).json()["id"].clone();
    poll_until_done(client, &format!("/queries/{id}"))
}

#[test]
fn queries_may_join_tables_of_several_schemas() {
    let platform = Platform::new();
    for (name, value) in [
        ("a.t", 1),
        ("b.t", 2),
        ("\"odd schema\".\"odd \"\"table\"", 3),
    ] {
        let table = Table::new(["n"]).row([json!(value)]);
        platform.set_table(DATABASE, name, &table).expect("a table");
    }
    let (_server, client) = start_platform(&platform);
    let sql =
        "select x.n + y.n as total, z.n from a.t x, b.t y, \"odd schema\".\"odd \"\"table\" z";
    let response = query(&client, sql);
    assert_eq!(
        (&response["resultColumns"], &response["resultRows"]),
        (&json!(["total", "n"]), &json!([[3, 3]]))
    );
}

#[test]
fn statements_change_tables_and_the_last_rows_are_returned() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let sql = "create table public.t (id int, word varchar(9));
        insert into public.t values (1, 'é; x'), (2, null);
        select count(*) as n from public.t; -- a comment
        select * from public.t order by id desc;
        update public.t set word = 'y' where id = 2;";
    let response = query(&client, sql);
    assert_eq!(response["state"], "succeeded", "{response}");
    assert_eq!(response["resultRows"], json!([[2, null], [1, "é; x"]]));
    let table = platform.table(DATABASE, "public.t").expect("a table");
    assert_eq!(table.rows()[1], [json!(2), json!("y")]);
    let wrong = query(&client, "insert into public.t values (1)");
    assert_eq!(wrong["state"], "failed");
    assert!(
        wrong["error"]
            .as_str()
            .is_some_and(|error| error.contains("2 columns")),
        "{wrong}"
    );
    assert_eq!(
        query(&client, "drop table public.t")["resultColumns"],
        json!([])
    );
    assert_eq!(platform.table(DATABASE, "public.t"), None);
}

#[test]
fn arguments_are_inserted_as_literals() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let database = client.get("/databases").json()[0]["id"].clone();
    let mut script = json!({
        "name": "s", "remoteHostId": database, "credentialId": 2,
        "sql": "select {{text}} as a, {{ number }} as b, {{absent}} as c, {{defaulted}} as d",
        "params": [
            {"name": "text", "type": "string", "required": true},
            {"name": "number", "type": "integer"},
            {"name": "absent", "type": "string"},
            {"name": "defaulted", "type": "string", "default": "x"},
        ],
        "arguments": {"text": "it's", "number": 5},
        "csvSettings": {"compression": "none", "includeHeader": false},
    });
    let finished_run = |script: &Value| {
        let id = client.post("/scripts/sql", script).json()["id"].clone();
        let run = client
            .post(&format!("/scripts/sql/{id}/runs"), &json!({}))
            .json()["id"]
            .clone();
        let path = format!("/scripts/sql/{id}/runs/{run}");
        poll_until_done(&client, &path)
    };
    let run = finished_run(&script);
    let file = run["output"][0]["fileId"].as_u64().expect("a file");
    assert_eq!(
        platform.file(file),
        Some(b"\"it's\",\"5\",\"\",\"x\"\n".to_vec())
    );
    script["arguments"] = json!({});
    let error = finished_run(&script)["error"].clone();
    assert_eq!(error, "the parameter `text` has no argument");
}

#[test]
fn databases_are_separate() {
    let platform = Platform::new();
    platform.add_database("other");
    platform
        .set_table("other", "public.t", &Table::new(["n"]))
        .expect("a table");
    let (_server, client) = start_platform(&platform);
    assert_eq!(
        query(&client, "select * from public.t")["error"],
        "no such table: public.t"
    );
    assert!(
        platform
            .set_table("nowhere", "public.t", &Table::new(["n"]))
            .is_err()
    );
    assert!(
        platform
            .set_table("other", "a.b.c", &Table::new(["n"]))
            .is_err()
    );
}

#[test]
fn sql_cannot_use_files_extensions_or_settings() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let folder = std::env::temp_dir().join(format!("civis-mock-sql-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("readable.db");
    std::fs::write(&file, b"").expect("a file");
    let new = folder.join("written.db");
    let (file, new) = (file.display(), new.display());
    let denied = [
        format!("attach '{file}' as readable"),
        format!("attach 'file:{file}' as readable"),
        format!("attach '{new}' as written"),
        format!("attach '{}' || '/x.db' as written", folder.display()),
        format!("create table public.t (n int); vacuum into '{new}'"),
        format!("vacuum public into '{new}'"),
        format!("select load_extension('{file}')"),
        format!("SELECT Load_Extension('{file}', 'main')"),
        "select fts3_tokenizer('simple', x'00')".to_owned(),
        format!("create virtual table public.v using csv(filename='{file}')"),
        "create virtual table public.v using fts5(text)".to_owned(),
        "pragma writable_schema = on".to_owned(),
        "PRAGMA Writable_Schema = 1".to_owned(),
        format!("pragma temp_store_directory = '{}'", folder.display()),
        "pragma temp_store = file".to_owned(),
        "pragma public.journal_mode = wal".to_owned(),
        "pragma trusted_schema = on".to_owned(),
        "attach ':memory:' as mine".to_owned(),
        "attach 'file::memory:?cache=shared' as mine".to_owned(),
        format!("explain attach '{new}' as written"),
        "detach public".to_owned(),
        "select * from pragma_journal_mode".to_owned(),
        "pragma hard_heap_limit = 1".to_owned(),
        "pragma public.max_page_count = 1".to_owned(),
        "create table public.d (a int default (load_extension('x')));
         insert into public.d default values"
            .to_owned(),
        "create view public.l as select load_extension('x') as x; select * from public.l"
            .to_owned(),
    ];
    for sql in denied {
        let result = query(&client, &sql);
        assert_eq!(result["state"], "failed", "{sql}: {result}");
        let error = result["error"].as_str().unwrap_or_default();
        // Functions and modules that SQLite was built without do not exist.
        assert!(
            ["cannot use", "not authorized", "no such", "unsafe use"]
                .iter()
                .any(|text| error.contains(text)),
            "{sql}: {error}"
        );
    }
    let changed = "update sqlite_master set sql = 'x'";
    assert_eq!(query(&client, changed)["state"], "failed");
    let files: Vec<_> = std::fs::read_dir(&folder).expect("a folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
}

#[test]
fn sql_without_files_is_allowed() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    for sql in [
        "create table public.t (n int); insert into public.t values (2), (1)",
        "pragma public.table_info(t)",
        "create temp table s as select n from public.t order by n",
        "create view public.w as select upper('a') as a, max(n) as n from public.t",
        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 9)
         select sum(n) from r",
        "begin; delete from public.t where n = 1; commit",
        "vacuum",
        "vacuum public; attach '' as empty; create table empty.t (n int)",
        "select name, file from pragma_database_list",
        "alter table public.t add column word text; drop view public.w",
    ] {
        let result = query(&client, sql);
        assert_eq!(result["state"], "succeeded", "{sql}: {result}");
    }
}
