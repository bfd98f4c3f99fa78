//! The second stage: resolves a document to operations and drafts of types.
//!
//! References are followed, and every parameter, body and response gets its type. A problem
//! is reported with its place, and reading goes on, so that one pass finds all problems.
//!
//! In reading order: [`operations`], their [`parameters`] and [`responses`], the [`types`] of
//! those; below them the [`unions`] of alternatives, the [`properties`] of objects, the
//! [`definitions`] and [`shared`] parts that references name, and the [`keywords`] of one
//! schema. At last, the [`corrections`] of the Platform's responses.
//!
//! An OpenAPI 3 document is refused if a parameter has the style `label` or `matrix`. Any
//! document is refused if it refers to other documents, if a path item is a reference, and
//! if a reference names nothing or only itself. A schema without a better type is any JSON,
//! never a reason to refuse a document.

mod accept;
pub(crate) mod corrections;
pub(crate) mod definitions;
pub(crate) mod draft;
mod keywords;
mod operations;
mod parameters;
mod pointer;
mod problems;
mod properties;
mod reference;
mod responses;
pub(crate) mod security;
mod shared;
mod style;
mod types;
mod unions;

use crate::error::Error;
use crate::exchanges;
use crate::parse::document::{Document, PathItem};
use crate::parse::nodes::Node;
use crate::resolve::corrections::{correct_fields, correct_response};
use crate::resolve::draft::Draft;
use crate::resolve::operations::operation;
use crate::resolve::pointer::Pointer;
use crate::resolve::shared::Shared;
use crate::resolve::types::TypeResolver;

pub(crate) use crate::resolve::operations::{ReadOperation, begins_with_deprecation};

/// A resolved document, before the naming.
pub(crate) struct Resolved {
    /// By path, then by HTTP method.
    pub(crate) operations: Vec<ReadOperation>,
    pub(crate) drafts: Vec<Draft>,
}

/// Resolves a document. Paths below the root path are read without it.
pub(crate) fn resolve(
    document: &Document<'_>,
    root_path: Option<&str>,
    with_exchanges: bool,
) -> Result<Resolved, Error> {
    let shared = Shared::new(document);
    let mut types = TypeResolver::new(document);
    let mut operations = Vec::new();
    let root = Pointer::new("/paths");
    for (path, item) in sorted_paths(document) {
        let at = root.child(path);
        let Some(item) = item.object() else {
            types.definitions.report(&at, "a path is not an object");
            continue;
        };
        if let Some(reference) = item.reference.text() {
            let message = format!("`{reference}` stands for a path, which is not supported");
            types.definitions.report(&at.child("$ref"), message);
        }
        let path = format!("/{}", path.trim_start_matches('/'));
        let path = root_path.map_or(&*path, |root| below(&path, root));
        for (http_method, declared) in item.operations() {
            let here = at.child(http_method.key());
            let Some(declared) = declared.object() else {
                let message = "an operation is not an object";
                types.definitions.report(&here, message);
                continue;
            };
            let parts = (item, declared);
            let mut read = operation(&mut types, &shared, path, http_method, parts, &at);
            if let Some(raw) = declared.exchanges.filter(|_| with_exchanges) {
                match exchanges::read(raw) {
                    Ok(exchanges) => read.operation.exchanges = exchanges,
                    Err(message) => {
                        types.definitions.report(&here.child("x-examples"), message);
                    }
                }
            }
            if shared.is_platform {
                correct_response(&mut read.operation);
            }
            operations.push(read);
        }
    }
    let mut drafts = types.finish().map_err(Error::new)?;
    if shared.is_platform {
        correct_fields(operations.iter().map(|one| &one.operation), &mut drafts);
    }
    Ok(Resolved { operations, drafts })
}

/// The paths in alphabetical order, so that nothing depends on the order of the file.
/// Extensions of vendors (`x-…`) are not paths.
fn sorted_paths<'a>(document: &'a Document<'a>) -> Vec<(&'a str, &'a Node<PathItem<'a>>)> {
    let entries = document.paths.iter().flat_map(|entries| &entries.0);
    let mut paths: Vec<_> = entries
        .map(|(path, item)| (&**path, item))
        .filter(|(path, _)| !path.starts_with("x-"))
        .collect();
    paths.sort_by_key(|(path, _)| *path);
    paths
}

/// A path without its root, if it has that root.
fn below<'p>(path: &'p str, root: &str) -> &'p str {
    match path.strip_prefix(root) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}
