//! Which names a document gets: those of the official client for the Platform's, and for others
//! those of their paths without a shared prefix, or their `operationId`s.

use std::collections::BTreeSet;

use crate::name::MethodNaming;
use crate::name::ident::snake_ident;
use crate::name::length::bounded_snake;
use crate::name::method::{MethodNames, Path, is_placeholder};
use crate::resolve::draft::OperationKey;
use crate::resolve::{ReadOperation, Resolved};
use crate::snake_case::snake_case;
use crate::split_path::split_path;

/// How the operations of a document are named.
pub(super) struct Scheme {
    is_platform: bool,
    naming: MethodNaming,
    /// How many segments at the beginning of each path name nothing.
    prefix: usize,
    /// Whether every path ends in an extension.
    has_extension: bool,
    /// Whether the paths are names with a `.` between their words, as those of remote procedures.
    is_dotted: bool,
}

impl Scheme {
    pub(super) fn new(resolved: &Resolved, naming: MethodNaming) -> Self {
        let paths = resolved.operations.iter().map(|one| &*one.operation.path);
        let prefix = match resolved.is_platform || resolved.has_root_path {
            true => 0,
            false => shared_prefix(paths.clone()),
        };
        let mut paths = paths.map(|path| Path::new(path, prefix));
        let may_differ = !resolved.is_platform && !resolved.operations.is_empty();
        let has_extension = may_differ && paths.clone().all(Path::has_extension);
        Self {
            is_platform: resolved.is_platform,
            naming,
            prefix,
            has_extension,
            is_dotted: may_differ && !has_extension && paths.all(Path::is_dotted),
        }
    }

    fn path<'p>(&self, path: &'p str) -> Path<'p> {
        let path = Path::new(path, self.prefix);
        if self.has_extension {
            path.without_extension()
        } else if self.is_dotted {
            path.dotted()
        } else {
            path
        }
    }

    /// The name of the resource of a path. The official client does not separate the words of names
    /// such as `eventHooks`.
    pub(super) fn resource(&self, path: &str) -> String {
        let path = self.path(path);
        match self.is_platform {
            true => path.resource(),
            false => snake_case(path.first()).replace('-', "_"),
        }
    }

    /// The names of an operation, or `None` if the official client does not offer it.
    pub(super) fn methods(&self, read: &ReadOperation) -> Option<MethodNames> {
        let operation = &read.operation;
        let path = self.path(&operation.path);
        if self.is_platform {
            return path
                .is_offered(&operation.summary)
                .then(|| MethodNames::of_platform(path, operation.http_method, read.is_array));
        }
        let name = match self.id(read.key.id.as_deref()) {
            Some(id) => snake_ident(id).unraw().to_owned(),
            None => MethodNames::of_path(path, operation.http_method, read.is_list).name,
        };
        Some(MethodNames::only(bounded_snake(name)))
    }

    /// The names that begin the name of a type that an operation declares in place: the
    /// resource and the method, or the `operationId`.
    pub(super) fn words(&self, key: &OperationKey) -> Vec<String> {
        if let Some(id) = self.id(key.id.as_deref()) {
            return vec![id.to_owned()];
        }
        let path = self.path(&key.path);
        let names = match self.is_platform {
            true => MethodNames::of_platform(path, key.http_method, false),
            false => MethodNames::of_path(path, key.http_method, false),
        };
        vec![self.resource(&key.path), names.name]
    }

    fn id<'i>(&self, id: Option<&'i str>) -> Option<&'i str> {
        id.filter(|_| self.naming == MethodNaming::OperationId)
    }
}

/// How many segments all paths begin with that name no resource: up to the last one like `api`
/// or `v1`, or up to where they part into several collections.
fn shared_prefix<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> usize {
    // A query or a fragment is not part of a segment.
    let paths = paths.map(|path| split_path(path).0);
    let paths = paths.map(|path| path.trim_matches('/'));
    let Some(first) = paths.clone().next() else {
        return 0;
    };
    let mut shared: Vec<&str> = first.split('/').collect();
    // The last segment names a resource in any case.
    shared.pop();
    for path in paths.clone() {
        let mut path = path.split('/').peekable();
        let mut count = 0;
        while count < shared.len() && path.next() == Some(shared[count]) && path.peek().is_some() {
            count += 1;
        }
        shared.truncate(count);
    }
    let last_api = shared.iter().rposition(|one| is_api(one));
    match is_folder(shared.len(), paths) && !shared.iter().any(|one| is_placeholder(one)) {
        true => shared.len(),
        false => last_api.map_or(0, |last| last + 1),
    }
}

/// Whether the paths part after so many segments into several names, one of which is a collection:
/// an item of it has a path, `/shop/orders/{id}`. Other segments that all paths share may be a
/// resource.
fn is_folder<'p>(prefix: usize, paths: impl Iterator<Item = &'p str>) -> bool {
    let mut names = BTreeSet::new();
    let mut has_collection = false;
    for path in paths {
        let mut rest = path.split('/').skip(prefix);
        let Some(name) = rest.next().filter(|name| !is_placeholder(name)) else {
            return false;
        };
        names.insert(name);
        has_collection |= rest.next().is_some_and(is_placeholder);
    }
    names.len() > 1 && has_collection
}

/// Whether a segment names an interface or its version: `api`, `public-api`, `rest`, `v1`, `v2.1`.
fn is_api(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    let is_version = |version: &str| {
        let mut chars = version.chars();
        chars.next().is_some_and(|char| char.is_ascii_digit())
            && chars.all(|char| char.is_ascii_alphanumeric() || char == '.')
    };
    let mut words = segment.split(['-', '_', '.']);
    words.any(|word| matches!(word, "api" | "apis" | "rest"))
        || segment.strip_prefix('v').is_some_and(is_version)
}

#[cfg(test)]
mod tests {
    use super::shared_prefix;

    #[test]
    fn the_prefix_is_what_names_no_resource() {
        for (paths, prefix) in [
            (&["/api/v1/items", "/api/v1/items/{id}"][..], 2),
            (&["/api/v1/items/export", "/api/v1/items/import/"], 2),
            (&["/shop/public-api/items", "/shop/public-api/users"], 2),
            (&["/api/{account}/items", "/api/{account}/users"], 1),
            (&["/v2.1/items"], 1),
            (&["/shop/items/{id}", "/shop/users"], 1),
            (&["/a/b/items/{id}", "/a/b/users", "/a/b/users/{id}"], 2),
            (&["/api/shop/items/{id}", "/api/shop/users"], 2),
            (&["/shop/items/{id}", "/shop/items"], 0),
            (&["/shop/items/{id}", "/shop/items?of=a/b"], 0),
            (&["/shop/items", "/shop/users"], 0),
            (&["/pets/{id}", "/pets/search/{word}"], 0),
            (&["/pets", "/pets/toys/{id}", "/pets/homes"], 0),
            (&["/{account}/items/{id}", "/{account}/users"], 0),
            (&["/items", "/items/{id}"], 0),
            (&["/api", "/api/items"], 0),
            (&["/api/", "/api/items"], 0),
            (&["/api/items", "/other"], 0),
            (&["/vendors/a"], 0),
            (&["/apiary/a"], 0),
            (&["/"], 0),
            (&[], 0),
        ] {
            assert_eq!(shared_prefix(paths.iter().copied()), prefix, "{paths:?}");
        }
    }
}
