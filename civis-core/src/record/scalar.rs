//! Scalars into a target, with the coercions of the [parent module](super).

use serde_json::{Number, Value};

use super::blob::Blob;
use super::field::Target;
use super::number::{integer, is_beyond_64_bits, nearest};
use super::outcome::{Outcome, clear_on_mismatch};

/// A JSON value other than null, a list or an object.
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

/// Stores a scalar.
#[inline]
pub(super) fn put(target: Target<'_>, scalar: &Scalar<'_>) -> Outcome {
    match target {
        Target::Slot(slot) => {
            let outcome = put_value(slot.insert_default(), scalar);
            clear_on_mismatch(slot, outcome)
        }
        target => put_value(target, scalar),
    }
}

#[inline]
fn put_value(target: Target<'_>, scalar: &Scalar<'_>) -> Outcome {
    match (target, scalar) {
        (Target::Bool(bool), Scalar::Bool(value)) => *bool = *value,
        (Target::Int(int), Scalar::Int(value)) => *int = *value,
        (Target::Float(float), Scalar::Float(value)) => *float = *value,
        (Target::Text(text), Scalar::Text(value)) => {
            if !text.set(value) {
                return Outcome::mismatch(scalar.to_value());
            }
        }
        (target, scalar) => return put_other(target, scalar),
    }
    Outcome::Exact
}

/// Stores what is not of the declared type, or of a rare one.
#[cold]
fn put_other(target: Target<'_>, scalar: &Scalar<'_>) -> Outcome {
    let is_held = match (target, scalar) {
        (target @ Target::Slot(_), _) => return put(target, scalar),
        (Target::Any(any), _) => {
            *any = scalar.to_value();
            return Outcome::Exact;
        }
        (Target::File(file), Scalar::Text(value)) => {
            *file = Blob::new(*value);
            return Outcome::Exact;
        }
        (Target::Int(int), Scalar::Float(value)) => {
            integral(*value).map(|value| *int = value).is_some()
        }
        (Target::Float(float), Scalar::Int(value)) => {
            exact_float(*value).map(|value| *float = value).is_some()
        }
        (Target::Int(int), Scalar::Text(value)) => {
            integer(value).map(|value| *int = value).is_some()
        }
        (Target::Float(float), Scalar::Text(value)) => {
            nearest(value).map(|value| *float = value).is_some()
        }
        (Target::Text(text), Scalar::Bool(value)) => text.set(&value.to_string()),
        (Target::Text(text), Scalar::Int(value)) => text.set(&value.to_string()),
        (Target::Text(text), Scalar::Big(value)) => text.set(&value.to_string()),
        _ => false,
    };
    if is_held {
        Outcome::coerced(scalar.to_value())
    } else {
        Outcome::mismatch(scalar.to_value())
    }
}

/// Stores a number that came with all of its digits, in a target for a scalar.
pub(super) fn put_number(target: Target<'_>, number: Number) -> Outcome {
    let digits = number.to_string();
    let scalar = if let Some(value) = number.as_i64() {
        Scalar::Int(value)
    } else if let Some(value) = number.as_u64() {
        Scalar::Big(value)
    } else if is_beyond_64_bits(&digits) {
        // As `repair_json` passes it on without the feature.
        Scalar::Text(&digits)
    } else if let Some(value) = number.as_f64() {
        Scalar::Float(value)
    } else {
        return Outcome::mismatch(number.into());
    };
    let number = Value::Number(number);
    match put(target, &scalar) {
        Outcome::Mismatch(_) => Outcome::mismatch(number),
        Outcome::Exact if scalar.to_value() == number => Outcome::Exact,
        _ => Outcome::coerced(number),
    }
}

/// A float of 64 bits holds every integer up to here exactly.
const EXACT: i64 = 1 << 53;

/// Returns the number as an integer, if it is one and every digit is certain.
pub(super) fn integral(value: f64) -> Option<i64> {
    let limit = EXACT as f64;
    (value.fract() == 0.0 && (-limit..=limit).contains(&value)).then_some(value as i64)
}

/// Returns the integer as a number, if that is exact.
pub(super) fn exact_float(value: i64) -> Option<f64> {
    (-EXACT..=EXACT).contains(&value).then_some(value as f64)
}
