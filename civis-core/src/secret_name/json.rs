//! JSON without the values under names that mark secrets.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{NAME_KEYS, REDACTED, Secrecy, names_secret, secrecy_of_entry};

/// A value as JSON, without secrets: on one line.
pub(crate) struct DebugJson<'a>(pub(crate) &'a Value, pub(crate) Secrecy);

impl fmt::Debug for DebugJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `{:#}` of JSON would ignore the indentation around it.
        write!(f, "{}", without_secrets(self.0, self.1, &mut |_| {}))
    }
}

/// Returns the secret texts in a value.
pub(crate) fn secret_texts(value: &Value, secrecy: Secrecy) -> Vec<Zeroizing<String>> {
    let mut texts = Vec::new();
    without_secrets(value, secrecy, &mut |secret| add_texts(secret, &mut texts));
    texts
}

/// Returns a text without secrets, if it is JSON that has some.
pub(crate) fn text_without_secrets(text: &str) -> Cow<'_, str> {
    redacted_json(text, &mut |_| {}).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn add_texts(value: &Value, texts: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => texts.push(text.clone().into()),
        Value::Array(items) => items.iter().for_each(|item| add_texts(item, texts)),
        Value::Object(entries) => entries.values().for_each(|value| add_texts(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns the value without secrets, and passes each to `found`.
fn without_secrets(value: &Value, secrecy: Secrecy, found: &mut dyn FnMut(&Value)) -> Value {
    let is_secret = match value {
        Value::Null | Value::Bool(_) => false,
        Value::String(_) => secrecy >= Secrecy::Text,
        Value::Number(_) | Value::Array(_) | Value::Object(_) => secrecy == Secrecy::All,
    };
    if is_secret {
        found(value);
        return REDACTED.into();
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::String(text) => redacted_json(text, found)
            .unwrap_or_else(|| text.clone())
            .into(),
        Value::Array(items) => {
            let shown = items
                .iter()
                .map(|item| without_secrets(item, secrecy, found));
            Value::Array(shown.collect())
        }
        Value::Object(entries) => {
            let text = |key| entries.get(key).and_then(Value::as_str);
            let names_secret = NAME_KEYS.into_iter().filter_map(text).any(names_secret);
            let shown: Map<String, Value> = entries
                .iter()
                .map(|(key, value)| {
                    let secrecy = secrecy_of_entry(secrecy, key, names_secret);
                    (key.clone(), without_secrets(value, secrecy, found))
                })
                .collect();
            Value::Object(shown)
        }
    }
}

/// Returns the JSON in a text without secrets, if there are some.
fn redacted_json(text: &str, found: &mut dyn FnMut(&Value)) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let shown = without_secrets(&value, Secrecy::Open, found);
    (shown != value).then(|| shown.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Secrecy;
    use super::{DebugJson, secret_texts, text_without_secrets};

    #[test]
    fn secrets_are_redacted_in_json_at_any_depth() {
        for (json, shown) in [
            (
                json!({"a": [{"password": "s3cret"}]}),
                json!({"a": [{"password": "[redacted]"}]}),
            ),
            (
                json!({"token": 123, "hasToken": true, "secret": null}),
                json!({"token": "[redacted]", "hasToken": true, "secret": null}),
            ),
            (
                json!({"secrets": {"a": 1, "b": [2]}}),
                json!({"secrets": "[redacted]"}),
            ),
            (
                json!({"credentials": [5, {"id": 5, "name": "n", "value": "s3cret"}, "s3cret"]}),
                json!({"credentials": [5, {"id": 5, "name": "n", "value": "[redacted]"}, "[redacted]"]}),
            ),
            (
                json!({"params": [{"name": "DB_PASSWORD", "value": "s3cret"}, {"name": "limit", "value": "5"}]}),
                json!({"params": [{"name": "DB_PASSWORD", "value": "[redacted]"}, {"name": "limit", "value": "5"}]}),
            ),
            (
                json!({"text": " {\"password\": \"s3cret\"}", "open": "[1, {}]", "odd": "{s3"}),
                json!({"text": "{\"password\":\"[redacted]\"}", "open": "[1, {}]", "odd": "{s3"}),
            ),
            (
                json!({"inputTokens": 5, "apiKey": "s3cret", "sortkeys": "a"}),
                json!({"inputTokens": 5, "apiKey": "[redacted]", "sortkeys": "a"}),
            ),
        ] {
            assert_eq!(
                format!("{:?}", DebugJson(&json, Secrecy::Open)),
                shown.to_string()
            );
        }
        assert_eq!(
            format!("{:?}", DebugJson(&json!("s3cret"), Secrecy::Text)),
            "\"[redacted]\""
        );
    }

    #[test]
    fn secret_texts_are_found() {
        let value = json!({
            "password": "a",
            "name": "b",
            "secrets": {"c": ["d", 5]},
            "text": "[{\"token\": \"e\"}]",
        });
        let texts = secret_texts(&value, Secrecy::Open);
        let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        assert_eq!(texts, ["a", "d", "e"]);
        assert_eq!(
            text_without_secrets("{\"key\":\"a\"}"),
            "{\"key\":\"[redacted]\"}"
        );
        assert_eq!(text_without_secrets("{\"id\": \"a\"}"), "{\"id\": \"a\"}");
    }
}
