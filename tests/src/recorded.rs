//! Converts recorded requests back to arguments, and compares requests as data.
//!
//! The build script writes the typed calls with it, and the tests make the same calls by name.

use civis_spec::{Exchange, Location, Operation, Parameter, Type, snake_case};
use serde_json::{Map, Value};

/// The arguments of a recorded request.
#[derive(Debug, Default)]
pub struct Recorded {
    /// By official name, as JSON of the declared type if the recorded text parses as such.
    pub arguments: Map<String, Value>,
    /// The names in the request that the specification does not declare.
    pub undeclared: Vec<String>,
}

/// Reads the arguments of a recorded request.
#[must_use]
pub fn arguments(operation: &Operation, exchange: &Exchange) -> Recorded {
    let mut recorded = Recorded::default();
    let (path, query) = exchange
        .target
        .split_once('?')
        .unwrap_or((&exchange.target, ""));
    for (placeholder, value) in segments(&operation.path).into_iter().zip(segments(path)) {
        let name = placeholder
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        if let Some(name) = name {
            recorded.take(operation, &[Location::Path], name, |ty| typed(ty, &value));
        }
    }
    for (name, values) in grouped(query) {
        let stem = name.strip_suffix("[]").unwrap_or(&name);
        recorded.take(operation, &[Location::Query], stem, |ty| match ty {
            Type::List(item) => values.iter().map(|value| typed(item, value)).collect(),
            ty => typed(ty, values.last().map_or("", String::as_str)),
        });
    }
    if let Some(Value::Object(body)) = body(exchange.request_body.as_deref().unwrap_or_default()) {
        for (name, value) in body {
            recorded.take(operation, &[Location::Field], &name, |_| value.clone());
        }
    }
    recorded
}

impl Recorded {
    fn take(
        &mut self,
        operation: &Operation,
        locations: &[Location],
        name: &str,
        value: impl Fn(&Type) -> Value,
    ) {
        let snake = snake_case(name);
        let is_it = |parameter: &&Parameter| {
            let names = parameter.wire == name || parameter.name == snake;
            locations.contains(&parameter.location) && names
        };
        match operation.parameters.iter().find(is_it) {
            Some(parameter) => {
                let value = value(&parameter.ty);
                self.arguments.insert(parameter.name.clone(), value);
            }
            None => self.undeclared.push(name.to_owned()),
        }
    }
}

/// Text of a path or a query as JSON of a type. Text that does not parse stays text.
fn typed(ty: &Type, text: &str) -> Value {
    match ty {
        Type::Integer => text
            .parse::<i64>()
            .map_or_else(|_| text.into(), Value::from),
        Type::Number => text
            .parse::<f64>()
            .map_or_else(|_| text.into(), Value::from),
        Type::Boolean => text
            .parse::<bool>()
            .map_or_else(|_| text.into(), Value::from),
        Type::List(item) => Value::Array(vec![typed(item, text)]),
        _ => text.into(),
    }
}

/// The segments of a path, decoded.
#[must_use]
pub fn segments(path: &str) -> Vec<String> {
    path.trim_matches('/')
        .split('/')
        .map(|segment| decoded(segment, false))
        .collect()
}

/// The pairs of a query, decoded.
#[must_use]
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true), decoded(value, true))
        })
        .collect()
}

fn grouped(query: &str) -> Vec<(String, Vec<String>)> {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in pairs(query) {
        match grouped.iter_mut().find(|(one, _)| *one == name) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name, vec![value])),
        }
    }
    grouped
}

fn decoded(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (escaped, bytes[at]) {
            (Some(byte), _) => out.push(byte),
            (None, b'+') if plus_is_space => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A body as JSON. None if it is empty or not JSON.
#[must_use]
pub fn body(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// A request as data. Requests that mean the same are equal: names at the top level are in
/// snake case without `[]`, the order of pairs does not count, and no body equals `{}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparable {
    /// The HTTP method.
    pub method: String,
    /// Decoded segments.
    pub path: Vec<String>,
    /// Decoded pairs, sorted.
    pub query: Vec<(String, String)>,
    /// The body, with top-level names in snake case.
    pub body: Value,
}

impl Comparable {
    /// Converts a request: HTTP method, path with query, body.
    #[must_use]
    pub fn new(method: &str, target: &str, body_text: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let name = |name: &str| snake_case(name.strip_suffix("[]").unwrap_or(name));
        let mut query: Vec<_> = pairs(query)
            .into_iter()
            .map(|(key, value)| (name(&key), value))
            .collect();
        query.sort();
        let body = match body(body_text) {
            Some(Value::Object(fields)) => Value::Object(
                fields
                    .into_iter()
                    .map(|(key, value)| (name(&key), value))
                    .collect(),
            ),
            Some(other) => other,
            None => Value::Object(Map::new()),
        };
        Self {
            method: method.to_owned(),
            path: segments(path),
            query,
            body,
        }
    }
}

/// Removes the nulls in objects, for comparing a typed value with the JSON that it was decoded
/// from.
#[must_use]
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
