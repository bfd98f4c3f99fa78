//! Whole specifications: every operation is answered as declared, and what was
//! recorded is taken.

#![forbid(unsafe_code)]

mod common;

use civis_mock::{Exchanges, MockServer, Platform};
use civis_spec::{HttpMethod, Location, Operation, Parameter, ReadOptions, Spec, Type, TypeKind};
use common::{Client, SMALL, published};
use serde_json::{Map, Value, json};

fn specifications(test: &str) -> Vec<(String, Vec<u8>)> {
    let mut specs = vec![("small".to_owned(), SMALL.to_vec())];
    specs.extend(published(test));
    specs
}

fn operations(spec: &Spec) -> impl Iterator<Item = &Operation> {
    spec.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}

/// A JSON value of a type, of required properties only.
fn argument(spec: &Spec, ty: &Type) -> Value {
    match ty {
        Type::Any | Type::Map(_) => json!({}),
        Type::String | Type::File => json!("text"),
        Type::Integer => json!(3),
        Type::Number => json!(2.5),
        Type::Boolean => json!(true),
        Type::Timestamp => json!("2024-02-01T12:00:00.000Z"),
        Type::Date => json!("2024-02-01"),
        Type::List(of) => json!([argument(spec, of)]),
        Type::Record(id) => match &spec.type_def(*id).kind {
            TypeKind::Record(fields) => {
                let required = fields.iter().filter(|field| field.required);
                required
                    .map(|field| (field.wire.clone(), argument(spec, &field.ty)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            TypeKind::Enum(_) => panic!("a record is declared"),
        },
        Type::Enum(id) => match &spec.type_def(*id).kind {
            TypeKind::Enum(variants) => json!(variants[0].wire),
            TypeKind::Record(_) => panic!("an enum is declared"),
        },
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace(' ', "+"),
        Value::Array(items) => text(&items[0]),
        other => other.to_string(),
    }
}

/// Target and body of a request with the parameters that `wanted` picks.
fn request(
    spec: &Spec,
    operation: &Operation,
    wanted: impl Fn(&Parameter) -> bool,
) -> (String, String) {
    let mut target = operation.path.clone();
    let mut query = Vec::new();
    let mut body = Map::new();
    for parameter in operation.parameters.iter().filter(|p| wanted(p)) {
        let value = argument(spec, &parameter.ty);
        match parameter.location {
            Location::Path => {
                target = target.replace(&format!("{{{}}}", parameter.wire), &text(&value));
            }
            Location::Query => {
                let brackets = if value.is_array() { "[]" } else { "" };
                query.push(format!("{}{brackets}={}", parameter.wire, text(&value)));
            }
            Location::Field => {
                body.insert(parameter.wire.clone(), value);
            }
            other => panic!("{}: a parameter in {other:?}", operation.path),
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let has_body = matches!(
        operation.http_method,
        HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch
    );
    let body = if has_body {
        Value::from(body).to_string()
    } else {
        String::new()
    };
    (target, body)
}

/// Where a value does not fit its declared type. Every null and every key that
/// is not declared is a misfit.
fn misfit(spec: &Spec, ty: &Type, value: &Value) -> Option<String> {
    let says = |fits: bool| (!fits).then(|| format!(": {value} is no {ty:?}"));
    let inside = |key: &str, problem: Option<String>| problem.map(|p| format!(".{key}{p}"));
    match ty {
        Type::Any => None,
        Type::String | Type::File => says(value.is_string()),
        Type::Integer => says(value.is_i64()),
        Type::Number => says(value.is_number()),
        Type::Boolean => says(value.is_boolean()),
        Type::Timestamp => says(
            value
                .as_str()
                .is_some_and(|text| text.len() == 24 && text.ends_with('Z')),
        ),
        Type::Date => says(value.as_str().is_some_and(|text| text.len() == 10)),
        Type::List(of) => match value.as_array() {
            None => says(false),
            Some(items) => items
                .iter()
                .find_map(|item| inside("[]", misfit(spec, of, item))),
        },
        Type::Map(of) => match value.as_object() {
            None => says(false),
            Some(items) => {
                let mut items = items.iter();
                items.find_map(|(key, item)| inside(key, misfit(spec, of, item)))
            }
        },
        Type::Record(id) | Type::Enum(id) => match (&spec.type_def(*id).kind, value) {
            (TypeKind::Enum(variants), Value::String(text)) => {
                says(variants.iter().any(|variant| variant.wire == *text))
            }
            (TypeKind::Record(fields), Value::Object(entries)) => {
                entries.iter().find_map(|(key, item)| {
                    match fields.iter().find(|field| field.wire == *key) {
                        Some(field) => inside(key, misfit(spec, &field.ty, item)),
                        None => inside(key, Some(" is not declared".to_owned())),
                    }
                })
            }
            _ => says(false),
        },
    }
}

/// What was sent in recordings against the specification, and taken all the
/// same: text as numbers, a list of one as that one, a placeholder that nobody
/// filled in, a whole object for an id. A client should be told of each.
const RECORDED_WRONG: [&str; 6] = [
    "`organizationId` must be a string, not 16",
    "`notifications.failure_email_addresses` must be an array",
    "`multipartKey` must be an array",
    "`sync_id` must be an integer, not `:sync_id`",
    "`id` must be an integer, not {",
    "`params[2].default` must be a string, not true",
];

/// A recorded target in the form in which it can travel.
fn sendable(target: &str) -> String {
    target.replace(' ', "%20")
}

/// Null what a run has not reached yet.
fn is_run_start(operation: &Operation) -> bool {
    operation.http_method == HttpMethod::Post && operation.path.ends_with("/runs")
}

#[test]
fn every_operation_answers_what_it_declares() {
    for (name, bytes) in specifications("every_operation_answers_what_it_declares") {
        let spec = Spec::from_slice(&bytes).expect("a specification");
        let mut answered = 0;
        for all in [false, true] {
            // A server of its own for each pass: one operation must not meet what
            // another has removed.
            let server = MockServer::builder().spec(spec.clone()).start();
            let server = server.expect("the server starts");
            let client = Client::new(&server);
            let mut sorted: Vec<&Operation> = operations(&spec).collect();
            sorted.sort_by_key(|operation| operation.http_method == HttpMethod::Delete);
            for operation in sorted {
                let (target, body) = request(&spec, operation, |p| all || p.required);
                let at = format!("{name}: {} {target}", operation.http_method);
                let answer = client.send(operation.http_method.as_str(), &target, &body);
                assert!(
                    operation.statuses.contains(&answer.status),
                    "{at} {body}: {} {}",
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                );
                assert!(!answer.is_cut, "{at}");
                match &operation.response {
                    None => assert!(answer.body.is_empty(), "{at}"),
                    Some(ty) => {
                        let mut value = answer.json();
                        if is_run_start(operation)
                            && let Value::Object(run) = &mut value
                        {
                            run.retain(|_, value| !value.is_null());
                        }
                        if let Some(problem) = misfit(&spec, ty, &value) {
                            panic!("{at}{problem}");
                        }
                    }
                }
                let paged = answer.header("x-pagination-total-entries").is_some();
                assert_eq!(paged, operation.paged, "{at}");
                answered += 1;
            }
            let meant = server.requests().len();
            assert_eq!(meant, operations(&spec).count());
        }
        assert_eq!(answered, 2 * operations(&spec).count(), "{name}");
    }
}

/// A value without the nulls of what nobody has set.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items
            .into_iter()
            .filter(|item| !item.is_null())
            .map(without_nulls)
            .collect(),
        Value::Object(entries) => entries
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        value => value,
    }
}

#[test]
fn the_platform_answers_what_is_declared_or_that_it_is_not_there() {
    let test = "the_platform_answers_what_is_declared_or_that_it_is_not_there";
    for (name, bytes) in specifications(test) {
        let spec = Spec::from_slice(&bytes).expect("a specification");
        let server = MockServer::builder().spec(spec.clone());
        let server = server.platform(&Platform::new()).start();
        let server = server.expect("the server starts");
        let client = Client::new(&server);
        // What is there has to be created first, and the ids of one pass are
        // asked for in the next.
        let mut created: Vec<(String, String)> = Vec::new();
        let mut sorted: Vec<&Operation> = operations(&spec).collect();
        sorted.sort_by_key(|operation| {
            (
                operation.http_method != HttpMethod::Post,
                operation.http_method == HttpMethod::Delete,
            )
        });
        for pass in 0..2 {
            for operation in &sorted {
                let (mut target, body) = request(&spec, operation, |p| p.required);
                let parents = created
                    .iter()
                    .filter(|(path, _)| target.starts_with(&format!("{path}/3")));
                if let Some((path, id)) = parents.max_by_key(|(path, _)| path.len()) {
                    target = target.replacen(&format!("{path}/3"), &format!("{path}/{id}"), 1);
                }
                let at = format!("{name}, pass {pass}: {} {target}", operation.http_method);
                let answer = client.send(operation.http_method.as_str(), &target, &body);
                if matches!(answer.status, 400 | 404) {
                    answer.problem();
                    continue;
                }
                assert!(
                    operation.statuses.contains(&answer.status),
                    "{at} {answer:?}"
                );
                let Some(ty) = &operation.response else {
                    assert!(answer.body.is_empty(), "{at}");
                    continue;
                };
                let value = answer.json();
                if operation.http_method == HttpMethod::Post && value["id"].is_u64() {
                    let path = target.trim_end_matches('/').to_owned();
                    created.push((path, value["id"].to_string()));
                }
                if let Some(problem) = misfit(&spec, ty, &without_nulls(value)) {
                    panic!("{at}{problem}");
                }
                let paged = answer.header("x-pagination-total-entries").is_some();
                assert_eq!(paged, operation.paged, "{at}");
            }
        }
        assert!(!created.is_empty(), "{name}");
    }
}

#[test]
fn every_required_parameter_is_asked_for_by_name() {
    for (name, bytes) in specifications("every_required_parameter_is_asked_for_by_name") {
        let spec = Spec::from_slice(&bytes).expect("a specification");
        let server = MockServer::builder().spec(spec.clone()).start();
        let server = server.expect("the server starts");
        let client = Client::new(&server);
        let mut asked = 0;
        for operation in operations(&spec) {
            for left_out in operation
                .parameters
                .iter()
                .filter(|p| p.required && p.location != Location::Path)
            {
                let (target, body) = request(&spec, operation, |p| p.required && p != left_out);
                let (status, problem) = client
                    .send(operation.http_method.as_str(), &target, &body)
                    .problem();
                let at = format!("{name}: {} {target}: {problem}", operation.http_method);
                assert_eq!(status, 400, "{at}");
                let expected = format!("`{}` is missing", left_out.wire);
                assert!(problem.contains(&expected), "{at}");
                asked += 1;
            }
        }
        assert!(asked > 0, "{name}");
    }
}

#[test]
fn an_answer_is_the_same_every_time() {
    for (name, bytes) in specifications("an_answer_is_the_same_every_time") {
        let spec = Spec::from_slice(&bytes).expect("a specification");
        let bodies = || -> Vec<Vec<u8>> {
            let server = MockServer::builder().spec(spec.clone()).start();
            let server = server.expect("the server starts");
            let client = Client::new(&server);
            let gets =
                operations(&spec).filter(|operation| operation.http_method == HttpMethod::Get);
            gets.map(|get| client.get(&request(&spec, get, |p| p.required).0).body)
                .collect()
        };
        assert!(bodies() == bodies(), "{name}");
    }
}

#[test]
fn what_was_recorded_with_success_is_taken() {
    for (name, bytes) in specifications("what_was_recorded_with_success_is_taken") {
        let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true));
        let spec = spec.expect("a specification");
        let server = MockServer::builder().spec_bytes(bytes).start();
        let server = server.expect("the server starts");
        let client = Client::new(&server);
        let mut refused = Vec::new();
        for exchange in operations(&spec).flat_map(|operation| &operation.exchanges) {
            if exchange.status >= 300 {
                continue;
            }
            let body = exchange.request_body.as_deref().unwrap_or_default();
            let answer = client.send(
                exchange.http_method.as_str(),
                &sendable(&exchange.target),
                body,
            );
            // What one exchange removes another may ask for.
            if answer.status == 400 {
                let problem = answer.problem().1;
                if RECORDED_WRONG.iter().any(|known| problem.contains(known)) {
                    continue;
                }
                refused.push(format!(
                    "{} {}: {problem}",
                    exchange.http_method, exchange.target
                ));
            }
        }
        assert!(
            refused.is_empty(),
            "{name}: {}\n{}",
            refused.len(),
            refused.join("\n")
        );
    }
}

#[test]
fn every_recorded_exchange_is_replayed() {
    for (name, bytes) in specifications("every_recorded_exchange_is_replayed") {
        let spec = Spec::read(&bytes, &ReadOptions::new().exchanges(true));
        let spec = spec.expect("a specification");
        let server = MockServer::builder().spec_bytes(bytes);
        let server = server.exchanges(Exchanges::Replay).start();
        let server = server.expect("the server starts");
        let client = Client::new(&server);
        let exchanges: Vec<_> = operations(&spec).flat_map(|o| &o.exchanges).collect();
        for exchange in &exchanges {
            let body = exchange.request_body.as_deref().unwrap_or_default();
            let answer = client.send(
                exchange.http_method.as_str(),
                &sendable(&exchange.target),
                body,
            );
            // Some requests were recorded twice, with two answers.
            let known = exchanges.iter().any(|other| {
                (other.http_method, &other.target, &other.request_body)
                    == (
                        exchange.http_method,
                        &exchange.target,
                        &exchange.request_body,
                    )
                    && other.status == answer.status
                    && (other.body.as_bytes() == answer.body || other.status == 204)
            });
            assert!(
                known,
                "{name}: {} {}: {answer:?}",
                exchange.http_method, exchange.target
            );
        }
    }
}

#[test]
fn a_file_is_answered_as_bytes_and_not_as_json() {
    let spec = br#"{"swagger": "2.0", "info": {"title": "Files", "version": "1"}, "paths": {
        "/photos/{id}/raw": {"get": {
            "produces": ["image/png"],
            "parameters": [{"name": "id", "in": "path", "type": "integer", "required": true}],
            "responses": {"200": {"description": "success", "schema": {"type": "file"}}}}}}}"#;
    let server = MockServer::builder().spec_bytes(&spec[..]).start();
    let server = server.expect("the server starts");
    let answer = Client::new(&server).get("/photos/7/raw");
    assert_eq!(
        answer.header("content-type"),
        Some("application/octet-stream")
    );
    assert_ne!(answer.body.first(), Some(&b'"'), "{answer:?}");
}
