//! Numbers with all of their digits, as `serde_json` passes them on with its feature `arbitrary_precision`.

use serde_json::{Number, Value};

/// The key under which `serde_json` passes a number on as a map with one entry, its digits, if any crate of the program
/// turns on `arbitrary_precision`.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// Returns the number that the only entry of a map represents, if it does.
pub(super) fn as_number(key: &str, value: &Value) -> Option<Number> {
    let digits = value.as_str().filter(|_| key == NUMBER)?;
    // Without the feature, it is a key like any other.
    keeps_all_digits().then(|| digits.parse().ok()).flatten()
}

/// Returns whether `arbitrary_precision` is on. Without it, no number is infinite.
pub(super) fn keeps_all_digits() -> bool {
    "1e400".parse::<Number>().is_ok()
}

/// Returns whether a text is an integer that neither `i64` nor `u64` holds.
pub(super) fn is_beyond_64_bits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<i64>().is_err()
        && text.parse::<u64>().is_err()
}

/// Returns the nearest number of a text that is one in JSON: a decimal, which many services send
/// as text, or an integer beyond 64 bits, which was [quoted](super::repair_json) so that no digit
/// is lost.
pub(super) fn nearest(text: &str) -> Option<f64> {
    let is_bare = !text.contains(char::is_whitespace);
    let is_number = is_bare && text.parse::<Number>().is_ok();
    let number = is_number.then(|| text.parse::<f64>());
    number?.ok().filter(|number| number.is_finite())
}

/// Returns the integer of a text that is one in JSON.
pub(super) fn integer(text: &str) -> Option<i64> {
    let number = text.parse::<i64>().ok()?;
    (number.to_string() == text).then_some(number)
}
