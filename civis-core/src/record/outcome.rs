//! How storing a JSON value ended.

use serde_json::Value;

use super::field::Slot;

/// How storing a JSON value in its target ended. The originals are boxed: the common outcomes fit into registers then.
pub(super) enum Outcome {
    /// The target holds it, and encodes to the same JSON.
    Exact,
    /// It was null: the target is unset, or has its default.
    Null,
    /// The target holds a coerced value. This is the original.
    Coerced(Box<Value>),
    /// It does not match the declared type: the target is unset, or has its default. This is the original.
    Mismatch(Box<Value>),
}

impl Outcome {
    #[cold]
    pub(super) fn coerced(original: Value) -> Self {
        Self::Coerced(Box::new(original))
    }

    #[cold]
    pub(super) fn mismatch(original: Value) -> Self {
        Self::Mismatch(Box::new(original))
    }
}

/// Unsets a slot whose value did not match, and passes the outcome on.
#[inline]
pub(super) fn clear_on_mismatch(slot: &mut dyn Slot, outcome: Outcome) -> Outcome {
    if matches!(outcome, Outcome::Mismatch(_)) {
        slot.clear();
    }
    outcome
}
