//! JSON that `serde_json` rejects, rewritten so that it parses.

use serde::de::IgnoredAny;

/// Quotes every number beyond the range of 64 bits, and replaces every half of a
/// surrogate pair by U+FFFD. Returns `None` if there is neither.
pub(super) fn repair(json: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(json.len());
    let mut changed = false;
    let mut in_text = false;
    let mut rest = json;
    while let [first, ..] = *rest {
        let mut taken = 1;
        match (first, in_text) {
            (b'"', _) => in_text = !in_text,
            (b'\\', true) => {
                taken = escape_len(rest);
                if taken == 6 && surrogate_half(rest).is_some() {
                    out.extend_from_slice(br"\ufffd");
                    changed = true;
                    rest = &rest[taken..];
                    continue;
                }
            }
            (b'-' | b'0'..=b'9', false) => {
                taken = rest.iter().take_while(|byte| is_in_number(**byte)).count();
                if is_out_of_range(&rest[..taken]) {
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

fn is_in_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// Returns whether the digits are a JSON number that is infinite in 64 bits.
fn is_out_of_range(digits: &[u8]) -> bool {
    let number = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse::<f64>().ok());
    number.is_some_and(f64::is_infinite) && serde_json::from_slice::<IgnoredAny>(digits).is_ok()
}

/// Returns the length of the escape at the start. A surrogate pair counts as one.
fn escape_len(text: &[u8]) -> usize {
    match surrogate_half(text) {
        Some(SurrogateHalf::High) => match text.get(6..).and_then(surrogate_half) {
            Some(SurrogateHalf::Low) => 12,
            _ => 6,
        },
        Some(SurrogateHalf::Low) => 6,
        None => text.len().min(2),
    }
}

#[derive(PartialEq)]
enum SurrogateHalf {
    High,
    Low,
}

/// Returns the half of a surrogate pair that an escape stands for, if any.
fn surrogate_half(text: &[u8]) -> Option<SurrogateHalf> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) || !digits[0].eq_ignore_ascii_case(&b'd') {
        return None;
    }
    match digits[1].to_ascii_lowercase() {
        b'8' | b'9' | b'a' | b'b' => Some(SurrogateHalf::High),
        b'c'..=b'f' => Some(SurrogateHalf::Low),
        _ => None,
    }
}
