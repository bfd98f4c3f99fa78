//! The names of types. See [`merge`](crate::name::merge) for the rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::ident::{Taken, pascal_ident};
use crate::resolve::schemas::{Draft, Owner};

/// The names of a class: a set of drafts of one shape.
pub(crate) struct Names {
    pub(crate) ident: String,
    pub(crate) aliases: Vec<String>,
    /// The draft that the name, the fields and the descriptions come from.
    pub(crate) draft: usize,
}

/// Names with the drafts that they come from, the shortest first.
type Candidates = BTreeMap<(usize, String), usize>;

/// What a class may be called.
struct Wanted {
    class: usize,
    /// Whether no definition names it.
    in_place: bool,
    names: Vec<(String, usize)>,
}

/// The names of each class, given the class of each draft and the drafts of each
/// class.
pub(crate) fn names(drafts: &[Draft], classes: &[usize], members: &[Vec<usize>]) -> Vec<Names> {
    let defined = defined(drafts, classes, members.len());
    let candidates = candidates(drafts, classes, &defined);
    let mut wanted: Vec<Wanted> = defined
        .into_iter()
        .enumerate()
        .map(|(class, names)| {
            let in_place = names.is_empty();
            let names = if in_place {
                in_place_names(drafts, &candidates, &members[class])
            } else {
                names
            };
            let names = names.into_iter().map(|((_, ident), draft)| (ident, draft));
            Wanted {
                class,
                in_place,
                names: names.collect(),
            }
        })
        .collect();
    // Definitions first, so that what is declared in place takes no name of theirs.
    // Of two that want the same name, what they are named by and the source decide:
    // these do not depend on the order of the file, or on what else is in it.
    wanted.sort_by_cached_key(|one| {
        let (ident, draft) = one.names.first().cloned().unwrap_or_default();
        let draft = &drafts[draft];
        let owner = match &draft.owner {
            Owner::Definition(name) | Owner::Property(_, name) => name.clone(),
            Owner::Words(words) => words.join("/"),
        };
        (one.in_place, ident, owner, draft.source.clone())
    });
    let mut taken = Taken::default();
    let mut named: Vec<Option<Names>> = members.iter().map(|_| None).collect();
    let mut aliases: BTreeSet<(bool, String, usize)> = BTreeSet::new();
    for wanted in wanted {
        let mut names = wanted.names.into_iter();
        if let Some((ident, draft)) = names.next() {
            named[wanted.class] = Some(Names {
                ident: taken.pascal(ident),
                aliases: Vec::new(),
                draft,
            });
        }
        aliases.extend(names.map(|(ident, _)| (wanted.in_place, ident, wanted.class)));
    }
    for (in_place, alias, class) in aliases {
        if in_place && taken.has(&alias) {
            continue;
        }
        if let Some(names) = &mut named[class] {
            names.aliases.push(taken.pascal(alias));
        }
    }
    named.into_iter().flatten().collect()
}

/// The names that definitions give to each class.
fn defined(drafts: &[Draft], classes: &[usize], count: usize) -> Vec<Candidates> {
    let mut defined = vec![Candidates::new(); count];
    for (index, draft) in drafts.iter().enumerate() {
        if let Owner::Definition(name) = &draft.owner {
            let ident = pascal_ident(&[name]);
            defined[classes[index]].insert((ident.len(), ident), index);
        }
    }
    defined
}

/// A name for each draft, made of what holds it where no definition gives one.
fn candidates(drafts: &[Draft], classes: &[usize], defined: &[Candidates]) -> Vec<String> {
    let mut candidates: Vec<String> = Vec::with_capacity(drafts.len());
    for (draft, class) in drafts.iter().zip(classes) {
        let candidate = match (&draft.owner, defined[*class].keys().next()) {
            (_, Some((_, ident))) => ident.clone(),
            (Owner::Definition(name), None) => pascal_ident(&[name]),
            (Owner::Words(words), None) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                pascal_ident(&words)
            }
            // What holds a draft was drafted before it.
            (Owner::Property(owner, name), None) => {
                let name = pascal_ident(&[name]);
                format!("{}{}", candidates[owner.0], name.trim_start_matches('_'))
            }
        };
        candidates.push(candidate);
    }
    candidates
}

fn in_place_names(drafts: &[Draft], candidates: &[String], members: &[usize]) -> Candidates {
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
