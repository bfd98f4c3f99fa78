//! Decodes a request as a server does.

use civis::{Location, Style};
use http::Method;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::{Argument, Target, each, joined, multipart, object, one as single, repeated};
use crate::scripted::Sent;

/// The decoded segments of a path.
pub(super) fn segments(path: &str) -> Vec<String> {
    let decoded = |segment: &str| {
        // A `+` is a space in a form, but not in a path.
        let text = segment.replace('+', "%2B");
        let pair = form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(name, value)| {
            assert!(value.is_empty(), "an `=` in a segment");
            name.into_owned()
        })
        .unwrap_or_default()
    };
    let segments = path.trim_matches('/').split('/').map(|segment| {
        assert!(!segment.contains(['&', '?', '#']), "{path}");
        decoded(segment)
    });
    segments.collect()
}

/// The pairs of a query or a form.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(text.as_bytes());
    pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Compares the body with the arguments.
pub(super) fn body(sent: &Sent, method: &Method, arguments: &[Argument]) {
    let media_type = sent
        .headers
        .get(CONTENT_TYPE)
        .map(|value| value.to_str().expect("text"));
    let at = |location| arguments.iter().find(|one| one.target.is_at(location));
    if let Some(whole) = at(Location::Body) {
        assert_eq!(media_type, Some("application/json"));
        let mut fields = object(arguments);
        let expected = match &whole.value {
            Value::Object(others) if !fields.is_empty() => {
                for (name, value) in others {
                    fields.entry(name).or_insert_with(|| value.clone());
                }
                Value::Object(fields)
            }
            Value::Null if !fields.is_empty() => Value::Object(fields),
            value => value.clone(),
        };
        assert_eq!(json(&sent.body), expected);
        return;
    }
    let is_part =
        |one: &Argument| one.target == Target::File || one.target.is_at(Location::Multipart);
    if arguments.iter().any(is_part) {
        let media_type = media_type.expect("a media type");
        return multipart::check(media_type, &sent.body, arguments);
    }
    let is_form = |one: &&Argument| one.target.is_at(Location::Form);
    let form: Vec<_> = arguments.iter().filter(is_form).collect();
    if !form.is_empty() {
        assert_eq!(media_type, Some("application/x-www-form-urlencoded"));
        let text = std::str::from_utf8(&sent.body).expect("text");
        let expected = form.iter().flat_map(|one| match (one.target, &one.value) {
            (_, object @ Value::Object(_)) => each(&one.name, object),
            (Target::Parameter(_, Style::Joined { outer, .. }), list @ Value::Array(_)) => {
                single(&one.name, joined(list, outer))
            }
            (_, value) => repeated(&one.name, value),
        });
        assert_eq!(pairs(text), expected.collect::<Vec<_>>());
        return;
    }
    let fields = object(arguments);
    let has_body = [Method::POST, Method::PATCH].contains(method);
    if has_body || !fields.is_empty() {
        assert_eq!(media_type, Some("application/json"));
        assert_eq!(json(&sent.body), Value::Object(fields));
    } else {
        assert!(sent.body.is_empty());
    }
}

pub(super) fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}
