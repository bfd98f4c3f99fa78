//! Finds a secret in a text of the server that echoes it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use zeroize::Zeroizing;

/// The longest spelling of a byte that is found, in bytes.
const MAX_UNIT: usize = 12;

/// The spellings of a secret that are found:
/// - as it is, any of its characters escaped as in JSON, JavaScript, a URL or HTML: `\/`,
///   `\u002f`, `\x2f`, `%2F`, `&#47;`, `&#x2F;`, `&sol;`; also twice: `\\/`, `%252F`,
///   `&amp;#47;`;
/// - the whole in hexadecimal or Base64, with either alphabet and at any place in a longer
///   text.
///
/// Not found are secrets with other characters in between, in other letter case,
/// reversed, compressed or hashed.
pub(super) struct Echoes<'a> {
    secret: &'a [u8],
    hex: Zeroizing<String>,
    base64: Vec<Zeroizing<String>>,
}

/// Whether a text begins with a spelling of a secret.
enum Match {
    /// It does, with so many bytes.
    Whole(usize),
    /// It ends before the spelling does.
    Start,
    None,
}

impl<'a> Echoes<'a> {
    pub(super) fn of(secret: &'a str) -> Self {
        let secret = secret.as_bytes();
        let mut hex = Zeroizing::new(String::with_capacity(2 * secret.len()));
        for byte in secret {
            for digit in [byte >> 4, byte & 15] {
                hex.extend(char::from_digit(digit.into(), 16));
            }
        }
        let mut base64 = Vec::new();
        // Three bytes are four digits: there are three ways to begin within a longer text.
        for before in 0..3 {
            let mut padded = Zeroizing::new(Vec::with_capacity(before + secret.len()));
            padded.resize(before, 0);
            padded.extend_from_slice(secret);
            // The digits that depend on nothing but the secret.
            let digits = (before * 8).div_ceil(6)..padded.len() * 8 / 6;
            for engine in [&STANDARD, &URL_SAFE] {
                let encoded = Zeroizing::new(engine.encode(&padded));
                base64.push(Zeroizing::new(encoded[digits.clone()].to_owned()));
            }
        }
        Self {
            secret,
            hex,
            base64,
        }
    }

    /// The text without the secret, if it is found.
    pub(super) fn redact(&self, text: &str) -> Option<String> {
        let mut redacted = String::new();
        let (mut copied, mut at) = (0, 0);
        while at < text.len() {
            let Match::Whole(length) = self.matches(&text.as_bytes()[at..]) else {
                at += 1;
                continue;
            };
            redacted.push_str(text.get(copied..at)?);
            redacted.push_str("[redacted]");
            at += length;
            copied = at;
        }
        (copied > 0).then(|| redacted + text.get(copied..).unwrap_or_default())
    }

    /// Where a spelling of the secret begins that the end of the text cuts off.
    pub(super) fn cut_off(&self, text: &str) -> Option<usize> {
        let longest = text.len().min(MAX_UNIT * self.secret.len());
        let mut starts = text.len() - longest..text.len();
        starts.find(|&at| {
            text.is_char_boundary(at)
                && matches!(self.matches(&text.as_bytes()[at..]), Match::Start)
        })
    }

    fn matches(&self, text: &[u8]) -> Match {
        let found = spelled(text, self.secret);
        if !matches!(found, Match::None) {
            return found;
        }
        let found = encoded(text, self.hex.as_bytes(), u8::eq_ignore_ascii_case);
        if !matches!(found, Match::None) {
            return found;
        }
        let found = self
            .base64
            .iter()
            .map(|base64| encoded(text, base64.as_bytes(), u8::eq));
        found.fold(Match::None, |best, next| match (&best, &next) {
            (Match::Whole(_), _) | (Match::Start, Match::None) => best,
            _ => next,
        })
    }
}

/// Whether the text begins with an encoded secret.
fn encoded(text: &[u8], secret: &[u8], is_same: fn(&u8, &u8) -> bool) -> Match {
    if !text.iter().zip(secret).all(|(a, b)| is_same(a, b)) {
        Match::None
    } else if text.len() < secret.len() {
        Match::Start
    } else {
        Match::Whole(secret.len())
    }
}

/// Whether the text begins with the secret, characters of which may be escaped.
fn spelled(text: &[u8], secret: &[u8]) -> Match {
    if text.starts_with(secret) {
        return Match::Whole(secret.len());
    }
    let (mut before, mut at) = (0, 0);
    for byte in secret {
        match unit(&text[at..], *byte) {
            Some(length) => (before, at) = (at, at + length),
            // What looks like a character may be the beginning of an escape.
            None if is_cut_off(&text[at..]) || is_cut_off(&text[before..]) => return Match::Start,
            None => return Match::None,
        }
    }
    Match::Whole(at)
}

/// Whether the text ends, or ends within an escape.
fn is_cut_off(rest: &[u8]) -> bool {
    let begins_escape = |first: &u8| b"\\%&".contains(first) && rest.len() < MAX_UNIT;
    rest.first().is_none_or(begins_escape)
}

/// The length of the spelling of a byte that the text begins with.
fn unit(text: &[u8], byte: u8) -> Option<usize> {
    let (first, rest) = text.split_first()?;
    let rest = match first {
        b'\\' => {
            let rest = skip(rest, b"\\");
            match rest.split_first()? {
                (b'u', digits) if is_number(digits.get(..4)?, 16, byte) => &digits[4..],
                (b'x', digits) if is_number(digits.get(..2)?, 16, byte) => &digits[2..],
                (same, rest) if *same == byte => rest,
                _ => return None,
            }
        }
        b'%' if byte == b'%' => skip(rest, b"25"),
        b'%' => {
            let digits = skip(rest, b"25");
            is_number(digits.get(..2)?, 16, byte).then(|| &digits[2..])?
        }
        b'&' => {
            let name = skip(rest, b"amp;");
            match entity(name, byte) {
                Some(rest) => rest,
                None if byte == b'&' => name,
                None => return None,
            }
        }
        same if *same == byte => rest,
        _ => return None,
    };
    Some(text.len() - rest.len())
}

/// The rest of a text that begins with the name or number of a byte in HTML.
fn entity(text: &[u8], byte: u8) -> Option<&[u8]> {
    let length = text.iter().take(MAX_UNIT).position(|byte| *byte == b';')?;
    let is_byte = match &text[..length] {
        [b'#', b'x' | b'X', digits @ ..] => is_number(digits, 16, byte),
        [b'#', digits @ ..] => is_number(digits, 10, byte),
        name => ENTITIES.contains(&(name, byte)),
    };
    is_byte.then(|| &text[length + 1..])
}

/// The names of HTML for ASCII characters that a secret may have.
const ENTITIES: [(&[u8], u8); 12] = [
    (b"amp", b'&'),
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"sol", b'/'),
    (b"equals", b'='),
    (b"plus", b'+'),
    (b"colon", b':'),
    (b"period", b'.'),
    (b"lowbar", b'_'),
    (b"hyphen", b'-'),
];

fn skip<'a>(mut text: &'a [u8], prefix: &[u8]) -> &'a [u8] {
    while let Some(rest) = text.strip_prefix(prefix) {
        text = rest;
    }
    text
}

fn is_number(digits: &[u8], radix: u32, byte: u8) -> bool {
    let digits = std::str::from_utf8(digits).unwrap_or_default();
    u32::from_str_radix(digits, radix) == Ok(byte.into())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::Echoes;

    const SECRET: &str = "a/B+c=%7&~z";

    fn each(spell: impl Fn(u8) -> String) -> String {
        SECRET.bytes().map(spell).collect()
    }

    fn spellings() -> Vec<String> {
        let mut spellings = vec![
            SECRET.to_owned(),
            SECRET.replace('/', r"\/"),
            SECRET.replace('/', r"\\/"),
            each(|byte| format!("\\u{byte:04x}")),
            each(|byte| format!("\\u{byte:04X}")),
            each(|byte| format!("\\x{byte:02x}")),
            each(|byte| format!("%{byte:02X}")),
            each(|byte| format!("%25{byte:02x}")),
            each(|byte| format!("&#{byte};")),
            each(|byte| format!("&#x{byte:X};")),
            each(|byte| format!("&amp;#{byte};")),
            each(|byte| format!("{byte:02x}")),
            each(|byte| format!("{byte:02X}")),
            SECRET.replace('&', "&amp;").replace('/', "&sol;"),
        ];
        for byte in SECRET.bytes().filter(|byte| !byte.is_ascii_alphanumeric()) {
            let spelled = each(|one| match one == byte {
                true => format!("%{one:02x}"),
                false => char::from(one).to_string(),
            });
            spellings.push(spelled);
        }
        spellings
    }

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let echoes = Echoes::of(SECRET);
        for spelling in spellings() {
            let text = format!("é {spelling} é {spelling}");
            let redacted = echoes.redact(&text);
            assert_eq!(
                redacted.as_deref(),
                Some("é [redacted] é [redacted]"),
                "{spelling}"
            );
        }
        for before in ["", "u", "us", "use", "user"] {
            for after in ["", ":", ":p", ":pa"] {
                let pair = format!("{before}{SECRET}{after}");
                for encoded in [STANDARD.encode(&pair), URL_SAFE_NO_PAD.encode(&pair)] {
                    let redacted = echoes.redact(&encoded).expect(&encoded);
                    let left = redacted.replace("[redacted]", "");
                    assert!(left.len() < 12, "{redacted}");
                }
            }
        }
        for text in [
            "",
            "a",
            "a/B+c=%7&~",
            "b/B+c=%7&~z",
            "\\",
            "%",
            "&",
            "%2",
            "\\u00",
            // Spellings of other characters.
            r"a\qB+c=%7&~z",
            r"a\u0041B+c=%7&~z",
            r"a\x41B+c=%7&~z",
            "a%41B+c=%7&~z",
            "a&#65;B+c=%7&~z",
            "a&lt;B+c=%7&~z",
        ] {
            assert_eq!(echoes.redact(text), None, "{text}");
        }
    }

    #[test]
    fn a_truncated_encoding_is_found() {
        let echoes = Echoes::of(SECRET);
        for spelling in spellings() {
            for end in 1..spelling.len() {
                let text = format!("é {}", &spelling[..end]);
                assert_eq!(echoes.cut_off(&text), Some(3), "{text}");
            }
        }
        assert_eq!(echoes.cut_off("é "), None);
        assert_eq!(echoes.cut_off(""), None);
    }
}
