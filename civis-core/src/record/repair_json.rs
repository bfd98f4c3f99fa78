//! JSON that `serde_json` rejects or reads inexactly, rewritten so that it parses.

use std::borrow::Cow;

use serde_core::de::IgnoredAny;

use super::number::{is_beyond_64_bits, keeps_all_digits};

/// Rewrites what some servers write although JSON does not have it, and numbers that 64 bits do not hold. Returns
/// `None` if there is nothing to rewrite.
///
/// - `NaN`, `Infinity` and integers and numbers beyond the range of 64 bits are quoted.
/// - Half of a surrogate pair becomes U+FFFD.
/// - Control characters in text are escaped.
pub(super) fn repair(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let mut out = String::new();
    // Everything before has been copied.
    let mut copied = 0;
    let mut at = 0;
    let mut in_text = false;
    while let Some(&first) = bytes.get(at) {
        let mut taken = 1;
        let mut repaired = None;
        match (first, in_text) {
            (b'"', _) => in_text = !in_text,
            (b'\\', true) => {
                taken = escape_len(&bytes[at..]);
                if taken == 6 && surrogate_half(&bytes[at..]).is_some() {
                    repaired = Some(Cow::Borrowed(r"\ufffd"));
                }
            }
            (..0x20, true) => repaired = Some(format!("\\u{first:04x}").into()),
            (first, false) if is_in_token(first) => {
                let rest = &json[at..];
                taken = rest.bytes().take_while(|byte| is_in_token(*byte)).count();
                let token = &rest[..taken];
                let is_key = rest[taken..].trim_start().starts_with(':');
                if !is_key && is_read_as_text(token) {
                    repaired = Some(format!("\"{token}\"").into());
                }
            }
            _ => {}
        }
        if let Some(repaired) = repaired {
            out.push_str(&json[copied..at]);
            out.push_str(&repaired);
            copied = at + taken;
        }
        at += taken;
    }
    (copied > 0).then(|| {
        out.push_str(&json[copied..]);
        out
    })
}

fn is_in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Returns whether a token stands for a number that no type of 64 bits holds.
fn is_read_as_text(token: &str) -> bool {
    if is_not_finite(token) {
        return true;
    }
    let is_infinite = || token.parse().is_ok_and(f64::is_infinite);
    (is_beyond_64_bits(token) || is_infinite())
        && serde_json::from_str::<IgnoredAny>(token).is_ok()
        && !keeps_all_digits()
}

/// Returns whether a token is `NaN` or an infinity, as one of many languages writes it.
fn is_not_finite(token: &str) -> bool {
    let name = token.strip_prefix(['-', '+']).unwrap_or(token);
    ["nan", "inf", "infinity"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// The fewest digits of an integer beyond 64 bits.
const MIN_DIGITS: usize = 19;

/// Returns whether there may be an integer beyond 64 bits. `serde_json` would keep only its first digits.
///
/// So many digits in a row include one of every [`MIN_DIGITS`] bytes, so that the others need not be looked at.
pub(super) fn may_have_big_integer(json: &str) -> bool {
    let bytes = json.as_bytes();
    let mut at = MIN_DIGITS - 1;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            let (before, after) = bytes.split_at(at);
            let is_digit = |byte: &&u8| byte.is_ascii_digit();
            let start = at - before.iter().rev().take_while(is_digit).count();
            at += after.iter().take_while(is_digit).count();
            let start = start - usize::from(start > 0 && bytes[start - 1] == b'-');
            let ends_token =
                |byte: Option<&u8>| byte.is_none_or(|byte| !is_in_token(*byte) && *byte != b'"');
            let is_token = ends_token(start.checked_sub(1).and_then(|at| bytes.get(at)))
                && ends_token(bytes.get(at));
            if is_token && is_beyond_64_bits(&json[start..at]) {
                return !keeps_all_digits();
            }
        }
        at += MIN_DIGITS;
    }
    false
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
