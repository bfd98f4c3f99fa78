//! Values as text: in a path, and as the encoded pairs of a query or a form.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// What stands for itself in a URL: letters, digits and `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encoded pairs of a query or a form.
#[derive(Default)]
pub(super) struct Pairs(String);

impl Pairs {
    /// Adds a pair, unless the value is null.
    pub(super) fn push(&mut self, name: &str, value: &Value) {
        if value.is_null() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(name, &mut self.0);
        self.0.push('=');
        encode(&text(value), &mut self.0);
    }

    pub(super) fn push_each(&mut self, name: &str, items: &[Value]) {
        for item in items {
            self.push(name, item);
        }
    }

    pub(super) fn push_joined(&mut self, name: &str, list: &Value, separator: char) {
        if let Some(text) = joined(list, separator) {
            self.push(name, &Value::String(text.into_owned()));
        }
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Appends a text, percent-encoded.
pub(super) fn encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// A value as text, if it is a number, text, or true or false.
pub(super) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(bool) => Some(Cow::Borrowed(if *bool { "true" } else { "false" })),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Any value as text: what is no scalar, as JSON.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    scalar(value).unwrap_or_else(|| Cow::Owned(value.to_string()))
}

/// The scalars of a list as one text, if there are any.
pub(super) fn joined(list: &Value, separator: char) -> Option<Cow<'_, str>> {
    let texts: Vec<_> = list.as_array()?.iter().filter_map(scalar).collect();
    (!texts.is_empty()).then(|| Cow::Owned(texts.join(&separator.to_string())))
}
