//! JSON into a field. The rules are those of the [parent module](super).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::fit::{Fit, settle};
use super::scalar::{Scalar, put};
use super::{Field, List, Map, Record, Target, View, VisitMut, encode, rewrite};

/// Where decoding stopped: the keys and indexes from the innermost out.
type Trace = Vec<String>;

/// The result of [`decode_slice`].
#[derive(Debug, PartialEq)]
pub(crate) enum Decoded {
    /// The value holds all of the JSON.
    Whole,
    /// The outermost value has another shape than declared; this is all of it.
    /// A value that could be coerced is in its place, else the default is.
    Unexpected(Value),
}

/// Decodes JSON into a field.
///
/// # Errors
/// If the bytes are not JSON: the JSON pointer to the value at fault, and the
/// parser's error with line and column.
pub(crate) fn decode_slice(
    bytes: &[u8],
    field: &mut dyn Field,
) -> Result<Decoded, (String, serde_json::Error)> {
    parse(bytes, field.target()).or_else(|error| match rewrite::rewritten(bytes) {
        // What was refused is all that the second error would tell too.
        Some(bytes) => parse(&bytes, field.target()).map_err(|_| error),
        None => Err(error),
    })
}

fn parse(bytes: &[u8], target: Target<'_>) -> Result<Decoded, (String, serde_json::Error)> {
    let mut trace = Trace::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let seed = Seed {
        target,
        trace: &mut trace,
    };
    seed.deserialize(&mut deserializer)
        .and_then(|fit| deserializer.end().map(|()| fit))
        .map(|fit| match fit {
            Fit::Exact | Fit::Null => Decoded::Whole,
            Fit::Coerced(value) | Fit::Mismatch(value) => Decoded::Unexpected(value),
        })
        .map_err(|error| (pointer(&trace), error))
}

/// Decodes a record from any serde format: the body of its `Deserialize`.
///
/// # Errors
/// Those of the format, and a value that is not an object.
pub fn deserialize<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = R::default();
    fill(&mut record, deserializer)?;
    Ok(record)
}

fn fill<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    let name = record.type_name();
    let seed = Seed {
        target: Target::Record(record),
        trace: &mut Trace::new(),
    };
    match seed.deserialize(deserializer)? {
        Fit::Exact => Ok(()),
        _ => Err(D::Error::custom(format_args!(
            "expected an object for {name}"
        ))),
    }
}

fn pointer(trace: &Trace) -> String {
    let mut pointer = String::new();
    for segment in trace.iter().rev() {
        pointer.push('/');
        pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// Decodes one value into its target.
struct Seed<'a, 't> {
    target: Target<'a>,
    trace: &'t mut Trace,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Fit;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Fit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Fit, E> {
        Ok(put(self.target, &Scalar::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Fit, E> {
        Ok(put(self.target, &Scalar::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Fit, E> {
        let scalar = i64::try_from(value).map_or(Scalar::Big(value), Scalar::Int);
        Ok(put(self.target, &scalar))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Fit, E> {
        Ok(put(self.target, &Scalar::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Fit, E> {
        Ok(put(self.target, &Scalar::Text(value)))
    }

    fn visit_unit<E>(self) -> Result<Fit, E> {
        match self.target {
            Target::Slot(slot) => slot.clear(),
            Target::Any(any) => *any = Value::Null,
            _ => {}
        }
        Ok(Fit::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Fit, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Fit, A::Error> {
        match self.target {
            Target::Slot(slot) => {
                let seed = Seed {
                    target: slot.open(),
                    trace: self.trace,
                };
                let fit = seed.visit_seq(seq)?;
                Ok(settle(slot, fit))
            }
            Target::List(list) => fill_list(list, seq, self.trace),
            Target::Any(any) => {
                *any = rest_of_list(Vec::new(), &mut seq)?;
                Ok(Fit::Exact)
            }
            _ => rest_of_list(Vec::new(), &mut seq).map(Fit::Mismatch),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fit, A::Error> {
        match self.target {
            Target::Slot(slot) => {
                let seed = Seed {
                    target: slot.open(),
                    trace: self.trace,
                };
                let fit = seed.visit_map(map)?;
                Ok(settle(slot, fit))
            }
            Target::Record(record) => fill_record(record, map, self.trace),
            Target::Map(entries) => fill_map(entries, map, self.trace),
            Target::Any(any) => {
                *any = object(map)?;
                Ok(Fit::Exact)
            }
            target => Ok(match object(map)? {
                Value::Number(number) => put_number(target, number),
                other => Fit::Mismatch(other),
            }),
        }
    }
}

/// What `serde_json` calls the only entry of a number where its feature
/// `arbitrary_precision` is on, as any crate of a program may do: a number is then a
/// map of its digits.
const NUMBER: &str = "$serde_json::private::Number";

/// The number that a map's only entry stands for, if it does.
fn as_number(key: &str, value: &Value) -> Option<Number> {
    let digits = value.as_str().filter(|_| key == NUMBER)?;
    // Without the feature it is a key like any other, and a number is finite.
    let feature = "1e400".parse::<Number>().is_ok();
    feature.then(|| digits.parse().ok()).flatten()
}

/// Puts a number that came with all of its digits.
fn put_number(target: Target<'_>, number: Number) -> Fit {
    let scalar = if let Some(value) = number.as_i64() {
        Scalar::Int(value)
    } else if let Some(value) = number.as_u64() {
        Scalar::Big(value)
    } else if let Some(value) = number.as_f64() {
        Scalar::Float(value)
    } else {
        return Fit::Mismatch(number.into());
    };
    let number = Value::Number(number);
    match put(target, &scalar) {
        Fit::Mismatch(_) => Fit::Mismatch(number),
        Fit::Exact if scalar.to_value() == number => Fit::Exact,
        _ => Fit::Coerced(number),
    }
}

fn fill_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    mut map: A,
    trace: &mut Trace,
) -> Result<Fit, A::Error> {
    let fields = record.names();
    let mut result = Ok(Fit::Exact);
    record.slots_mut(&mut VisitMut::new(&mut |slots, extra| {
        result = (|| {
            // Answers mostly come in the declared order: look there first.
            let mut next = 0;
            while let Some(key) = map.next_key_seed(Key { fields, next })? {
                match key {
                    Known(index) => {
                        next = index + 1;
                        let name = fields[index];
                        let seed = Seed {
                            target: Target::Slot(&mut *slots[index]),
                            trace,
                        };
                        match map.next_value_seed(seed) {
                            Ok(Fit::Exact | Fit::Null) => {
                                if !extra.is_empty() {
                                    extra.remove(name);
                                }
                            }
                            Ok(Fit::Coerced(value) | Fit::Mismatch(value)) => {
                                extra.insert(name, value);
                            }
                            Err(error) => {
                                trace.push(name.to_owned());
                                return Err(error);
                            }
                        }
                    }
                    Undeclared(name) => match map.next_value() {
                        Ok(value) => {
                            if let Some(number) = as_number(&name, &value) {
                                return Ok(Fit::Mismatch(number.into()));
                            }
                            extra.insert(name, value);
                        }
                        Err(error) => {
                            trace.push(name);
                            return Err(error);
                        }
                    },
                }
            }
            Ok(Fit::Exact)
        })();
    }));
    result
}

/// Looks a key up among the declared ones.
struct Key {
    fields: &'static [&'static str],
    next: usize,
}

enum Found {
    Known(usize),
    Undeclared(String),
}
use Found::{Known, Undeclared};

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Found, E> {
        if self.fields.get(self.next) == Some(&key) {
            return Ok(Known(self.next));
        }
        let index = self.fields.iter().position(|field| *field == key);
        Ok(index.map_or_else(|| Undeclared(key.to_owned()), Known))
    }
}

fn fill_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    mut seq: A,
    trace: &mut Trace,
) -> Result<Fit, A::Error> {
    list.clear();
    // The originals, from the first element on that is not given back as it came.
    let mut originals: Option<Vec<Value>> = None;
    loop {
        let index = list.len();
        let seed = Seed {
            target: list.push(),
            trace,
        };
        let fit = match seq.next_element_seed(seed) {
            Ok(Some(fit)) => fit,
            Ok(None) => {
                list.truncate(index);
                break;
            }
            Err(error) => {
                trace.push(index.to_string());
                return Err(error);
            }
        };
        let original = match fit {
            Fit::Exact => originals
                .as_ref()
                .map(|_| encode::view_to_value(list.at(index))),
            Fit::Null if matches!(list.at(index), View::Null | View::Any(_)) => {
                originals.as_ref().map(|_| Value::Null)
            }
            Fit::Null => Some(Value::Null),
            Fit::Coerced(value) => Some(value),
            Fit::Mismatch(value) => {
                let mut all = originals.unwrap_or_else(|| elements(list, index));
                all.push(value);
                let whole = rest_of_list(all, &mut seq)?;
                list.clear();
                return Ok(Fit::Mismatch(whole));
            }
        };
        if let Some(original) = original {
            originals
                .get_or_insert_with(|| elements(list, index))
                .push(original);
        }
    }
    Ok(originals.map_or(Fit::Exact, |all| Fit::Coerced(Value::Array(all))))
}

/// The first elements of a list as JSON.
fn elements(list: &dyn List, count: usize) -> Vec<Value> {
    (0..count)
        .map(|index| encode::view_to_value(list.at(index)))
        .collect()
}

fn rest_of_list<'de, A: SeqAccess<'de>>(
    mut head: Vec<Value>,
    seq: &mut A,
) -> Result<Value, A::Error> {
    while let Some(value) = seq.next_element()? {
        head.push(value);
    }
    Ok(Value::Array(head))
}

fn fill_map<'de, A: MapAccess<'de>>(
    entries: &mut dyn Map,
    mut map: A,
    trace: &mut Trace,
) -> Result<Fit, A::Error> {
    entries.clear();
    // Originals of what is not given back as it came, and whether each fitted.
    let mut odd: BTreeMap<String, (Value, bool)> = BTreeMap::new();
    while let Some(key) = map.next_key::<String>()? {
        if key == NUMBER {
            let value = map.next_value::<Value>()?;
            if let Some(number) = as_number(&key, &value) {
                return Ok(Fit::Mismatch(number.into()));
            }
            entries.put(key.clone());
            odd.insert(key, (value, false));
            continue;
        }
        let seed = Seed {
            target: entries.put(key.clone()),
            trace,
        };
        let original = match map.next_value_seed(seed) {
            // The last of duplicate keys counts.
            Ok(Fit::Exact) => {
                odd.remove(&key);
                continue;
            }
            Ok(Fit::Null) => (Value::Null, true),
            Ok(Fit::Coerced(value)) => (value, true),
            Ok(Fit::Mismatch(value)) => (value, false),
            Err(error) => {
                trace.push(key);
                return Err(error);
            }
        };
        odd.insert(key, original);
    }
    if odd.is_empty() {
        return Ok(Fit::Exact);
    }
    let fits = odd.values().all(|(_, fits)| *fits);
    let mut whole = encode::view_to_value(View::Map(entries));
    if let Value::Object(object) = &mut whole {
        object.extend(odd.into_iter().map(|(key, (value, _))| (key, value)));
    }
    if fits {
        Ok(Fit::Coerced(whole))
    } else {
        entries.clear();
        Ok(Fit::Mismatch(whole))
    }
}

fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Value, A::Error> {
    Value::deserialize(serde::de::value::MapAccessDeserializer::new(map))
}
