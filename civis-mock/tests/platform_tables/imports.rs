//! Imports, the preprocessing of files, and syncs.

use civis_mock::Platform;
use serde_json::{Value, json};

use crate::common::{Client, poll_until_done, raw, start_platform, target};
use crate::{DATABASE, database, people, run, with_people};

/// Imports a CSV text, and returns the run when it is done.
fn import(client: &Client, platform: &Platform, text: &str, more: Value) -> Value {
    let mut import = json!({
        "source": {"fileIds": [platform.add_file("a.csv", text)]},
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

fn rows(platform: &Platform) -> Vec<Vec<Value>> {
    platform
        .table(DATABASE, "public.people")
        .expect("a table")
        .rows()
        .to_vec()
}

#[test]
fn an_import_handles_existing_rows_as_requested() {
    let platform = with_people();
    let (_server, client) = start_platform(&platform);
    let existing = |word: &str, text: &str| {
        let run = import(&client, &platform, text, json!({"existingTableRows": word}));
        run["error"].as_str().map(str::to_owned)
    };
    let error = existing("fail", "id,name\n9,x\n").expect("an error");
    assert!(error.contains("already exists"), "{error}");
    assert_eq!(rows(&platform), people().rows());
    assert_eq!(existing("upsert", "id,name\n3,Grace\n4,\n"), None);
    assert_eq!(
        rows(&platform)[2..],
        [vec![json!(3), json!("Grace")], vec![json!(4), Value::Null]]
    );
    assert_eq!(existing("append", "id,name\n5,e\n"), None);
    assert_eq!(rows(&platform).len(), 5);
    assert_eq!(existing("truncate", "id,name\n6,f\n"), None);
    assert_eq!(rows(&platform), [[json!(6), json!("f")]]);
    let error = existing("append", "id,name\n7,\"twenty-one characters\"\n").expect("an error");
    assert!(
        error.contains("row 1") && error.contains("VARCHAR(20)"),
        "{error}"
    );
    assert_eq!(rows(&platform), [[json!(6), json!("f")]]);
    assert_eq!(existing("drop", "name\n7\n"), None);
    assert_eq!(rows(&platform), [[json!(7)]]);
}

#[test]
fn an_import_fails_after_too_many_invalid_rows() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let text = "x,1\ny,z\nw,2,3\n";
    let load = |errors: u64| {
        let more = json!({
            "maxErrors": errors,
            "firstRowIsHeader": false,
            "tableColumns": [{"name": "name", "sql_type": "VARCHAR(9)"}, {"name": "id", "sql_type": "INT"}],
        });
        import(&client, &platform, text, more)["error"].clone()
    };
    let error = load(1);
    assert!(
        error
            .as_str()
            .is_some_and(|error| error.starts_with("row 3: 3 cells")),
        "{error}"
    );
    assert_eq!(platform.table(DATABASE, "people"), None);
    assert_eq!(load(2), Value::Null);
    assert_eq!(rows(&platform), [[json!("x"), json!(1)]]);
}

#[test]
fn columns_may_be_in_another_order() {
    let platform = with_people();
    let (_server, client) = start_platform(&platform);
    let columns = |name: &str| {
        json!({
            "existingTableRows": "truncate",
            "tableColumns": [{"name": name}, {"name": "ID"}],
        })
    };
    assert_eq!(
        import(&client, &platform, "name,id\na,1\n", columns("Name"))["error"],
        Value::Null
    );
    assert_eq!(rows(&platform), [[json!(1), json!("a")]]);
    let error = import(&client, &platform, "x,id\na,1\n", columns("x"))["error"].clone();
    assert!(
        error
            .as_str()
            .is_some_and(|error| error.contains("no column \"x\"")),
        "{error}"
    );
}

#[test]
fn preprocessing_detects_the_format_of_a_file() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
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
    let latin = platform.add_file("latin.csv", b"id\tn\xe9\n1\tx\n".to_vec());
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
    let content = platform.file(cleaned.as_u64().expect("an id"));
    assert_eq!(content.as_deref(), Some("id\tné\n1\tx\n".as_bytes()));
    let (_, in_place) = clean(latin, json!({"inPlace": true, "includeHeader": false}));
    assert_eq!(in_place, latin);
    let info = client.get(&format!("/files/{latin}")).json()["detectedInfo"].clone();
    assert_eq!(
        (&info["includeHeader"], &info["tableColumns"]),
        (&json!(false), &Value::Null)
    );
    let (_, empty) = clean(platform.add_file("empty.csv", ""), json!({}));
    let info = client.get(&format!("/files/{empty}")).json()["detectedInfo"].clone();
    assert_eq!(info["columnDelimiter"], Value::Null);
    let broken = platform.add_file("broken.csv.gz", b"\x1f\x8bno".to_vec());
    let (run, _) = clean(broken, json!({}));
    let error = run["error"].as_str().expect("an error");
    assert!(error.contains("not valid gzip"), "{error}");
}

#[test]
fn an_import_may_upload_its_own_file() {
    let platform = Platform::new();
    let (server, client) = start_platform(&platform);
    let import = json!({"schema": "public", "name": "people", "remoteHostId": database(&client),
        "credentialId": 2});
    let import = client.post("/imports/files", &import).json();
    let path = target(&server, &import["uploadUri"]);
    let put = raw(server.address(), "PUT", path, "", "id|name\n1|a\n").expect("a response");
    assert_eq!(put.status, 200);
    let run = client
        .post(target(&server, &import["runUri"]), &json!({}))
        .json();
    let path = format!("/imports/files/{}/runs/{}", import["id"], run["id"]);
    assert_eq!(poll_until_done(&client, &path)["state"], "succeeded");
    assert_eq!(rows(&platform), [[json!(1), json!("a")]]);
}

#[test]
fn a_sync_copies_a_table() {
    let platform = with_people();
    let other = platform.add_database("other");
    let (_server, client) = start_platform(&platform);
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
    assert_eq!(poll_until_done(&client, &path)["state"], "succeeded");
    let copy = platform.table("other", "copies.people").expect("a table");
    assert_eq!(copy, people());
    let again = run(&client, &import);
    assert!(
        again["error"]
            .as_str()
            .is_some_and(|error| error.contains("already exists")),
        "{again}"
    );
}
