//! Which drafts are of one shape: the same properties of the same types, or the
//! same values, through all that they hold.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Type, TypeId};
use crate::name::merge::renumbered;
use crate::resolve::schemas::{Draft, DraftKind};

/// A number for each draft, from 0 up, the same for those of one shape.
///
/// At first all that look alike on the surface are held to be the same. Then a
/// class is split wherever its members hold members of different classes. The
/// largest part keeps the number, so a draft gets a new one a logarithm of times
/// at most, and only what holds it is looked at again.
pub(crate) fn classes(drafts: &[Draft]) -> Vec<usize> {
    let held: Vec<Vec<usize>> = drafts.iter().map(held).collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); drafts.len()];
    for (holder, held) in held.iter().enumerate() {
        for &one in held {
            holders[one].push(holder);
        }
    }
    let mut partition = Partition::of_surfaces(drafts);
    let mut waiting: Vec<usize> = (0..drafts.len()).collect();
    while !waiting.is_empty() {
        let mut touched: BTreeMap<usize, BTreeMap<Vec<usize>, Vec<usize>>> = BTreeMap::new();
        for &draft in &waiting {
            let class = |one: &usize| partition.classes[*one];
            let holds = held[draft].iter().map(class).collect();
            let parts = touched.entry(class(&draft)).or_default();
            parts.entry(holds).or_default().push(draft);
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

/// The types that a draft holds, in the order of its properties.
fn held(draft: &Draft) -> Vec<usize> {
    let DraftKind::Record(fields) = &draft.kind else {
        return Vec::new();
    };
    fields.iter().filter_map(|field| inner(&field.ty)).collect()
}

/// The named type inside a type.
fn inner(ty: &Type) -> Option<usize> {
    match ty {
        Type::List(item) => inner(item),
        Type::Map(value) => inner(value),
        Type::Record(id) | Type::Enum(id) => Some(id.0),
        _ => None,
    }
}

struct Partition {
    /// The class of each draft.
    classes: Vec<usize>,
    /// The drafts of each class.
    members: Vec<Vec<usize>>,
    /// The place of each draft among those of its class.
    places: Vec<usize>,
}

impl Partition {
    /// The drafts that look alike, whatever types they hold.
    fn of_surfaces(drafts: &[Draft]) -> Self {
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
            places: vec![0; drafts.len()],
        };
        for (draft, content) in drafts.iter().enumerate() {
            let surface = match &content.kind {
                DraftKind::Record(fields) => {
                    let fields = fields.iter();
                    let fields = fields.map(|field| (&*field.wire, renumbered(&field.ty, &any)));
                    Surface::Record(fields.collect())
                }
                DraftKind::Enum(values) => Surface::Enum(values),
            };
            let class = *surfaces.entry(surface).or_insert(partition.members.len());
            if class == partition.members.len() {
                partition.members.push(Vec::new());
            }
            partition.add(draft, class);
        }
        partition
    }

    fn add(&mut self, draft: usize, class: usize) {
        self.classes[draft] = class;
        self.places[draft] = self.members[class].len();
        self.members[class].push(draft);
    }

    fn remove(&mut self, draft: usize) {
        let place = self.places[draft];
        let members = &mut self.members[self.classes[draft]];
        members.swap_remove(place);
        if let Some(&last) = members.get(place) {
            self.places[last] = place;
        }
    }

    /// Splits a class into the given parts, and one more of the members that are
    /// in none; returns those that have a new number.
    fn split(&mut self, class: usize, mut parts: Vec<Vec<usize>>) -> Vec<usize> {
        let given: usize = parts.iter().map(Vec::len).sum();
        let rest = self.members[class].len() - given;
        // Of equal ones that with the first member, so that numbers do not depend
        // on the order of a map.
        parts.sort_unstable_by_key(|part| (Reverse(part.len()), part[0]));
        if parts[0].len() > rest {
            let given: BTreeSet<usize> = parts.iter().flatten().copied().collect();
            let others = self.members[class].iter().copied();
            let others: Vec<usize> = others.filter(|draft| !given.contains(draft)).collect();
            // The largest part stays; the rest moves in its stead.
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
