//! Which drafts may be one type: those that the document tells apart by a number or a use
//! alone, and enums that are declared in place again and again.
//!
//! Drafts of equal shape are not the same thing: a project and a file may both have an `id`
//! and a `name`, and each keeps its name and documentation. Two kinds of drafts are copies of
//! one thing, a family:
//!
//! - definitions whose names differ in trailing digits (`JobOutput`, `JobOutput2`) or in a use
//!   (`ImportDatabaseTable`, `ImportDatabaseTableCreateRequest`), and what is declared in place
//!   at the same key of them. They become one type only if their documentation is equal too;
//! - enums in place with the same values, as properties or parameters of one name, if no
//!   other values occur under that name in as many places. The enum is named after the
//!   property or parameter (`OrderDir`), which is true of all of its uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Type;
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
    /// The name of a definition without its number, or also without its use.
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
        let mut known = Known::default();
        let by_number = known.families(drafts, without_number);
        let by_use = known.families(drafts, stem);
        let mut ids = by_use.clone();
        let unused = unused_definitions(drafts);
        for (index, draft) in drafts.iter().enumerate() {
            let NameSource::Definition(name) = &draft.name_source else {
                continue;
            };
            let of_stem = unused.get(stem(name));
            let is_copy = of_stem.is_some_and(|all| all.iter().any(|one| same(one, draft)));
            // Another form of the thing, for this use alone.
            if !is_copy {
                ids[index] = by_number[index];
            }
        }
        let mut shared = BTreeMap::new();
        for (name, values, drafts) in shared_enums(drafts, &by_number) {
            let id = known.intern(Key::Shared(name, values));
            shared.insert(id, name);
            for draft in drafts {
                ids[draft] = id;
            }
        }
        Self { ids, shared }
    }
}

/// The number of each family.
#[derive(Default)]
struct Known<'d>(BTreeMap<Key<'d>, usize>);

impl<'d> Known<'d> {
    fn intern(&mut self, key: Key<'d>) -> usize {
        let next = self.0.len();
        *self.0.entry(key).or_insert(next)
    }

    /// The family of each draft, given what of the name of a definition tells families apart.
    fn families(&mut self, drafts: &'d [Draft], stem: fn(&str) -> &str) -> Vec<usize> {
        let mut ids: Vec<usize> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let key = match &draft.name_source {
                NameSource::Definition(name) => Key::Definition(stem(name)),
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
            ids.push(self.intern(key));
        }
        ids
    }
}

/// The name of a definition without the number at its end.
fn without_number(name: &str) -> &str {
    match name.trim_end_matches(|char: char| char.is_ascii_digit()) {
        "" => name,
        stem => stem,
    }
}

/// What a definition adds to the name of a thing for one use of it.
const USES: [&str; 7] = [
    "CreateRequest",
    "PatchRequest",
    "PutRequest",
    "UpdateRequest",
    "Request",
    "Summary",
    "Detail",
];

/// The name of a definition without its number and its use.
fn stem(name: &str) -> &str {
    let name = without_number(name);
    match USES.iter().find_map(|one| name.strip_suffix(one)) {
        None | Some("") => name,
        Some(stem) => stem,
    }
}

/// The definitions that are named for no use, by their names without numbers.
fn unused_definitions(drafts: &[Draft]) -> BTreeMap<&str, Vec<&Draft>> {
    let mut found: BTreeMap<&str, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts {
        if let NameSource::Definition(name) = &draft.name_source
            && stem(name) == without_number(name)
        {
            found.entry(stem(name)).or_default().push(draft);
        }
    }
    found
}

/// Whether two drafts have the same documentation and properties of the same types. The named
/// types inside are compared later.
fn same(one: &Draft, other: &Draft) -> bool {
    let (DraftKind::Record(fields), DraftKind::Record(others)) = (&one.kind, &other.kind) else {
        return false;
    };
    let mut pairs = fields.iter().zip(others);
    one.description == other.description
        && fields.len() == others.len()
        && pairs.all(|(one, other)| {
            one.wire == other.wire
                && one.description == other.description
                && same_shape(&one.ty, &other.ty)
        })
}

/// Whether two types are equal apart from the named types inside.
fn same_shape(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => {
            same_shape(one, other)
        }
        (Type::Record(_), Type::Record(_)) | (Type::Enum(_), Type::Enum(_)) => true,
        _ => one == other,
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
