//! A server with a table, and sessions that do not wait long.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/spec.rs"]
mod spec;

use std::time::Duration;

use civis::jobs::Waiter;
use civis::{RetryPolicy, Session};
use civis_mock::{MockServer, Platform, Table};
use serde_json::{Value, json};

pub(crate) use self::folder::Folder;
use self::spec::spec;

pub(crate) const DATABASE: &str = "redshift-general";
pub(crate) const PEOPLE: &str = "select * from public.people";

/// The path of the content of files, for faults.
pub(crate) const CONTENT: &str = "/civis-mock-files/files/{id}/{name}";

pub(crate) const PEOPLE_CSV: &str =
    "\"id\",\"name\",\"score\"\n\"1\",\"Ada\",\"1.5\"\n\"2\",\"é, \"\"☃\"\"\",\"\"\n";

/// A server, and what it stores.
pub(crate) struct Fixture {
    pub(crate) platform: Platform,
    pub(crate) server: MockServer,
    pub(crate) session: Session,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with_platform(Platform::new())
    }

    pub(crate) fn with_platform(platform: Platform) -> Self {
        let people = Table::new(["id", "name", "score"])
            .row([json!(1), json!("Ada"), json!(1.5)])
            .row([json!(2), json!("é, \"☃\""), Value::Null]);
        platform
            .set_table(DATABASE, "public.people", &people)
            .expect("a table");
        let server = MockServer::builder()
            .spec(spec())
            .platform(&platform)
            .start()
            .expect("a server");
        let retry = RetryPolicy::default().base_backoff(Duration::from_millis(1));
        let session = Session::builder()
            .api_key(server.api_key())
            .base_url(server.url())
            .retry(retry)
            .build()
            .expect("a session");
        Self {
            platform,
            server,
            session,
        }
    }

    /// The method and path of each request so far, without IDs and repeated polls.
    pub(crate) fn requests(&self) -> Vec<String> {
        let mut requests: Vec<String> = self
            .server
            .requests()
            .iter()
            .map(|request| {
                let without_ids = |part: &str| match part.parse::<u64>() {
                    Ok(_) => "ID".to_owned(),
                    Err(_) => part.to_owned(),
                };
                let path: Vec<String> = request.path.split('/').map(without_ids).collect();
                let path = path.join("/");
                if path.starts_with("/civis-mock-files") {
                    return format!("{} content", request.method);
                }
                format!("{} {path}", request.method)
            })
            .collect();
        requests.dedup();
        requests
    }

    /// The body of the only request with this method and path.
    pub(crate) fn sent(&self, path: &str) -> Value {
        let requests = self.server.requests();
        let mut bodies = requests
            .iter()
            .filter(|request| request.method == "POST" && request.path == path)
            .map(|request| request.json().expect("JSON"));
        let body = bodies.next().expect("a request");
        assert!(bodies.next().is_none(), "{path} was posted twice");
        body
    }

    /// The ID of the only script, and of its only run.
    pub(crate) fn script(&self) -> (u64, u64) {
        let requests = self.server.requests();
        let runs = requests.iter().find(|request| {
            request.method == "POST"
                && request.path.starts_with("/scripts/sql/")
                && request.path.ends_with("/runs")
        });
        let script = runs.expect("a run").path.split('/').nth(3);
        let script = script.and_then(|id| id.parse().ok()).expect("an ID");
        let [run] = *self.platform.runs(script) else {
            panic!("there is more than one run");
        };
        (script, run)
    }
}

/// Polls without waiting.
pub(crate) fn quick() -> Waiter<'static> {
    Waiter::new().interval(Duration::from_millis(1))
}
