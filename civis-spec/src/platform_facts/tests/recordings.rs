//! The facts about responses are checked against every recorded exchange of the
//! specifications in the folder that `CIVIS_SPECS_DIR` names: each fact applies, and none is
//! missing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ARRAY_RESPONSES, Document, Fact, documents};
use crate::model::{Spec, Type, TypeKind};
use crate::platform_facts::{ANY_JSON_FIELDS, OBJECT_RESPONSES};
use crate::read::ReadOptions;
use crate::resolve::corrections::holder;

/// What recordings show in place of a declared type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mismatch {
    /// Another scalar in place of text, which is read as text.
    Scalar,
    /// A value that cannot be read as the declared type.
    Unreadable,
}

/// The mismatches by field (`/outputs.value`) and by path, for whole responses (`search`).
#[derive(Debug, Default)]
struct Mismatches {
    fields: BTreeMap<String, Mismatch>,
    responses: BTreeMap<String, Mismatch>,
}

/// The mismatches of the recordings with what the document declares, or with the corrected
/// model.
fn mismatches(document: &Document, corrected: bool) -> Mismatches {
    let mut json = document.json.clone();
    if !corrected {
        json["info"]["title"] = json!("Another API");
        json["host"] = json!("example.com");
    }
    let options = ReadOptions::new().exchanges(true);
    let spec = Spec::read(json.to_string().as_bytes(), &options).expect("a specification");
    let mut found = Mismatches::default();
    for operation in spec.resources.iter().flat_map(|one| &one.operations) {
        let Some(ty) = &operation.response else {
            continue;
        };
        // Another fact, which has a test of its own.
        let is_array = !corrected && ARRAY_RESPONSES.applies_to(operation.path.trim_matches('/'));
        let list = Type::List(Box::new(ty.clone()));
        let ty = if is_array && !matches!(ty, Type::List(_)) {
            &list
        } else {
            ty
        };
        for exchange in &operation.exchanges {
            let value = serde_json::from_str(&exchange.body).unwrap_or_default();
            if !(200..300).contains(&exchange.status) {
                continue;
            }
            match mismatch(ty, &value) {
                Some(found_one) => {
                    let path = operation.path.trim_matches('/').to_owned();
                    found.responses.insert(path, found_one);
                    if let Type::List(item) = ty {
                        fields(
                            &spec,
                            item,
                            &value,
                            &holder(&operation.path),
                            &mut found.fields,
                        );
                    }
                }
                None => fields(
                    &spec,
                    ty,
                    &value,
                    &holder(&operation.path),
                    &mut found.fields,
                ),
            }
        }
    }
    found
}

/// Looks for mismatches in the records inside a value.
fn fields(
    spec: &Spec,
    ty: &Type,
    value: &Value,
    holder: &str,
    found: &mut BTreeMap<String, Mismatch>,
) {
    match (ty, value) {
        (Type::List(item), Value::Array(values)) => {
            for value in values {
                fields(spec, item, value, holder, found);
            }
        }
        (Type::Map(item), Value::Object(values)) => {
            for value in values.values() {
                fields(spec, item, value, holder, found);
            }
        }
        (Type::Record(id), Value::Object(values)) => {
            let TypeKind::Record(declared) = &spec.type_def(*id).kind else {
                return;
            };
            for field in declared {
                let Some(value) = values.get(&field.wire) else {
                    continue;
                };
                match mismatch(&field.ty, value) {
                    Some(one) => {
                        let worst = found.entry(format!("{holder}.{}", field.wire));
                        let worst = worst.or_insert(one);
                        *worst = one.max(*worst);
                    }
                    None => fields(spec, &field.ty, value, &field.wire, found),
                }
            }
        }
        _ => {}
    }
}

/// The mismatch of a value with its type, without looking into records.
fn mismatch(ty: &Type, value: &Value) -> Option<Mismatch> {
    match (ty, value) {
        (_, Value::Null) | (Type::Any, _) => None,
        (Type::List(item), Value::Array(values)) => {
            values.iter().filter_map(|one| mismatch(item, one)).max()
        }
        (Type::Map(item), Value::Object(values)) => {
            let mismatches = values.values().filter_map(|one| mismatch(item, one));
            // The values of a map have no field that says what they are.
            mismatches.map(|_| Mismatch::Unreadable).max()
        }
        (Type::Record(_), Value::Object(_))
        | (Type::Integer | Type::Number, Value::Number(_))
        | (Type::Boolean, Value::Bool(_)) => None,
        (Type::List(_) | Type::Map(_) | Type::Record(_), _) => Some(Mismatch::Unreadable),
        (_, Value::Array(_) | Value::Object(_)) => Some(Mismatch::Unreadable),
        (Type::Integer | Type::Number | Type::Boolean, _) => Some(Mismatch::Unreadable),
        (_, Value::String(_)) => None,
        _ => Some(Mismatch::Scalar),
    }
}

/// What is wrong with a fact, given the mismatches that it is about in each document with
/// recordings, from old to new.
fn problems(
    table: &str,
    fact: &Fact,
    recorded: &[(&str, &BTreeMap<String, Mismatch>)],
) -> Vec<String> {
    let mut problems = Vec::new();
    for (date, mismatches) in recorded {
        for (name, mismatch) in *mismatches {
            if *mismatch == Mismatch::Unreadable && !fact.applies_to(name) {
                problems.push(format!(
                    "{table}: the recordings of {date} show `{name}` as something else than \
                     declared; add it"
                ));
            }
        }
    }
    let Some((newest, mismatches)) = recorded.last() else {
        return problems;
    };
    for name in fact.current {
        if !mismatches.contains_key(*name) {
            problems.push(format!(
                "{table}: the recordings of {newest} show `{name}` as declared; remove it, or \
                 move it to `past`"
            ));
        }
    }
    for (name, until) in fact.past {
        let mut last = recorded.iter().rev();
        let last = last.find(|(_, mismatches)| mismatches.contains_key(*name));
        if last.map(|(date, _)| *date) != Some(until) {
            let last = last.map_or("none", |(date, _)| date);
            problems.push(format!(
                "{table}: the last recordings that show `{name}` as something else than \
                 declared are of {last}, not of {until}"
            ));
        }
    }
    problems
}

#[test]
fn every_recorded_mismatch_is_a_fact_and_every_fact_is_recorded() {
    let documents = documents().1;
    let found: Vec<(&str, Mismatches)> = documents
        .iter()
        .map(|one| {
            (
                one.date.as_deref().unwrap_or_default(),
                mismatches(one, false),
            )
        })
        .filter(|(_, found)| !found.fields.is_empty())
        .collect();
    let fields: Vec<_> = found
        .iter()
        .map(|(date, one)| (*date, &one.fields))
        .collect();
    let responses: Vec<_> = found
        .iter()
        .map(|(date, one)| (*date, &one.responses))
        .collect();
    let mut problems = problems("ANY_JSON_FIELDS", &ANY_JSON_FIELDS, &fields);
    problems.extend(self::problems(
        "OBJECT_RESPONSES",
        &OBJECT_RESPONSES,
        &responses,
    ));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_recorded_response_has_the_corrected_type() {
    for document in documents().1 {
        let found = mismatches(&document, true);
        assert!(found.responses.is_empty(), "{}: {found:?}", document.file);
        let unreadable = found.fields.iter();
        let unreadable: Vec<_> = unreadable
            .filter(|(_, one)| **one == Mismatch::Unreadable)
            .collect();
        assert!(unreadable.is_empty(), "{}: {unreadable:?}", document.file);
    }
}

#[test]
fn a_fact_without_a_recording_and_a_recording_without_a_fact_fail() {
    let shown = |names: &[&str]| -> BTreeMap<String, Mismatch> {
        let names = names.iter();
        names
            .map(|name| ((*name).to_owned(), Mismatch::Unreadable))
            .collect()
    };
    let (old, new) = (shown(&["a.b", "c.d"]), shown(&["a.b"]));
    let recorded = [("2020-01", &old), ("2021-01", &new)];
    let fact = |current, past| Fact { current, past };
    assert!(problems("FACTS", &fact(&["a.b"], &[("c.d", "2020-01")]), &recorded).is_empty());
    for (fact, expected) in [
        (
            fact(&["a.b"], &[]),
            "FACTS: the recordings of 2020-01 show `c.d` as something else than declared; add it",
        ),
        (
            fact(&["a.b", "c.d"], &[]),
            "FACTS: the recordings of 2021-01 show `c.d` as declared; remove it, or move it to \
             `past`",
        ),
        (
            fact(&["a.b"], &[("c.d", "2021-01")]),
            "FACTS: the last recordings that show `c.d` as something else than declared are of \
             2020-01, not of 2021-01",
        ),
    ] {
        assert_eq!(problems("FACTS", &fact, &recorded), [expected]);
    }
}
