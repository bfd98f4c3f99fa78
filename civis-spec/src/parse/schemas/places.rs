//! The schemas that references name otherwise than by a pointer from the root: by an `$anchor`,
//! by an `$id`, or by a pointer from a schema around the reference.

use std::collections::BTreeMap;

use crate::parse::document::Schema;
use crate::pointer::Pointer;

/// The schemas of a document with an `$anchor` or an `$id`, by their pointers.
#[derive(Debug, Default)]
pub(super) struct Places {
    anchors: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

/// A schema on the way to another one.
pub(super) struct Scope<'s> {
    outer: Option<&'s Scope<'s>>,
    /// The pointer, if a reference from inside can begin here.
    at: Option<String>,
    /// The keys of `$defs`.
    defs: Vec<String>,
    /// The URI of the `$id`.
    id: Option<String>,
}

/// Whether a text may have schemas with an `$anchor` or an `$id`.
pub(super) fn are_in(text: &str) -> bool {
    text.contains("\"$anchor\"") || text.contains("\"$id\"")
}

impl Places {
    /// Adds a schema, if it has a name of its own.
    pub(super) fn add(&mut self, schema: &Schema<'_>, at: &Pointer<'_>, scope: &Scope<'_>) {
        if let Some(anchor) = schema.anchor.text() {
            let anchor = anchor.to_owned();
            self.anchors.entry(anchor).or_insert_with(|| at.write());
        }
        if let Some(id) = &scope.id {
            let id = id.clone();
            self.ids.entry(id).or_insert_with(|| at.write());
        }
    }

    /// A reference as a pointer from the root, unless it is one.
    pub(super) fn absolute(&self, reference: &str, scope: &Scope<'_>) -> Option<String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if uri.is_empty() && fragment.starts_with('/') {
            let at = scope.origin(fragment)?;
            return Some(from_root(at, fragment));
        }
        let owner = match uri {
            "" => None,
            uri => Some(self.ids.get(&join(scope.base(), uri))?),
        };
        match (owner, fragment) {
            (Some(at), "") => Some(from_root(at, "")),
            (Some(at), pointer) if pointer.starts_with('/') => Some(from_root(at, pointer)),
            (_, anchor) => Some(from_root(self.anchors.get(anchor)?, "")),
        }
    }
}

impl Scope<'_> {
    /// Outside of any schema.
    pub(super) const ROOT: Scope<'static> = Scope {
        outer: None,
        at: None,
        defs: Vec::new(),
        id: None,
    };

    /// The scope of a schema inside this one.
    pub(super) fn inner<'s>(&'s self, schema: &Schema<'_>, at: &Pointer<'_>) -> Scope<'s> {
        let defs = schema.defs.iter().flat_map(|entries| &entries.0);
        let id = schema.id.text().map(|id| join(self.base(), id));
        Scope {
            outer: Some(self),
            at: (schema.defs.is_some() || id.is_some()).then(|| at.write()),
            defs: defs.map(|(name, _)| name.clone().into_owned()).collect(),
            id,
        }
    }

    /// This scope and those around it.
    fn outward(&self) -> impl Iterator<Item = &Scope<'_>> {
        std::iter::successors(Some(self), |scope| scope.outer)
    }

    /// The URI that relative ones begin with.
    fn base(&self) -> Option<&str> {
        self.outward().find_map(|scope| scope.id.as_deref())
    }

    /// The pointer of the innermost schema around that has such a definition, or else of the
    /// one with an `$id`, from which pointers begin by the standard.
    fn origin(&self, pointer: &str) -> Option<&str> {
        let definition = pointer.strip_prefix("/$defs/");
        let definition = definition.and_then(|rest| rest.split('/').next());
        let by_definition = definition.and_then(|name| {
            let name = name.replace("~1", "/").replace("~0", "~");
            self.outward().find(|scope| scope.defs.contains(&name))
        });
        let of_document = ["/components/", "/paths/"];
        let by_id = || {
            let mut scopes = self.outward();
            scopes
                .find(|scope| scope.id.is_some())
                .filter(|_| !of_document.iter().any(|start| pointer.starts_with(start)))
        };
        by_definition.or_else(by_id)?.at.as_deref()
    }
}

/// A reference from the root.
fn from_root(at: &str, rest: &str) -> String {
    format!("#{}{rest}", at.replace('%', "%25"))
}

/// A URI that may be relative to another one.
fn join(base: Option<&str>, uri: &str) -> String {
    let Some(base) = base.filter(|_| !uri.contains(':')) else {
        return uri.to_owned();
    };
    let authority = base.find("://").map_or(0, |at| at + 3);
    let root = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    let folder = base[root..].rfind('/').map_or(root, |at| root + at + 1);
    match uri.strip_prefix('/') {
        Some(path) => format!("{}/{path}", &base[..root]),
        None if folder == root && authority > 0 => format!("{}/{uri}", &base[..root]),
        None if authority == 0 => {
            let folder = base.rfind('/').map_or(0, |at| at + 1);
            format!("{}{uri}", &base[..folder])
        }
        None => format!("{}{uri}", &base[..folder]),
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn a_relative_uri_begins_with_that_of_the_schema_around() {
        for (base, uri, joined) in [
            (None, "pet.json", "pet.json"),
            (
                Some("https://a.b/c/d.json"),
                "pet.json",
                "https://a.b/c/pet.json",
            ),
            (
                Some("https://a.b/c/d.json"),
                "/pet.json",
                "https://a.b/pet.json",
            ),
            (Some("https://a.b"), "pet.json", "https://a.b/pet.json"),
            (Some("https://a.b/c/d.json"), "urn:pet", "urn:pet"),
            (Some("c/d.json"), "pet.json", "c/pet.json"),
            (Some("d.json"), "pet.json", "pet.json"),
        ] {
            assert_eq!(join(base, uri), joined, "{base:?} {uri}");
        }
    }
}
