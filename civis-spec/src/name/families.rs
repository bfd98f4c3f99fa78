//! Which drafts may be one type: those whose names in the document differ only in a number, and
//! enums that are declared in place again and again.
//!
//! Drafts of equal shape are not the same thing: a project and a file may both have an `id`
//! and a `name`, and each keeps its name and documentation. Two kinds of drafts are copies of
//! one thing, a family:
//!
//! - definitions whose names differ in trailing digits (`JobOutput`, `JobOutput2`), and what
//!   is declared in place at the same key of them;
//! - enums in place with the same values, as properties or parameters of one name, if no
//!   other values occur under that name in as many places. The enum is named after the
//!   property or parameter (`OrderDir`), which is true of all of its uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::draft::{Draft, DraftKind, NameSource};

/// The families of drafts.
pub(super) struct Families<'d> {
    /// The family of each draft, numbered from 0.
    pub(super) ids: Vec<usize>,
    /// The name on the wire that the drafts of a family share, for enums of several owners.
    pub(super) shared: BTreeMap<usize, &'d str>,
}

/// What identifies a family.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'d> {
    /// The name of a definition without its number.
    Definition(&'d str),
    /// The name of a definition without its number, and the keys inside.
    Inside(&'d str, &'d [String]),
    /// The path, HTTP method and part of an operation.
    Operation(&'d str, &'static str, &'d str),
    /// A property of the drafts of another family.
    Property(usize, &'d str),
    /// The name and the values of an enum that several owners declare.
    Shared(&'d str, &'d [String]),
}

impl<'d> Families<'d> {
    pub(super) fn new(drafts: &'d [Draft]) -> Self {
        let mut known: BTreeMap<Key<'d>, usize> = BTreeMap::new();
        let mut ids: Vec<usize> = Vec::with_capacity(drafts.len());
        let mut intern = |key| {
            let next = known.len();
            *known.entry(key).or_insert(next)
        };
        for draft in drafts {
            let key = match &draft.name_source {
                NameSource::Definition(name) => Key::Definition(without_number(name)),
                NameSource::Inside(keys) => match keys.split_first() {
                    Some((first, rest)) => Key::Inside(without_number(first), rest),
                    None => Key::Inside("", &[]),
                },
                NameSource::Operation(operation, part) => {
                    Key::Operation(&operation.path, operation.http_method.as_str(), part)
                }
                // The draft of the owner comes first.
                NameSource::Property(owner, name) => Key::Property(ids[owner.0], name),
            };
            ids.push(intern(key));
        }
        let mut shared = BTreeMap::new();
        for (name, values, drafts) in shared_enums(drafts, &ids) {
            let id = intern(Key::Shared(name, values));
            shared.insert(id, name);
            for draft in drafts {
                ids[draft] = id;
            }
        }
        Self { ids, shared }
    }
}

/// The name of a definition without the number at its end.
fn without_number(name: &str) -> &str {
    match name.trim_end_matches(|char: char| char.is_ascii_digit()) {
        "" => name,
        stem => stem,
    }
}

/// The enums that several families declare, with their drafts: of each name, the values that
/// occur most often, if those are known.
fn shared_enums<'d>(
    drafts: &'d [Draft],
    families: &[usize],
) -> Vec<(&'d str, &'d [String], Vec<usize>)> {
    let mut uses: BTreeMap<&str, BTreeMap<&[String], Vec<usize>>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        if let (Some(name), DraftKind::Enum(values)) = (place(&draft.name_source), &draft.kind) {
            let of_name = uses.entry(name).or_default();
            of_name.entry(values).or_default().push(index);
        }
    }
    let mut shared = Vec::new();
    for (name, of_name) in uses {
        let owners = |drafts: &[usize]| {
            let owners: BTreeSet<usize> = drafts.iter().map(|draft| families[*draft]).collect();
            owners.len()
        };
        let most = of_name.values().map(|drafts| owners(drafts)).max();
        let mut largest = of_name
            .into_iter()
            .filter(|(_, drafts)| Some(owners(drafts)) == most);
        let first = largest.next();
        if let Some((values, drafts)) = first.filter(|_| most > Some(1) && largest.next().is_none())
        {
            shared.push((name, values, drafts));
        }
    }
    shared
}

/// The name of the property or parameter in whose place a schema is declared.
fn place(source: &NameSource) -> Option<&str> {
    match source {
        NameSource::Property(_, name) => Some(name),
        NameSource::Operation(_, part) if part != "response" => Some(part),
        _ => None,
    }
}
