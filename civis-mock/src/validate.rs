//! Checks of values against declared types.

use civis_spec::Type;
use serde_json::Value;

use crate::api::Types;
use crate::names::same_name;

/// Checks a JSON value. Null is valid everywhere, since the specification does not
/// say which values may be null. `at` names the value in the error.
pub(crate) fn json(types: &Types, ty: &Type, value: &Value, at: &str) -> Result<(), String> {
    let is_valid = match (ty, value) {
        (_, Value::Null) | (Type::Any, _) => true,
        (Type::String | Type::File, _) => value.is_string(),
        (Type::Timestamp | Type::Date, Value::String(text)) => starts_with_date(text),
        (Type::Integer, Value::Number(number)) => {
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(is_whole)
        }
        (Type::Number, _) => value.is_number(),
        (Type::Boolean, _) => value.is_boolean(),
        (Type::Enum(id), Value::String(text)) => {
            let variants = types.variants(*id);
            if variants.iter().all(|variant| variant.wire != *text) {
                return Err(not_a_variant(types, ty, at, text));
            }
            true
        }
        (Type::List(of), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                json(types, of, item, &format!("{at}[{index}]"))?;
            }
            true
        }
        (Type::Map(of), Value::Object(entries)) => {
            for (key, item) in entries {
                json(types, of, item, &format!("{at}.{key}"))?;
            }
            true
        }
        (Type::Record(id), Value::Object(entries)) => {
            let fields = types.fields(*id);
            for (key, item) in entries {
                let at = format!("{at}.{key}");
                match fields.iter().find(|field| same_name(&field.wire, key)) {
                    Some(field) => json(types, &field.ty, item, &at)?,
                    // A record without properties takes any object.
                    None if fields.is_empty() => {}
                    None => return Err(format!("`{at}` is not a declared property")),
                }
            }
            true
        }
        _ => false,
    };
    if is_valid {
        Ok(())
    } else {
        Err(format!("`{at}` must be {}, not {value}", description(ty)))
    }
}

/// Checks the text of a path segment, a query value or a header.
pub(crate) fn text(types: &Types, ty: &Type, text: &str, at: &str) -> Result<(), String> {
    let is_valid = match ty {
        Type::Integer => text.parse::<i64>().is_ok(),
        Type::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        // The official client capitalizes booleans.
        Type::Boolean => matches!(text, "true" | "false" | "True" | "False"),
        Type::Timestamp | Type::Date => starts_with_date(text),
        Type::Enum(id) => {
            let variants = types.variants(*id);
            if variants.iter().all(|variant| variant.wire != text) {
                return Err(not_a_variant(types, ty, at, text));
            }
            true
        }
        Type::Any | Type::String | Type::File | Type::List(_) | Type::Map(_) | Type::Record(_) => {
            true
        }
    };
    if is_valid {
        Ok(())
    } else {
        Err(format!("`{at}` must be {}, not `{text}`", description(ty)))
    }
}

/// A declared type in words.
fn description(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "a value",
        Type::String | Type::File => "a string",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Boolean => "true or false",
        Type::Timestamp => "a timestamp",
        Type::Date => "a date",
        Type::List(_) => "an array",
        Type::Map(_) | Type::Record(_) => "an object",
        Type::Enum(_) => "one of the declared strings",
    }
}

fn not_a_variant(types: &Types, ty: &Type, at: &str, text: &str) -> String {
    let known: Vec<&str> = match ty {
        Type::Enum(id) => types
            .variants(*id)
            .iter()
            .map(|variant| variant.wire.as_str())
            .collect(),
        _ => Vec::new(),
    };
    format!("`{at}` must be one of {}, not `{text}`", known.join(", "))
}

/// Whether the text begins with a calendar date, as timestamps do.
fn starts_with_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes[..10]
            .iter()
            .enumerate()
            .all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
}

/// Whether a number is an integer that `f64` holds exactly.
fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() < 9e15
}
