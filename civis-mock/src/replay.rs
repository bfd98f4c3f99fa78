//! Recorded exchanges.

use std::collections::HashMap;

use civis_spec::{Exchange, Operation};
use serde_json::Value;

use crate::reply::Reply;
use crate::request::{self, RecordedRequest};

/// What to do with the exchanges that a specification records.
///
/// Recorded answers do not obey the specification: most hold nulls, some have
/// another shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exchanges {
    /// Nothing: every answer fits its schema.
    #[default]
    Ignore,
    /// An operation that has a recorded success answers with it; its ids are
    /// replaced by those of the path, and a list is answered in pages.
    Prefer,
    /// A request that was recorded (verb, path, query and body) gets the
    /// recorded status, headers and body, errors too. Any other is answered as
    /// under [`Prefer`](Self::Prefer).
    Replay,
}

/// Headers that belong to one connection or to the form in which a body
/// travelled, and are not repeated.
const NOT_REPEATED: [&str; 10] = [
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

/// Exchanges by verb and path.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    exchanges: HashMap<(String, Vec<String>), Vec<Recording>>,
}

#[derive(Debug)]
struct Recording {
    query: Vec<(String, String)>,
    /// As JSON where it is JSON, as text otherwise, null for nothing.
    body: Value,
    reply: Reply,
}

impl Recordings {
    /// Takes the exchanges out of the operations.
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

    /// The recorded answer to a request, the first of several.
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
        if !NOT_REPEATED.contains(&name.to_ascii_lowercase().as_str()) {
            reply = reply.header(name, value);
        }
    }
    reply.body = exchange.body.clone().into_bytes();
    reply
}

fn sorted(mut query: Vec<(String, String)>) -> Vec<(String, String)> {
    query.sort_unstable();
    query
}

/// A body in a form that does not depend on how its JSON was written. An empty
/// object is as good as nothing: clients send one where there is no body.
fn comparable(body: &[u8]) -> Value {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) if object.is_empty() => Value::Null,
        Ok(value) => value,
        Err(_) if body.is_empty() => Value::Null,
        Err(_) => String::from_utf8_lossy(body).into(),
    }
}
