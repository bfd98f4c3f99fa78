//! The catalog of databases and tables, users and credentials.

use civis_mock::{Platform, Table};
use serde_json::{Value, json};

use crate::common::{poll_until_done, start_platform};
use crate::{DATABASE, database, with_people};

#[test]
fn the_catalog_lists_databases_schemas_and_tables() {
    let platform = with_people();
    platform
        .set_table(DATABASE, "scratch.tmp", &Table::new(["a"]))
        .expect("a table");
    let (_server, client) = start_platform(&platform);
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
fn a_scan_finds_a_table_or_fails() {
    let platform = with_people();
    let (_server, client) = start_platform(&platform);
    let scan = |table: &str| {
        let sent = json!({"databaseId": database(&client), "schema": "public", "tableName": table});
        let scan = client.post("/tables/scan", &sent).json();
        let path = format!("/jobs/{}/runs/{}", scan["jobId"], scan["runId"]);
        poll_until_done(&client, &path)
    };
    assert_eq!(scan("people")["state"], "succeeded");
    assert_eq!(
        scan("nobody")["error"],
        "relation \"public.nobody\" does not exist"
    );
}

#[test]
fn users_databases_and_credentials_are_consistent() {
    let platform = Platform::new().username("ada");
    let (_server, client) = start_platform(&platform);
    assert_eq!(client.get("/users/me").json()["username"], "ada");
    let second = platform.add_database("second");
    platform.add_aws_credential("bucket");
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
    let custom =
        platform.add_credential(&json!({"name": "x", "owner": "bob", "type": "Custom", "id": 3}));
    let shown = client.get(&format!("/credentials/{custom}")).json();
    assert_eq!(
        (&shown["owner"], &shown["type"]),
        (&json!("bob"), &json!("Custom"))
    );
    assert_eq!(names("/credentials?type=Custom"), ["x"]);
    let (_server, client) = start_platform(&Platform::new().without_fixtures());
    assert_eq!(client.get("/databases").json(), json!([]));
}
