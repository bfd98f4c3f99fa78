//! For each rule of the diff: an old and a new specification, and code of a caller.

mod operations;
mod parameters;
mod types;

use civis_spec::Rule;
use serde_json::{Value, json};

/// A change, and code that calls what changes.
pub(crate) struct Case {
    pub(crate) rule: Rule,
    /// Rules of other changes that the change causes.
    pub(crate) also: &'static [Rule],
    pub(crate) old: Value,
    pub(crate) new: Value,
    /// Items that are compiled in the module of the client.
    pub(crate) caller: &'static str,
}

/// The specification that the cases change.
fn base() -> Value {
    let response = |schema: Value| json!({"200": {"schema": schema}});
    let job = json!({"$ref": "#/definitions/Job"});
    let id = json!({"name": "id", "in": "path", "type": "integer", "required": true});
    json!({
        "swagger": "2.0", "info": {"title": "Small", "version": "1"}, "host": "a.example", "basePath": "/v1",
        "paths": {
            "/jobs": {"get": {
                "summary": "List jobs",
                "parameters": [
                    {"name": "limit", "in": "query", "type": "integer"},
                    {"name": "since", "in": "query", "type": "string", "format": "date-time"},
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                    {"name": "pageSize", "in": "query", "type": "integer"}
                ],
                "responses": response(json!({"type": "array", "items": job}))
            }},
            "/jobs/{id}": {"get": {"parameters": [id], "responses": response(job.clone())}},
            "/jobs/{id}/move": {"put": {
                "parameters": [
                    id,
                    {"name": "place", "in": "query", "type": "integer", "required": true},
                    {"name": "queue", "in": "query", "type": "string", "required": true},
                    {"name": "hidden", "in": "query", "type": "boolean"}
                ],
                "responses": response(job)
            }}
        },
        "definitions": {
            "Job": {"type": "object", "properties": {
                "id": {"type": "integer"}, "parentId": {"type": "integer"},
                "state": {"type": "string", "enum": ["running", "idle"]}
            }}
        }
    })
}

/// The base with a value set at a pointer. `-` as the last token appends to a list.
fn with(pointer: &str, value: Value) -> Value {
    and(base(), pointer, value)
}

fn and(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = document.pointer_mut(parent).expect("a parent");
    match parent {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().expect("an index")] = value,
        other => other[key.replace("~1", "/")] = value,
    }
    document
}

fn without(mut document: Value, parent: &str, key: &str) -> Value {
    match document.pointer_mut(parent).expect("a parent") {
        Value::Array(list) => drop(list.remove(key.parse().expect("an index"))),
        other => drop(other.as_object_mut().expect("an object").remove(key)),
    }
    document
}

fn replaced(old: &str, new: &str) -> Value {
    let text = base().to_string().replace(old, new);
    serde_json::from_str(&text).expect("JSON")
}

const LIST: &str = "/paths/~1jobs/get";
const GET: &str = "/paths/~1jobs~1{id}/get";
const MOVE: &str = "/paths/~1jobs~1{id}~1move/put";

/// Typical calls of every operation of the base.
const CALLS: &str = "pub fn call(client: &Client) -> bool {
    let one = client.jobs.get(5);
    let all = client.jobs.list().limit(5).since(\"2026-01-01T00:00:00Z\").ids([1]).page_size(2);
    let moved = client.jobs.put_move(5, 1, \"a\").hidden(true);
    let job = types::Job { id: Some(1), state: Some(types::JobState::Running), ..Default::default() };
    let is_running = matches!(job.state, Some(types::JobState::Running)) && job.parent_id.is_none();
    one.request().path().len() + all.request().path().len() + moved.request().path().len() > 0 && is_running
}";

fn harmless(rule: Rule, old: Value, new: Value) -> Case {
    case(rule, &[], old, new, CALLS)
}

fn case(rule: Rule, also: &'static [Rule], old: Value, new: Value, caller: &'static str) -> Case {
    Case {
        rule,
        also,
        old,
        new,
        caller,
    }
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = operations::resources();
    cases.extend(operations::methods());
    cases.extend(operations::responses());
    cases.extend(parameters::parameters());
    cases.extend(parameters::arguments());
    cases.extend(types::types());
    cases.extend(types::fields());
    cases.extend(types::values());
    cases
}

fn get(responses: Value) -> Value {
    json!({"get": {"responses": responses}})
}
