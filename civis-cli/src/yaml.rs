//! YAML as JSON values, and JSON values as YAML.

use serde_json::{Map, Number, Value};
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlEmitter, YamlLoader};

/// Reads one document in YAML, or in JSON, which keeps its numbers exactly.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
    match documents.as_slice() {
        [] => Ok(Value::Null),
        [document] => value(document),
        _ => Err("more than one document".to_owned()),
    }
}

fn value(yaml: &Yaml) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Boolean(value) => Value::Bool(*value),
        Yaml::Integer(value) => Value::from(*value),
        Yaml::Real(text) => match yaml.as_f64().and_then(Number::from_f64) {
            Some(number) => Value::Number(number),
            None => Value::String(text.clone()),
        },
        Yaml::String(text) => Value::String(text.clone()),
        Yaml::Array(items) => Value::Array(items.iter().map(value).collect::<Result<_, _>>()?),
        Yaml::Hash(entries) => {
            let entries = entries
                .iter()
                .map(|(key, below)| Ok((key_text(key)?, value(below)?)));
            Value::Object(entries.collect::<Result<Map<_, _>, String>>()?)
        }
        Yaml::Alias(_) | Yaml::BadValue => return Err("an alias that leads nowhere".to_owned()),
    })
}

/// The text of a key: JSON has no others.
fn key_text(key: &Yaml) -> Result<String, String> {
    match value(key)? {
        Value::String(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err("a key that is not text".to_owned()),
        value => Ok(value.to_string()),
    }
}

/// Writes a value as one document in block style, without the line that begins it.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    let mut emitter = YamlEmitter::new(&mut text);
    emitter.multiline_strings(all_fit_blocks(value));
    // Writing to a string cannot fail.
    let _ = emitter.dump(&yaml(value));
    let text = text.strip_prefix("---").unwrap_or(&text);
    text.trim_start().to_owned()
}

/// Whether the emitter writes every text of several lines as a block that is read as the same text. Otherwise it writes
/// them in quotes.
fn all_fit_blocks(value: &Value) -> bool {
    let fits = |text: &String| {
        let lines = text.strip_suffix('\n').unwrap_or(text);
        let starts_plain = !lines.starts_with([' ', '\t']);
        let has_blank = lines.split('\n').any(|line| line.trim().is_empty());
        !text.contains('\n') || starts_plain && !has_blank && !text.contains('\r')
    };
    match value {
        Value::String(text) => fits(text),
        Value::Array(items) => items.iter().all(all_fit_blocks),
        Value::Object(fields) => fields
            .iter()
            .all(|(name, value)| !name.contains('\n') && all_fit_blocks(value)),
        _ => true,
    }
}

fn yaml(value: &Value) -> Yaml {
    match value {
        Value::Null => Yaml::Null,
        Value::Bool(value) => Yaml::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Yaml::Integer(integer),
            None => Yaml::Real(number.to_string()),
        },
        Value::String(text) => Yaml::String(text.clone()),
        Value::Array(items) => Yaml::Array(items.iter().map(yaml).collect()),
        Value::Object(fields) => {
            let entries = fields
                .iter()
                .map(|(name, value)| (Yaml::String(name.clone()), yaml(value)));
            Yaml::Hash(entries.collect::<Hash>())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{read, write};

    #[test]
    fn yaml_and_json_are_read() {
        for (text, expected) in [
            ("{a: 1, b: [x, 2.5]}", json!({"a": 1, "b": ["x", 2.5]})),
            ("a: 1\nb:\n  - x\n", json!({"a": 1, "b": ["x"]})),
            (
                "123456789012345678901",
                json!(123_456_789_012_345_678_901_f64),
            ),
            ("1: a", json!({"1": "a"})),
            ("", json!(null)),
            ("plain text", json!("plain text")),
        ] {
            assert_eq!(read(text).as_ref(), Ok(&expected), "{text}");
        }
        for text in ["a: [", "--- a\n--- b\n", "[a]: b"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for value in [
            json!({"a": {"b": [1, null, true, "yes", "null", "1", "", " x", "a: b", "#", "- a"]}}),
            json!({"sql": "select 1\nfrom x\n", "last": "a\n  b\nc", "deep": [{"a": "b\nc\n"}]}),
            json!({"end": "a\n\n"}),
            json!({"start": "\n a"}),
            json!({"tab": "\ta\nb"}),
            json!({"return": "a\r\nb"}),
            json!("\n"),
            json!([]),
            json!({}),
            json!("é ☃"),
            json!([[], {}, [[1]]]),
            json!("\u{7}"),
            json!(-0.5),
            json!("0x10"),
            json!("2026-10-01"),
        ] {
            let text = write(&value);
            assert_eq!(read(&text).as_ref(), Ok(&value), "{text}");
        }
    }

    /// Any JSON whose numbers YAML has too.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[ \\t\\r\\na:#-]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z :#\n-]{0,5}", inner, 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(value in any_json()) {
            let text = write(&value);
            assert_eq!(read(&text).as_ref(), Ok(&value), "{text}");
        }

        #[test]
        fn no_text_is_too_odd_to_be_read(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
