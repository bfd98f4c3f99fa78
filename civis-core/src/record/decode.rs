//! JSON into a field, by the rules of the [parent module](super).

use std::collections::BTreeMap;
use std::fmt;

use serde_core::de::{
    self, Deserialize, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::de::Deserializer;
use serde_json::{Number, Value};

use super::extra::Extra;
use super::field::{Field, List, Map, Record, Target, View, VisitMut};
use super::findings::Findings;
use super::key::Key::{Declared, Undeclared};
use super::key::KeySeed;
use super::number::{NUMBER, as_number};
use super::outcome::{Outcome, clear_on_mismatch};
use super::repair_json::{may_have_big_integer, repair};
use super::scalar::{Scalar, put, put_number};
use super::view_to_value;

/// The result of [`decode_text`].
#[derive(Debug, PartialEq)]
pub(crate) enum Decoded {
    /// The field holds all of the JSON.
    Whole,
    /// The outermost value does not have the declared type. This is all of the
    /// JSON. The field holds the coerced value if there is one, else the default.
    Unexpected(Value),
}

/// Why JSON does not decode: the JSON pointer of the invalid value, and the error of the parser with line and column.
pub(crate) type DecodeError = (String, serde_json::Error);

/// Decodes JSON into a field.
///
/// # Errors
/// Fails if the text is not JSON, and cannot be [repaired](repair) either.
pub(crate) fn decode_text(json: &str, field: &mut dyn Field) -> Result<Decoded, DecodeError> {
    reserve(json, field.target());
    let mut findings = Findings::default();
    let parsed = parse(json, field.target(), &mut findings);
    if parsed.is_ok() && !(findings.has_large_number && may_have_big_integer(json)) {
        return parsed;
    }
    match repair(json) {
        // Where both fail, the second error is about what is really broken.
        Some(json) => parse(&json, field.target(), &mut Findings::default()),
        None => parsed,
    }
}

/// Reserves memory for a long list, as if its elements were about as long as the first. A vector that grows step by step
/// copies its elements many times.
///
/// The first element is only looked for at the start of the text, so that short lists cost nothing.
fn reserve(json: &str, target: Target<'_>) {
    let Target::List(list) = target else {
        return;
    };
    let start = json.trim_start().as_bytes();
    if let Some(start) = start[..start.len() / 64].strip_prefix(b"[") {
        let mut elements = Deserializer::from_slice(start).into_iter::<IgnoredAny>();
        if let Some(Ok(_)) = elements.next() {
            let estimate = json.len() / elements.byte_offset().max(1);
            list.reserve(estimate + estimate / 8, json.len());
        }
    }
}

fn parse(json: &str, target: Target<'_>, findings: &mut Findings) -> Result<Decoded, DecodeError> {
    let mut deserializer = Deserializer::from_str(json);
    let seed = TargetSeed {
        target,
        findings: &mut *findings,
    };
    seed.deserialize(&mut deserializer)
        .and_then(|outcome| deserializer.end().map(|()| outcome))
        .map(|outcome| match outcome {
            Outcome::Exact | Outcome::Null => Decoded::Whole,
            Outcome::Coerced(value) | Outcome::Mismatch(value) => Decoded::Unexpected(*value),
        })
        .map_err(|error| (pointer(&findings.error_path), error))
}

/// Decodes a record from any serde format: the body of its `Deserialize`.
///
/// # Errors
/// Those of the format, and if the value is not an object.
pub fn deserialize<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: de::Deserializer<'de>,
{
    let mut record = R::default();
    fill(&mut record, deserializer)?;
    Ok(record)
}

fn fill<'de, D: de::Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    let seed = TargetSeed {
        target: Target::Record(&mut *record),
        findings: &mut Findings::default(),
    };
    match seed.deserialize(deserializer)? {
        Outcome::Exact => Ok(()),
        _ => Err(D::Error::custom(format_args!(
            "expected an object for {}",
            record.type_name()
        ))),
    }
}

fn pointer(path: &[String]) -> String {
    let mut pointer = String::new();
    for segment in path.iter().rev() {
        pointer.push('/');
        pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// Decodes one value into its target.
struct TargetSeed<'a, 't> {
    target: Target<'a>,
    findings: &'t mut Findings,
}

impl<'de> DeserializeSeed<'de> for TargetSeed<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TargetSeed<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Outcome, E> {
        Ok(put(self.target, &Scalar::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Outcome, E> {
        Ok(put(self.target, &Scalar::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Outcome, E> {
        let scalar = i64::try_from(value).map_or(Scalar::Big(value), Scalar::Int);
        Ok(put(self.target, &scalar))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Outcome, E> {
        self.findings.add_float(value);
        Ok(put(self.target, &Scalar::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Outcome, E> {
        Ok(put(self.target, &Scalar::Text(value)))
    }

    fn visit_unit<E>(self) -> Result<Outcome, E> {
        match self.target {
            Target::Slot(slot) => slot.clear(),
            Target::Any(any) => *any = Value::Null,
            _ => {}
        }
        Ok(Outcome::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Outcome, E> {
        self.visit_unit()
    }

    fn visit_some<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Outcome, A::Error> {
        match self.target {
            Target::Slot(slot) => {
                let seed = TargetSeed {
                    target: slot.insert_default(),
                    findings: self.findings,
                };
                let outcome = seed.visit_seq(seq)?;
                Ok(clear_on_mismatch(slot, outcome))
            }
            Target::List(list) => fill_list(list, seq, self.findings),
            Target::Any(any) => {
                *any = rest_of_list(Vec::new(), &mut seq, self.findings)?;
                Ok(Outcome::Exact)
            }
            _ => rest_of_list(Vec::new(), &mut seq, self.findings).map(Outcome::mismatch),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        match self.target {
            Target::Slot(slot) => {
                let seed = TargetSeed {
                    target: slot.insert_default(),
                    findings: self.findings,
                };
                let outcome = seed.visit_map(map)?;
                Ok(clear_on_mismatch(slot, outcome))
            }
            Target::Record(record) => fill_record(record, map, self.findings),
            Target::Map(entries) => fill_map(entries, map, self.findings),
            Target::Any(any) => {
                *any = object(map, self.findings)?;
                Ok(Outcome::Exact)
            }
            target => Ok(match object(map, self.findings)? {
                Value::Number(number) => put_number(target, number),
                other => Outcome::mismatch(other),
            }),
        }
    }
}

fn fill_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    mut map: A,
    findings: &mut Findings,
) -> Result<Outcome, A::Error> {
    let fields = record.names();
    let mut result = Ok(Outcome::Exact);
    record.slots_mut(&mut VisitMut::new(&mut |slots, extra| {
        result = (|| {
            // The Platform mostly sends the declared order: look there first.
            let mut next = 0;
            while let Some(key) = map.next_key_seed(KeySeed { fields, next })? {
                match key {
                    Declared(index) => {
                        next = index + 1;
                        let name = fields[index];
                        let seed = TargetSeed {
                            target: Target::Slot(&mut *slots[index]),
                            findings,
                        };
                        let outcome = map
                            .next_value_seed(seed)
                            .map_err(|error| findings.fail_at(name, error))?;
                        match outcome {
                            Outcome::Exact | Outcome::Null if extra.is_empty() => {}
                            Outcome::Exact | Outcome::Null => {
                                extra.remove(name);
                            }
                            Outcome::Coerced(value) | Outcome::Mismatch(value) => {
                                extra.insert(name, *value);
                            }
                        }
                    }
                    Undeclared(name) => {
                        let number = insert_undeclared(name, &mut map, extra, findings)?;
                        if let Some(number) = number {
                            return Ok(Outcome::mismatch(number.into()));
                        }
                    }
                }
            }
            Ok(Outcome::Exact)
        })();
    }));
    result
}

/// Inserts the value of an undeclared key, or returns the number that the map represents.
///
/// It is a function of its own so that its caller stays small, and the compiler inlines the reading of keys there.
fn insert_undeclared<'de, A: MapAccess<'de>>(
    name: String,
    map: &mut A,
    extra: &mut Extra,
    findings: &mut Findings,
) -> Result<Option<Number>, A::Error> {
    let value = match map.next_value() {
        Ok(value) => value,
        Err(error) => return Err(findings.fail_at(name, error)),
    };
    let number = as_number(&name, &value);
    if number.is_none() {
        findings.add_value(&value);
        extra.insert(name, value);
    }
    Ok(number)
}

fn fill_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    mut seq: A,
    findings: &mut Findings,
) -> Result<Outcome, A::Error> {
    list.clear();
    // The originals of all elements, once one does not encode to the same JSON.
    let mut originals: Option<Vec<Value>> = None;
    loop {
        let index = list.len();
        let seed = TargetSeed {
            target: list.push(),
            findings,
        };
        let outcome = match seq.next_element_seed(seed) {
            Ok(Some(outcome)) => outcome,
            Ok(None) => {
                list.truncate(index);
                break;
            }
            Err(error) => return Err(findings.fail_at(index.to_string(), error)),
        };
        let original = match outcome {
            Outcome::Exact => originals.as_ref().map(|_| view_to_value(list.at(index))),
            Outcome::Null if matches!(list.at(index), View::Null | View::Any(_)) => {
                originals.as_ref().map(|_| Value::Null)
            }
            Outcome::Null => Some(Value::Null),
            Outcome::Coerced(value) => Some(*value),
            Outcome::Mismatch(value) => {
                let mut all = originals.unwrap_or_else(|| elements(list, index));
                all.push(*value);
                let whole = rest_of_list(all, &mut seq, findings)?;
                list.clear();
                return Ok(Outcome::mismatch(whole));
            }
        };
        if let Some(original) = original {
            originals
                .get_or_insert_with(|| elements(list, index))
                .push(original);
        }
    }
    Ok(originals.map_or(Outcome::Exact, |all| Outcome::coerced(Value::Array(all))))
}

/// Returns the first elements of a list as JSON.
fn elements(list: &dyn List, count: usize) -> Vec<Value> {
    (0..count)
        .map(|index| view_to_value(list.at(index)))
        .collect()
}

fn rest_of_list<'de, A: SeqAccess<'de>>(
    mut head: Vec<Value>,
    seq: &mut A,
    findings: &mut Findings,
) -> Result<Value, A::Error> {
    while let Some(value) = seq.next_element()? {
        findings.add_value(&value);
        head.push(value);
    }
    Ok(Value::Array(head))
}

fn fill_map<'de, A: MapAccess<'de>>(
    entries: &mut dyn Map,
    mut map: A,
    findings: &mut Findings,
) -> Result<Outcome, A::Error> {
    entries.clear();
    // The originals that do not encode to the same JSON, and whether the map holds a value for each.
    let mut originals: BTreeMap<String, (Value, bool)> = BTreeMap::new();
    while let Some(key) = map.next_key::<String>()? {
        if key == NUMBER {
            let value = map.next_value::<Value>()?;
            if let Some(number) = as_number(&key, &value) {
                return Ok(Outcome::mismatch(number.into()));
            }
            findings.add_value(&value);
            entries.put(key.clone());
            originals.insert(key, (value, false));
            continue;
        }
        let seed = TargetSeed {
            target: entries.put(key.clone()),
            findings,
        };
        let original = match map.next_value_seed(seed) {
            // The last of duplicate keys wins.
            Ok(Outcome::Exact) => {
                originals.remove(&key);
                continue;
            }
            Ok(Outcome::Null) => (Value::Null, true),
            Ok(Outcome::Coerced(value)) => (*value, true),
            Ok(Outcome::Mismatch(value)) => (*value, false),
            Err(error) => return Err(findings.fail_at(key, error)),
        };
        originals.insert(key, original);
    }
    if originals.is_empty() {
        return Ok(Outcome::Exact);
    }
    let holds_all = originals.values().all(|(_, is_held)| *is_held);
    let mut whole = view_to_value(View::Map(entries));
    if let Value::Object(object) = &mut whole {
        object.extend(originals.into_iter().map(|(key, (value, _))| (key, value)));
    }
    if holds_all {
        Ok(Outcome::coerced(whole))
    } else {
        entries.clear();
        Ok(Outcome::mismatch(whole))
    }
}

fn object<'de, A: MapAccess<'de>>(map: A, findings: &mut Findings) -> Result<Value, A::Error> {
    let object = Value::deserialize(serde_core::de::value::MapAccessDeserializer::new(map))?;
    findings.add_value(&object);
    Ok(object)
}
