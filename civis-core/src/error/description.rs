//! What a JSON object says about an error, whatever its shape.

use serde_json::{Map, Value};

/// The keys of descriptions, in the order in which they are shown: those of the Platform,
/// of RFC 9457, OAuth and common frameworks.
const KEYS: [&str; 14] = [
    "errorDescription",
    "error_description",
    "message",
    "msg",
    "title",
    "detail",
    "details",
    "description",
    "reason",
    "errorMessage",
    "errors",
    "messages",
    "error",
    "fault",
];

/// Keys that repeat the status line, or name a type.
const UNINFORMATIVE: [&str; 5] = ["status", "statusCode", "code", "type", "instance"];

/// The code of an error and its description.
pub(super) struct Description {
    pub(super) code: Option<String>,
    pub(super) text: Option<String>,
}

impl Description {
    /// Reads the code, `error` or else `code`, and all descriptions. If there is a code
    /// and no description, all other keys are one.
    pub(super) fn of(object: &Map<String, Value>) -> Self {
        let has_code = |key: &&str| object.get(*key).is_some_and(is_code);
        let code_key = ["error", "code"].into_iter().find(has_code);
        let code = code_key.map(|key| text(&object[key]));
        let described = KEYS.into_iter().filter(|key| Some(*key) != code_key);
        let mut texts: Vec<String> = Vec::new();
        for value in described.filter_map(|key| object.get(key)) {
            let text = text(value);
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.is_empty() && code.is_some() {
            let others = object.iter().filter(|(key, _)| {
                let key = key.as_str();
                Some(key) != code_key && !KEYS.contains(&key) && !UNINFORMATIVE.contains(&key)
            });
            texts.extend(others.filter_map(named));
        }
        Self {
            code,
            text: (!texts.is_empty()).then(|| texts.join("; ")),
        }
    }
}

fn is_code(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        value => value.is_number(),
    }
}

/// A value as text: `name: is taken, is short; size: is not a number`.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => {
            let texts = items.iter().map(text).filter(|text| !text.is_empty());
            texts.collect::<Vec<_>>().join(", ")
        }
        Value::Object(object) => {
            let texts = object.iter().filter_map(named);
            texts.collect::<Vec<_>>().join("; ")
        }
    }
}

fn named((key, value): (&String, &Value)) -> Option<String> {
    let text = text(value);
    (!text.is_empty()).then(|| format!("{key}: {text}"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::Description;

    #[test]
    fn any_shape_is_described() {
        for (body, code, text) in [
            (
                r#"{"error":"invalid","errorDescription":{"name":["is taken"]}}"#,
                "invalid",
                "name: is taken",
            ),
            (
                r#"{"error":"invalid","errorDescription":["a","b"]}"#,
                "invalid",
                "a, b",
            ),
            (
                r#"{"error":"invalid","errorDescription":"No.","errors":{"a":["is short","is odd"],"b":{"c":[1,true]}}}"#,
                "invalid",
                "No.; a: is short, is odd; b: c: 1, true",
            ),
            (
                r#"{"error":{"code":7,"message":"No."}}"#,
                "",
                "code: 7; message: No.",
            ),
            (
                r#"{"errors":[{"field":"a","message":"No."},{"field":"b"}]}"#,
                "",
                "field: a; message: No., field: b",
            ),
            (r#"{"title":"Bad","detail":"Bad","status":400}"#, "", "Bad"),
            (
                r#"{"type":"x","title":"Bad","detail":"No name","status":400}"#,
                "",
                "Bad; No name",
            ),
            (r#"{"message":"No.","code":12}"#, "12", "No."),
            (
                r#"{"error":"invalid","fields":["a"],"status":422}"#,
                "invalid",
                "fields: a",
            ),
            (
                r#"{"error":"invalid","errorDescription":{},"errors":[null,"",{}]}"#,
                "invalid",
                "",
            ),
            (r#"{"odd":1}"#, "", ""),
            ("{}", "", ""),
        ] {
            let value: Value = serde_json::from_str(body).expect("JSON");
            let description = Description::of(value.as_object().expect("an object"));
            assert_eq!(description.code.unwrap_or_default(), code, "{body}");
            assert_eq!(description.text.unwrap_or_default(), text, "{body}");
        }
    }
}
