//! Enums of many values.

use civis_spec::Variant;

/// How many values an enum has at most. One with more is a struct of text with a constant for
/// each value, of which the compiler takes far less time.
const MAX_VARIANTS: usize = 256;

/// Whether an enum is emitted as a struct of text.
pub(crate) fn is_large(variants: &[Variant]) -> bool {
    variants.len() > MAX_VARIANTS
}
