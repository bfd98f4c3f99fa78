//! A server with some objects of each type.

use std::collections::HashMap;

use civis_core::{RetryPolicy, Session};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::bare_session;
use crate::support::server::{Server, Step, http_response};

/// A parsed request.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
}

impl Request {
    fn parse(target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Self {
            path: decoded(path),
            query: pairs
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
        }
    }

    /// The requested page number. The default is 1.
    pub(crate) fn page(&self) -> usize {
        let page = self.query.get("page_num");
        page.map_or(1, |page| page.parse().expect("a page number"))
    }
}

/// A successful response.
pub(crate) fn list(value: &Value) -> Vec<u8> {
    http_response(200, &[], &value.to_string())
}

/// A page of a list, with pagination headers.
pub(crate) fn page(value: &Value, current: usize, total: usize) -> Vec<u8> {
    let headers = [
        ("X-Pagination-Current-Page", &*current.to_string()),
        ("X-Pagination-Total-Pages", &*total.to_string()),
    ];
    http_response(200, &headers, &value.to_string())
}

/// A server that responds with the result of a function.
pub(crate) fn serve(respond: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Server {
    Server::new(move |_, request| Step::Respond(respond(&Request::parse(&request.target))))
}

/// A session without retries.
pub(crate) fn session(server: &Server) -> Session {
    bare_session(&server.url())
        .retry(RetryPolicy::default().max_retries(0))
        .build()
        .expect("a session")
}

/// The method, path and query of each request so far.
pub(crate) fn targets(server: &Server) -> Vec<String> {
    let line = |request: &crate::support::server::Received| {
        format!("{} {}", request.method, request.target)
    };
    server.requests().iter().map(line).collect()
}

/// A list in pages of two items, with or without pagination headers.
pub(crate) fn in_pages(items: &[Value], request: &Request, headers: bool) -> Vec<u8> {
    let number = request.page();
    let shown: Vec<_> = items.iter().skip((number - 1) * 2).take(2).collect();
    if headers {
        page(&json!(shown), number, items.len().div_ceil(2))
    } else {
        list(&json!(shown))
    }
}

/// A credential for S3.
pub(crate) fn aws(id: i64, name: &str, owner: &str) -> Value {
    json!({"id": id, "name": name, "owner": owner, "type": "Amazon Web Services S3"})
}

/// A credential for a database.
pub(crate) fn login(id: i64, username: &str, host: i64, host_name: &str) -> Value {
    json!({"id": id, "name": username, "username": username, "type": "Database",
        "remoteHostId": host, "remoteHostName": host_name})
}

fn databases() -> Vec<u8> {
    list(&json!([
        {"id": 1, "name": "redshift-general"},
        {"id": 2, "name": "Redshift-General"},
        {"id": 3, "name": "twice"},
        {"id": 4, "name": "twice"},
        {"id": 5, "name": null},
        {"name": "without an ID"},
    ]))
}

/// Responds to all requests of lookups.
pub(crate) fn platform(request: &Request) -> Vec<u8> {
    match request.path.as_str() {
        "/databases" => databases(),
        "/storage_hosts" => list(&json!([
            {"id": 70, "name": "lake", "owner": {"username": "ann"}},
            {"id": 71, "name": "lakes"},
        ])),
        "/users/me" => list(&json!({"id": 9, "username": "ann"})),
        "/tables" => {
            assert_eq!(request.query["database_id"], "1");
            let table = |id: i64, schema: &str, name: &str| json!({"id": id, "databaseId": 1, "schema": schema, "name": name});
            let items = [
                table(20, "public", "voters_2"),
                table(21, "publicity", "voters"),
                table(22, "public", "Voters"),
                json!({"id": 23, "databaseId": 99, "schema": "public", "name": "voters"}),
                table(24, "public", "voters"),
                table(25, "my.schema", "a \"quoted\" table"),
                table(26, "my.schema", "once"),
            ];
            in_pages(&items, request, true)
        }
        "/credentials" => match request.query.get("type").map(String::as_str) {
            Some("Database") if request.query.contains_key("default") => {
                assert_eq!(request.query["default"], "true");
                list(&json!([login(31, "ann", 1, "redshift-general")]))
            }
            Some("Database") => in_pages(
                &[
                    login(30, "bob", 1, "redshift-general"),
                    login(31, "ann", 2, "Redshift-General"),
                    login(32, "ANN", 1, "redshift-general"),
                    aws(33, "ann", "ann"),
                    login(34, "ann", 1, "redshift-general"),
                    login(35, "bob", 1, "redshift-general"),
                ],
                request,
                false,
            ),
            Some("Amazon Web Services S3") => in_pages(
                &[
                    aws(40, "mine and his", "bob"),
                    aws(41, "mine and his", "ann"),
                    aws(42, "theirs", "bob"),
                    aws(43, "theirs", "cid"),
                    aws(44, "mine twice", "ann"),
                    aws(45, "mine twice", "ann"),
                    login(46, "single", 1, "single"),
                    aws(47, "single", "bob"),
                ],
                request,
                true,
            ),
            Some(other) => panic!("credentials of type {other}"),
            None => list(&json!([{"id": 50, "default": true, "type": "Database"}])),
        },
        other => panic!("an unexpected path: {other}"),
    }
}
