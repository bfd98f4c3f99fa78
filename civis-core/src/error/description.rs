//! What JSON of any shape says about an error.

use serde_json::{Map, Value};

/// The keys of descriptions, in the order in which they are shown: those of the Platform,
/// of RFC 9457, OAuth and common frameworks.
const KEYS: [&str; 20] = [
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
    "error_message",
    "errors",
    "messages",
    "extra",
    "invalid-params",
    "invalid_params",
    "invalidParams",
    "violations",
    "error",
    "fault",
];

/// Keys that repeat the status line, or name a type.
const UNINFORMATIVE: [&str; 7] = [
    "status",
    "statusCode",
    "status_code",
    "code",
    "type",
    "instance",
    "timestamp",
];

/// The keys of what is wrong, in one error of a list; the first that is text is shown.
const MESSAGES: [&str; 7] = [
    "msg",
    "message",
    "detail",
    "description",
    "reason",
    "title",
    "error",
];

/// The keys of where it is wrong; the first is shown.
const PLACES: [&str; 9] = [
    "loc", "field", "key", "name", "param", "pointer", "property", "path", "source",
];

/// The code of an error and its description.
#[derive(Default)]
pub(super) struct Description {
    pub(super) code: Option<String>,
    pub(super) text: Option<String>,
}

impl Description {
    /// Reads an object or a list of messages. Anything else describes nothing.
    pub(super) fn of(body: &Value) -> Self {
        match body {
            Value::Object(object) => Self::of_object(object),
            list @ Value::Array(_) if is_messages(list) => Self {
                code: None,
                text: Some(text(list)).filter(|text| !text.is_empty()),
            },
            _ => Self::default(),
        }
    }

    /// Reads the code, `error` or else `code`, and all descriptions. An `error` of several words
    /// is a description. If there is a code and no description, all other keys are one; if there
    /// is neither, messages by the names of fields are.
    fn of_object(object: &Map<String, Value>) -> Self {
        let nested = object.get("error").and_then(Value::as_object);
        let nested = nested.filter(|error| KEYS.iter().any(|key| error.contains_key(*key)));
        let inner = nested.map(Self::of_object).unwrap_or_default();
        let is_word = |value: &Value| !value.as_str().is_some_and(|text| text.contains(' '));
        let has_code = |key: &&str| {
            let value = object.get(*key).filter(|value| is_code(value));
            value.is_some_and(|value| *key != "error" || is_word(value))
        };
        let code_key = ["error", "code"].into_iter().find(has_code);
        let code = code_key.map(|key| text(&object[key]));
        let is_read = |key: &&str| Some(*key) == code_key || (nested.is_some() && *key == "error");
        let described = KEYS.into_iter().filter(|key| !is_read(key));
        let mut texts: Vec<String> = inner.text.into_iter().collect();
        // A boolean, as in `"error": true`, describes nothing.
        let values = described.filter_map(|key| object.get(key));
        for value in values.filter(|value| !value.is_boolean()) {
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
        } else if texts.is_empty() && object.values().all(is_messages) {
            texts.extend(object.iter().filter_map(named));
        }
        Self {
            code: inner.code.or(code),
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

/// Whether a value is a list of texts or of errors, or has such lists by the names of
/// fields, as Django REST framework and marshmallow send them.
fn is_messages(value: &Value) -> bool {
    let is_message = |item: &Value| match item {
        Value::String(_) => true,
        Value::Object(object) => object.values().all(is_messages) || problem(object).is_some(),
        item => is_messages(item),
    };
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(is_message),
        Value::Object(object) => !object.is_empty() && object.values().all(is_messages),
        _ => false,
    }
}

/// A value as text: `name: is taken, is short; size: is not a number`.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => {
            let texts = items.iter().map(item).filter(|text| !text.is_empty());
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

/// An item of a list as text.
fn item(value: &Value) -> String {
    let problem = value.as_object().and_then(problem);
    problem.unwrap_or_else(|| text(value))
}

/// One error of a list as text, `body.name: is missing`: without the value that it may quote.
fn problem(object: &Map<String, Value>) -> Option<String> {
    let mut messages = MESSAGES.iter().filter_map(|key| object.get(*key)?.as_str());
    let message = messages.find(|message| !message.is_empty())?;
    let mut places = PLACES.iter().filter_map(|key| object.get(*key));
    let place = places.next().map(place).unwrap_or_default();
    Some(match place.is_empty() {
        true => message.to_owned(),
        false => format!("{place}: {message}"),
    })
}

/// A place as text: a list is a path, and an object, as JSON:API has it, holds one.
fn place(value: &Value) -> String {
    match value {
        Value::Array(steps) => steps.iter().map(text).collect::<Vec<_>>().join("."),
        Value::Object(object) => object.values().next().map(place).unwrap_or_default(),
        value => text(value),
    }
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
                r#"{"error":{"code":7,"message":"No."},"title":"Bad"}"#,
                "7",
                "No.; Bad",
            ),
            (
                r#"{"errors":[{"field":"a","message":"No."},{"field":"b"}]}"#,
                "",
                "a: No., field: b",
            ),
            (r#"{"title":"Bad","detail":"Bad","status":400}"#, "", "Bad"),
            (
                r#"{"type":"x","title":"Bad","detail":"No name","status":400}"#,
                "",
                "Bad; No name",
            ),
            (r#"{"message":"No.","code":12}"#, "12", "No."),
            (r#"{"error":true,"message":"No."}"#, "", "No."),
            (r#"{"error":true,"detail":false}"#, "", ""),
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
            (r#"{"error":"no user 7"}"#, "", "no user 7"),
            (r#"{"error":"no user 7","code":12}"#, "12", "no user 7"),
            (r#"{"odd":1}"#, "", ""),
            ("{}", "", ""),
        ] {
            let value: Value = serde_json::from_str(body).expect("JSON");
            let description = Description::of(&value);
            assert_eq!(description.code.unwrap_or_default(), code, "{body}");
            assert_eq!(description.text.unwrap_or_default(), text, "{body}");
        }
    }

    #[test]
    fn the_errors_of_common_frameworks_are_described() {
        for (body, text) in [
            // FastAPI, which quotes the value.
            (
                r#"{"detail":[{"type":"missing","loc":["body","tags",0],"msg":"Field required","input":"s3cret"}]}"#,
                "body.tags.0: Field required",
            ),
            (
                r#"{"detail":{"reason":"expired","retry":false}}"#,
                "reason: expired; retry: false",
            ),
            // Django REST framework.
            (
                r#"{"name":["This field is required."],"tags":{"0":["Too long."]}}"#,
                "name: This field is required.; tags: 0: Too long.",
            ),
            (r#"["Not now."]"#, "Not now."),
            (
                r#"{"rows":[{},{"name":["Required."]}]}"#,
                "rows: name: Required.",
            ),
            // marshmallow, in webargs and flask-smorest.
            (
                r#"{"json":{"name":["Missing data."]}}"#,
                "json: name: Missing data.",
            ),
            (
                r#"{"code":422,"status":"Unprocessable","errors":{"json":{"name":["Missing."]}}}"#,
                "json: name: Missing.",
            ),
            // Litestar.
            (
                r#"{"status_code":400,"detail":"Invalid","extra":[{"message":"No.","key":"name","source":"body"}]}"#,
                "Invalid; name: No.",
            ),
            // RFC 9457, and an extension of its predecessor.
            (
                r#"{"type":"about:blank","title":"Bad","detail":"No age","status":400,"instance":"/a","invalid-params":[{"name":"age","reason":"is missing"}]}"#,
                "Bad; No age; age: is missing",
            ),
            // JSON:API.
            (
                r#"{"errors":[{"status":"422","source":{"pointer":"/data/name"},"title":"Invalid","detail":"Too short."}]}"#,
                "/data/name: Too short.",
            ),
            // Fields whose names are those of descriptions.
            (
                r#"{"errors":{"title":"is missing","name":"is missing"}}"#,
                "name: is missing; title: is missing",
            ),
            (r#"[{"odd":1}]"#, ""),
            (r#"[]"#, ""),
            (r#"{"odd":["a",1]}"#, ""),
            (r#"{"odd":{"a":1}}"#, ""),
        ] {
            let value: Value = serde_json::from_str(body).expect("JSON");
            let description = Description::of(&value);
            assert_eq!(description.text.unwrap_or_default(), text, "{body}");
        }
    }
}
