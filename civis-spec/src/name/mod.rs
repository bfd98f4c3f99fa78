//! The third stage: names resources, methods, parameters, fields and types.
//!
//! Names follow only from those of the document, not from their order. A new version of the
//! document therefore changes only the names of what changed.
//!
//! - **Resources** are the first segments of paths. **Methods** are the HTTP method and the
//!   static segments after the first, as in the official client: `GET /jobs/{id}/runs` is
//!   `jobs.list_runs` or `jobs.get_runs`. Of two methods with one name, the later one in the
//!   order of paths also has the placeholders of its path (`get_by_uuid`), or `slash` if the
//!   paths differ only in a trailing `/`.
//! - In documents that are not the Platform's, a **prefix** that all paths share names nothing,
//!   unless a root path is given: up to the last segment like `api` or `v1`, and `/shop` if the
//!   paths part after it into several names, one of which is a collection (`/shop/orders/{id}`
//!   and `/shop/users`). An object that holds a page of a
//!   list is a list. With [`MethodNaming::OperationId`], the `operationId` is the name of the
//!   method, and begins the names of types that the operation declares in place.
//! - **Parameters** and **fields** are in [snake case](crate::snake_case()). Of parameters with
//!   one name, that of the path has precedence, then those of the query, headers, cookies, the
//!   body and a form, and of several in one location the one that is spelled so. The others
//!   also have the location (`id_in_query`). Equal fields are numbered in alphabetical order.
//! - **Types** have the name of their definition in upper camel case. Equivalent definitions
//!   whose names differ only in a number (`JobOutput`, `JobOutput2`) are one type with the shortest
//!   name, and the others are aliases. A schema declared in place is named after what contains
//!   it (`JobState`), a response after its operation (`ThingsGetResponse`); neither gets the
//!   name of a definition. An enum that several of them declare in place under one name is
//!   one type of that name (`State`), and the other names are aliases. So a change of one
//!   definition never takes the name of another. **Variants** are the values in upper camel
//!   case.
//! - **Identifiers** keep the letters of many scripts; any other is its code point (`u0301`). A
//!   keyword is raw (`r#type`), or has a `_` if it cannot be raw (`self_`). So has a name that
//!   would hide another (`send_`, `session_`, `extra_`). A leading digit follows a `_` (`_2fa`),
//!   and the empty name is `_empty`, `Empty` as a type, and `root` as a resource. A name of more
//!   than 80 characters is cut, and ends in its hash. Names that are still equal are numbered.
//!
//! In reading order: the [`scheme`], names by the path ([`method`]), [`resources`] and
//! [`parameters`]; for
//! types, the [`families`] of drafts that may be one type, the classes of equivalent ones
//! ([`equivalence`]), their names ([`types`]), and [`merge`]. All make their identifiers in [`ident`].

mod equivalence;
mod families;
pub(crate) mod ident;
pub(crate) mod keyword;
mod length;
mod letters;
mod merge;
mod method;
mod parameters;
mod recursion;
mod resources;
mod scheme;
mod types;

use crate::model::{Resource, TypeDef};
use crate::name::scheme::Scheme;
use crate::resolve::Resolved;

/// Where the names of methods come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MethodNaming {
    /// The path and the HTTP method, as in the official client: `GET /jobs/{id}/runs` is
    /// `list_runs`. This is the default.
    #[default]
    Path,
    /// The `operationId` in snake case. An operation without one is named by its path.
    OperationId,
}

/// Names a resolved document. Equivalent types are merged unless they are to be separate.
pub(crate) fn name(
    resolved: Resolved,
    naming: MethodNaming,
    separate_types: bool,
) -> (Vec<Resource>, Vec<TypeDef>) {
    let scheme = Scheme::new(&resolved, naming);
    let mut resources = resources::resources(resolved.operations, &scheme);
    if separate_types {
        return (resources, merge::separate(resolved.drafts, &scheme));
    }
    let (types, ids) = merge::merge(&resolved.drafts, &scheme);
    for resource in &mut resources {
        resource.renumber(&ids);
    }
    (resources, types)
}
