//! The paths of a document, each with the path items behind its references.

use crate::model::HttpMethod;
use crate::parse::document::{Document, Operation, PathItem};
use crate::parse::nodes::{Leaf, Node};
use crate::pointer::Pointer;
use crate::resolve::definitions::Definitions;
use crate::resolve::elsewhere;
use crate::resolve::reference::unresolved;
use crate::resolve::shared::MAX_HOPS;
use crate::split_path::split_path;

/// A path item and the pointer to it.
pub(crate) struct PathItemAt<'a> {
    pub(crate) item: &'a PathItem<'a>,
    pub(crate) at: String,
}

/// The paths in alphabetical order, so that nothing depends on the order of the file, and each
/// before those below it, even if it has a query or a fragment.
/// Extensions of vendors (`x-…`) are not paths.
pub(crate) fn sorted<'a>(document: &'a Document<'a>) -> Vec<(&'a str, &'a Node<PathItem<'a>>)> {
    let entries = document.paths.iter().flat_map(|entries| &entries.0);
    let mut paths: Vec<_> = entries
        .map(|(path, item)| (&**path, item))
        .filter(|(path, _)| !path.starts_with("x-"))
        .collect();
    paths.sort_by_cached_key(|(path, _)| split_path(path));
    paths
}

/// A path item, and those that it refers to.
pub(crate) fn items<'a>(
    definitions: &mut Definitions<'a>,
    item: &'a PathItem<'a>,
    at: &Pointer<'_>,
) -> Vec<PathItemAt<'a>> {
    let mut items = vec![PathItemAt {
        item,
        at: at.write(),
    }];
    let mut item = item;
    loop {
        let here = at.child("$ref");
        let reference = match &item.reference {
            Leaf::Absent => return items,
            Leaf::Text(reference) => &**reference,
            _ => {
                definitions.problems.spoil(&here, "a reference is not text");
                return items;
            }
        };
        let target = definitions.elsewhere.path_item(reference);
        item = match target.filter(|_| items.len() <= MAX_HOPS) {
            Some(item) => item,
            None => {
                let message = match target {
                    Some(_) => "refers to a path that refers to itself or through too many others"
                        .to_owned(),
                    None => unresolved(reference, "paths", [].into_iter()),
                };
                definitions.problems.spoil(&here, &message);
                return items;
            }
        };
        items.push(PathItemAt {
            item,
            at: elsewhere::pointer(reference),
        });
    }
}

/// The operations of the items of a path, each with the pointer to its item, in the order of
/// [`HttpMethod::ALL`]. The first item that declares one decides.
pub(crate) fn operations<'i, 'a>(
    items: &'i [PathItemAt<'a>],
) -> Vec<(HttpMethod, &'a Node<Operation<'a>>, &'i str)> {
    let mut found: Vec<(HttpMethod, &'a Node<Operation<'a>>, &'i str)> = Vec::new();
    for PathItemAt { item, at } in items {
        for (http_method, node) in item.operations() {
            if !found.iter().any(|(known, ..)| *known == http_method) {
                found.push((http_method, node, at));
            }
        }
    }
    found.sort_by_key(|(http_method, ..)| *http_method);
    found
}
