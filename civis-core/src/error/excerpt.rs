//! The beginning of a body, for error messages.

use std::borrow::Cow;

use crate::secret::Secret;

/// The maximum length of an excerpt, in characters.
const MAX_CHARS: usize = 200;

/// The maximum length of a description, in characters.
const MAX_DESCRIPTION_CHARS: usize = 1000;

/// How many bytes of a body are considered: many more than are shown, since white space
/// is collapsed, and a secret that is cut off at the end would not be recognized.
const MAX_BYTES: usize = 16 * 1024;

/// The beginning of a body on one line: redacted, with white space collapsed and
/// invalid UTF-8 replaced.
pub(super) fn excerpt(body: &[u8], secret: &Secret) -> String {
    let start = &body[..body.len().min(MAX_BYTES)];
    let text = String::from_utf8_lossy(start);
    let text = redact(&text, start.len() < body.len(), secret);
    let mut shown = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if count > 0 {
            shown.push(' ');
            count += 1;
        }
        for c in word.chars() {
            if count >= MAX_CHARS {
                shown.push('…');
                return shown;
            }
            shown.push(c);
            count += 1;
        }
    }
    if start.len() < body.len() {
        shown.push('…');
    }
    shown
}

/// The beginning of a description: redacted, with its lines as they are.
pub(super) fn shorten(text: &str, secret: &Secret) -> String {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    let redacted = redact(start, start.len() < text.len(), secret);
    let mut chars = redacted.chars();
    let mut shown: String = chars.by_ref().take(MAX_DESCRIPTION_CHARS).collect();
    if chars.next().is_some() || start.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn redact<'a>(text: &'a str, is_cut_off: bool, secret: &Secret) -> Cow<'a, str> {
    if is_cut_off {
        secret.redact_start(text)
    } else {
        secret.redact(text)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{MAX_BYTES, MAX_CHARS, Secret, excerpt, shorten};

    #[test]
    fn any_bytes_become_one_short_line() {
        let none = Secret::default();
        assert_eq!(excerpt(b"", &none), "");
        assert_eq!(
            excerpt(b" <html>\r\n\t<b>Bad\x00Gateway</b> ", &none),
            "<html> <b>Bad Gateway</b>"
        );
        assert_eq!(excerpt(b"\xff\xfe", &none), "\u{fffd}\u{fffd}");
        for length in [
            MAX_CHARS - 1,
            MAX_CHARS,
            MAX_CHARS + 1,
            MAX_BYTES + 1,
            5 * MAX_BYTES,
        ] {
            let shown = excerpt("é".repeat(length).as_bytes(), &none);
            assert_eq!(
                shown.chars().count(),
                (MAX_CHARS + 1).min(length),
                "{length}"
            );
        }
    }

    #[test]
    fn spaces_count_and_an_end_that_is_not_looked_at_is_shown() {
        let none = Secret::default();
        assert_eq!(
            excerpt("abcdef ".repeat(100).as_bytes(), &none),
            format!("{}abcd…", "abcdef ".repeat(28))
        );
        // A long run of white space is looked through, but not without end.
        let spaces = " ".repeat(10_000);
        assert_eq!(excerpt(format!("{spaces}late").as_bytes(), &none), "late");
        let spaces = " ".repeat(16 * 1024);
        let body = format!("early{spaces}late");
        assert_eq!(excerpt(body.as_bytes(), &none), "early…");
    }

    #[test]
    fn a_description_is_cut_off_after_1000_characters() {
        let none = Secret::default();
        assert_eq!(shorten("two\nlines", &none), "two\nlines");
        for length in [999, 1000, 1001, 20_000] {
            // With a byte before it, so that no limit in bytes is between two characters.
            let shown = shorten(&format!("x{}", "é".repeat(length - 1)), &none);
            assert_eq!(shown.chars().count(), length.min(1001), "{length}");
            assert_eq!(shown.ends_with('…'), length > 1000, "{length}");
        }
    }

    #[test]
    fn the_start_of_a_secret_is_shown_only_at_the_end_of_the_whole_text() {
        let secret = Secret::of([Zeroizing::new("open-sesame".to_owned())]);
        assert_eq!(excerpt(b"it is open", &secret), "it is open");
        assert_eq!(shorten("it is open", &secret), "it is open");
        // So many that the one at the limit in bytes is near the beginning of what is shown.
        let long: String = (100..600).map(|number| number.to_string()).collect();
        let secret = Secret::of([Zeroizing::new(long.clone())]);
        let expected = format!("{}…", "[redacted]".repeat(10));
        assert_eq!(shorten(&long.repeat(12), &secret), expected);
    }

    #[test]
    fn a_truncated_text_shows_no_part_of_a_secret() {
        let secret = Secret::of([Zeroizing::new("open-sesame".to_owned())]);
        for before in (MAX_CHARS - 20..=MAX_CHARS).chain(MAX_BYTES - 20..=MAX_BYTES) {
            let body = format!(
                "{}open-sesame{}",
                " x".repeat(before / 2),
                "y".repeat(MAX_BYTES)
            );
            let shown = excerpt(body.as_bytes(), &secret);
            assert!(!shown.contains("op"), "{before}: {shown}");
            let body = format!(
                "x{}open-sesame{}",
                " ".repeat(before),
                "y".repeat(MAX_BYTES)
            );
            let shown = excerpt(body.as_bytes(), &secret);
            assert!(!shown.contains("op"), "{before}: {shown}");
        }
    }
}
