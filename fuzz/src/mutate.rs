//! Mutations of JSON that stay JSON.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Changes a document in place. Returns `None` if it is not JSON, or if libFuzzer should change bytes this time.
pub fn json(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> Option<usize> {
    let mut rng = Rng::with_seed(u64::from(seed));
    if rng.u8(..8) == 0 {
        return None;
    }
    let mut document = serde_json::from_slice(&data[..size]).ok()?;
    for _ in 0..rng.usize(1..=4) {
        edit(&mut document, &mut rng);
    }
    let text = document.to_string();
    let room = data.get_mut(..text.len().min(max_size))?;
    (room.len() == text.len()).then(|| room.copy_from_slice(text.as_bytes()))?;
    Some(text.len())
}

/// Words with a meaning in specifications or responses, and texts that parsers often get wrong.
const WORDS: &[&str] = &[
    "",
    ".",
    "..",
    "/",
    "#",
    "$ref",
    "#/definitions/Job",
    "#/parameters/Limit",
    "#/definitions/A~1b",
    "#/definitions/%7B",
    "https://a.test/b",
    "swagger",
    "2.0",
    "paths",
    "definitions",
    "basePath",
    "properties",
    "additionalProperties",
    "allOf",
    "items",
    "type",
    "format",
    "enum",
    "default",
    "required",
    "deprecated",
    "summary",
    "description",
    "x-deprecation-warning",
    "x-examples",
    "parameters",
    "responses",
    "200",
    "204",
    "schema",
    "name",
    "in",
    "path",
    "query",
    "header",
    "body",
    "formData",
    "file",
    "collectionFormat",
    "csv",
    "ssv",
    "tsv",
    "pipes",
    "multi",
    "consumes",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "date",
    "date-time",
    "time",
    "int64",
    "float",
    "get",
    "put",
    "post",
    "patch",
    "delete",
    "head",
    "options",
    "/{id}",
    "/jobs/{id}/",
    "{",
    "}",
    "{}",
    "page_num",
    "limit",
    "self",
    "Self",
    "crate",
    "super",
    "extern",
    "async",
    "r#type",
    "_",
    "__",
    "1",
    "Unknown",
    "extra",
    "session",
    "types",
    "civis",
    "client",
    "send",
    "iter",
    "a-b",
    "a_b",
    "aB",
    "A",
    "é",
    "ß",
    "İ",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{1f600}",
    "\n",
    "\"",
    "\\",
    "*/",
    "```",
    "%",
    "%2F",
    "+",
    " ",
    "2026-05-27T15:44:29.000Z",
    "2026-05-27T15:44:29+00:00",
    "0000-00-00",
    "-9999-01-01",
    "24:00:00",
    "9007199254740993",
    "1e5",
    "NaN",
    "true",
];

fn edit(document: &mut Value, rng: &mut Rng) {
    let donor = donor(document, rng);
    let at = rng.usize(..count(document));
    let Some(place) = nth(document, &mut { at }) else {
        return;
    };
    match (rng.u8(..8), place) {
        (0..2, place) => *place = donor,
        (2, place) => *place = Value::Array(vec![place.take(), donor]),
        (3, Value::Object(object)) => remove(object, rng),
        (3, Value::Array(items)) if !items.is_empty() => {
            items.remove(rng.usize(..items.len()));
        }
        (4, Value::Object(object)) => {
            if let Some(value) = key(object, rng).and_then(|key| object.remove(&key)) {
                object.insert(word(rng), value);
            }
        }
        (_, Value::Object(object)) => {
            let name = match key(object, rng) {
                Some(old) if rng.bool() => old + WORDS[rng.usize(..WORDS.len())],
                _ => word(rng),
            };
            object.insert(name, donor);
        }
        (_, Value::Array(items)) => items.insert(rng.usize(..=items.len()), donor),
        (_, Value::String(text)) => {
            let cut = rng.usize(..=text.len());
            let cut = (0..=cut).rev().find(|cut| text.is_char_boundary(*cut));
            text.insert_str(cut.unwrap_or(0), &word(rng));
        }
        (_, place) => *place = scalar(rng),
    }
}

fn remove(object: &mut Map<String, Value>, rng: &mut Rng) {
    if let Some(key) = key(object, rng) {
        object.remove(&key);
    }
}

fn key(object: &Map<String, Value>, rng: &mut Rng) -> Option<String> {
    let at = rng.usize(..object.len().max(1));
    object.keys().nth(at).cloned()
}

/// A part of the document, or a scalar.
fn donor(document: &mut Value, rng: &mut Rng) -> Value {
    if rng.bool() {
        return scalar(rng);
    }
    let mut at = rng.usize(..count(document));
    nth(document, &mut at).map_or(Value::Null, |value| value.clone())
}

fn word(rng: &mut Rng) -> String {
    WORDS[rng.usize(..WORDS.len())].to_owned()
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(..12) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(rng.i8(..)),
        4 => json!(f64::from_bits(rng.u64(..))),
        5 => json!(f64::from(rng.i16(..))),
        6 => [json!(u64::MAX), json!(i64::MIN), json!(1e300), json!(-0.0)][rng.usize(..4)].clone(),
        7 => json!({}),
        8 => json!([]),
        _ => Value::String(word(rng)),
    }
}

/// The number of values in a document, including itself.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(object) => object.values().map(count).sum(),
        _ => 0,
    }
}

/// The value with a number, in reading order.
fn nth<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, at)),
        Value::Object(object) => object.values_mut().find_map(|item| nth(item, at)),
        _ => None,
    }
}
