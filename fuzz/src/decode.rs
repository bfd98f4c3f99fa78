//! Decodes any JSON into large records: nothing panics, and they serialize to the same JSON except for nulls.

use std::fmt::Debug;

use civis::{Call, Field, Record, Request, Session, SnakeJson};
use http::{Method, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::scripted::Scripted;
use crate::without_nulls;

mod platform {
    civis::civis_api!(
        "../civis/civis-spec.json",
        resources = [projects, scripts, users, workflows]
    );
}

mod constructs {
    civis::civis_api!("../civis-codegen/tests/specs/constructs.json");
}

/// Decodes into records of each kind.
pub fn check(data: &[u8]) {
    let json = serde_json::from_slice::<Value>(data).ok();
    each(data, json.as_ref());
}

macro_rules! each {
    ($($ty:ty),* $(,)?) => {
        fn each(data: &[u8], json: Option<&Value>) {
            $(record::<$ty>(data, json);)*
            let response = Response::new(data.to_vec());
            let session = Scripted::new([response]).session().build().expect("a session");
            $(response_of::<$ty>(&session, json);)*
        }
    };
}

each! {
    constructs::types::Job,
    constructs::types::Table,
    platform::types::ContainerScript,
    platform::types::ProjectsProject,
    platform::types::UserDetail,
    platform::types::Workflow,
}

fn record<R>(data: &[u8], json: Option<&Value>)
where
    R: Record + Field + Default + Clone + PartialEq + Debug + serde::Serialize + DeserializeOwned,
{
    let read = serde_json::from_slice::<R>(data);
    let Some(json) = json.filter(|json| json.is_object()) else {
        assert!(
            read.is_err(),
            "decoded something other than an object: {read:?}"
        );
        return;
    };
    let read = read.expect("every object is read");
    let written = serde_json::to_value(&read).expect("a record is written");
    assert_eq!(without_nulls(&written), without_nulls(json));
    assert_eq!(read.clone(), read);
    let again = serde_json::from_value::<R>(written.clone()).expect("it is read again");
    assert_eq!(
        serde_json::to_value(&again).expect("it is written again"),
        written
    );
    let _ = format!("{read:?} {}", read.to_snake_json());
}

/// The same through calls: of one record, and of a list.
fn response_of<R>(session: &Session, json: Option<&Value>)
where
    R: Record + Field + Default + Debug + serde::Serialize,
{
    let request = Request::new("things.get", Method::GET, "/things");
    let one = Call::<R>::new(session, request.clone()).send();
    let list = Call::<Vec<R>>::new(session, request).send();
    let (one, list) = match (one, list) {
        (Ok(one), Ok(list)) => (one, list),
        (one, list) => {
            assert!(one.is_err() && list.is_err(), "{one:?} {list:?}");
            assert!(json.is_none(), "JSON is refused: {one:?}");
            return;
        }
    };
    // An empty response decodes to the default value, and so does a null.
    let Some(json) = json.filter(|json| !json.is_null()) else {
        return;
    };
    let whole = |unexpected: Option<&Value>, value: Value| unexpected.cloned().unwrap_or(value);
    let written = serde_json::to_value(&*one).expect("a record is written");
    let one = whole(one.unexpected(), written);
    assert_same(&without_nulls(&one), &without_nulls(json));
    let written = serde_json::to_value(&*list).expect("a list is written");
    let list = whole(list.unexpected(), written);
    let nulls_are_defaults = |item: &Value| match item {
        Value::Null => Value::Object(serde_json::Map::new()),
        other => without_nulls(other),
    };
    match (&list, json) {
        (Value::Array(list), Value::Array(items)) => {
            let list = list.iter().map(nulls_are_defaults).collect();
            let items = items.iter().map(nulls_are_defaults).collect();
            assert_same(&Value::Array(list), &Value::Array(items));
        }
        (list, json) => assert_same(&without_nulls(list), &without_nulls(json)),
    }
}

fn assert_same(left: &Value, right: &Value) {
    assert!(is_same(left, right), "{left} differs from {right}");
}

/// Whether what a call decoded is the JSON of the response. An integer beyond 64 bits is text there, with all of its digits,
/// while `serde_json` reads the nearest number.
fn is_same(decoded: &Value, json: &Value) -> bool {
    match (decoded, json) {
        (Value::String(digits), Value::Number(number)) => {
            digits.parse::<i64>().is_err()
                && digits.parse::<u64>().is_err()
                && digits.parse::<f64>().ok() == number.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, left)| right.get(key).is_some_and(|right| is_same(left, right)))
        }
        (left, right) => left == right,
    }
}
