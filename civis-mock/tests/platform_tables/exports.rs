//! Queries, SQL scripts and CSV exports.

use civis_mock::{Platform, Table};
use serde_json::{Value, json};

use crate::common::{Client, poll_until_done, raw, start_platform, target};
use crate::{database, with_people};

/// Runs a SQL script, and returns the run when it is done.
fn export(client: &Client, sql: &str, settings: Value) -> Value {
    let database = database(client);
    let script = json!({"name": "s", "sql": sql, "remoteHostId": database, "credentialId": 2,
        "csvSettings": settings});
    let script = client.post("/scripts/sql", &script).json()["id"].clone();
    let run = client
        .post(&format!("/scripts/sql/{script}/runs"), &json!({}))
        .json();
    poll_until_done(client, &format!("/scripts/sql/{script}/runs/{}", run["id"]))
}

#[test]
fn a_query_returns_the_first_rows() {
    let (_server, client) = start_platform(&with_people());
    let query = |sql: &str, rows: u64| {
        let query = json!({"database": database(&client), "sql": sql, "previewRows": rows});
        let query = client.post("/queries", &query).json();
        assert_eq!(
            (&query["state"], &query["resultRows"]),
            (&json!("queued"), &json!([]))
        );
        poll_until_done(&client, &format!("/queries/{}", query["id"]))
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
fn a_test_can_set_the_result_of_a_statement() {
    let platform = Platform::new();
    let (_server, client) = start_platform(&platform);
    let sql = "select count(*) from nowhere";
    platform.answer_sql(sql, Ok(Table::new(["count"]).row([json!(7)])));
    platform.answer_sql("select 2", Err("out of memory".to_owned()));
    let run = export(
        &client,
        &format!("  {sql};\n"),
        json!({"compression": "none"}),
    );
    let file = run["output"][0]["fileId"].as_u64().expect("a file");
    assert_eq!(platform.file(file), Some(b"\"count\"\n\"7\"\n".to_vec()));
    let failed = export(&client, "select 2", json!({}));
    assert_eq!(
        (&failed["state"], &failed["error"]),
        (&json!("failed"), &json!("out of memory"))
    );
}

#[test]
fn a_script_writes_csv_according_to_its_settings() {
    let platform = with_people();
    let (server, client) = start_platform(&platform);
    let sql = "select * from public.people";
    let exported = |settings: Value| {
        let run = export(&client, sql, settings);
        assert_eq!(run["state"], "succeeded", "{run}");
        let output = run["output"][0].clone();
        let file = output["fileId"].as_u64().expect("a file");
        (
            output["outputName"].clone(),
            platform.file(file).expect("content"),
        )
    };
    let text = |settings: Value| String::from_utf8(exported(settings).1).expect("text");
    let quoted = "\"id\",\"name\"\n\"1\",\"Ada\"\n\"2\",\"a, \"\"b\"\"\"\n\"3\",\"\"\n";
    assert_eq!(text(json!({"compression": "none"})), quoted);
    let bare = json!({"compression": "none", "unquoted": true, "includeHeader": false,
        "columnDelimiter": "pipe"});
    assert_eq!(text(bare), "1|Ada\n2|a, \"b\"\n3|\n");
    let (name, gzip) = exported(json!({"filenamePrefix": "mine"}));
    assert_eq!(
        (name, &gzip[..2]),
        (json!("mine.csv.gz"), &[0x1f, 0x8b][..])
    );
    let (name, zip) = exported(json!({"filename_prefix": "mine", "compression": "zip"}));
    assert_eq!((name, &zip[..2]), (json!("mine.csv.zip"), &b"PK"[..]));

    let run = export(
        &client,
        sql,
        json!({"forceMultifile": true, "compression": "none"}),
    );
    let manifest = run["output"][0]["fileId"]
        .as_u64()
        .and_then(|file| platform.file(file));
    let manifest: Value = serde_json::from_slice(&manifest.expect("content")).expect("JSON");
    assert_eq!(manifest["header"], json!(["id", "name"]));
    assert_eq!(manifest["query"], sql);
    let entries = manifest["entries"].as_array().expect("entries");
    let mut lines = 0;
    for entry in entries {
        let path = target(&server, &entry["url_signed"]);
        let file = raw(server.address(), "GET", path, "", "").expect("a response");
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
            .expect("a response")
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
    let platform = with_people();
    let (_server, client) = start_platform(&platform);
    let source = json!({"sql": "select name from public.people limit 1",
        "remoteHostId": database(&client), "credentialId": 2});
    let export = json!({"source": source, "destination": {"filenamePrefix": "mine"},
        "compression": "none", "includeHeader": false});
    let export = client.post("/exports/files/csv", &export).json()["id"].clone();
    let start = client
        .post(&format!("/exports/files/csv/{export}/runs"), &json!({}))
        .json();
    let path = format!("/exports/files/csv/{export}/runs/{}", start["id"]);
    assert_eq!(poll_until_done(&client, &path)["state"], "succeeded");
    let outputs = client.get(&format!("{path}/outputs")).json();
    assert_eq!(outputs[0]["name"], "mine.csv");
    let file = outputs[0]["objectId"].as_u64().expect("an id");
    assert_eq!(platform.file(file), Some(b"\"Ada\"\n".to_vec()));
    assert_eq!(client.get("/exports").json()[0]["id"], export);
}
