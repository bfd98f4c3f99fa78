//! How storing a JSON value ended.

use serde_json::Value;

use super::field::Slot;

/// How storing a JSON value in its target ended.
pub(super) enum Outcome {
    /// The target holds it, and encodes to the same JSON.
    Exact,
    /// It was null: the target is unset, or has its default.
    Null,
    /// The target holds a coerced value. This is the original.
    Coerced(Value),
    /// It does not match the declared type: the target is unset, or has its default. This is the original.
    Mismatch(Value),
}

/// Unsets a slot whose value did not match, and passes the outcome on.
pub(super) fn clear_on_mismatch(slot: &mut dyn Slot, outcome: Outcome) -> Outcome {
    if matches!(outcome, Outcome::Mismatch(_)) {
        slot.clear();
    }
    outcome
}
