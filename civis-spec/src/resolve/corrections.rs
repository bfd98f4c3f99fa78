//! Corrects what the Platform's specification states wrongly about its responses, by the
//! [facts](crate::platform_facts) about them.

use std::collections::BTreeSet;

use crate::model::{HttpMethod, Operation, Type, TypeId};
use crate::platform_facts::{ANY_JSON_FIELDS, OBJECT_RESPONSES};
use crate::resolve::draft::{Draft, DraftKind};

/// Corrects the response of an operation as a whole.
pub(crate) fn correct_response(operation: &mut Operation) {
    let is_get = operation.http_method == HttpMethod::Get;
    if is_get && OBJECT_RESPONSES.applies_to(operation.path.trim_matches('/')) {
        operation.response = operation.response.take().map(|ty| match ty {
            Type::List(item) => *item,
            other => other,
        });
        operation.paged = false;
    }
}

/// Corrects the fields of responses. A field is found by the name of what holds its record, as
/// [`ANY_JSON_FIELDS`] spells it.
pub(crate) fn correct_fields<'o>(
    operations: impl Iterator<Item = &'o Operation>,
    drafts: &mut [Draft],
) {
    let facts: Vec<(&str, &str)> = ANY_JSON_FIELDS
        .names()
        .filter_map(|name| name.split_once('.'))
        .collect();
    let mut seen: BTreeSet<(TypeId, String)> = BTreeSet::new();
    for operation in operations {
        let response = operation.response.as_ref().and_then(record);
        let mut rest: Vec<(TypeId, String)> = Vec::new();
        rest.extend(response.map(|id| (id, holder(&operation.path))));
        while let Some((id, holder)) = rest.pop() {
            let DraftKind::Record(fields) = &mut drafts[id.0].kind else {
                continue;
            };
            for field in fields {
                let is_fact = (facts.iter()).any(|fact| *fact == (&*holder, &*field.wire));
                match record(&field.ty) {
                    Some(inner) => {
                        let inner = (inner, field.wire.clone());
                        if seen.insert(inner.clone()) {
                            rest.push(inner);
                        }
                    }
                    None if is_fact => field.ty = any_inside(&field.ty),
                    None => {}
                }
            }
        }
    }
}

/// What holds the record of a whole response: the last static segment of the path, after a
/// slash.
pub(crate) fn holder(path: &str) -> String {
    let mut segments = path.rsplit('/');
    let last = segments.find(|one| !one.is_empty() && !one.starts_with('{'));
    format!("/{}", last.unwrap_or_default())
}

/// The record inside a type.
fn record(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::List(inner) | Type::Map(inner) => record(inner),
        Type::Record(id) => Some(*id),
        _ => None,
    }
}

/// The type with any JSON in place of its innermost one. A map of any JSON is any JSON.
fn any_inside(ty: &Type) -> Type {
    match ty {
        Type::List(item) => Type::List(Box::new(any_inside(item))),
        _ => Type::Any,
    }
}
