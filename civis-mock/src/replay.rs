//! Recorded exchanges.

use std::collections::HashMap;

use civis_spec::{Exchange, Operation};
use serde_json::Value;

use crate::reply::Reply;
use crate::request::{self, RecordedRequest};

/// How to use the exchanges that a specification has on record.
///
/// Recorded responses deviate from the specification: most contain nulls, some
/// have another shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exchanges {
    /// Ignores them. Every response matches its schema.
    #[default]
    Ignore,
    /// Responds with the recorded success of an operation, if it has one. Ids are
    /// replaced by those of the path, and lists are split into pages.
    Prefer,
    /// Responds to a recorded request (method, path, query and body) with the
    /// recorded status, headers and body, including errors. Other requests are
    /// handled as with [`Prefer`](Self::Prefer).
    Replay,
}

/// Headers of one connection or of one transfer of the body, which are not
/// replayed.
const NOT_REPLAYED: [&str; 10] = [
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "keep-alive",
    "proxy-authenticate",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Exchanges by method and path.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    exchanges: HashMap<(String, Vec<String>), Vec<Recording>>,
}

#[derive(Debug)]
struct Recording {
    query: Vec<(String, String)>,
    /// JSON, or other text as a JSON string, or null for none.
    body: Value,
    reply: Reply,
}

impl Recordings {
    /// Collects the exchanges of the operations.
    pub(crate) fn new(
        operations: &[Operation],
        without_base: impl Fn(Vec<String>) -> Vec<String>,
    ) -> Self {
        let mut recordings = Recordings::default();
        for exchange in operations.iter().flat_map(|operation| &operation.exchanges) {
            let (path, query) = match exchange.target.split_once('?') {
                Some((path, query)) => (path, request::pairs(query)),
                None => (exchange.target.as_str(), Vec::new()),
            };
            let key = (
                exchange.http_method.as_str().to_owned(),
                without_base(request::segments(path)),
            );
            let body = exchange.request_body.as_deref().unwrap_or_default();
            let recording = Recording {
                query: sorted(query),
                body: comparable(body.as_bytes()),
                reply: reply(exchange),
            };
            recordings.exchanges.entry(key).or_default().push(recording);
        }
        recordings
    }

    /// The recorded response to a request, the first of several.
    pub(crate) fn find(&self, request: &RecordedRequest, path: &[String]) -> Option<&Reply> {
        let key = (request.method.clone(), path.to_vec());
        let candidates = self.exchanges.get(&key)?;
        let query = sorted(request.query.clone());
        let body = comparable(&request.body);
        let found = candidates
            .iter()
            .find(|recording| recording.query == query && recording.body == body)?;
        Some(&found.reply)
    }
}

/// The body of the first recorded success that has one.
pub(crate) fn recorded_success(operation: &Operation) -> Option<Value> {
    let exchange = operation.exchanges.iter().find(|exchange| {
        exchange.http_method == operation.http_method && (200..300).contains(&exchange.status)
    })?;
    serde_json::from_str(&exchange.body).ok()
}

fn reply(exchange: &Exchange) -> Reply {
    let mut reply = Reply::empty(exchange.status);
    for (name, value) in &exchange.headers {
        if !NOT_REPLAYED.contains(&name.to_ascii_lowercase().as_str()) {
            reply = reply.header(name, value);
        }
    }
    reply.body = exchange.body.clone().into_bytes().into();
    reply
}

fn sorted(mut query: Vec<(String, String)>) -> Vec<(String, String)> {
    query.sort_unstable();
    query
}

/// A body in a form that does not depend on the formatting of its JSON. An empty
/// object counts as no body, because clients send one where none is declared.
fn comparable(body: &[u8]) -> Value {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) if object.is_empty() => Value::Null,
        Ok(value) => value,
        Err(_) if body.is_empty() => Value::Null,
        Err(_) => String::from_utf8_lossy(body).into(),
    }
}
