//! Values as the text of a cell, and the columns that a text takes on a terminal.

use std::borrow::Cow;

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A value as text: nothing for null, scalars as they are, lists of scalars with commas, other values as JSON.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) if items.iter().all(is_scalar) => {
            let items: Vec<Cow<'_, str>> = items.iter().map(text).collect();
            Cow::Owned(items.join(", "))
        }
        value => Cow::Owned(value.to_string()),
    }
}

/// [`text`] on one line, safe to show on a terminal.
pub(crate) fn line(value: &Value) -> String {
    let text = text(value);
    if text.chars().any(char::is_control) {
        let text = text.trim_end_matches(['\n', '\r']).replace("\r\n", "\n");
        let text = text.replace(['\n', '\t'], " ");
        return civis_spec::escape_control(&text).to_string();
    }
    civis_spec::escape_control(&text).to_string()
}

pub(crate) fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// The columns that a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most so many columns, with `…` in place of what does not fit.
pub(crate) fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut left = columns.saturating_sub(1);
    let mut fitted = String::new();
    for one in text.chars() {
        let takes = one.width().unwrap_or(0);
        if takes > left {
            break;
        }
        left -= takes;
        fitted.push(one);
    }
    if columns > 0 {
        fitted.push('…');
    }
    Cow::Owned(fitted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fit, line, text, width};

    #[test]
    fn values_are_text_as_a_person_writes_them() {
        for (value, expected) in [
            (json!(null), ""),
            (json!("a"), "a"),
            (json!(5), "5"),
            (json!(["a", 1, null]), "a, 1, "),
            (json!([{"a": 1}]), r#"[{"a":1}]"#),
            (json!({"a": 1}), r#"{"a":1}"#),
        ] {
            assert_eq!(text(&value), expected);
        }
        assert_eq!(line(&json!("select 1\nfrom\tx\n")), "select 1 from x");
        assert_eq!(line(&json!("\u{1b}[31mred")), "\\u{1b}[31mred");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("日本"), 4);
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 2), "a…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
    }
}
