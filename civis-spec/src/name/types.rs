//! The names of types: one for each class of equivalent drafts, and one for each draft.

use std::collections::BTreeMap;

use crate::name::families::Families;
use crate::name::ident::{Ident, IdentSet, pascal_ident};
use crate::name::scheme::Scheme;
use crate::resolve::draft::{Draft, NameSource};

/// The names of a class.
pub(super) struct TypeNames {
    pub(super) ident: Ident,
    pub(super) aliases: Vec<Ident>,
    /// The draft with the source, the fields and the values of the type.
    pub(super) draft: usize,
}

/// A name that a class claims. Claims are settled in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    /// Definitions first, so that no schema declared in place gets the name of one.
    kind: Kind,
    ident: Ident,
    /// The source of the name and the source of the draft decide between equal claims.
    /// Neither depends on the order or the rest of the file.
    source: String,
    draft_source: String,
    class: usize,
    draft: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Definition,
    InPlace,
    Shared,
}

/// The names of each class, given the drafts of each.
pub(super) fn names(
    drafts: &[Draft],
    scheme: &Scheme,
    families: &Families<'_>,
    members: &[Vec<usize>],
) -> Vec<TypeNames> {
    let own = own_names(drafts, scheme);
    let mut claims: Vec<Claim> = Vec::new();
    for (class, members) in members.iter().enumerate() {
        let mut of_class: BTreeMap<&Ident, Claim> = BTreeMap::new();
        for &draft in members {
            let claim = Claim {
                kind: match drafts[draft].name_source {
                    NameSource::Definition(_) => Kind::Definition,
                    _ => Kind::InPlace,
                },
                ident: own[draft].clone(),
                source: source(&drafts[draft], scheme),
                draft_source: drafts[draft].source.clone(),
                class,
                draft,
            };
            match of_class.get(&own[draft]) {
                Some(first) if *first <= claim => {}
                _ => drop(of_class.insert(&own[draft], claim)),
            }
        }
        let first = of_class.values().min_by_key(|claim| &claim.draft_source);
        let shared = members
            .first()
            .and_then(|draft| families.shared.get(&families.ids[*draft]));
        if let (Some(first), Some(name)) = (first, shared) {
            claims.push(Claim {
                kind: Kind::Shared,
                ident: pascal_ident(&[name]),
                source: (*name).to_owned(),
                draft_source: String::new(),
                class,
                draft: first.draft,
            });
        }
        claims.extend(of_class.into_values());
    }
    assign_names(claims, members.len())
}

/// Gives each claim its name, or that name with a number if it is taken. The shared name of a
/// class is that of the type, or else the shortest one; the others are aliases.
fn assign_names(mut claims: Vec<Claim>, classes: usize) -> Vec<TypeNames> {
    claims.sort();
    let mut idents = IdentSet::default();
    // Numbers come last, so that none takes a name that the document gives.
    let mut given = vec![None; claims.len()];
    for (name, claim) in given.iter_mut().zip(&claims) {
        if !idents.contains(&claim.ident) {
            *name = Some(idents.pascal(claim.ident.clone()));
        }
    }
    let mut named: Vec<Vec<(bool, usize, Ident, usize)>> = vec![Vec::new(); classes];
    for (claim, name) in claims.into_iter().zip(given) {
        let is_shared = claim.kind == Kind::Shared;
        let length = claim.ident.len();
        let name = name.unwrap_or_else(|| idents.pascal(claim.ident));
        named[claim.class].push((!is_shared, length, name, claim.draft));
    }
    let names = named.into_iter().map(|mut names| {
        names.sort();
        let mut names = names.into_iter().map(|(.., ident, draft)| (ident, draft));
        let (ident, draft) = names.next().unwrap_or((Ident::UNNAMED, 0));
        let mut aliases: Vec<Ident> = names.map(|(ident, _)| ident).collect();
        aliases.sort();
        TypeNames {
            ident,
            aliases,
            draft,
        }
    });
    names.collect()
}

/// The name of each draft: that of its definition, or one made of what contains it. It
/// depends on nothing else in the document.
fn own_names(drafts: &[Draft], scheme: &Scheme) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let name = match &draft.name_source {
            NameSource::Definition(name) => pascal_ident(&[name]),
            NameSource::Inside(keys) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                pascal_ident(&keys)
            }
            NameSource::Operation(key, part) => {
                let words = scheme.words(key);
                let words = words.iter().map(String::as_str).chain([&**part]);
                pascal_ident(&words.collect::<Vec<_>>())
            }
            // The draft of the owner comes first.
            NameSource::Property(owner, name) => names[owner.0].join(&pascal_ident(&[name])),
        };
        names.push(name);
    }
    names
}

/// The source of the name of a draft.
fn source(draft: &Draft, scheme: &Scheme) -> String {
    match &draft.name_source {
        NameSource::Definition(name) | NameSource::Property(_, name) => name.clone(),
        NameSource::Inside(keys) => keys.join("/"),
        NameSource::Operation(key, part) => {
            format!("{}/{part}", scheme.words(key).join("/"))
        }
    }
}
