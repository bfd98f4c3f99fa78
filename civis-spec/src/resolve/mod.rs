//! The second stage: resolves a document to operations and drafts of types.
//!
//! References are followed, and every parameter, body and response gets its type. A problem
//! is recorded with its place, and reading goes on, so that one pass finds all problems.
//!
//! In reading order: the [`paths`], their [`operations`], the [`parameters`] and [`responses`] of
//! these, and the [`types`] of those; [`files`] and [`headers`] among the parameters; below them the
//! [`unions`] of alternatives, the [`parts`] and [`properties`] of objects, what references name
//! ([`definitions`], [`shared`] parts, and parts [`elsewhere`]), and the [`keywords`] of one schema.
//! At last, the [`corrections`] of the Platform's responses, or the [`paging`] of others.
//!
//! A document is refused if a part does not have the form that the standard gives it. What
//! cannot be resolved is a warning, and the rest is read: a reference that names nothing, only
//! itself, or another document, a type that does not exist, a parameter without a name or with
//! the style `label` or `matrix`. A schema that cannot be resolved is any JSON, and an operation
//! that cannot is left out.

mod accept;
pub(crate) mod corrections;
pub(crate) mod definitions;
pub(crate) mod draft;
mod elsewhere;
mod files;
mod headers;
mod keywords;
mod operations;
mod paging;
mod parameters;
mod parts;
mod paths;
mod problems;
mod properties;
mod reference;
mod responses;
pub(crate) mod security;
mod shared;
mod style;
mod types;
mod unions;

use crate::error::{Error, Problem};
use crate::exchanges;
use crate::model::Paging;
use crate::parse::Parsed;
use crate::pointer::Pointer;
use crate::resolve::corrections::{correct_fields, correct_response};
use crate::resolve::draft::Draft;
use crate::resolve::elsewhere::Parts;
use crate::resolve::operations::operation;
use crate::resolve::shared::SharedParts;
use crate::resolve::types::TypeResolver;

pub(crate) use crate::resolve::operations::{ReadOperation, begins_with_deprecation};

/// A resolved document, before the naming.
pub(crate) struct Resolved {
    /// By path, then by HTTP method.
    pub(crate) operations: Vec<ReadOperation>,
    pub(crate) drafts: Vec<Draft>,
    /// What could not be resolved.
    pub(crate) warnings: Vec<Problem>,
    pub(crate) is_platform: bool,
    /// Whether a root path was given.
    pub(crate) has_root_path: bool,
}

/// Resolves a document. Paths below the root path are read without it.
pub(crate) fn resolve(
    parsed: &Parsed<'_>,
    root_path: Option<&str>,
    with_exchanges: bool,
    paging: &[Paging],
) -> Result<Resolved, Error> {
    let document = &parsed.document;
    let shared = SharedParts::new(document);
    let parts = Parts::default();
    let mut types = TypeResolver::new(parsed, &parts, shared.is_platform);
    let mut operations = Vec::new();
    let root = Pointer::new("/paths");
    for (path, item) in paths::sorted(document) {
        let at = root.child(path);
        let Some(item) = item.object() else {
            types.definitions.report(&at, "a path is not an object");
            continue;
        };
        let path = format!("/{}", path.trim_start_matches('/'));
        let path = root_path.map_or(&*path, |root| below(&path, root));
        let items = paths::items(&mut types.definitions, item, &at);
        types.definitions.problems.take_spoiled();
        for (http_method, declared, at) in paths::operations(&items) {
            let at = Pointer::new(at);
            let here = at.child(http_method.key());
            let Some(declared) = declared.object() else {
                let message = "an operation is not an object";
                types.definitions.report(&here, message);
                continue;
            };
            let method = (http_method, declared);
            let mut read = operation(&mut types, &shared, path, method, &items, &at);
            if types.definitions.problems.take_spoiled() {
                continue;
            }
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
    let (mut drafts, warnings) = types.finish().map_err(Error::new)?;
    if shared.is_platform {
        correct_fields(operations.iter().map(|one| &one.operation), &mut drafts);
    }
    let problems = match shared.is_platform {
        true => paging::of_platform(paging),
        false => paging::set(&mut operations, paging, &drafts),
    };
    if !problems.is_empty() {
        return Err(Error::new(problems));
    }
    Ok(Resolved {
        operations,
        drafts,
        warnings,
        is_platform: shared.is_platform,
        has_root_path: root_path.is_some(),
    })
}

/// A path without its root, if it has that root.
fn below<'p>(path: &'p str, root: &str) -> &'p str {
    match path.strip_prefix(root) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    }
}
