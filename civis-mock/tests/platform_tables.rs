//! Tables of the Platform: imports, exports and queries, with and without SQL.

mod common;

use civis_mock::{Platform, Table};
use common::{Client, platform, polled, raw, target};
use serde_json::{Value, json};

const DATABASE: &str = "redshift-general";

fn people() -> Table {
    Table::typed([("id", "INT"), ("name", "VARCHAR(20)")])
        .row([json!(1), json!("Ada")])
        .row([json!(2), json!("a, \"b\"")])
        .row([json!(3), Value::Null])
}

/// A Platform that has the table of people.
fn peopled() -> Platform {
    let kept = Platform::new();
    kept.set_table(DATABASE, "public.people", &people())
        .expect("a table");
    kept
}

fn database(client: &Client) -> u64 {
    client.get("/databases").json()[0]["id"]
        .as_u64()
        .expect("an id")
}

fn run(client: &Client, job: &Value) -> Value {
    let run = client.post(&format!("/jobs/{job}/runs"), &json!({})).json();
    polled(client, &format!("/jobs/{job}/runs/{}", run["id"]))
}

/// The run of a SQL script, when it has ended.
fn export(client: &Client, sql: &str, settings: Value) -> Value {
    let database = database(client);
    let script = json!({"name": "s", "sql": sql, "remoteHostId": database, "credentialId": 2,
        "csvSettings": settings});
    let script = client.post("/scripts/sql", &script).json()["id"].clone();
    let run = client
        .post(&format!("/scripts/sql/{script}/runs"), &json!({}))
        .json();
    polled(client, &format!("/scripts/sql/{script}/runs/{}", run["id"]))
}

#[test]
fn a_query_answers_the_first_rows() {
    let (_server, client) = platform(&peopled());
    let query = |sql: &str, rows: u64| {
        let query = json!({"database": database(&client), "sql": sql, "previewRows": rows});
        let query = client.post("/queries", &query).json();
        assert_eq!(
            (&query["state"], &query["resultRows"]),
            (&json!("queued"), &json!([]))
        );
        polled(&client, &format!("/queries/{}", query["id"]))
    };
    let all = query("select * from public.people", 2);
    assert_eq!(all["state"], "succeeded");
    assert_eq!(all["resultColumns"], json!(["id", "name"]));
    assert_eq!(all["resultRows"], json!([[1, "Ada"], [2, "a, \"b\""]]));
    assert!(all["startedAt"].is_string() && all["finishedAt"].is_string());
    assert_eq!(
        query("select name from people limit 1", 10)["resultRows"],
        json!([["Ada"]])
    );
    let wrong = query("select * from public.nobody", 10);
    assert_eq!(wrong["state"], "failed");
    let error = wrong["error"].as_str().expect("an error");
    assert!(error.contains("public.nobody"), "{error}");
    assert_eq!(wrong["exception"], wrong["error"]);
    let run = client
        .get(&format!(
            "/queries/{}/runs/{}",
            wrong["id"], wrong["lastRunId"]
        ))
        .json();
    assert_eq!(
        (&run["queryId"], &run["error"]),
        (&wrong["id"], &wrong["error"])
    );
}

#[test]
fn what_sql_gives_can_be_set() {
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    let sql = "select count(*) from nowhere";
    kept.answer_sql(sql, Ok(Table::new(["count"]).row([json!(7)])));
    kept.answer_sql("select 2", Err("out of memory".to_owned()));
    let run = export(
        &client,
        &format!("  {sql};\n"),
        json!({"compression": "none"}),
    );
    let file = run["output"][0]["fileId"].as_u64().expect("a file");
    assert_eq!(kept.file(file), Some(b"\"count\"\n\"7\"\n".to_vec()));
    let failed = export(&client, "select 2", json!({}));
    assert_eq!(
        (&failed["state"], &failed["error"]),
        (&json!("failed"), &json!("out of memory"))
    );
}

#[test]
fn a_script_writes_csv_as_its_settings_say() {
    let kept = peopled();
    let (server, client) = platform(&kept);
    let sql = "select * from public.people";
    let written = |settings: Value| {
        let run = export(&client, sql, settings);
        assert_eq!(run["state"], "succeeded", "{run}");
        let output = run["output"][0].clone();
        let file = output["fileId"].as_u64().expect("a file");
        (
            output["outputName"].clone(),
            kept.file(file).expect("content"),
        )
    };
    let text = |settings: Value| String::from_utf8(written(settings).1).expect("text");
    let quoted = "\"id\",\"name\"\n\"1\",\"Ada\"\n\"2\",\"a, \"\"b\"\"\"\n\"3\",\"\"\n";
    assert_eq!(text(json!({"compression": "none"})), quoted);
    let bare = json!({"compression": "none", "unquoted": true, "includeHeader": false,
        "columnDelimiter": "pipe"});
    assert_eq!(text(bare), "1|Ada\n2|a, \"b\"\n3|\n");
    let (name, gzip) = written(json!({"filenamePrefix": "mine"}));
    assert_eq!(
        (name, &gzip[..2]),
        (json!("mine.csv.gz"), &[0x1f, 0x8b][..])
    );
    let (name, zip) = written(json!({"filename_prefix": "mine", "compression": "zip"}));
    assert_eq!((name, &zip[..2]), (json!("mine.csv.zip"), &b"PK"[..]));

    let run = export(
        &client,
        sql,
        json!({"forceMultifile": true, "compression": "none"}),
    );
    let manifest = run["output"][0]["fileId"]
        .as_u64()
        .and_then(|file| kept.file(file));
    let manifest: Value = serde_json::from_slice(&manifest.expect("content")).expect("JSON");
    assert_eq!(manifest["header"], json!(["id", "name"]));
    assert_eq!(manifest["query"], sql);
    let entries = manifest["entries"].as_array().expect("entries");
    let mut lines = 0;
    for entry in entries {
        let place = target(&server, &entry["url_signed"]);
        let file = raw(server.address(), "GET", place, "", "").expect("an answer");
        assert_eq!(
            (file.status, file.body.len() as u64),
            (200, entry["size"].as_u64().expect("a size"))
        );
        lines += file.body.iter().filter(|byte| **byte == b'\n').count() - 1;
    }
    assert_eq!((entries.len(), lines), (2, 3));

    let (script, path) = (&run["sqlId"], &run["output"][0]["path"]);
    assert_eq!(
        raw(server.address(), "GET", target(&server, path), "", "")
            .expect("an answer")
            .status,
        200
    );
    let outputs = client
        .get(&format!("/jobs/{script}/runs/{}/outputs", run["id"]))
        .json();
    assert_eq!(outputs[0]["objectId"], run["output"][0]["fileId"]);
}

#[test]
fn a_csv_export_writes_a_file() {
    let kept = peopled();
    let (_server, client) = platform(&kept);
    let source = json!({"sql": "select name from public.people limit 1",
        "remoteHostId": database(&client), "credentialId": 2});
    let export = json!({"source": source, "destination": {"filenamePrefix": "mine"},
        "compression": "none", "includeHeader": false});
    let export = client.post("/exports/files/csv", &export).json()["id"].clone();
    let start = client
        .post(&format!("/exports/files/csv/{export}/runs"), &json!({}))
        .json();
    let path = format!("/exports/files/csv/{export}/runs/{}", start["id"]);
    assert_eq!(polled(&client, &path)["state"], "succeeded");
    let outputs = client.get(&format!("{path}/outputs")).json();
    assert_eq!(outputs[0]["name"], "mine.csv");
    let file = outputs[0]["objectId"].as_u64().expect("an id");
    assert_eq!(kept.file(file), Some(b"\"Ada\"\n".to_vec()));
    assert_eq!(client.get("/exports").json()[0]["id"], export);
}

/// The run of an import of a text, when it has ended.
fn import(client: &Client, kept: &Platform, text: &str, more: Value) -> Value {
    let mut import = json!({
        "source": {"fileIds": [kept.add_file("a.csv", text)]},
        "destination": {"schema": "public", "table": "people", "remoteHostId": database(client),
            "credentialId": 2, "primaryKeys": ["id"]},
        "firstRowIsHeader": true,
    });
    for (key, value) in more.as_object().expect("an object") {
        import[key] = value.clone();
    }
    let job = client.post("/imports/files/csv", &import).json();
    run(client, &job["id"])
}

fn rows(kept: &Platform) -> Vec<Vec<Value>> {
    kept.table(DATABASE, "public.people")
        .expect("a table")
        .rows()
        .to_vec()
}

#[test]
fn an_import_treats_existing_rows_as_asked() {
    let kept = peopled();
    let (_server, client) = platform(&kept);
    let existing = |word: &str, text: &str| {
        let run = import(&client, &kept, text, json!({"existingTableRows": word}));
        run["error"].as_str().map(str::to_owned)
    };
    let error = existing("fail", "id,name\n9,x\n").expect("an error");
    assert!(error.contains("already exists"), "{error}");
    assert_eq!(rows(&kept), people().rows());
    assert_eq!(existing("upsert", "id,name\n3,Grace\n4,\n"), None);
    assert_eq!(
        rows(&kept)[2..],
        [vec![json!(3), json!("Grace")], vec![json!(4), Value::Null]]
    );
    assert_eq!(existing("append", "id,name\n5,e\n"), None);
    assert_eq!(rows(&kept).len(), 5);
    assert_eq!(existing("truncate", "id,name\n6,f\n"), None);
    assert_eq!(rows(&kept), [[json!(6), json!("f")]]);
    let error = existing("append", "id,name\n7,\"twenty-one characters\"\n").expect("an error");
    assert!(
        error.contains("row 1") && error.contains("VARCHAR(20)"),
        "{error}"
    );
    assert_eq!(rows(&kept), [[json!(6), json!("f")]]);
    assert_eq!(existing("drop", "name\n7\n"), None);
    assert_eq!(rows(&kept), [[json!(7)]]);
}

#[test]
fn an_import_counts_the_rows_that_do_not_fit() {
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    let text = "x,1\ny,z\nw,2,3\n";
    let load = |errors: u64| {
        let more = json!({
            "maxErrors": errors,
            "firstRowIsHeader": false,
            "tableColumns": [{"name": "name", "sql_type": "VARCHAR(9)"}, {"name": "id", "sql_type": "INT"}],
        });
        import(&client, &kept, text, more)["error"].clone()
    };
    let error = load(1);
    assert!(
        error
            .as_str()
            .is_some_and(|error| error.starts_with("row 3: 3 cells")),
        "{error}"
    );
    assert_eq!(kept.table(DATABASE, "people"), None);
    assert_eq!(load(2), Value::Null);
    assert_eq!(rows(&kept), [[json!("x"), json!(1)]]);
}

#[test]
fn columns_may_stand_in_another_order() {
    let kept = peopled();
    let (_server, client) = platform(&kept);
    let columns = |name: &str| {
        json!({
            "existingTableRows": "truncate",
            "tableColumns": [{"name": name}, {"name": "ID"}],
        })
    };
    assert_eq!(
        import(&client, &kept, "name,id\na,1\n", columns("Name"))["error"],
        Value::Null
    );
    assert_eq!(rows(&kept), [[json!(1), json!("a")]]);
    let error = import(&client, &kept, "x,id\na,1\n", columns("x"))["error"].clone();
    assert!(
        error
            .as_str()
            .is_some_and(|error| error.contains("no column \"x\"")),
        "{error}"
    );
}

#[test]
fn cleaning_tells_what_a_file_is() {
    let kept = Platform::new();
    let (_server, client) = platform(&kept);
    let clean = |file: u64, more: Value| {
        let mut sent = json!({"fileId": file, "inPlace": false});
        for (key, value) in more.as_object().expect("an object") {
            sent[key] = value.clone();
        }
        let job = client.post("/files/preprocess/csv", &sent).json()["id"].clone();
        let run = run(&client, &job);
        let outputs = client
            .get(&format!("/jobs/{job}/runs/{}/outputs", run["id"]))
            .json();
        (run, outputs[0]["objectId"].clone())
    };
    let latin = kept.add_file("latin.csv", b"id\tn\xe9\n1\tx\n".to_vec());
    let (_, cleaned) = clean(latin, json!({"detectTableColumns": true}));
    assert_ne!(cleaned, latin);
    let info = client.get(&format!("/files/{cleaned}")).json()["detectedInfo"].clone();
    assert_eq!(
        info,
        json!({
            "includeHeader": true, "columnDelimiter": "tab", "compression": "none",
            "tableColumns": [{"name": "id", "sqlType": "INT"}, {"name": "né", "sqlType": "VARCHAR(1)"}],
        })
    );
    let content = kept.file(cleaned.as_u64().expect("an id"));
    assert_eq!(content.as_deref(), Some("id\tné\n1\tx\n".as_bytes()));
    let (_, in_place) = clean(latin, json!({"inPlace": true, "includeHeader": false}));
    assert_eq!(in_place, latin);
    let info = client.get(&format!("/files/{latin}")).json()["detectedInfo"].clone();
    assert_eq!(
        (&info["includeHeader"], &info["tableColumns"]),
        (&json!(false), &Value::Null)
    );
    let (_, empty) = clean(kept.add_file("empty.csv", ""), json!({}));
    let info = client.get(&format!("/files/{empty}")).json()["detectedInfo"].clone();
    assert_eq!(info["columnDelimiter"], Value::Null);
    let broken = kept.add_file("broken.csv.gz", b"\x1f\x8bno".to_vec());
    let (run, _) = clean(broken, json!({}));
    let error = run["error"].as_str().expect("an error");
    assert!(error.contains("not valid gzip"), "{error}");
}

#[test]
fn an_import_may_bring_its_file_itself() {
    let kept = Platform::new();
    let (server, client) = platform(&kept);
    let import = json!({"schema": "public", "name": "people", "remoteHostId": database(&client),
        "credentialId": 2});
    let import = client.post("/imports/files", &import).json();
    let place = target(&server, &import["uploadUri"]);
    let put = raw(server.address(), "PUT", place, "", "id|name\n1|a\n").expect("an answer");
    assert_eq!(put.status, 200);
    let run = client
        .post(target(&server, &import["runUri"]), &json!({}))
        .json();
    let path = format!("/imports/files/{}/runs/{}", import["id"], run["id"]);
    assert_eq!(polled(&client, &path)["state"], "succeeded");
    assert_eq!(rows(&kept), [[json!(1), json!("a")]]);
}

#[test]
fn a_sync_copies_a_table() {
    let kept = peopled();
    let other = kept.add_database("other");
    let (_server, client) = platform(&kept);
    let host = |id: u64| json!({"remoteHostId": id, "credentialId": 2});
    let import = json!({"name": "copy", "syncType": "Dbsync", "isOutbound": true,
        "source": host(database(&client)), "destination": host(other)});
    let import = client.post("/imports", &import).json()["id"].clone();
    let failed = run(&client, &import);
    assert_eq!(failed["error"], "the import has no syncs");
    let sync =
        json!({"source": {"path": "public.people"}, "destination": {"path": "copies.people"}});
    let sync = client
        .post(&format!("/imports/{import}/syncs"), &sync)
        .json();
    let shown = client.get(&format!("/imports/{import}")).json();
    assert_eq!(shown["syncs"][0]["id"], sync["id"]);
    let start = client
        .post(&format!("/imports/{import}/runs"), &json!({}))
        .json();
    let path = format!("/imports/files/{import}/runs/{}", start["runId"]);
    assert_eq!(polled(&client, &path)["state"], "succeeded");
    let copy = kept.table("other", "copies.people").expect("a table");
    assert_eq!(copy, people());
    let again = run(&client, &import);
    assert!(
        again["error"]
            .as_str()
            .is_some_and(|error| error.contains("already exists")),
        "{again}"
    );
}

#[test]
fn the_catalog_shows_the_tables() {
    let kept = peopled();
    kept.set_table(DATABASE, "scratch.tmp", &Table::new(["a"]))
        .expect("a table");
    let (_server, client) = platform(&kept);
    let database = database(&client);
    let schema = format!("/databases/{database}/schemas");
    assert_eq!(
        client.get(&schema).json(),
        json!([{"schema": "public"}, {"schema": "scratch"}])
    );
    let table = client.get(&format!("{schema}/public/tables/people")).json();
    assert_eq!(
        (&table["rowCount"], &table["columnCount"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(table["columns"][1]["sqlType"], "VARCHAR(20)");
    assert_eq!(table["columns"][1]["nullCount"], 1);
    let missing = client.get(&format!("{schema}/public/tables/nobody"));
    assert_eq!(missing.problem().0, 404);
    assert_eq!(
        client.get(&format!("{schema}/scratch/tables")).json()[0]["name"],
        "tmp"
    );
    let found = |query: &str| -> Vec<Value> {
        let tables = client.get(&format!("/tables?{query}")).json();
        tables
            .as_array()
            .expect("a list")
            .iter()
            .map(|table| table["id"].clone())
            .collect()
    };
    let id = table["id"].clone();
    let exact = format!("database_id={database}&schema=public&name=people");
    for query in [
        exact.as_str(),
        "name=%25eop*",
        "search=public.pe",
        "schema=public",
    ] {
        assert_eq!(found(query), std::slice::from_ref(&id), "{query}");
    }
    assert_eq!(found("").len(), 2);
    assert!(found("name=nobody").is_empty() && found("database_id=999").is_empty());
    assert_eq!(
        client.get(&format!("/tables/{id}")).json()["name"],
        "people"
    );
    let columns = client.get(&format!("/tables/{id}/columns")).json();
    assert_eq!(columns[0]["name"], "id");
    assert_eq!(client.get("/tables/999999").status, 404);
}

#[test]
fn who_and_what_is_there_fits_together() {
    let kept = Platform::new().username("ada");
    let (_server, client) = platform(&kept);
    assert_eq!(client.get("/users/me").json()["username"], "ada");
    let second = kept.add_database("second");
    kept.add_aws_credential("bucket");
    let names = |path: &str| -> Vec<Value> {
        let items = client.get(path).json();
        items
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["name"].clone())
            .collect()
    };
    assert_eq!(names("/databases"), ["redshift-general", "second"]);
    assert_eq!(names("/storage_hosts"), ["storage"]);
    assert_eq!(
        names("/credentials?type=Amazon+Web+Services+S3"),
        ["aws", "bucket"]
    );
    let default = client.get("/credentials?type=Database&default=True").json();
    assert_eq!(default.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&default[0]["remoteHostName"], &default[0]["owner"]),
        (&json!("redshift-general"), &json!("ada"))
    );
    let of_second = client
        .get(&format!("/credentials?remote_host_id={second}"))
        .json();
    assert_eq!(of_second.as_array().map(Vec::len), Some(1));
    assert_eq!(
        client
            .get(&format!("/credentials/{}", of_second[0]["id"]))
            .json(),
        of_second[0]
    );
    let sent =
        json!({"type": "Database", "username": "bob", "password": "x", "remoteHostId": second});
    let added = client.post("/credentials", &sent).json();
    assert_eq!(
        (&added["username"], &added["remoteHostName"]),
        (&json!("bob"), &json!("second"))
    );
    assert!(added.get("password").is_none());
    assert_eq!(names("/credentials?name=bob"), ["bob"]);
    let told =
        kept.add_credential(&json!({"name": "x", "owner": "bob", "type": "Custom", "id": 3}));
    let shown = client.get(&format!("/credentials/{told}")).json();
    assert_eq!(
        (&shown["owner"], &shown["type"]),
        (&json!("bob"), &json!("Custom"))
    );
    assert_eq!(names("/credentials?type=Custom"), ["x"]);
    let (_server, client) = platform(&Platform::new().without_fixtures());
    assert_eq!(client.get("/databases").json(), json!([]));
}
