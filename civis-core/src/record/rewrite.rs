//! JSON that the parser refuses, written so that it can be read.

use serde::de::IgnoredAny;

/// The JSON with a number beyond 64 bits as text of its digits, and half of a
/// surrogate pair as U+FFFD; none if it has neither.
pub(super) fn rewritten(json: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(json.len());
    let mut changed = false;
    let mut within_text = false;
    let mut rest = json;
    while let [first, ..] = *rest {
        let mut taken = 1;
        match (first, within_text) {
            (b'"', _) => within_text = !within_text,
            (b'\\', true) => {
                taken = escape(rest);
                if taken == 6 && half_of_pair(rest).is_some() {
                    out.extend_from_slice(br"\ufffd");
                    changed = true;
                    rest = &rest[taken..];
                    continue;
                }
            }
            (b'-' | b'0'..=b'9', false) => {
                taken = rest.iter().take_while(|byte| in_number(**byte)).count();
                if beyond_range(&rest[..taken]) {
                    out.push(b'"');
                    out.extend_from_slice(&rest[..taken]);
                    out.push(b'"');
                    changed = true;
                    rest = &rest[taken..];
                    continue;
                }
            }
            _ => {}
        }
        out.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
    }
    changed.then_some(out)
}

fn in_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// Whether it is a number in JSON, and no finite one of 64 bits.
fn beyond_range(digits: &[u8]) -> bool {
    let number = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse::<f64>().ok());
    number.is_some_and(f64::is_infinite) && serde_json::from_slice::<IgnoredAny>(digits).is_ok()
}

/// The length of the escape at the start: both halves of a pair are one.
fn escape(text: &[u8]) -> usize {
    match half_of_pair(text) {
        Some(Half::High) => match text.get(6..).and_then(half_of_pair) {
            Some(Half::Low) => 12,
            _ => 6,
        },
        Some(Half::Low) => 6,
        None => text.len().min(2),
    }
}

#[derive(PartialEq)]
enum Half {
    High,
    Low,
}

/// Which half of a surrogate pair an escape stands for, if any.
fn half_of_pair(text: &[u8]) -> Option<Half> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) || !digits[0].eq_ignore_ascii_case(&b'd') {
        return None;
    }
    match digits[1].to_ascii_lowercase() {
        b'8' | b'9' | b'a' | b'b' => Some(Half::High),
        b'c'..=b'f' => Some(Half::Low),
        _ => None,
    }
}
