//! The classes of equivalent drafts: those of one [family](super::families) with the same
//! properties of equivalent types, or with the same values.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Type, TypeId};
use crate::resolve::draft::{Draft, DraftKind};

/// The class of each draft, numbered from 0, given the family of each.
///
/// At first, drafts of a family that look equal without their inner types are one class. Then a class is
/// split wherever inner types are of different classes. The largest part keeps the number, so
/// the number of a draft changes only logarithmically often, and only its holders are visited
/// again.
pub(super) fn classes(drafts: &[Draft], families: &[usize]) -> Vec<usize> {
    let inner: Vec<Vec<usize>> = drafts.iter().map(inner_types).collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    for (holder, inner) in inner.iter().enumerate() {
        for &one in inner {
            holders[one].push(holder);
        }
    }
    let mut partition = Partition::of_surfaces(drafts, families);
    let mut waiting: Vec<usize> = (0..drafts.len()).collect();
    while !waiting.is_empty() {
        let mut touched: BTreeMap<usize, BTreeMap<Vec<usize>, Vec<usize>>> = BTreeMap::new();
        for &draft in &waiting {
            let class = |one: &usize| partition.classes[*one];
            let inner = inner[draft].iter().map(class).collect();
            let parts = touched.entry(class(&draft)).or_default();
            parts.entry(inner).or_default().push(draft);
        }
        let mut next = Vec::new();
        for (class, parts) in touched {
            for moved in partition.split(class, parts.into_values().collect()) {
                next.extend_from_slice(&holders[moved]);
            }
        }
        next.sort_unstable();
        next.dedup();
        waiting = next;
    }
    partition.classes
}

/// The drafts inside a draft, in the order of its properties.
fn inner_types(draft: &Draft) -> Vec<usize> {
    let DraftKind::Record(fields) = &draft.kind else {
        return Vec::new();
    };
    fields.iter().filter_map(|field| named(&field.ty)).collect()
}

/// The named type inside a type.
fn named(ty: &Type) -> Option<usize> {
    match ty {
        Type::List(item) => named(item),
        Type::Map(value) => named(value),
        Type::Record(id) | Type::Enum(id) => Some(id.0),
        _ => None,
    }
}

struct Partition {
    /// The class of each draft.
    classes: Vec<usize>,
    /// The drafts of each class.
    members: Vec<Vec<usize>>,
    /// The index of each draft among those of its class.
    indices: Vec<usize>,
}

impl Partition {
    /// The drafts of a family that look equal without their inner types.
    fn of_surfaces(drafts: &[Draft], families: &[usize]) -> Self {
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        enum Surface<'d> {
            Record(Vec<(&'d str, Type)>),
            Enum(&'d [String]),
        }
        let any = vec![TypeId(0); drafts.len()];
        let mut surfaces = BTreeMap::new();
        let mut partition = Self {
            classes: vec![0; drafts.len()],
            members: Vec::new(),
            indices: vec![0; drafts.len()],
        };
        for (draft, (content, family)) in drafts.iter().zip(families).enumerate() {
            let surface = match &content.kind {
                DraftKind::Record(fields) => {
                    let fields = fields.iter();
                    let fields = fields.map(|field| (&*field.wire, field.ty.renumbered(&any)));
                    Surface::Record(fields.collect())
                }
                DraftKind::Enum(values) => Surface::Enum(values),
            };
            let class = *surfaces
                .entry((family, surface))
                .or_insert(partition.members.len());
            if class == partition.members.len() {
                partition.members.push(Vec::new());
            }
            partition.add(draft, class);
        }
        partition
    }

    fn add(&mut self, draft: usize, class: usize) {
        self.classes[draft] = class;
        self.indices[draft] = self.members[class].len();
        self.members[class].push(draft);
    }

    fn remove(&mut self, draft: usize) {
        let index = self.indices[draft];
        let members = &mut self.members[self.classes[draft]];
        members.swap_remove(index);
        if let Some(&last) = members.get(index) {
            self.indices[last] = index;
        }
    }

    /// Splits a class into the given parts and one of the other members. Returns the members
    /// that have a new number.
    fn split(&mut self, class: usize, mut parts: Vec<Vec<usize>>) -> Vec<usize> {
        let given: usize = parts.iter().map(Vec::len).sum();
        let rest = self.members[class].len() - given;
        // Of equally large parts, the one with the first member, so that no number depends on
        // the order of a map.
        parts.sort_unstable_by_key(|part| (Reverse(part.len()), part[0]));
        if parts[0].len() > rest {
            let given: BTreeSet<usize> = parts.iter().flatten().copied().collect();
            let others = self.members[class].iter().copied();
            let others: Vec<usize> = others.filter(|draft| !given.contains(draft)).collect();
            // The largest part stays, and the other members move instead.
            parts[0] = others;
        }
        let mut moved = Vec::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let fresh = self.members.len();
            self.members.push(Vec::new());
            for draft in part {
                self.remove(draft);
                self.add(draft, fresh);
                moved.push(draft);
            }
        }
        moved
    }
}
