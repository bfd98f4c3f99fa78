//! Values as text: in a path, and as the pairs of a query, a form or a `Cookie` header.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::Style;

/// The bytes to percent-encode: all but letters, digits and `-._~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The bytes that the value of a cookie cannot have (RFC 6265, section 4.1.1). Servers in Python
/// do not decode cookies, so no others are percent-encoded.
const NOT_IN_COOKIES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// The encoded pairs of a query or a form.
#[derive(Default)]
pub(super) struct Pairs(String);

impl Pairs {
    /// Pairs that follow those of an encoded query.
    pub(super) fn after(query: String) -> Self {
        Self(query)
    }

    /// Adds a pair, unless the value is null.
    pub(super) fn push(&mut self, name: &str, value: &Value) {
        if !value.is_null() {
            self.push_text(name, &text(value));
        }
    }

    pub(super) fn push_each(&mut self, name: &str, items: &[Value]) {
        for item in items {
            self.push(name, item);
        }
    }

    /// Adds the pairs of a value in a style.
    pub(super) fn write(&mut self, name: &str, value: &Value, style: Style) {
        each(name, value, style, |name, text| self.push_text(name, text));
    }

    fn push_text(&mut self, name: &str, text: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(name, &mut self.0);
        self.0.push('=');
        encode(text, &mut self.0);
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Appends a text, percent-encoded.
pub(super) fn encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// Encodes one pair of a query.
pub(crate) fn encode_pair(name: &str, value: &str) -> String {
    // Enough for all bytes to be encoded: growing would leave a secret behind.
    let mut pair = String::with_capacity(3 * (name.len() + value.len()) + 1);
    encode(name, &mut pair);
    pair.push('=');
    encode(value, &mut pair);
    pair
}

/// Returns the text of a value, if it is text, a number or a boolean.
pub(super) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(bool) => Some(Cow::Borrowed(if *bool { "true" } else { "false" })),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns whether a value is a scalar or a list of scalars.
pub(super) fn is_flat(value: &Value) -> bool {
    let is_leaf = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Array(items) => items.iter().all(is_leaf),
        value => is_leaf(value),
    }
}

/// Returns the text of any value: the JSON of a list or an object.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    scalar(value).unwrap_or_else(|| Cow::Owned(value.to_string()))
}

/// Calls a function with each pair of a value in a style. A null has none.
pub(super) fn each(name: &str, value: &Value, style: Style, mut pair: impl FnMut(&str, &str)) {
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, value) => pair(name, &value.to_string()),
        (Style::Repeated { inner }, Value::Array(items)) => {
            for item in items.iter().filter(|item| !item.is_null()) {
                match item {
                    Value::Array(_) => pair(name, &joined(item, inner, inner).unwrap_or_default()),
                    item => pair(name, &text(item)),
                }
            }
        }
        (Style::Repeated { .. }, Value::Object(entries)) => {
            for (key, value) in entries {
                each(key, value, style, &mut pair as &mut dyn FnMut(&str, &str));
            }
        }
        (Style::Deep, Value::Object(entries)) => {
            for (key, value) in entries {
                let key = format!("{name}[{key}]");
                each(
                    &key,
                    value,
                    Style::Deep,
                    &mut pair as &mut dyn FnMut(&str, &str),
                );
            }
        }
        (Style::Deep, Value::Array(items)) => {
            for item in items.iter().filter(|item| !item.is_null()) {
                pair(name, &text(item));
            }
        }
        (style, value) => {
            if let Some(text) = one_text(value, style) {
                pair(name, &text);
            }
        }
    }
}

/// Returns a value as a single text, for locations that hold only one. `None` for a
/// null, and for an empty list or object.
pub(super) fn one_text(value: &Value, style: Style) -> Option<Cow<'_, str>> {
    match style {
        _ if value.is_null() => None,
        Style::Json => Some(Cow::Owned(value.to_string())),
        Style::Joined { outer, inner } => scalar(value).or_else(|| joined(value, outer, inner)),
        Style::Default | Style::Repeated { .. } | Style::Deep => scalar(value),
    }
}

/// Joins the items of a list, or the keys and values of an object, if there are any.
fn joined(value: &Value, outer: char, inner: char) -> Option<Cow<'_, str>> {
    let item = |value| scalar(value).or_else(|| joined_scalars(value, inner));
    let texts: Vec<Cow<'_, str>> = match value {
        Value::Array(items) => items.iter().filter_map(item).collect(),
        Value::Object(entries) => {
            let entries = entries.iter().filter_map(|(key, value)| {
                let value = item(value)?;
                Some([Cow::Borrowed(key.as_str()), value])
            });
            entries.flatten().collect()
        }
        _ => return None,
    };
    (!texts.is_empty()).then(|| Cow::Owned(texts.join(&outer.to_string())))
}

/// Joins the items of a nested list. Lists and objects in it become JSON.
fn joined_scalars(list: &Value, separator: char) -> Option<Cow<'_, str>> {
    let items = list.as_array().map(Vec::as_slice);
    match items {
        None if list.is_null() => None,
        None => Some(text(list)),
        Some(items) => {
            let texts: Vec<_> = items
                .iter()
                .filter(|item| !item.is_null())
                .map(text)
                .collect();
            Some(Cow::Owned(texts.join(&separator.to_string())))
        }
    }
}

/// The value of a `Cookie` header.
#[derive(Default)]
pub(super) struct Cookies(String);

impl Cookies {
    pub(super) fn write(&mut self, name: &str, value: &Value, style: Style) {
        each(name, value, style, |name, text| {
            if !self.0.is_empty() {
                self.0.push_str("; ");
            }
            encode(name, &mut self.0);
            self.0.push('=');
            self.0.extend(utf8_percent_encode(text, NOT_IN_COOKIES));
        });
    }

    /// Returns the value, if there is any cookie.
    pub(super) fn into_text(self) -> Option<String> {
        (!self.0.is_empty()).then_some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Cookies, Pairs, Style, one_text};

    fn joined(outer: char, inner: char) -> Style {
        Style::Joined { outer, inner }
    }

    fn repeated(inner: char) -> Style {
        Style::Repeated { inner }
    }

    #[test]
    fn each_style_writes_scalars_lists_and_objects() {
        let list = json!([[1, 2], "c d", null]);
        let object = json!({"a": 1, "b": ["x", "y"], "c": null});
        for (style, value, expected) in [
            (joined('|', ';'), &list, "p=1%3B2%7Cc%20d"),
            (joined(',', ','), &object, "p=a%2C1%2Cb%2Cx%2Cy"),
            (joined(',', ','), &json!([]), ""),
            (joined(',', ','), &json!("x"), "p=x"),
            (repeated('|'), &list, "p=1%7C2&p=c%20d"),
            (repeated(','), &object, "a=1&b=x&b=y"),
            (repeated(','), &json!([{"k": 1}]), "p=%7B%22k%22%3A1%7D"),
            (Style::Deep, &object, "p%5Ba%5D=1&p%5Bb%5D=x&p%5Bb%5D=y"),
            (Style::Deep, &json!({"a": {"b": 1}}), "p%5Ba%5D%5Bb%5D=1"),
            (Style::Deep, &json!(5), "p=5"),
            (Style::Json, &json!("x"), "p=%22x%22"),
            (Style::Json, &json!([1]), "p=%5B1%5D"),
            (Style::Json, &json!(null), ""),
        ] {
            let mut pairs = Pairs::default();
            pairs.write("p", value, style);
            assert_eq!(pairs.into_text(), expected, "{style:?} {value}");
        }
    }

    #[test]
    fn cookies_are_written_in_one_header() {
        assert_eq!(Cookies::default().into_text(), None);
        let mut cookies = Cookies::default();
        cookies.write("none", &json!(null), Style::Default);
        assert_eq!(cookies.into_text(), None);
        let mut cookies = Cookies::default();
        cookies.write("a b", &json!("x; y=é"), joined(',', ','));
        cookies.write("list", &json!([1, 2]), joined(',', ','));
        cookies.write("each", &json!([true, "z"]), repeated(','));
        cookies.write("as-is", &json!("eyJh.b/c+d%41=="), Style::Default);
        assert_eq!(
            cookies.into_text().as_deref(),
            Some("a%20b=x%3B%20y=%C3%A9; list=1%2C2; each=true; each=z; as-is=eyJh.b/c+d%41==")
        );
    }

    #[test]
    fn a_list_is_joined_into_a_single_text() {
        let list = json!([["a", "b"], ["c"]]);
        assert_eq!(one_text(&list, joined('|', ',')).as_deref(), Some("a,b|c"));
        assert_eq!(one_text(&json!([]), joined('|', ',')), None);
        assert_eq!(one_text(&json!(null), Style::Json), None);
        assert_eq!(
            one_text(&json!({"a": 1}), Style::Json).as_deref(),
            Some(r#"{"a":1}"#)
        );
    }
}
