//! The names of types: one for each class of equivalent drafts.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::ident::{Ident, IdentSet, pascal_ident};
use crate::name::method::{MethodNames, Path};
use crate::resolve::draft::{Draft, NameSource, OperationKey};

/// The names of a class.
pub(super) struct TypeNames {
    pub(super) ident: Ident,
    pub(super) aliases: Vec<Ident>,
    /// The draft with the name, the fields and the descriptions of the type.
    pub(super) draft: usize,
}

/// Names, the shortest first, with the drafts that they come from.
type Candidates = BTreeMap<(usize, Ident), usize>;

/// The names that a class claims, the preferred one first.
struct NameClaim {
    class: usize,
    /// Whether no definition names it.
    in_place: bool,
    names: Vec<(Ident, usize)>,
}

/// The names of each class, given the class of each draft and the drafts of each class.
pub(super) fn names(drafts: &[Draft], classes: &[usize], members: &[Vec<usize>]) -> Vec<TypeNames> {
    let defined = defined(drafts, classes, members.len());
    let candidates = candidates(drafts, classes, &defined);
    let mut claims: Vec<NameClaim> = defined
        .into_iter()
        .enumerate()
        .map(|(class, names)| {
            let in_place = names.is_empty();
            let names = match in_place {
                true => in_place_names(drafts, &candidates, &members[class]),
                false => names,
            };
            let names = names.into_iter().map(|((_, ident), draft)| (ident, draft));
            NameClaim {
                class,
                in_place,
                names: names.collect(),
            }
        })
        .collect();
    // Definitions first, so that no schema declared in place gets the name of one. Of two
    // equal claims, the source of the name and the source of the draft decide. Neither
    // depends on the order or the rest of the file.
    claims.sort_by_cached_key(|claim| {
        let Some((ident, draft)) = claim.names.first() else {
            return (claim.in_place, Ident::UNNAMED, String::new(), String::new());
        };
        let draft = &drafts[*draft];
        let source = match &draft.name_source {
            NameSource::Definition(name) | NameSource::Property(_, name) => name.clone(),
            NameSource::Inside(keys) => keys.join("/"),
            NameSource::Operation(key, part) => {
                let (resource, method) = words(key);
                format!("{resource}/{method}/{part}")
            }
        };
        (claim.in_place, ident.clone(), source, draft.source.clone())
    });
    let mut idents = IdentSet::default();
    let mut named: Vec<Option<TypeNames>> = members.iter().map(|_| None).collect();
    let mut aliases: BTreeSet<(bool, Ident, usize)> = BTreeSet::new();
    for claim in claims {
        let mut names = claim.names.into_iter();
        if let Some((ident, draft)) = names.next() {
            named[claim.class] = Some(TypeNames {
                ident: idents.pascal(ident),
                aliases: Vec::new(),
                draft,
            });
        }
        aliases.extend(names.map(|(ident, _)| (claim.in_place, ident, claim.class)));
    }
    for (in_place, alias, class) in aliases {
        if in_place && idents.contains(&alias) {
            continue;
        }
        if let Some(names) = &mut named[class] {
            names.aliases.push(idents.pascal(alias));
        }
    }
    named.into_iter().flatten().collect()
}

/// The official names of the resource and the method of an operation.
fn words(key: &OperationKey) -> (String, String) {
    let path = Path::new(&key.path);
    let names = MethodNames::new(path, key.http_method, false);
    (path.resource(), names.name)
}

/// The names that definitions give to each class.
fn defined(drafts: &[Draft], classes: &[usize], count: usize) -> Vec<Candidates> {
    let mut defined = vec![Candidates::new(); count];
    for (index, draft) in drafts.iter().enumerate() {
        if let NameSource::Definition(name) = &draft.name_source {
            let ident = pascal_ident(&[name]);
            defined[classes[index]].insert((ident.len(), ident), index);
        }
    }
    defined
}

/// A name for each draft: that of a definition, or one made of what contains the draft.
fn candidates(drafts: &[Draft], classes: &[usize], defined: &[Candidates]) -> Vec<Ident> {
    let mut candidates: Vec<Ident> = Vec::with_capacity(drafts.len());
    for (draft, class) in drafts.iter().zip(classes) {
        let candidate = match (&draft.name_source, defined[*class].keys().next()) {
            (_, Some((_, ident))) => ident.clone(),
            (NameSource::Definition(name), None) => pascal_ident(&[name]),
            (NameSource::Inside(keys), None) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                pascal_ident(&keys)
            }
            (NameSource::Operation(key, part), None) => {
                let (resource, method) = words(key);
                pascal_ident(&[&resource, &method, part])
            }
            // The draft of the owner comes first.
            (NameSource::Property(owner, name), None) => {
                candidates[owner.0].join(&pascal_ident(&[name]))
            }
        };
        candidates.push(candidate);
    }
    candidates
}

fn in_place_names(drafts: &[Draft], candidates: &[Ident], members: &[usize]) -> Candidates {
    let mut names = Candidates::new();
    for &draft in members {
        let candidate = &candidates[draft];
        let key = (candidate.len(), candidate.clone());
        let first = names.entry(key).or_insert(draft);
        if drafts[draft].source < drafts[*first].source {
            *first = draft;
        }
    }
    names
}
