//! What decoding finds, beside the values.

use serde_json::Value;

const TWO_TO_63: f64 = (1_u64 << 63) as f64;

/// The location of an error, and whether the text has to be looked at again.
#[derive(Default)]
pub(super) struct Findings {
    /// The keys and indexes of the value at which decoding failed, innermost first.
    pub(super) error_path: Vec<String>,
    /// Whether a number may be an integer beyond 64 bits, which `serde_json` reads as a float.
    pub(super) has_large_number: bool,
}

impl Findings {
    /// Adds a key or an index around the value at which decoding failed, and returns the error.
    #[cold]
    pub(super) fn fail_at<E>(&mut self, segment: impl Into<String>, error: E) -> E {
        self.error_path.push(segment.into());
        error
    }

    pub(super) fn add_float(&mut self, value: f64) {
        self.has_large_number |= value.abs() >= TWO_TO_63;
    }

    /// Adds a value of any type. It is cheaper to scan the text than to look at all values within.
    pub(super) fn add_value(&mut self, value: &Value) {
        self.has_large_number |= match value {
            Value::Number(number) => number.is_f64(),
            Value::Array(_) | Value::Object(_) => true,
            _ => false,
        };
    }
}
