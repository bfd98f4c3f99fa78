//! The start of a body, for people.

use crate::secret::Secret;

/// How many characters are shown.
const SHOWN: usize = 200;

/// How many bytes are looked at: many times what is shown, since white space is
/// drawn together, and a secret that is cut at the end would not be known.
const READ: usize = 16 * 1024;

/// The start of a body on one line, without secrets, with what is not text
/// replaced, and white space drawn together.
pub(super) fn excerpt(body: &[u8], secret: &Secret) -> String {
    let start = &body[..body.len().min(READ)];
    let text = String::from_utf8_lossy(start);
    let text = if start.len() < body.len() {
        secret.hide_start(&text)
    } else {
        secret.hide(&text)
    };
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
    use zeroize::Zeroizing;

    use super::{READ, SHOWN, Secret, excerpt};

    #[test]
    fn any_bytes_become_one_short_line() {
        let none = Secret::default();
        assert_eq!(excerpt(b"", &none), "");
        assert_eq!(
            excerpt(b" <html>\r\n\t<b>Bad\x00Gateway</b> ", &none),
            "<html> <b>Bad Gateway</b>"
        );
        assert_eq!(excerpt(b"\xff\xfe", &none), "\u{fffd}\u{fffd}");
        for length in [SHOWN - 1, SHOWN, SHOWN + 1, READ + 1, 5 * READ] {
            let shown = excerpt("é".repeat(length).as_bytes(), &none);
            assert_eq!(shown.chars().count(), (SHOWN + 1).min(length), "{length}");
        }
    }

    #[test]
    fn a_secret_is_not_shown_in_part_wherever_the_text_is_cut() {
        let secret = Secret::of([Zeroizing::new("open-sesame".to_owned())]);
        for before in (SHOWN - 20..=SHOWN).chain(READ - 20..=READ) {
            let body = format!("{}open-sesame{}", " x".repeat(before / 2), "y".repeat(READ));
            let shown = excerpt(body.as_bytes(), &secret);
            assert!(!shown.contains("op"), "{before}: {shown}");
            let body = format!("x{}open-sesame{}", " ".repeat(before), "y".repeat(READ));
            let shown = excerpt(body.as_bytes(), &secret);
            assert!(!shown.contains("op"), "{before}: {shown}");
        }
    }
}
