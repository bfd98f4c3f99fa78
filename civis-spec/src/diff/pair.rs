//! Which operation, parameter, field or value became which.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::model::{Operation, Resource, Spec};

/// An operation with its resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) resource: &'a Resource,
    pub(super) operation: &'a Operation,
}

/// The operations of two specifications, paired.
#[derive(Debug)]
pub(super) struct Pairing<'a> {
    /// Those in both, by the new resource, path and verb.
    pub(super) pairs: Vec<(Place<'a>, Place<'a>)>,
    /// Those only in the old one.
    pub(super) removed: Vec<Place<'a>>,
    /// Those only in the new one.
    pub(super) added: Vec<Place<'a>>,
}

pub(super) fn operations<'a>(old: &'a Spec, new: &'a Spec) -> Pairing<'a> {
    let mut removed = places(old);
    let mut added = places(new);
    let mut pairs = Vec::new();
    let keys: [fn(Place<'_>) -> Option<String>; 4] = [same_path, like_path, same_method, like];
    for key in keys {
        pair_unique(&mut removed, &mut added, &mut pairs, key);
    }
    pairs.sort_by_key(|(_, new): &(Place<'_>, Place<'_>)| {
        let Place {
            resource,
            operation,
        } = *new;
        (&*resource.name, &*operation.path, operation.http_method)
    });
    Pairing {
        pairs,
        removed,
        added,
    }
}

fn places(spec: &Spec) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for resource in &spec.resources {
        for operation in &resource.operations {
            places.push(Place {
                resource,
                operation,
            });
        }
    }
    places
}

/// Moves to `pairs` what has a key that just one of the others has.
fn pair_unique<'a>(
    removed: &mut Vec<Place<'a>>,
    added: &mut Vec<Place<'a>>,
    pairs: &mut Vec<(Place<'a>, Place<'a>)>,
    key: fn(Place<'_>) -> Option<String>,
) {
    let mut keys: BTreeMap<String, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, places) in [&*removed, &*added].into_iter().enumerate() {
        for (index, place) in places.iter().enumerate() {
            if let Some(key) = key(*place) {
                keys.entry(key).or_default()[side].push(index);
            }
        }
    }
    let mut gone = [vec![false; removed.len()], vec![false; added.len()]];
    for [olds, news] in keys.values() {
        if let ([old], [new]) = (&**olds, &**news) {
            pairs.push((removed[*old], added[*new]));
            gone[0][*old] = true;
            gone[1][*new] = true;
        }
    }
    for (places, gone) in [removed, added].into_iter().zip(gone) {
        let mut gone = gone.into_iter();
        places.retain(|_| !gone.next().unwrap_or_default());
    }
}

fn same_path(place: Place<'_>) -> Option<String> {
    let operation = place.operation;
    Some(format!("{} {}", operation.http_method, operation.path))
}

/// The path without slashes at its ends and without names of placeholders.
fn like_path(place: Place<'_>) -> Option<String> {
    let operation = place.operation;
    let segments: Vec<&str> = operation
        .path
        .trim_matches('/')
        .split('/')
        .map(|segment| {
            if segment.starts_with('{') {
                "{}"
            } else {
                segment
            }
        })
        .collect();
    Some(format!("{} {}", operation.http_method, segments.join("/")))
}

fn same_method(place: Place<'_>) -> Option<String> {
    let method = place.operation.methods.first()?;
    Some(format!("{}.{}", place.resource.name, method.name))
}

/// Verb, summary, and names and places of the parameters, in so far as there is a
/// summary.
fn like(place: Place<'_>) -> Option<String> {
    let operation = place.operation;
    let summary = Some(&*operation.summary).filter(|summary| !summary.is_empty())?;
    let parameters: Vec<(&str, bool, _)> = operation
        .parameters
        .iter()
        .map(|one| (&*one.wire, one.required, one.location))
        .collect();
    Some(format!(
        "{} {summary:?} {parameters:?}",
        operation.http_method
    ))
}

/// Pairs of what has names on the wire and in Rust: by both, by the former, then
/// by the latter; in the new order, and then what is only in the old list.
pub(super) fn named<'a, T>(
    old: &'a [T],
    new: &'a [T],
    wire: impl Fn(&T) -> &str,
    ident: impl Fn(&T) -> &str,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    for (by_wire, by_ident) in [(true, true), (true, false), (false, true)] {
        let key = |one: &'a T| (by_wire.then(|| wire(one)), by_ident.then(|| ident(one)));
        let mut free: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (place, old) in old.iter().enumerate().filter(|(place, _)| !used[*place]) {
            free.entry(key(old)).or_default().push_back(place);
        }
        for (place, new) in new.iter().enumerate() {
            if partner[place].is_none()
                && let Some(found) = free.get_mut(&key(new)).and_then(VecDeque::pop_front)
            {
                used[found] = true;
                partner[place] = Some(found);
            }
        }
    }
    let both = new
        .iter()
        .zip(partner)
        .map(|(new, partner)| (partner.map(|one| &old[one]), Some(new)));
    let gone = old.iter().zip(used).filter(|(_, used)| !used);
    both.chain(gone.map(|(old, _)| (Some(old), None))).collect()
}
