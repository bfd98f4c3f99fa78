//! Generated values of a declared type.

use civis_spec::{Type, TypeId};
use serde_json::{Map, Value, json};

use crate::api::Types;

/// The number of items of a list inside a response.
const ITEMS: u64 = 2;

/// How deep records are nested before they are omitted. No response of the
/// Platform comes near it.
const MAX_DEPTH: usize = 12;

/// A value of a type. It is the same for the same name and number, and differs for
/// different numbers if the type allows it.
pub(crate) fn value(types: &Types, ty: &Type, name: &str, number: u64) -> Value {
    Sampler {
        types,
        ancestors: Vec::new(),
    }
    .value(ty, name, number)
}

struct Sampler<'a> {
    types: &'a Types,
    /// The records that contain the value, outermost first.
    ancestors: Vec<TypeId>,
}

impl Sampler<'_> {
    fn value(&mut self, ty: &Type, name: &str, number: u64) -> Value {
        match ty {
            Type::Any => json!({}),
            Type::String | Type::File => text(name, number).into(),
            Type::Integer => number.into(),
            Type::Number => json!(number as f64 + 0.5),
            Type::Boolean => false.into(),
            Type::Timestamp => format!("{}T12:00:00.000Z", date(number)).into(),
            Type::Date => date(number).into(),
            Type::Enum(id) => self.variant(*id, name),
            Type::List(of) if self.is_endless(of) => json!([]),
            Type::List(of) => (1..=ITEMS).map(|item| self.value(of, name, item)).collect(),
            Type::Map(of) if self.is_endless(of) => json!({}),
            Type::Map(of) => json!({ "key": self.value(of, name, number) }),
            Type::Record(id) => self.record(*id, number),
        }
    }

    fn record(&mut self, id: TypeId, number: u64) -> Value {
        self.ancestors.push(id);
        let mut record = Map::new();
        for field in self.types.fields(id) {
            if !self.is_endless(&field.ty) || matches!(field.ty, Type::List(_) | Type::Map(_)) {
                let value = self.value(&field.ty, &field.wire, number);
                record.insert(field.wire.clone(), value);
            }
        }
        self.ancestors.pop();
        record.into()
    }

    /// Whether the type is a record that would contain itself or be nested too deep.
    fn is_endless(&self, ty: &Type) -> bool {
        match ty {
            Type::Record(id) => self.ancestors.contains(id) || self.ancestors.len() >= MAX_DEPTH,
            Type::List(of) | Type::Map(of) => self.is_endless(of),
            _ => false,
        }
    }

    /// The first declared value, or for a state the one that ends a wait.
    fn variant(&self, id: TypeId, name: &str) -> Value {
        let variants = self.types.variants(id);
        let done = variants
            .iter()
            .find(|variant| name == "state" && variant.wire == DONE);
        match done.or(variants.first()) {
            Some(variant) => variant.wire.clone().into(),
            None => text(name, 1).into(),
        }
    }
}

/// The state of a run that has succeeded.
const DONE: &str = "succeeded";

fn text(name: &str, number: u64) -> String {
    let lower = name.to_ascii_lowercase();
    if lower == "state" {
        DONE.to_owned()
    } else if lower == "username" {
        format!("user{number}")
    } else if lower.contains("email") {
        format!("user{number}@example.com")
    } else if lower.ends_with("url") || lower.ends_with("uri") {
        format!("https://example.com/{name}/{number}")
    } else if lower == "timezone" || lower == "time_zone" {
        "America/Chicago".to_owned()
    } else if name.is_empty() {
        format!("text {number}")
    } else {
        format!("{name} {number}")
    }
}

/// A day of January 2024.
fn date(number: u64) -> String {
    format!("2024-01-{:02}", number % 31 + 1)
}
