//! Responses that no specification declares: each recorded one, and an object of each record, in which every value is
//! replaced by every awkward value in turn.

use civis::Record;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::recorded::without_nulls;

/// Awkward values of every kind.
#[must_use]
pub fn values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(9_007_199_254_740_993_i64),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!("12"),
        json!("true"),
        json!("null"),
        json!("RUNNING"),
        json!("Running"),
        json!("é ☃ \u{1f600} \u{0} \"\\/\u{2028}"),
        json!("long ".repeat(500)),
        json!("2026-10-01"),
        json!("2026-10-01T12:00:00"),
        json!("2026-10-01T12:00:00.123456789+05:30"),
        json!("2026-10-01 12:00:00 UTC"),
        json!("2026-13-45T99:00:00Z"),
        json!([]),
        json!([null]),
        json!([[]]),
        json!([[null], null, [1, null]]),
        json!([1, "two", 3.5, null, true, [], {}]),
        json!([1, 90.5]),
        json!(["a", 1]),
        json!([{"id": 1, "unknown": null}, null, {"id": "1", "name": 5}]),
        json!({}),
        json!({"id": null}),
        json!({"id": [1], "name": {"deep": [{"er": null}]}}),
        json!({"a": 1, "b": "two", "c": null, "d": [null]}),
        json!({"a": {"b": {"c": [{"d": 1e-7}]}}}),
        json!({"": 1, "with/slash~": 2, "extra": 3, "$ref": "#"}),
    ];
    for text in ["90.0", "-0.0", "1.0E+2", "123456789012345678901234567890"] {
        values.push(serde_json::from_str(text).expect("a number"));
    }
    values
}

/// Variants of the response: with each of its scalars replaced by another value, and other values in its place. None is
/// null, which decodes to the default value of any type.
#[must_use]
pub fn variants(response: &Value) -> Vec<Value> {
    let values = values();
    let shifts = (0..values.len()).step_by(3);
    let mut variants: Vec<Value> = shifts
        .map(|shift| replaced(response, &values, &mut { shift }))
        .collect();
    variants.extend([
        json!([response, null, response]),
        json!({"data": response}),
        json!([[response]]),
        json!("text"),
        json!(5),
        json!([]),
        json!({}),
    ]);
    variants.retain(|variant| !variant.is_null());
    variants
}

fn replaced(value: &Value, by: &[Value], next: &mut usize) -> Value {
    match value {
        Value::Object(entries) => {
            let mut object: Map<String, Value> = entries
                .iter()
                .map(|(key, value)| (key.clone(), replaced(value, by, next)))
                .collect();
            object.insert("unknownKey".to_owned(), by[*next % by.len()].clone());
            object.into()
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| replaced(item, by, next)).collect()
        }
        _ => {
            *next += 1;
            by[*next % by.len()].clone()
        }
    }
}

/// The results of decoding an object as a record and encoding it again.
#[derive(Debug)]
pub struct Probed {
    written: Value,
    clone_written: Value,
    clone_is_equal: bool,
    again: Value,
}

/// Decodes, clones and encodes a record.
///
/// # Errors
/// If the object does not decode.
pub fn probe<R>(object: &Value) -> serde_json::Result<Probed>
where
    R: Record + Clone + PartialEq + Serialize + DeserializeOwned,
{
    let record: R = serde_json::from_str(&object.to_string())?;
    let clone = record.clone();
    let written = serde_json::to_value(&record)?;
    Ok(Probed {
        clone_written: serde_json::to_value(&clone)?,
        clone_is_equal: clone == record,
        again: serde_json::to_value(serde_json::from_value::<R>(written.clone())?)?,
        written,
    })
}

/// A record of a specification: its name, its fields on the wire, and [`probe`] of it.
pub type Type = (
    &'static str,
    &'static [&'static str],
    fn(&Value) -> serde_json::Result<Probed>,
);

/// Checks every value in every field of each record. Returns the number of objects, and what went wrong.
#[must_use]
pub fn check(types: &[Type]) -> (usize, Vec<String>) {
    let values = values();
    let mut objects = 0;
    let mut failures = Vec::new();
    for (name, fields, probe) in types {
        for shift in 0..values.len() {
            let fields = fields.iter().chain([&"unknownKey"]).enumerate();
            let object: Map<String, Value> = fields
                .map(|(index, field)| {
                    let value = &values[(index + shift) % values.len()];
                    ((*field).to_owned(), value.clone())
                })
                .collect();
            let object = Value::Object(object);
            objects += 1;
            match probe(&object) {
                Ok(probed) => {
                    let lossless = without_nulls(&probed.written) == without_nulls(&object);
                    let alike = [&probed.clone_written, &probed.again];
                    if !lossless
                        || !probed.clone_is_equal
                        || alike.iter().any(|one| **one != probed.written)
                    {
                        failures.push(format!("{name}: {object} is {probed:?}"));
                    }
                }
                Err(error) => failures.push(format!("{name}: {error}: {object}")),
            }
        }
    }
    (objects, failures)
}
