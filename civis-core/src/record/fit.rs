//! How a value fitted its target.

use serde_json::Value;

use super::Slot;

/// How a value fitted its target.
pub(super) enum Fit {
    /// The target holds it, and gives it back.
    Exact,
    /// It was null: the target is unset, or has its default.
    Null,
    /// The target holds it coerced; this is the original.
    Coerced(Value),
    /// The target could not hold it, and is unset or has its default.
    Mismatch(Value),
}

/// Unsets a slot whose value did not fit.
pub(super) fn settle(slot: &mut dyn Slot, fit: Fit) -> Fit {
    if matches!(fit, Fit::Mismatch(_)) {
        slot.clear();
    }
    fit
}
