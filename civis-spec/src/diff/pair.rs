//! Which old operation, parameter, field, value, or type corresponds to which new one.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::spelling;
use crate::model::{Field, Location, Operation, Parameter, Resource, Spec, Type, TypeId};

/// An operation with its resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint<'a> {
    pub(super) resource: &'a Resource,
    pub(super) operation: &'a Operation,
}

impl Endpoint<'_> {
    /// Its methods as callers write them, the newest first.
    pub(super) fn methods(self) -> Vec<String> {
        spelling::methods(self.resource, self.operation)
    }
}

/// The operations of two specifications, paired.
#[derive(Debug)]
pub(super) struct Pairing<'a> {
    /// The operations of both, sorted by the new resource, path, and HTTP method.
    pub(super) pairs: Vec<(Endpoint<'a>, Endpoint<'a>)>,
    /// The operations of the old one alone.
    pub(super) removed: Vec<Endpoint<'a>>,
    /// The operations of the new one alone.
    pub(super) added: Vec<Endpoint<'a>>,
}

pub(super) fn operations<'a>(old: &'a Spec, new: &'a Spec) -> Pairing<'a> {
    let mut removed = endpoints(old);
    let mut added = endpoints(new);
    let mut pairs = Vec::new();
    let keys: [fn(Endpoint<'_>) -> Option<String>; 4] =
        [by_path, by_path_shape, by_method, by_signature];
    for key in keys {
        pair_unique(&mut removed, &mut added, &mut pairs, key);
    }
    pairs.sort_by_key(|(_, new): &(Endpoint<'_>, Endpoint<'_>)| {
        (
            &*new.resource.name,
            &*new.operation.path,
            new.operation.http_method,
        )
    });
    Pairing {
        pairs,
        removed,
        added,
    }
}

fn endpoints(spec: &Spec) -> Vec<Endpoint<'_>> {
    let resources = spec.resources.iter();
    resources
        .flat_map(|resource| {
            let operations = resource.operations.iter();
            operations.map(move |operation| Endpoint {
                resource,
                operation,
            })
        })
        .collect()
}

/// Moves to `pairs` the endpoints whose key is unique on both sides.
fn pair_unique<'a>(
    removed: &mut Vec<Endpoint<'a>>,
    added: &mut Vec<Endpoint<'a>>,
    pairs: &mut Vec<(Endpoint<'a>, Endpoint<'a>)>,
    key: fn(Endpoint<'_>) -> Option<String>,
) {
    let mut keys: BTreeMap<String, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, endpoints) in [&*removed, &*added].into_iter().enumerate() {
        for (index, endpoint) in endpoints.iter().enumerate() {
            if let Some(key) = key(*endpoint) {
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
    for (endpoints, gone) in [removed, added].into_iter().zip(gone) {
        let mut gone = gone.into_iter();
        endpoints.retain(|_| !gone.next().unwrap_or_default());
    }
}

fn by_path(endpoint: Endpoint<'_>) -> Option<String> {
    let operation = endpoint.operation;
    Some(format!("{} {}", operation.http_method, operation.path))
}

/// The path without slashes at its ends and without the names of placeholders.
fn by_path_shape(endpoint: Endpoint<'_>) -> Option<String> {
    let operation = endpoint.operation;
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

fn by_method(endpoint: Endpoint<'_>) -> Option<String> {
    let method = endpoint.operation.methods.first()?;
    Some(format!("{}.{}", endpoint.resource.name, method.name))
}

/// HTTP method, summary, and names and locations of the parameters. None without a summary.
fn by_signature(endpoint: Endpoint<'_>) -> Option<String> {
    let operation = endpoint.operation;
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

/// The old and the new partner. At least one of them is there.
pub(super) type Partners<'a, T> = (Option<&'a T>, Option<&'a T>);

/// Pairs two lists by the names on the wire and in Rust: first by both, then by the former,
/// then by the latter. The result has the new order, followed by the old ones without a
/// partner.
pub(super) fn by_names<'a, T>(
    old: &'a [T],
    new: &'a [T],
    wire: impl Fn(&T) -> &str,
    ident: impl Fn(&T) -> &str,
) -> Vec<Partners<'a, T>> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    for (by_wire, by_ident) in [(true, true), (true, false), (false, true)] {
        let key = |one: &'a T| (by_wire.then(|| wire(one)), by_ident.then(|| ident(one)));
        let mut free: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (index, old) in old.iter().enumerate().filter(|(index, _)| !used[*index]) {
            free.entry(key(old)).or_default().push_back(index);
        }
        for (index, new) in new.iter().enumerate() {
            if partner[index].is_none()
                && let Some(found) = free.get_mut(&key(new)).and_then(VecDeque::pop_front)
            {
                used[found] = true;
                partner[index] = Some(found);
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

/// Pairs the parameters of an operation by name. If the path changed, its remaining
/// placeholders are paired by position.
pub(super) fn parameters<'a>(
    old: &'a Operation,
    new: &'a Operation,
) -> Vec<Partners<'a, Parameter>> {
    let mut pairs = by_names(
        &old.parameters,
        &new.parameters,
        |one| &one.wire,
        |one| &one.ident,
    );
    let in_path = |one: Option<&Parameter>| one.is_some_and(|one| one.location == Location::Path);
    let indices = |is_lone: &dyn Fn(&Partners<'_, Parameter>) -> bool| -> Vec<usize> {
        (0..pairs.len())
            .filter(|&index| is_lone(&pairs[index]))
            .collect()
    };
    let olds = indices(&|(from, to)| to.is_none() && in_path(*from));
    let news = indices(&|(from, to)| from.is_none() && in_path(*to));
    if old.path != new.path && olds.len() == news.len() {
        for (from, to) in olds.into_iter().zip(news) {
            pairs[to].0 = pairs[from].0.take();
        }
    }
    pairs.retain(|(from, to)| from.is_some() || to.is_some());
    pairs
}

/// Pairs the fields of a record.
pub(super) fn fields<'a>(old: &'a [Field], new: &'a [Field]) -> Vec<Partners<'a, Field>> {
    by_names(old, new, |one| &one.wire, |one| &one.ident)
}

/// A named type of the old specification, and the one of the new specification in its place.
pub(super) type TypePair = (TypeId, TypeId);

/// Compares two types by structure, ignoring the names and contents of named types. Returns
/// `None` if they differ, and the named types in them if there are any.
pub(super) fn same_type(old: &Type, new: &Type) -> Option<Option<TypePair>> {
    match (old, new) {
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
            same_type(from, to)
        }
        (Type::Record(from), Type::Record(to)) | (Type::Enum(from), Type::Enum(to)) => {
            Some(Some((*from, *to)))
        }
        (from, to) => (from == to).then_some(None),
    }
}
