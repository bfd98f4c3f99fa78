//! Text that is safe to show.

use std::fmt::Write as _;

/// Escapes control characters and those that change the direction of text, so that a text
/// from outside cannot move or hide the text around it.
///
/// ```
/// assert_eq!(civis_spec::escape_control("a\u{202e}b"), r"a\u{202e}b");
/// assert_eq!(civis_spec::escape_control("\u{1b}[31mred"), r"\u{1b}[31mred");
/// assert_eq!(civis_spec::escape_control("naïve 👩‍👧"), "naïve 👩‍👧");
/// ```
#[must_use]
pub fn escape_control(text: &str) -> String {
    if is_printable_ascii(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if is_hidden(char) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(char));
        } else {
            out.push(char);
        }
    }
    out
}

/// A fast check for the many texts without anything to escape.
fn is_printable_ascii(text: &str) -> bool {
    for byte in text.as_bytes() {
        if !matches!(byte, b' '..=b'~') {
            return false;
        }
    }
    true
}

fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}
