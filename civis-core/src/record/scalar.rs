//! Scalars of JSON into a target: the coercions of the [parent module](super).

use serde_json::Value;

use super::Target;
use super::fit::{Fit, settle};
use crate::request::blob::Blob;

/// A JSON value that is neither null, nor list, nor object.
pub(super) enum Scalar<'a> {
    Bool(bool),
    Int(i64),
    /// An integer beyond `i64`.
    Big(u64),
    Float(f64),
    Text(&'a str),
}

impl Scalar<'_> {
    pub(super) fn to_value(&self) -> Value {
        match *self {
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::Big(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Text(value) => value.into(),
        }
    }
}

pub(super) fn put(target: Target<'_>, scalar: &Scalar<'_>) -> Fit {
    let held = match (target, scalar) {
        (Target::Slot(slot), _) => {
            let fit = put(slot.open(), scalar);
            return settle(slot, fit);
        }
        (Target::Nothing, _) => return Fit::Mismatch(scalar.to_value()),
        (Target::Any(any), _) => {
            *any = scalar.to_value();
            return Fit::Exact;
        }
        (Target::Bool(bool), Scalar::Bool(value)) => {
            *bool = *value;
            return Fit::Exact;
        }
        (Target::Int(int), Scalar::Int(value)) => {
            *int = *value;
            return Fit::Exact;
        }
        (Target::Float(float), Scalar::Float(value)) => {
            *float = *value;
            return Fit::Exact;
        }
        (Target::File(file), Scalar::Text(value)) => {
            *file = Blob::new(*value);
            return Fit::Exact;
        }
        (Target::Text(text), Scalar::Text(value)) => {
            if text.set(value) {
                return Fit::Exact;
            }
            false
        }
        (Target::Int(int), Scalar::Float(value)) => {
            integral(*value).map(|value| *int = value).is_some()
        }
        (Target::Float(float), Scalar::Int(value)) => {
            exact_float(*value).map(|value| *float = value).is_some()
        }
        (Target::Text(text), Scalar::Int(value)) => text.set(&value.to_string()),
        (Target::Text(text), Scalar::Big(value)) => text.set(&value.to_string()),
        _ => false,
    };
    if held {
        Fit::Coerced(scalar.to_value())
    } else {
        Fit::Mismatch(scalar.to_value())
    }
}

/// Integers up to here are numbers of 64 bits without a change.
const EXACT: i64 = 1 << 53;

/// The number as an integer, if it is one and no digit is in doubt.
pub(super) fn integral(value: f64) -> Option<i64> {
    let limit = EXACT as f64;
    (value.fract() == 0.0 && (-limit..=limit).contains(&value)).then_some(value as i64)
}

/// The integer as a number, if that changes nothing.
pub(super) fn exact_float(value: i64) -> Option<f64> {
    (-EXACT..=EXACT).contains(&value).then_some(value as f64)
}
