//! The start of a body, for people.

/// How many characters are shown.
const SHOWN: usize = 200;

/// The start of a body on one line, with what is not text replaced, and white
/// space drawn together.
pub(super) fn excerpt(body: &[u8]) -> String {
    // Four bytes for each character are enough; a cut one becomes a sign of it,
    // past the end of what is shown.
    let start = &body[..body.len().min(SHOWN * 8)];
    let text = String::from_utf8_lossy(start);
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
            if count >= SHOWN {
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

#[cfg(test)]
mod tests {
    use super::{SHOWN, excerpt};

    #[test]
    fn any_bytes_become_one_short_line() {
        assert_eq!(excerpt(b""), "");
        assert_eq!(
            excerpt(b" <html>\r\n\t<b>Bad\x00Gateway</b> "),
            "<html> <b>Bad Gateway</b>"
        );
        assert_eq!(excerpt(b"\xff\xfe"), "\u{fffd}\u{fffd}");
        for length in [SHOWN - 1, SHOWN, SHOWN + 1, SHOWN * 8 + 1, 5000] {
            let shown = excerpt("é".repeat(length).as_bytes());
            assert_eq!(shown.chars().count(), (SHOWN + 1).min(length), "{length}");
        }
    }
}
